#include "cmocka_all.h"

#include <math.h>

#include "score/llm_prefilter.h"

static void cut__keeps_all_for_one(void **state)
{
	(void)state;
	for (int trained = 0; trained < 2; trained++) {
		assert_true(llm_prefilter_cut(1, trained) == 1);
		assert_true(llm_prefilter_kept(1, trained) == 1);
	}
}

/* What the default promises: at most 55 % of the papers go to the model. */
static void cut__default_with_weights(void **state)
{
	double cut = llm_prefilter_cut(.98, true);

	(void)state;
	assert_true(cut > 3.9 && cut < 4.05);
	assert_true(llm_prefilter_kept(cut, true) <= .55);
}

static void cut__the_more_is_to_be_kept_the_lower(void **state)
{
	(void)state;
	for (int trained = 0; trained < 2; trained++)
		for (int i = 1; i <= 100; i++) {
			double less =
			        llm_prefilter_cut((i - 1) / 100., trained);
			double more = llm_prefilter_cut(i / 100., trained);

			assert_true(isfinite(more) && more <= less);
			assert_true(more >= 1 && less <= 7);
			assert_true(llm_prefilter_kept(more, trained) >=
			            llm_prefilter_kept(less, trained));
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cut__keeps_all_for_one),
		cmocka_unit_test(cut__default_with_weights),
		cmocka_unit_test(cut__the_more_is_to_be_kept_the_lower),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
