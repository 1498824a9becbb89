#include "cmocka_all.h"

#include "delivery.h"

enum { HOUR = 3600, NOW = 1700000000 };

static void retry__schedule(void **state)
{
	static const struct {
		int tries;
		double jitter;
		int64_t wait;
	} cases[] = {
		{ 1, 0, 5 * 60 }, { 2, 0, 15 * 60 },      { 3, 0, 30 * 60 },
		{ 4, 0, HOUR },   { 5, 0, HOUR },         { 40, 0, HOUR },
		{ 1, 1, 5 * 66 }, { 4, 0.5, HOUR + 180 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_int_equal(NOW + cases[i].wait,
		                 delivery_retry(cases[i].tries, NOW, NOW,
		                                cases[i].jitter));
}

static void retry__gives_up_after_three_days(void **state)
{
	(void)state;
	assert_true(delivery_retry(9, NOW, NOW + 72 * HOUR - 1, 0) > 0);
	assert_int_equal(0, delivery_retry(9, NOW, NOW + 72 * HOUR, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(retry__schedule),
		cmocka_unit_test(retry__gives_up_after_three_days),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
