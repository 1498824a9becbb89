#include "score/score_feedback.h"

#include <math.h>
#include <stdlib.h>

static const double BEST = 0.1; /* this part of the papers is believed */
static const double SMOOTH = 2; /* imaginary papers on either side */
enum { DF_MIN = 5 };            /* rarer stems say nothing */

static void *need(void *p)
{
	if (!p)
		abort();
	return p;
}

static int descending(const void *a, const void *b)
{
	float x = *(const float *)a, y = *(const float *)b;

	return (x < y) - (x > y);
}

static float best_from(const float *values, size_t n)
{
	float *sorted = need(calloc(n, sizeof(*sorted))), cut;

	memcpy(sorted, values, n * sizeof(*sorted));
	qsort(sorted, n, sizeof(*sorted), descending);
	cut = sorted[(size_t)(BEST * (double)n)];
	free(sorted);
	return cut;
}

struct counts {
	int all, best;
};

/* The logarithm of how much likelier a best paper has the feature. */
static float weight(struct counts c, double n_all, double n_best)
{
	double rest = c.all - c.best, n_rest = n_all - n_best;
	double rest_smooth = SMOOTH * n_rest / n_best;

	if (c.all < DF_MIN)
		return 0;
	return (float)(log((c.best + SMOOTH) / (n_best - c.best + SMOOTH)) -
	               log((rest + rest_smooth) /
	                   (n_rest - rest + rest_smooth)));
}

void score_feedback(const struct score_docs *docs, const float *values,
                    float *out)
{
	struct counts *counts =
	        need(calloc(docs->n_features + 1, sizeof(*counts)));
	float *w = need(calloc(docs->n_features + 1, sizeof(*w)));
	float cut = docs->n ? best_from(values, docs->n) : 0;
	int n_best = 0;

	for (size_t i = 0; i < docs->n; i++) {
		const struct score_doc *d = &docs->docs[i];
		bool best = values[i] >= cut;

		n_best += best;
		for (size_t k = 0; k < d->n_features; k++) {
			counts[d->features[k]].all++;
			counts[d->features[k]].best += best;
		}
	}
	for (size_t f = 0; f < docs->n_features; f++)
		w[f] = weight(counts[f], (double)docs->n, n_best);
	for (size_t i = 0; i < docs->n; i++) {
		const struct score_doc *d = &docs->docs[i];
		double sum = 0;

		for (size_t k = 0; k < d->n_features; k++)
			sum += w[d->features[k]];
		out[i] = (float)(sum / sqrt((double)d->n_features + 1));
	}
	free(counts);
	free(w);
}
