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
		assert_int_equal(
		        NOW + cases[i].wait,
		        delivery_retry(cases[i].tries, NOW, cases[i].jitter));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(retry__schedule),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
