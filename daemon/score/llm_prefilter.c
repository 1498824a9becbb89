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

double llm_prefilter_cut(double recall)
{
	size_t n = sizeof(curve) / sizeof(*curve);

	for (size_t i = 1; i < n; i++) {
		double more = curve[i - 1].recall, less = curve[i].recall;

		if (recall < less)
			continue;
		return curve[i].relevance -
		       (curve[i].relevance - curve[i - 1].relevance) *
		               (recall - less) / (more - less);
	}
	return curve[n - 1].relevance;
}
