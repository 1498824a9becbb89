#include "score/score_scale.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double PSEUDO = 100; /* imaginary papers of the usual kind */

enum { STEPS = 9 };

/* Which part of the papers stays below 2, 3, ... 10. */
static const double parts[STEPS] = { .10, .25,  .45,  .60,  .72,
	                             .82, .907, .959, .9983 };

/* The same in standard deviations from the mean, where there are too few papers
 * to count: the labelled days' 9,232 papers, each scored alone with the shipped
 * topics. */
static const double usual_opens[STEPS] = { -1.27, -.68, -.16, .22, .56,
	                                   .93,   1.38, 1.81, 2.87 };

struct score_moments score_moments_of(const float *values, size_t n,
                                      struct score_moments usual)
{
	double sum = PSEUDO * usual.mean, squares = 0;
	double all = (double)n + PSEUDO;
	struct score_moments m;

	for (size_t i = 0; i < n; i++)
		sum += values[i];
	m.mean = sum / all;
	for (size_t i = 0; i < n; i++)
		squares += (values[i] - m.mean) * (values[i] - m.mean);
	squares += PSEUDO * (usual.sd * usual.sd +
	                     (usual.mean - m.mean) * (usual.mean - m.mean));
	m.sd = sqrt(squares / all);
	return m;
}

static int ascending(const void *a, const void *b)
{
	float x = *(const float *)a, y = *(const float *)b;

	return (x > y) - (x < y);
}

void score_scale_init(struct score_scale *s, const float *values, size_t n,
                      struct score_moments usual)
{
	struct score_moments m = score_moments_of(values, n, usual);
	float *sorted = calloc(n + 1, sizeof(*sorted));
	double trust = (double)n / ((double)n + PSEUDO);

	if (!sorted)
		abort();
	if (n)
		memcpy(sorted, values, n * sizeof(*sorted));
	qsort(sorted, n, sizeof(*sorted), ascending);
	for (size_t i = 0; i < STEPS; i++) {
		double here = sorted[(size_t)(parts[i] * (double)n)];

		s->opens[i] = trust * here +
		              (1 - trust) * (m.mean + m.sd * usual_opens[i]);
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
