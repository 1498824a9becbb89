#pragma once
/*
 * What a paper's primary category says before its text is read. The table
 * comes from the labelled days: machine learning. It counts as far as the
 * papers at hand bear it out, that is by the correlation of prior and match,
 * so that topics from another subject are not judged by it.
 */
#include "score/score_match.h"

/* Fills out[i], n of them, for papers[i] with match[i]. */
void score_prior(const struct paper *const *papers,
                 const struct score_value *values, size_t n, float *out);
