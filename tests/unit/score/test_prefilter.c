#include "cmocka_all.h"

#include "score/llm_prefilter.h"

static void cut__keeps_more_for_more_recall(void **state)
{
	(void)state;
	for (int weights = 0; weights < 2; weights++) {
		double last = llm_prefilter_cut(1, weights);

		assert_true(last == 1); /* nothing is left out */
		for (double recall = .999; recall > .5; recall -= .001) {
			double cut = llm_prefilter_cut(recall, weights);

			assert_true(cut >= last && cut <= 7);
			assert_true(llm_prefilter_kept(cut, weights) <=
			            llm_prefilter_kept(last, weights));
			last = cut;
		}
	}
}

/* The scoring issue's bar for the default: at most 55 % of the papers. */
static void cut__by_weights_is_sharper(void **state)
{
	double with = llm_prefilter_kept(llm_prefilter_cut(.98, true), true);
	double without =
	        llm_prefilter_kept(llm_prefilter_cut(.98, false), false);

	(void)state;
	assert_true(with < .55);
	assert_true(with < without);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cut__keeps_more_for_more_recall),
		cmocka_unit_test(cut__by_weights_is_sharper),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
