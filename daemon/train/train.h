#pragma once
/*
 * From labelled days to trained weights for the lexical scorer
 * (score/score_weights.h): L2-regularised logistic regression, liblinear
 * inside, the only place that sees it. Pure; one thread at a time (liblinear
 * prints through a global). The same days in the same order give the same
 * bytes.
 */
#include "base/buf.h"
#include "base/err.h"
#include "model/paper.h"
#include "model/topic.h"
#include "score/score.h"
#include "train/train_quality.h"

/* Everything given outlives the call. */
struct train_day {
	const char *name; /* for people: "2025-04-18" */
	const struct paper *papers;
	const bool *selected; /* by paper */
	size_t n;
	/* How much each label is worth, in halves of an ordinary one; NULL: 2
	 * each. See train_halves. */
	const unsigned char *halves;
};

/*
 * What the label of a paper is worth that was selected, or not, with this
 * relevance (0: not known) where `cut` was asked for, in halves. Selected at
 * the cut-off 1, a point above it 2, two points and more 3: surer labels teach
 * more. Chosen on the labelled days, with C and the power of idf (train_fit.c):
 * together +.002 AUC and +.007 average precision (2 to 3 standard errors), on
 * days left out and forward in time alike.
 */
unsigned char train_halves(bool selected, double relevance, double cut);

struct train_order {
	const struct train_day *days; /* in the order of time */
	size_t n_days;
	const struct topic *topics;
	size_t n_topics;
	/* The cut-offs that `chosen` in the report means. */
	double relevance, novelty;
	/* May be NULL. */
	void (*progress)(void *ctx, const char *what, size_t done, size_t of);
	void *ctx;
};

/* The latest 4,000 papers of the days before this one, the latest day first:
 * what a scorer may know of when it scores the day, as in the daemon. */
struct score_background train_before(const struct train_day *days, size_t day,
                                     struct arena *arena);

/* How well scores[i], of the day's papers[i], tell what was selected; chosen is
 * what reaches both cut-offs. */
struct train_quality train_judge(const struct train_day *day,
                                 const struct score *scores, double relevance,
                                 double novelty);

enum {
	TRAIN_TERMS = 10000,     /* at most, in the file */
	TRAIN_BYTES = 199000,    /* of the file */
	TRAIN_PAPERS = 100000,   /* more are refused */
	TRAIN_SELECTED_MIN = 20, /* fewer teach nothing */
	TRAIN_FOLDS = 10,
};

/*
 * How good the weights are on days that they were not fitted to: the days are
 * dealt into ten heaps (each into its own, where there are fewer), and each is
 * judged by weights fitted to all other heaps, as the scorer would use them,
 * with the days before it as background. Means over days.
 */
struct train_report {
	struct train_quality keywords; /* the topics' words alone */
	struct train_quality weights;  /* the weights alone (nothing chosen) */
	struct train_quality both;     /* the scorer that uses the file */
	size_t days, papers, selected, terms;
};

/* Appends the file to *out. < 0 with err: too few days, papers or selected ones
 * to learn from and to leave out, or too many. */
int train_weights(const struct train_order *order, struct buf *out,
                  struct train_report *report, struct err *err);
