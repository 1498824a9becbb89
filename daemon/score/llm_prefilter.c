#include "score/llm_prefilter.h"

#include <stddef.h>

/*
 * Measured on the 31 labelled days, shipped topics: the part of the selected
 * papers, and of all, that has at least this relevance.
 */
struct point {
	double relevance, recall, kept;
};

enum { POINTS = 13 };

/* Each day scored alone by the zero-shot scorer. */
static const struct point zero_shot[POINTS] = {
	{ 1, 1, 1 },           { 2, .9999, .899 },    { 2.5, .9977, .830 },
	{ 3, .9930, .735 },    { 3.25, .9802, .671 }, { 3.5, .9744, .623 },
	{ 3.75, .9709, .571 }, { 4, .9651, .516 },    { 4.5, .9418, .440 },
	{ 5, .8952, .362 },    { 5.5, .8650, .304 },  { 6, .8079, .247 },
	{ 7, .6519, .155 },
};

/* By weights trained on other days; a standard error is taken off the recall,
 * so that a new day may be a little worse. */
static const struct point trained[POINTS] = {
	{ 1, 1, 1 },           { 2, .9999, .897 },    { 3, .9977, .745 },
	{ 3.25, .9960, .699 }, { 3.5, .9945, .647 },  { 3.75, .9886, .596 },
	{ 4, .9847, .547 },    { 4.25, .9807, .506 }, { 4.5, .9742, .471 },
	{ 5, .9563, .399 },    { 5.5, .9288, .333 },  { 6, .8908, .278 },
	{ 7, .7362, .176 },
};

/* Between two points of the curve, where x lies between a and b. */
static double between(double x, double a, double b, double at_a, double at_b)
{
	return at_b + (at_a - at_b) * (x - b) / (a - b);
}

double llm_prefilter_cut(double recall, bool by_weights)
{
	const struct point *p = by_weights ? trained : zero_shot;

	for (size_t i = 1; i < POINTS; i++)
		if (recall >= p[i].recall)
			return between(recall, p[i - 1].recall, p[i].recall,
			               p[i - 1].relevance, p[i].relevance);
	return p[POINTS - 1].relevance;
}

double llm_prefilter_kept(double relevance, bool by_weights)
{
	const struct point *p = by_weights ? trained : zero_shot;

	for (size_t i = 1; i < POINTS; i++)
		if (relevance <= p[i].relevance)
			return between(relevance, p[i - 1].relevance,
			               p[i].relevance, p[i - 1].kept,
			               p[i].kept);
	return p[POINTS - 1].kept;
}
