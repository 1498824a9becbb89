#include "cmocka_all.h"

#include "base/http_pace.h"

/* In no minute, as the server counts, more than so many. */
static void pace__keeps_the_rate(void **state)
{
	static const int rates[] = { 1, 3, 7, 60, 500, 100000 };

	(void)state;
	for (size_t r = 0; r < sizeof(rates) / sizeof(*rates); r++) {
		struct http_pace p = { .per_minute = rates[r] };
		int64_t now = 1000, starts[2000];
		int n = 0;

		for (; n < 2000 && n < 3 * rates[r]; n++) {
			now += http_pace_wait(&p, now);
			starts[n] = now;
			http_pace_started(&p, now);
		}
		for (int i = rates[r]; i < n; i++)
			assert_true(starts[i] - starts[i - rates[r]] >= 60000);
	}
}

/* A request that another process made a while ago counts, too. */
static void pace__goes_on_from_an_earlier_start(void **state)
{
	struct http_pace p = { .per_minute = 60 };

	(void)state;
	http_pace_started(&p, 5000 - 300);
	assert_in_range(http_pace_wait(&p, 5000), 700, 710);
	http_pace_started(&p, 5000 - 60000);
	assert_int_equal(http_pace_wait(&p, 5000), 0);
}

static void pace__no_limit(void **state)
{
	struct http_pace p = { 0 };

	(void)state;
	for (int i = 0; i < 10; i++) {
		assert_int_equal(http_pace_wait(&p, 5), 0);
		http_pace_started(&p, 5);
	}
}

static void hold__holds_all_and_never_less(void **state)
{
	struct http_pace p = { 0 };

	(void)state;
	http_pace_hold(&p, 1000, 5000);
	http_pace_hold(&p, 1500, 100);
	assert_int_equal(http_pace_wait(&p, 2000), 4000);
	assert_int_equal(http_pace_wait(&p, 6000), 0);
}

static void backoff__doubles_to_a_cap(void **state)
{
	static const struct {
		int attempt;
		int64_t most;
	} cases[] = { { 1, 500 },   { 2, 1000 },  { 3, 2000 },
		      { 6, 16000 }, { 7, 30000 }, { 1000, 30000 } };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_int_equal(http_pace_backoff(cases[i].attempt, 0),
		                 cases[i].most);
		assert_int_equal(http_pace_backoff(cases[i].attempt, 1),
		                 cases[i].most / 2);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pace__keeps_the_rate),
		cmocka_unit_test(pace__goes_on_from_an_earlier_start),
		cmocka_unit_test(pace__no_limit),
		cmocka_unit_test(hold__holds_all_and_never_less),
		cmocka_unit_test(backoff__doubles_to_a_cap),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
