#include "cmocka_all.h"

#include <math.h>

#include "score/score_scale.h"

static const struct score_moments moments = { 0, 1 };
static struct score_usual usual; /* of these moments */

enum { MANY = 10000 };

static void init__gives_each_number_its_part(void **state)
{
	static const double parts[] = { .10, .25,  .45,  .60,  .72,
		                        .82, .907, .959, .9983 };
	static float values[MANY];
	size_t below[11] = { 0 };
	struct score_scale s;

	(void)state;
	for (int i = 0; i < MANY; i++)
		values[i] = (float)((i * 7919) % MANY) / MANY * 4 - 2;
	score_scale_init(&s, values, MANY, &usual);
	for (int i = 0; i < MANY; i++)
		for (int n = 2; n <= 10; n++)
			below[n] +=
			        score_scale_relevance(&s, values[i]) < (float)n;
	for (int n = 2; n <= 10; n++)
		assert_true(fabs((double)below[n] / MANY - parts[n - 2]) <
		            .015);
}

static void relevance__stays_within_1_and_10_and_rises(void **state)
{
	const float values[] = { 0, 0, 0, 0, 1 };
	struct score_scale s;
	float last = 1;

	(void)state;
	score_scale_init(&s, values, 5, &usual);
	assert_float_equal(score_scale_relevance(&s, -1e9), 1, 0);
	assert_float_equal(score_scale_relevance(&s, 1e9), 10, 0);
	for (double x = -4; x < 6; x += .01) {
		float now = score_scale_relevance(&s, x);

		assert_true(now >= last && now <= 10);
		last = now;
	}
	assert_true(last > 9.9f);
}

static void init__needs_no_papers(void **state)
{
	struct score_scale s;

	(void)state;
	score_scale_init(&s, NULL, 0, &usual);
	assert_true(score_scale_relevance(&s, 0) > 4);
	assert_true(score_scale_relevance(&s, 0) < 6);
	assert_true(score_scale_relevance(&s, 2) > 8);
}

static void init__survives_papers_all_alike(void **state)
{
	static const float values[500];
	struct score_scale s;

	(void)state;
	score_scale_init(&s, values, 500, &usual);
	assert_true(isfinite(score_scale_relevance(&s, 0)));
}

static void moments__are_eked_out(void **state)
{
	const float one[] = { 101 };
	struct score_moments m = score_moments_of(one, 1, moments);

	(void)state;
	assert_float_equal(m.mean, 1, 1e-6); /* 100 imaginary papers at 0 */
	assert_float_equal(score_moments_of(NULL, 0, moments).sd, 1, 1e-6);
}

/* What weights were trained to say means the same on a day of few papers. */
static void init__believes_trained_values(void **state)
{
	static float values[100];
	struct score_scale keywords, trained;

	(void)state;
	for (int i = 0; i < 100; i++)
		values[i] = (float)i / 100; /* a poor day */
	score_scale_init(&keywords, values, 100, &usual);
	score_scale_init(&trained, values, 100, &score_usual_trained);
	assert_true(score_scale_relevance(&keywords, 1.2) > 8);
	assert_true(score_scale_relevance(&trained, 1.2) < 8);
	assert_true(score_scale_relevance(&trained, 2) > 8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(init__gives_each_number_its_part),
		cmocka_unit_test(relevance__stays_within_1_and_10_and_rises),
		cmocka_unit_test(init__needs_no_papers),
		cmocka_unit_test(init__survives_papers_all_alike),
		cmocka_unit_test(init__believes_trained_values),
		cmocka_unit_test(moments__are_eked_out),
	};

	usual = score_usual_keywords;
	usual.moments = moments;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
