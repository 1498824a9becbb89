#include "cmocka_all.h"

#include <string.h>

#include "score/score_feedback.h"

enum { N = 100, COMMON = 0, TELLING = 1, RARE = 2, N_FEATURES = 3 };

static const int common[] = { COMMON };
static const int telling[] = { COMMON, TELLING };
static const int rare[] = { COMMON, RARE };

/* The ten best guesses share a stem, which two poor guesses have too; one best
 * and no other has a rare one. */
static void run(struct arena *arena, float *out)
{
	static struct score_doc docs[N];
	const struct score_docs all = { .docs = docs,
		                        .n = N,
		                        .n_features = N_FEATURES };
	float values[N];

	for (int i = 0; i < N; i++) {
		docs[i] = (struct score_doc){ .features = common,
			                      .n_features = 1 };
		if (i < 9 || i == 50 || i == 51)
			docs[i] = (struct score_doc){ .features = telling,
				                      .n_features = 2 };
		if (i == 9 || i == 60)
			docs[i] = (struct score_doc){ .features = rare,
				                      .n_features = 2 };
		values[i] = i < 10 ? 5 : (float)i / N;
	}
	memcpy(out, score_feedback(&all, values, arena).papers,
	       N * sizeof(*out));
}

static void feedback__lifts_papers_that_share_the_best_ones_words(void **state)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new(1 << 20);
	float out[N];

	(void)state;
	run(arena, out);
	assert_true(out[50] > out[70] + 1);
}

static void feedback__learns_nothing_from_rare_words(void **state)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new(1 << 20);
	float out[N];

	(void)state;
	run(arena, out);
	assert_true(out[60] <= out[70] + .1f && out[60] >= out[70] - .1f);
}

static void feedback__takes_no_papers(void **state)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new(1 << 20);
	const struct score_docs none = { 0 };

	(void)state;
	score_feedback(&none, NULL, arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		        feedback__lifts_papers_that_share_the_best_ones_words),
		cmocka_unit_test(feedback__learns_nothing_from_rare_words),
		cmocka_unit_test(feedback__takes_no_papers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
