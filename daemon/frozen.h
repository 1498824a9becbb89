#pragma once
/*
 * What fixes the bytes of an edition's mails, frozen in the store when the
 * edition is queued and read back by the delivery: the texts of the templates,
 * the settings, the signing key's id, and each chosen paper's encoded blocks.
 * This is the one place that knows the names they are stored under.
 */
#include "base/arena.h"
#include "base/err.h"
#include "conf/conf.h"
#include "mail/compose.h"
#include "model/topic.h"
#include "store/store.h"

/* The settings that mails are composed with, from the config. */
struct compose_settings frozen_settings(const struct conf *conf);

/* Freezes templates, settings and key, where that is not done. One
 * transaction. */
int frozen_put(struct store *store, int edition, const struct conf *conf,
               int64_t now, struct err *err);

/* The frozen templates, compiled. */
int frozen_templates(struct store *store, int edition, struct arena *arena,
                     struct compose_templates **templates, struct err *err);

/* One paper's blocks; in the caller's transaction. */
int frozen_put_block(struct store *store, int edition, int64_t paper,
                     const struct compose_block *block, struct err *err);

/* ---- what an edition was scored by (frozen_criteria.c) ---- */

/* Kept with the scores, for the archive: topics, prompts and prices are the
 * admin's to change later. Strings live in the arena given. */
struct frozen_criteria {
	const char *prompt;         /* in full; "": not kept */
	const struct topic *topics; /* only id and name */
	size_t n_topics;
	/* A million tokens, as scoring.llm.price. */
	double price_prompt, price_cached, price_completion;
};

/* The selection prompt in full, as the admin's files and topics make it now. */
int frozen_prompt(const struct conf *conf, struct buf *out, struct err *err);

/* In the caller's transaction. */
int frozen_put_criteria(struct store *store, int edition,
                        const struct conf *conf, const char *prompt,
                        struct err *err);

/* 1: none were kept (*criteria is empty). */
int frozen_criteria(struct store *store, int edition, struct arena *arena,
                    struct frozen_criteria *criteria, struct err *err);

/* ---- composing ---- */

/* An edition ready to compose from. */
struct frozen;

/* NULL with err, when the edition was never frozen or its key is gone. */
struct frozen *frozen_open(struct store *store, int edition, struct err *err);
void frozen_close(struct frozen *frozen);
CLEANUP_DEFINE(struct frozen *, frozen_close)

int frozen_date(const struct frozen *frozen);
const struct compose_edition *frozen_edition(const struct frozen *frozen);
