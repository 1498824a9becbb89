#pragma once
/*
 * What a reader would get of an edition, for `digestctl preview`: chosen by the
 * very steps of the edition flow, from today's scores, settings, phrases and
 * judgements. Changes nothing.
 */
#include "base/clock.h"
#include "conf/conf.h"
#include "model/digest.h"
#include "model/edition.h"
#include "store/store.h"

struct edition_view {
	struct edition edition;
	bool due; /* false: a weekly reader, and their day is another; the
	           * choices are those of the week so far */
	struct choice choices[CHOICES_MAX]; /* in mail order */
	const struct paper *papers[CHOICES_MAX];
	const struct score *scores[CHOICES_MAX]; /* as the archive has them */
	size_t n;
	struct week week; /* of a weekly reader: what the choices are from */
};

/* date: of an edition that is scored at least. Strings and papers live in the
 * arena. 1: there is no such edition. */
int edition_view(struct store *store, const struct conf *conf,
                 const struct clock *clock, int date,
                 const struct subscriber *reader, struct arena *arena,
                 struct edition_view *view, struct err *err);
