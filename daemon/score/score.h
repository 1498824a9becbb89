#pragma once
/*
 * Scorers behind one interface. A scorer is made from the admin's topics, run
 * once an edition over all scanned papers, and freed. Pure: no store, no
 * clock; background papers come in as an argument.
 */
#include "base/arena.h"
#include "base/cleanup.h"
#include "base/err.h"
#include "model/paper.h"
#include "model/score.h"

struct scorer;

/* Papers that the scorer may learn word frequencies and scales from (earlier
 * days of the store, unlabelled; may be empty). Read during scorer_run only. */
struct score_background {
	const struct paper *papers;
	size_t n;
};

/* weights: path of the lexical weights, "" for zero-shot. NULL with err. */
struct scorer *scorer_lexical_new(const struct topic *topics, size_t n_topics,
                                  const char *weights, struct err *err);
void scorer_free(struct scorer *s);
CLEANUP_DEFINE(struct scorer *, scorer_free)

enum score_by scorer_kind(const struct scorer *s);

/* Fills out[i] for papers[i]; comments live in the arena. < 0: nothing can be
 * scored at all. A paper that cannot be scored alone keeps SCORE_BY_NONE and
 * the reason as its comment. */
int scorer_run(struct scorer *s, const struct paper *papers, size_t n,
               const struct score_background *background, struct arena *arena,
               struct score *out, struct err *err);
