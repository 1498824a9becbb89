#pragma once
/*
 * From a value to a number between 1 and 10, by its place among the papers at
 * hand: 8 begins where the best 9.3 % begin, as in the labelled days. With few
 * papers the place is taken from constants measured on those days.
 */
#include <stddef.h>

struct score_moments {
	double mean, sd;
};

/* Of n values, eked out by `imaginary` papers of the usual moments. */
struct score_moments score_moments_of(const float *values, size_t n,
                                      struct score_moments usual);

/* What is known of a kind of value before any paper is seen. */
struct score_usual {
	struct score_moments moments;
	double opens[9]; /* in standard deviations from the mean: where 2 ... 10
	                  * begin */
	double papers;   /* it weighs as much as so many at hand */
};

/* Zero-shot values; values of trained weights, which mean the same every day
 * and are therefore believed longer. */
extern const struct score_usual score_usual_keywords, score_usual_trained;

struct score_scale {
	double opens[9]; /* the values from which on 2 ... 10 are given */
};

void score_scale_init(struct score_scale *s, const float *values, size_t n,
                      const struct score_usual *usual);

/* 1..10 with decimals, linear between the thresholds. */
float score_scale_relevance(const struct score_scale *s, double value);

/* The most that a paper can get which `better` of n papers stand above: 8 for
 * the last of the best 9.3 %. Of few papers each may get 10. */
float score_scale_of_rank(size_t better, size_t n);
