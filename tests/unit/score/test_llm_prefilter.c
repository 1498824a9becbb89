#include "cmocka_all.h"

#include <math.h>

#include "score/llm_prefilter.h"

static const int FOOTINGS = LLM_FOOTING_FEW + 1;

static void cut__keeps_all_for_one(void **state)
{
	(void)state;
	for (int f = 0; f < FOOTINGS; f++) {
		assert_true(llm_prefilter_cut(1, f) == 1);
		assert_true(llm_prefilter_kept(1, f) == 1);
	}
}

/* What the default promises: at most 55 % of the papers go to the model. */
static void cut__default_with_weights(void **state)
{
	double cut = llm_prefilter_cut(.98, LLM_FOOTING_WEIGHTS);

	(void)state;
	assert_true(cut > 3.9 && cut < 4.15);
	assert_true(llm_prefilter_kept(cut, LLM_FOOTING_WEIGHTS) <= .55);
}

/* The less the scorer stands on, the less it may leave out. */
static void cut__is_careful_with_few_keywords(void **state)
{
	(void)state;
	for (double recall = .5; recall < 1; recall += .01)
		assert_true(llm_prefilter_cut(recall, LLM_FOOTING_FEW) <
		            llm_prefilter_cut(recall, LLM_FOOTING_KEYWORDS));
	assert_true(llm_prefilter_kept(llm_prefilter_cut(.98, LLM_FOOTING_FEW),
	                               LLM_FOOTING_FEW) > .8);
}

static void cut__the_more_is_to_be_kept_the_lower(void **state)
{
	(void)state;
	for (int f = 0; f < FOOTINGS; f++)
		for (int i = 1; i <= 100; i++) {
			double less = llm_prefilter_cut((i - 1) / 100., f);
			double more = llm_prefilter_cut(i / 100., f);

			assert_true(isfinite(more) && more <= less);
			assert_true(more >= 1 && less <= 7);
			assert_true(llm_prefilter_kept(more, f) >=
			            llm_prefilter_kept(less, f));
		}
}

static void footing__by_what_matches(void **state)
{
	struct score scores[4] = { 0 };

	(void)state;
	assert_int_equal(llm_footing_of(scores, 4, 2, true),
	                 LLM_FOOTING_WEIGHTS);
	scores[0].topic[1] = 5;
	assert_int_equal(llm_footing_of(scores, 4, 2, false), LLM_FOOTING_FEW);
	scores[2].topic[0] = 2;
	assert_int_equal(llm_footing_of(scores, 4, 2, false),
	                 LLM_FOOTING_KEYWORDS);
	assert_int_equal(llm_footing_of(scores, 0, 2, false),
	                 LLM_FOOTING_KEYWORDS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cut__keeps_all_for_one),
		cmocka_unit_test(cut__default_with_weights),
		cmocka_unit_test(cut__is_careful_with_few_keywords),
		cmocka_unit_test(cut__the_more_is_to_be_kept_the_lower),
		cmocka_unit_test(footing__by_what_matches),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
