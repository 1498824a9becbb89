#include <time.h>

#include "cmocka_all.h"

#include "base/clock.h"
#include "schedule.h"

static const struct conf_schedule workdays = { .minute = 6 * 60 + 30,
	                                       .timezone = "Europe/Paris",
	                                       .days = 0x3e,
	                                       .catch_up = 12 * 3600 };

static int64_t at(const char *text)
{
	int64_t instant;

	assert_int_equal(0, instant_parse(str_of(text), &instant, NULL));
	return instant;
}

static void assert_instant(const char *want, int64_t got)
{
	char text[INSTANT_LEN];

	assert_string_equal(want, got ? instant_format(got, text) : "none");
}

static void next__table(void **state)
{
	static const struct {
		const char *now, *next;
	} cases[] = {
		/* winter: UTC+1; summer: UTC+2 */
		{ "2026-01-05T04:00:00Z", "2026-01-05T05:30:00Z" },
		{ "2026-01-05T05:30:00Z", "2026-01-06T05:30:00Z" },
		{ "2026-07-01T03:00:00Z", "2026-07-01T04:30:00Z" },
		/* Friday's wake is followed by Monday's */
		{ "2026-01-09T06:00:00Z", "2026-01-12T05:30:00Z" },
		/* the weekend of the change to summer time, and back */
		{ "2026-03-27T06:00:00Z", "2026-03-30T04:30:00Z" },
		{ "2026-10-23T06:00:00Z", "2026-10-26T05:30:00Z" },
	};

	(void)state;
	schedule_zone(&workdays);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_instant(cases[i].next,
		               schedule_next(&workdays, at(cases[i].now)));
}

static void missed__within_catch_up(void **state)
{
	(void)state;
	schedule_zone(&workdays);
	assert_instant("none",
	               schedule_missed(&workdays, at("2026-01-05T05:29:59Z")));
	assert_instant("2026-01-05T05:30:00Z",
	               schedule_missed(&workdays, at("2026-01-05T05:30:00Z")));
	assert_instant("2026-01-05T05:30:00Z",
	               schedule_missed(&workdays, at("2026-01-05T17:30:00Z")));
	assert_instant("none",
	               schedule_missed(&workdays, at("2026-01-05T17:30:01Z")));
}

/* Two years of days: one wake each local day, whatever the clocks do. */
static void next__two_years_once_a_day(void **state)
{
	struct conf_schedule daily = workdays;
	int64_t t = at("2026-01-01T00:00:00Z");
	int last = -1, n = 0;

	(void)state;
	daily.days = 0x7f;
	daily.minute = 2 * 60 + 30; /* skipped once, repeated once a year */
	schedule_zone(&daily);
	while (t < at("2028-01-01T00:00:00Z")) {
		time_t wake;
		struct tm tm;

		t = schedule_next(&daily, t);
		wake = (time_t)t;
		localtime_r(&wake, &tm);
		assert_int_not_equal(last, tm.tm_yday);
		last = tm.tm_yday;
		n++;
	}
	assert_int_equal(731, n);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(next__table),
		cmocka_unit_test(missed__within_catch_up),
		cmocka_unit_test(next__two_years_once_a_day),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
