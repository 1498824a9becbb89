#include "cmocka_all.h"

#include "edition_work.h"

/* 2026-01-05 is a Monday. */
static int day(const char *text)
{
	int date;

	assert_int_equal(0, date_parse(str_of(text), &date));
	return date;
}

enum { SUN, MON, TUE, WED, THU, FRI, SAT };

static void due__on_its_weekday(void **state)
{
	int dates[] = { day("2026-01-02"), day("2026-01-05") }, after;

	(void)state;
	assert_true(edition_week_due(dates, 2, MON, &after));
	assert_int_equal(day("2025-12-29"), after);
	assert_false(edition_week_due(dates, 2, TUE, &after));
	/* the weekend's readers have their week on Monday */
	assert_true(edition_week_due(dates, 2, SAT, &after));
	assert_true(edition_week_due(dates, 2, SUN, &after));
	assert_false(edition_week_due(dates, 2, FRI, &after));
}

/* Monday was a holiday: the week comes on Tuesday, and begins where the last
 * one ended. */
static void due__after_a_holiday(void **state)
{
	int dates[] = { day("2026-01-02"), day("2026-01-05"), day("2026-01-06"),
		        day("2026-01-09"), day("2026-01-13") };
	int after;

	(void)state;
	assert_true(edition_week_due(dates, 5, MON, &after));
	assert_int_equal(day("2026-01-05"), after);
}

static void due__first_edition(void **state)
{
	int dates[] = { day("2026-01-05"), day("2026-01-06"),
		        day("2026-01-13") };
	int after;

	(void)state;
	assert_true(edition_week_due(dates, 1, MON, &after));
	assert_false(edition_week_due(dates, 1, FRI, &after));
	/* the next Monday has none: nothing since the first one is lost */
	assert_true(edition_week_due(dates, 3, MON, &after));
	assert_int_equal(day("2026-01-05"), after);
}

/* Over half a year of working days, each weekday's weeks tile the time. */
static void due__weeks_tile(void **state)
{
	(void)state;
	for (int weekday = SUN; weekday <= SAT; weekday++) {
		int dates[200], n = 0, last = DATE_NONE;

		for (int d = day("2026-01-05"); n < 130; d++) {
			int after;

			if (date_weekday(d) == SUN || date_weekday(d) == SAT ||
			    d % 17 == 0)
				continue;
			dates[n++] = d;
			if (!edition_week_due(dates, (size_t)n, weekday,
			                      &after))
				continue;
			if (last != DATE_NONE)
				assert_int_equal(last, after);
			last = d;
		}
		assert_int_not_equal(DATE_NONE, last);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(due__on_its_weekday),
		cmocka_unit_test(due__after_a_holiday),
		cmocka_unit_test(due__first_edition),
		cmocka_unit_test(due__weeks_tile),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
