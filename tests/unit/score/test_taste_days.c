/*
 * What ten judgements do to a reader's ranking, on the labelled days: readers
 * who like what was selected and is about compression (narrow), and readers who
 * like whatever was selected (broad). Each judges papers of the first days that
 * stand high in the digest; the last days are then ranked with and without.
 * Prints the figures, asserts floors. Reads DIGESTD_CORPORA; 77 where absent.
 */
#include "cmocka_all.h"

#include <stdio.h>

#include "days.h"
#include "score/score.h"
#include "score/score_taste.h"

enum { READERS = 8, LIKED = 5, DISLIKED = 5, FIRST_DAYS = 15 };

static struct score scores[PAPERS_MAX];
static struct score_taste *taste;

static int set_up(void **state)
{
	read_days(state);
	for (size_t d = 0; d < all.n_days; d++) {
		CLEANUP(scorer_freep)
		struct scorer *s =
		        scorer_lexical_new(all.topics, all.n_topics, "", NULL);

		scorer_run(s, all.papers + all.first[d],
		           all.first[d + 1] - all.first[d], NULL, all.arena,
		           scores + all.first[d], NULL);
	}
	taste = score_taste_new(all.papers, all.n);
	return 0;
}

static int tear_down(void **state)
{
	score_taste_free(taste);
	return forget_days(state);
}

static bool broad(size_t i)
{
	return all.selected[i];
}

/* Selected, and compression is what it is about most. */
static bool narrow(size_t i)
{
	int compression = topic_find(all.topics, all.n_topics, "compression");

	for (size_t t = 0; t < all.n_topics; t++)
		if (scores[i].topic[t] > scores[i].topic[compression])
			return false;
	return all.selected[i] && scores[i].topic[compression] > 0;
}

/* The reader's digests were full of papers at 7.5 or more; a few were judged,
 * each reader's own few. */
static size_t judge(bool (*likes)(size_t), unsigned reader,
                    struct score_judgement *out)
{
	size_t n = 0, liked = 0, disliked = 0, end = all.first[FIRST_DAYS];

	for (size_t k = 0; k < end; k++) {
		/* The papers in another order for each reader. */
		size_t i = (k * 7919 + reader * 1213) % end;
		bool yes = likes(i);

		if (all.left_out[i] || scores[i].relevance < 7.5f ||
		    (yes ? liked == LIKED : disliked == DISLIKED))
			continue;
		out[n++] = (struct score_judgement){ i, yes };
		liked += yes;
		disliked += !yes;
	}
	return n;
}

struct ranked {
	float value;
	bool liked;
};

static int descending(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	return (x->value < y->value) - (x->value > y->value);
}

/* Mean over the last days of the average precision; shift: NULL or by paper. */
static double precision(bool (*likes)(size_t), const float *shift)
{
	static struct ranked r[PAPERS_MAX];
	double sum = 0;
	int days = 0;

	for (size_t d = FIRST_DAYS; d < all.n_days; d++) {
		double precisions = 0, hits = 0;
		size_t n = 0;

		for (size_t i = all.first[d]; i < all.first[d + 1]; i++)
			if (!all.left_out[i])
				r[n++] = (struct ranked){
					scores[i].relevance +
					        (shift ? shift[i] : 0),
					likes(i)
				};
		qsort(r, n, sizeof(*r), descending);
		for (size_t i = 0; i < n; i++)
			if (r[i].liked)
				precisions += ++hits / (double)(i + 1);
		if (hits > 0) {
			sum += precisions / hits;
			days++;
		}
	}
	return sum / days;
}

/* What the readers gain, on average. */
static double gain(const char *name, bool (*likes)(size_t))
{
	static float shift[PAPERS_MAX];
	double before = precision(likes, NULL), after = 0;

	for (unsigned reader = 0; reader < READERS; reader++) {
		struct score_judgement j[LIKED + DISLIKED];
		size_t n = judge(likes, reader, j);

		assert_int_equal(n, LIKED + DISLIKED);
		score_taste_shift(taste, j, n, 0, all.n, shift);
		after += precision(likes, shift) / READERS;
	}
	printf("%s taste: average precision %.3f, after ten judgements %.3f\n",
	       name, before, after);
	return after - before;
}

static void shift__helps_a_narrow_taste(void **state)
{
	(void)state;
	assert_true(gain("narrow", narrow) >= .05);
}

static void shift__does_a_broad_one_no_harm(void **state)
{
	(void)state;
	assert_true(gain("broad", broad) >= -.005);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shift__helps_a_narrow_taste),
		cmocka_unit_test(shift__does_a_broad_one_no_harm),
	};

	if (days_absent())
		return 77;
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
