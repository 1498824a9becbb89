#include "score/score_feedback.h"

#include <math.h>
#include <stdlib.h>

#include "score/score_scale.h"

static const double BEST = 0.1; /* this part of the papers is believed */
static const double SMOOTH = 2; /* imaginary papers on either side */
enum { DF_MIN = 5 };            /* rarer stems say nothing */

/* What stands in a larger part of the papers is no reason to tell. */
static const double COMMON = 1 / 4.0;

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

/* Fills counts and w, by feature. */
static void weigh(const struct score_docs *docs, const float *values,
                  struct counts *counts, float *w)
{
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
}

struct score_learnt score_feedback(const struct score_docs *docs,
                                   const float *values, struct arena *arena)
{
	static const struct score_moments none = { 0, 0 };
	float *out = arena_array(arena, docs->n, sizeof(*out));
	struct counts *counts =
	        need(calloc(docs->n_features + 1, sizeof(*counts)));
	float *w = arena_array(arena, docs->n_features + 1, sizeof(*w));
	struct score_moments m;

	weigh(docs, values, counts, w);
	for (size_t i = 0; i < docs->n; i++) {
		const struct score_doc *d = &docs->docs[i];
		double sum = 0;

		for (size_t k = 0; k < d->n_features; k++)
			sum += w[d->features[k]];
		out[i] = (float)(sum / sqrt((double)d->n_features + 1));
	}
	m = score_moments_of(out, docs->n, none);
	for (size_t i = 0; i < docs->n; i++)
		out[i] = m.sd > 0 ? (float)((out[i] - m.mean) / m.sd) : 0;
	for (size_t f = 0; f < docs->n_features; f++)
		if ((double)counts[f].all > COMMON * (double)docs->n)
			w[f] = 0;
	free(counts);
	return (struct score_learnt){ out, w };
}
