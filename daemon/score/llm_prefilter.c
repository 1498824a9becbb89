#include "score/llm_prefilter.h"

#include <stddef.h>

/*
 * Measured on the 31 labelled days, shipped topics, each day scored alone by
 * the zero-shot scorer: the part of the selected papers, and of all, that has
 * at least this relevance.
 */
static const struct {
	double relevance, recall, kept;
} curve[] = {
	{ 1, 1, 1 },           { 2, .9999, .899 },    { 2.5, .9977, .830 },
	{ 3, .9930, .735 },    { 3.25, .9802, .671 }, { 3.5, .9744, .623 },
	{ 3.75, .9709, .571 }, { 4, .9651, .516 },    { 4.5, .9418, .440 },
	{ 5, .8952, .362 },    { 5.5, .8650, .304 },  { 6, .8079, .247 },
	{ 7, .6519, .155 },
};

enum { N = sizeof(curve) / sizeof(*curve) };

/* Between two points of the curve, where x lies between a and b. */
static double between(double x, double a, double b, double at_a, double at_b)
{
	return at_b + (at_a - at_b) * (x - b) / (a - b);
}

double llm_prefilter_cut(double recall)
{
	for (size_t i = 1; i < N; i++)
		if (recall >= curve[i].recall)
			return between(recall, curve[i - 1].recall,
			               curve[i].recall, curve[i - 1].relevance,
			               curve[i].relevance);
	return curve[N - 1].relevance;
}

double llm_prefilter_kept(double relevance)
{
	for (size_t i = 1; i < N; i++)
		if (relevance <= curve[i].relevance)
			return between(relevance, curve[i - 1].relevance,
			               curve[i].relevance, curve[i - 1].kept,
			               curve[i].kept);
	return curve[N - 1].kept;
}
