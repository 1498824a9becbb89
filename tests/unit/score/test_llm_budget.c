#include "cmocka_all.h"

#include <math.h>

#include "score/llm_budget.h"

static const struct llm_price price = { 2.5, 1.25, 10 };

/* Costs 1, 2, ... at a price of 1 for a million prompt tokens. */
static struct llm_usage units(int n)
{
	return (struct llm_usage){ .prompt = n * 1000000 };
}

static struct llm_budget budget(double per_day)
{
	return (struct llm_budget){ .price = { 1, 1, 1 },
		                    .per_day = per_day,
		                    .day = 100 };
}

static void cost__counts_cached_tokens_once(void **state)
{
	struct llm_usage u = { 27534, 1024, 4816, false };

	(void)state;
	assert_true(fabs(llm_cost(&price, &u) -
	                 ((27534 - 1024) * 2.5 + 1024 * 1.25 + 4816 * 10.) /
	                         1e6) < 1e-12);
}

static void reserve__until_it_is_spent(void **state)
{
	struct llm_budget b = budget(3);
	struct llm_usage one = units(1), two = units(2);

	(void)state;
	assert_int_equal(llm_budget_reserve(&b, &two, 100), LLM_MAY);
	/* Two may turn out cheaper: then there is room for two more. */
	assert_int_equal(llm_budget_reserve(&b, &two, 100), LLM_LATER);
	llm_budget_settle(&b, &two, &one);
	assert_int_equal(llm_budget_reserve(&b, &two, 100), LLM_MAY);
	llm_budget_settle(&b, &two, &two);
	assert_int_equal(llm_budget_reserve(&b, &one, 100), LLM_OVER);
	assert_true(b.spent == 3 && b.reserved == 0);
}

static void reserve__over_whatever_comes_back(void **state)
{
	struct llm_budget b = budget(3);
	struct llm_usage one = units(1), four = units(4);

	(void)state;
	assert_int_equal(llm_budget_reserve(&b, &one, 100), LLM_MAY);
	assert_int_equal(llm_budget_reserve(&b, &four, 100), LLM_OVER);
}

static void reserve__a_new_day(void **state)
{
	struct llm_budget b = budget(1);
	struct llm_usage one = units(1);

	(void)state;
	b.spent = 1;
	assert_int_equal(llm_budget_reserve(&b, &one, 100), LLM_OVER);
	assert_int_equal(llm_budget_reserve(&b, &one, 101), LLM_MAY);
}

static void reserve__nothing_and_for_nothing(void **state)
{
	struct llm_budget none = budget(0), self_hosted = budget(0);
	struct llm_usage one = units(1);

	(void)state;
	self_hosted.price = (struct llm_price){ 0, 0, 0 };
	assert_int_equal(llm_budget_reserve(&none, &one, 100), LLM_OVER);
	assert_int_equal(llm_budget_reserve(&self_hosted, &one, 100), LLM_MAY);
}

static void settle__for_nothing(void **state)
{
	struct llm_budget b = budget(1);
	struct llm_usage one = units(1);

	(void)state;
	for (int i = 0; i < 1000; i++) {
		assert_int_equal(llm_budget_reserve(&b, &one, 100), LLM_MAY);
		llm_budget_settle(&b, &one, NULL);
	}
	assert_true(b.spent == 0 && b.reserved == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cost__counts_cached_tokens_once),
		cmocka_unit_test(reserve__until_it_is_spent),
		cmocka_unit_test(reserve__over_whatever_comes_back),
		cmocka_unit_test(reserve__a_new_day),
		cmocka_unit_test(reserve__nothing_and_for_nothing),
		cmocka_unit_test(settle__for_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
