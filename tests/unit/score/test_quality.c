/*
 * How well the shipped topics pick what the labelled days' readers were given:
 * each day is scored with the ten days before it as unlabelled background, as a
 * daemon would, then without any. Prints the numbers; asserts floors a little
 * below them, so that a change that costs quality shows. Reads DIGESTD_CORPORA;
 * 77 where absent.
 */
#include "cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "days.h"
#include "score/score.h"

enum { BACKGROUND = 10 /* days */ };

struct quality {
	double auc, average_precision; /* means over days */
	double at_8;                   /* part of the papers at 8 or more */
	double ms;                     /* a thousand papers */
};

struct ranked {
	float relevance;
	bool selected;
};

static int descending(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	return (x->relevance < y->relevance) - (x->relevance > y->relevance);
}

static void add_day(struct quality *q, const struct score *scores, size_t from,
                    size_t to)
{
	struct ranked *r = calloc(to - from, sizeof(*r));
	double precisions = 0, pairs = 0, hits = 0, misses = 0;
	size_t n = 0;

	for (size_t i = from; i < to; i++)
		if (!all.left_out[i])
			r[n++] = (struct ranked){ scores[i - from].relevance,
				                  all.selected[i] };
	qsort(r, n, sizeof(*r), descending);
	for (size_t i = 0; i < n; i++) {
		if (r[i].selected)
			precisions += ++hits / (double)(i + 1);
		else
			misses++;
		if (!r[i].selected)
			pairs += hits;
		q->at_8 += (r[i].relevance >= 8) / (double)all.n;
	}
	q->auc += pairs / (hits * misses) / (double)all.n_days;
	q->average_precision += precisions / hits / (double)all.n_days;
	free(r);
}

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static struct quality measure(bool with_background)
{
	static struct score scores[PAPERS_MAX];
	struct quality q = { 0 };
	size_t n_read = 0;

	for (size_t d = 0; d < all.n_days; d++) {
		size_t from = all.first[d], to = all.first[d + 1];
		struct score_background b = { NULL, 0 };
		CLEANUP(arena_freep) struct arena *a = arena_new(1 << 28);
		CLEANUP(scorer_freep)
		struct scorer *s =
		        scorer_lexical_new(all.topics, all.n_topics, "", NULL);
		double start = now_ms();

		if (with_background) {
			size_t earliest =
			        all.first[d < BACKGROUND ? 0 : d - BACKGROUND];
			b = (struct score_background){ all.papers + earliest,
				                       from - earliest };
		}
		assert_int_equal(scorer_run(s, all.papers + from, to - from, &b,
		                            a, scores, NULL),
		                 0);
		q.ms += now_ms() - start;
		n_read += to - from + b.n;
		add_day(&q, scores, from, to);
	}
	q.ms *= 1e3 / (double)n_read;
	printf("%s background: AUC %.3f, average precision %.3f, "
	       "%.1f %% at 8 or more, %.0f ms for 1,000 papers\n",
	       with_background ? "with" : "no", q.auc, q.average_precision,
	       100 * q.at_8, q.ms);
	return q;
}

static void run__finds_what_was_selected(void **state)
{
	struct quality q = measure(true);

	(void)state;
	assert_true(q.auc >= .885);
	assert_true(q.average_precision >= .475);
	assert_true(q.at_8 > .085 && q.at_8 < .10);
}

static void run__finds_it_in_one_day_alone(void **state)
{
	struct quality q = measure(false);

	(void)state;
	assert_true(q.auc >= .88);
	assert_true(q.average_precision >= .46);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(run__finds_what_was_selected),
		cmocka_unit_test(run__finds_it_in_one_day_alone),
	};

	if (days_absent())
		return 77;
	return cmocka_run_group_tests(tests, read_days, forget_days);
}
