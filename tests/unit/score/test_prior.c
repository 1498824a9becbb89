#include "cmocka_all.h"

#include "room.h"
#include "score/score_prior.h"

enum { MANY = 200 };

/* Half of the papers are machine learning, half are not. */
static struct paper papers[MANY];
static const struct paper *list[MANY];
static struct score_value values[MANY];

static void fill(float ml_match, float other_match)
{
	static const char *const other[] = { "econ.EM" };

	for (int i = 0; i < MANY; i++) {
		papers[i] = PAPER("", "");
		if (i % 2)
			papers[i].categories = other;
		list[i] = &papers[i];
		values[i].match = i % 2 ? other_match : ml_match;
	}
}

static void prior__counts_where_matches_bear_it_out(void **state)
{
	float out[MANY];

	(void)state;
	fill(1, 0);
	score_prior(list, values, MANY, out);
	assert_true(out[0] > .3f);
	assert_true(out[1] < -.3f);
}

static void prior__is_silent_in_another_subject(void **state)
{
	float out[MANY];

	(void)state;
	fill(0, 1);
	score_prior(list, values, MANY, out);
	assert_float_equal(out[0], 0, 1e-6);
	assert_float_equal(out[1], 0, 1e-6);
	fill(1, 1);
	score_prior(list, values, MANY, out);
	assert_float_equal(out[0], 0, 1e-6);
}

static void prior__grows_with_the_papers_at_hand(void **state)
{
	float few[2], many[MANY];

	(void)state;
	fill(1, 0);
	score_prior(list, values, 2, few);
	score_prior(list, values, MANY, many);
	assert_true(few[0] > 0 && few[0] < many[0] / 2);
}

static void prior__says_nothing_without_a_category(void **state)
{
	float out[MANY];

	(void)state;
	fill(1, 0);
	papers[0].n_categories = 0;
	score_prior(list, values, MANY, out);
	assert_float_equal(out[0], 0, 1e-6);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(prior__counts_where_matches_bear_it_out),
		cmocka_unit_test(prior__is_silent_in_another_subject),
		cmocka_unit_test(prior__grows_with_the_papers_at_hand),
		cmocka_unit_test(prior__says_nothing_without_a_category),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
