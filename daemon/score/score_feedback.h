#pragma once
/*
 * Learning from one's own best guesses, without labels: what sets the
 * best-matching tenth of the papers apart from the rest, stem by stem, says
 * something of papers that use other words for the same thing (relevance
 * feedback with Robertson and Sparck Jones' weights). Needs a few hundred
 * papers to be worth anything.
 */
#include "score/score_docs.h"

/* values[i] is the guess for docs[i]; fills out[i]. */
void score_feedback(const struct score_docs *docs, const float *values,
                    float *out);
