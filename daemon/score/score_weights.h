#pragma once
/*
 * Trained weights: a linear model over a paper's traits, kept in a text file
 * that people can read ("digestctl train" writes it, train/train.h makes it):
 *
 *	# comments
 *	digestd-weights  1
 *	topics           architecture compression ...    ids, that it was for
 *	bias             -2.81
 *	mean             -3.02    of the value, and its standard deviation, on
 *	sd               1.9      days that the weights were not fitted to
 *	unit             4.1      the weight that 127 stands for
 *	terms            10000    lines that follow
 *	127              t:mixtur expert
 *	-126             a:dataset
 *
 * A tab between the two columns. A weight is sign(q) (q / 127)^2 unit: squares,
 * because most weights are small and those are where linear steps are too
 * coarse. The value of a paper is
 *
 *	bias + sum of weight (1 + ln tf) / sqrt(words in title and abstract)
 */
#include "base/arena.h"
#include "base/err.h"
#include "model/topic.h"
#include "score/score_traits.h"

enum {
	SCORE_WEIGHTS_MOST = 127,
	SCORE_WEIGHTS_BYTES = 1 << 20, /* larger files are refused */
	SCORE_WEIGHTS_TERMS = 50000,
};

struct score_weights {
	struct score_traits *traits; /* 0 to n, less one */
	float *w;                    /* by trait */
	size_t n;
	double bias, mean, sd;
	const char *const *topics; /* ids */
	size_t n_topics;
	struct arena *arena;
};

/* From the bytes of such a file; v outlives it. NULL with err: "NAME:LINE: what
 * is wrong". */
struct score_weights *score_weights_parse(struct str text, const char *name,
                                          struct score_vocab *v,
                                          struct err *err);
void score_weights_free(struct score_weights *w);
CLEANUP_DEFINE(struct score_weights *, score_weights_free)

/* From a step of the file to a weight; the nearest step for a weight. */
double score_weights_of_step(int step, double unit);
int score_weights_step(double weight, double unit);

/* What a trait adds that occurs tf times in a paper of so many words, before
 * its weight. */
double score_weights_amount(float tf, size_t words);

/* The value of a paper: counts as score_traits_end gives them. */
double score_weights_value(const struct score_weights *w,
                           const struct score_count *counts, size_t n,
                           size_t words);

/* Which part of these topics the weights were trained for: 0..1. */
double score_weights_fit(const struct score_weights *w,
                         const struct topic *topics, size_t n);
