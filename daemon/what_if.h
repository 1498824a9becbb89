#pragma once
/*
 * One edition under two configs: who gains or loses which papers. Every step is
 * the edition flow's own (score, select), on a copy of the store; nothing is
 * sent or kept, and no model is asked.
 *
 * Both sides are scored now, by the same rules, so that what differs comes from
 * the configs: the built-in scorer reads the papers again; what a model said of
 * them that day stands where the config wants a model. Weekly readers are taken
 * as if the edition's day were theirs.
 */
#include "base/arena.h"
#include "base/clock.h"
#include "base/err.h"
#include "conf/conf.h"
#include "model/edition.h"
#include "model/paper.h"
#include "model/score.h"
#include "store/store.h"

enum { WHAT_IF_SIDES = 2 };

struct what_if_order {
	const struct conf *conf[WHAT_IF_SIDES]; /* now, and perhaps */
	const struct clock *clock;
	struct store *copy; /* store_open_copy: it is written to */
	int date;           /* DATE_NONE: the newest edition that has scores */
	void (*progress)(void *ctx, const char *what, size_t done, size_t of);
};

/* Of one reader: a paper that only one side mails. */
struct what_if_change {
	const struct paper *paper;
	bool gained;
	float relevance; /* as this reader sees it, on the side that has it */
};

struct what_if_reader {
	const char *address;
	size_t papers[WHAT_IF_SIDES];         /* in their digest; 0: no mail */
	const struct what_if_change *changes; /* gains first */
	size_t n_changes;
};

/* Strings and lists live in the arena. */
struct what_if {
	struct edition edition;
	const struct paper *papers; /* scanned */
	size_t n_papers;
	struct score *scores[WHAT_IF_SIDES];
	size_t asked[WHAT_IF_SIDES]; /* papers that have a model's score */
	int relevant[WHAT_IF_SIDES]; /* at or above that side's cut-offs */
	size_t digests[WHAT_IF_SIDES],
	        mailed[WHAT_IF_SIDES];        /* papers in all */
	const struct what_if_reader *readers; /* whose list changes, by id */
	size_t n_readers;
};

/* 0; < 0: err says why not (no such edition). */
int what_if(const struct what_if_order *order, struct arena *arena,
            struct what_if *out, struct err *err);
