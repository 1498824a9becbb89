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

struct score_scale {
	double opens[9]; /* the values from which on 2 ... 10 are given */
};

void score_scale_init(struct score_scale *s, const float *values, size_t n,
                      struct score_moments usual);

/* 1..10 with decimals, linear between the thresholds. */
float score_scale_relevance(const struct score_scale *s, double value);
