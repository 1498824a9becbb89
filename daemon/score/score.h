#pragma once
/*
 * Scorers behind one interface. A scorer is made from the admin's topics, run
 * once an edition over all scanned papers, and freed. Pure: no store, no
 * clock; background papers come in as an argument.
 */
#include <stdbool.h>

#include "base/arena.h"
#include "base/cleanup.h"
#include "base/err.h"
#include "base/str.h"
#include "model/paper.h"
#include "model/score.h"

struct scorer;

/* Papers that the scorer may learn word frequencies, scales and related words
 * from (earlier days of the store, unlabelled, the latest first; may be empty:
 * the batch alone then serves). Ten days give most of the gain; past 20,000
 * papers they are not read. Read during scorer_run only. */
struct score_background {
	const struct paper *papers;
	size_t n;
};

/*
 * The embedded scorer: words of the title and abstract against the topics'.
 * Topics stay the caller's and outlive the scorer. weights: path of trained
 * weights (score/score_weights.h); "", or where there is no such file:
 * zero-shot. NULL with err.
 *
 * Weights that were trained for these topics (the same ids) lead, and the
 * keywords count .5 beside them; trained for some of these topics they add half
 * of that share to what the keywords say; for none, they are not used. On days
 * the weights had not seen: area under the ROC curve .921 and average precision
 * .566, against .900 and .508 by keywords alone (tests/flow/test_scoring.py).
 *
 * Relevance is a rank made a number: 8 begins where the best 9.3 % of batch and
 * background begin, 9 at 4.1 %, 10 at .2 %; a paper in which no topic's words
 * occur has less than 8, and at most 3 where hardly any paper has such words,
 * unless weights for these topics say otherwise. With few papers at hand (fewer
 * than some hundred) the rank is taken, in part, among those of the labelled
 * days it was measured on; with weights for these topics in greater part, for
 * their values mean the same every day.
 * A topic's relevance is what the paper's would be if its best topic matched as
 * well as that one.
 *
 * Novelty is relevance - 1: an honest shrug. On the labelled days nothing in
 * the text told more novel papers from less novel ones much better than their
 * relevance does (AUC .66 within the selected; correlation of the two .65), and
 * so a cut-off of 7 for novelty goes with one of 8 for relevance.
 */
struct scorer *scorer_lexical_new(const struct topic *topics, size_t n_topics,
                                  const char *weights, struct err *err);
/* The same with the bytes of such a file, read before it returns; name: in
 * err. No bytes: zero-shot. */
struct scorer *scorer_lexical_of(const struct topic *topics, size_t n_topics,
                                 struct str weights, const char *name,
                                 struct err *err);
/* Of a lexical scorer: weights that were trained for these very topics lead. */
bool scorer_by_weights(const struct scorer *s);
void scorer_free(struct scorer *s);
CLEANUP_DEFINE(struct scorer *, scorer_free)

enum score_by scorer_kind(const struct scorer *s);

/* Fills out[i] for papers[i]; comments live in the arena. < 0: nothing can be
 * scored at all. A paper that cannot be scored alone keeps SCORE_BY_NONE and
 * the reason as its comment. */
int scorer_run(struct scorer *s, const struct paper *papers, size_t n,
               const struct score_background *background, struct arena *arena,
               struct score *out, struct err *err);
