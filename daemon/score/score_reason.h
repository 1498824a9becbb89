#pragma once
/*
 * Why a paper has its score, in one line and in the author's own words:
 *
 *	Model Architecture: Mixture-of-Experts Routing, in the title; sparse
 *	experts. Model Compression: pruning. Against it: image segmentation.
 *	Like earlier picks: load balancing, sparsely
 *
 * The last sentence where trained weights had a say: words that they like in a
 * paper that they like, or (Unlike) the other way round. Where no topic's words
 * occur, and no weights lead, the words that the best-matching papers share:
 *
 *	No topic's words occur; often beside them: low-bit, activations
 */
#include "model/score.h"
#include "score/score_match.h"
#include "score/score_weights.h"

struct score_reason;

/* Everything given outlives it. w: NULL, or the weights that counted. along: by
 * feature, see struct score_learnt. */
struct score_reason *score_reason_new(const struct score_match *m,
                                      const struct score_weights *w,
                                      const float *along,
                                      const struct topic *topics);
void score_reason_free(struct score_reason *r);
CLEANUP_DEFINE(struct score_reason *, score_reason_free)

/* d is of the batch; topic: relevance by topic as in struct score. Valid UTF-8,
 * in the arena. */
const char *score_reason_line(struct score_reason *r, const struct score_doc *d,
                              const float *topic, struct arena *arena);
