#pragma once
/*
 * How good a ranking is, measured against what was selected. Pure.
 *
 * Papers of equal value share their places: a figure is what it would be on
 * average over their orders, save average precision, which takes them as one
 * step (so that a scorer which says 5 of everything earns no praise).
 */
#include <stdbool.h>
#include <stddef.h>

struct train_judged {
	float value;   /* the larger, the better */
	bool selected; /* by whoever made the labels */
	bool chosen;   /* by the scorer: it passed the cut-offs */
};

enum { TRAIN_KEPT = 3 };
extern const int train_kept[TRAIN_KEPT]; /* per cent: 20, 30, 40 */

struct train_quality {
	size_t papers, selected, chosen;
	double auc; /* the chance that a selected paper stands above another */
	double average_precision;
	double precision_at_n;          /* among the best n, n: selected */
	double precision, recall;       /* of what the cut-offs chose */
	double recall_kept[TRAIN_KEPT]; /* of the best 20, 30, 40 % */
};

/* Sorts the list. Where nothing, or everything, is selected the figures say
 * nothing and are 0; precision is 0 where nothing was chosen. */
struct train_quality train_quality_of(struct train_judged *list, size_t n);

/* Whether the figures say anything: something was selected, and not all. */
bool train_quality_tells(const struct train_quality *q);

/* Counts are added, figures averaged; days where nothing, or everything, was
 * selected are left out of the average. */
struct train_quality train_quality_mean(const struct train_quality *days,
                                        size_t n);
