#pragma once
/*
 * What one reader's judgements of papers ("more 3", "less 5") do to that
 * reader's own ranking: Rocchio's feedback over unit tf-idf vectors.
 *
 *	taste = mean of the liked - .5 mean of the disliked
 *	shift = FACTOR narrow sqrt(k / 20) taste . x / .06
 *
 * x: the paper, k: judgements. Narrow, 0..1, says how much more alike the liked
 * papers are to each other than to the disliked ones: somebody who likes
 * compression learns fast, somebody who likes a bit of everything is left
 * alone. On the labelled days ten judgements gain a narrow taste .08 of average
 * precision and cost the broadest .002 (test_taste_days.c); without that factor
 * the broadest would lose .02.
 *
 * Pure. A struct score_taste is immutable: any thread may read it.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/cleanup.h"
#include "model/paper.h"

/* Papers as vectors. Some hundred are needed, so that common words are known
 * as such: the day's and those that were judged, of all readers. */
struct score_taste;

struct score_taste *score_taste_new(const struct paper *papers, size_t n);
void score_taste_free(struct score_taste *t);
CLEANUP_DEFINE(struct score_taste *, score_taste_free)

struct score_judgement {
	size_t paper; /* its place among the papers of score_taste_new */
	bool liked;
};

/* A reader's shift is within this, in points of relevance. */
enum { SCORE_TASTE_MOST = 3 };

/* out[i]: points of relevance to add for paper first + i, n of them. No
 * judgements: 0. */
void score_taste_shift(const struct score_taste *t,
                       const struct score_judgement *judgements,
                       size_t n_judgements, size_t first, size_t n, float *out);
