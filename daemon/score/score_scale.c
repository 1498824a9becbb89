#include "score/score_scale.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PSEUDO = 100 }; /* imaginary papers of the usual kind */

enum { STEPS = 9 };

/* Which part of the papers stays below 2, 3, ... 10. */
static const double parts[STEPS] = { .10, .25,  .45,  .60,  .72,
	                             .82, .907, .959, .9983 };

/* The labelled days' 9,232 papers, each scored alone with the shipped topics.
 */
const struct score_usual score_usual_keywords = {
	.moments = { 1.46, 1 },
	.opens = { -1.27, -.68, -.16, .22, .56, .93, 1.38, 1.81, 2.87 },
	.papers = PSEUDO,
};

/* The same papers, by weights that were trained on other days. */
const struct score_usual score_usual_trained = {
	.moments = { 0, 1.35 },
	.opens = { -1.13, -.72, -.28, .10, .46, .87, 1.43, 2.02, 3.81 },
	.papers = 3 * PSEUDO,
};

static struct score_moments eke_out(const float *values, size_t n,
                                    struct score_moments usual, double papers)
{
	double sum = papers * usual.mean, squares = 0;
	double all = (double)n + papers;
	struct score_moments m;

	for (size_t i = 0; i < n; i++)
		sum += values[i];
	m.mean = sum / all;
	for (size_t i = 0; i < n; i++)
		squares += (values[i] - m.mean) * (values[i] - m.mean);
	squares += papers * (usual.sd * usual.sd +
	                     (usual.mean - m.mean) * (usual.mean - m.mean));
	m.sd = sqrt(squares / all);
	return m;
}

struct score_moments score_moments_of(const float *values, size_t n,
                                      struct score_moments usual)
{
	return eke_out(values, n, usual, PSEUDO);
}

static int ascending(const void *a, const void *b)
{
	float x = *(const float *)a, y = *(const float *)b;

	return (x > y) - (x < y);
}

void score_scale_init(struct score_scale *s, const float *values, size_t n,
                      const struct score_usual *usual)
{
	struct score_moments m =
	        eke_out(values, n, usual->moments, usual->papers);
	float *sorted = calloc(n + 1, sizeof(*sorted));
	double trust = (double)n / ((double)n + usual->papers);

	if (!sorted)
		abort();
	if (n)
		memcpy(sorted, values, n * sizeof(*sorted));
	qsort(sorted, n, sizeof(*sorted), ascending);
	for (size_t i = 0; i < STEPS; i++) {
		double here = sorted[(size_t)(parts[i] * (double)n)];

		s->opens[i] = trust * here +
		              (1 - trust) * (m.mean + m.sd * usual->opens[i]);
	}
	free(sorted);
}

float score_scale_relevance(const struct score_scale *s, double value)
{
	double first = s->opens[1] - s->opens[0];
	size_t i = 0;

	while (i < STEPS && value >= s->opens[i])
		i++;
	if (i == STEPS)
		return 10;
	if (i == 0)
		return (float)fmax(1, 2 - (s->opens[0] - value) /
		                                      fmax(first, 1e-6));
	return (float)((double)i + 1 +
	               (value - s->opens[i - 1]) /
	                       (s->opens[i] - s->opens[i - 1]));
}

float score_scale_of_rank(size_t better, size_t n)
{
	double below = 1 - (double)better / ((double)n + PSEUDO);
	size_t i = 0;

	/* The best always may; from there on in steps, linear between. */
	while (i < STEPS && below >= parts[i])
		i++;
	if (i == STEPS)
		return 10;
	if (i == 0)
		return (float)(1 + below / parts[0]);
	return (float)((double)i + 1 +
	               (below - parts[i - 1]) / (parts[i] - parts[i - 1]));
}
