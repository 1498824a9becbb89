#include "archive/archive_text.h"

#include <stdlib.h>
#include <string.h>

#include "cmocka_all.h"

static int setup(void **state)
{
	*state = arena_new(1 << 20);
	return 0;
}

static int teardown(void **state)
{
	arena_free(*state);
	return 0;
}

static int date_of_text(const char *text)
{
	int date;

	assert_int_equal(date_parse(str_of(text), &date), 0);
	return date;
}

static void archive_number__groups_by_three(void **state)
{
	static const struct {
		int64_t n;
		const char *text;
	} cases[] = {
		{ 0, "0" },
		{ 7, "7" },
		{ 999, "999" },
		{ 1000, "1,000" },
		{ 27534, "27,534" },
		{ 123456789, "123,456,789" },
		{ -1, "-1" },
		{ -999, "-999" },
		{ -1000, "-1,000" },
		{ INT64_MAX, "9,223,372,036,854,775,807" },
		{ INT64_MIN, "-9,223,372,036,854,775,808" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_string_equal(archive_number(*state, cases[i].n),
		                    cases[i].text);
}

static void archive_grade__has_a_decimal_only_if_needed(void **state)
{
	assert_string_equal(archive_grade(*state, 8), "8");
	assert_string_equal(archive_grade(*state, 8.5f), "8.5");
	assert_string_equal(archive_grade(*state, 7.1f), "7.1");
	assert_string_equal(archive_grade(*state, 10), "10");
	/* Down: what did not reach 8 does not read 8. */
	assert_string_equal(archive_grade(*state, 7.96f), "7.9");
	assert_string_equal(archive_grade(*state, 1.04f), "1");
}

static void archive_length__in_tenths(void **state)
{
	assert_string_equal(archive_length(*state, 12.34), "12.3");
	assert_string_equal(archive_length(*state, 11.96), "12");
	assert_string_equal(archive_length(*state, 0.04), "0");
	assert_string_equal(archive_length(*state, -0.26), "-0.3");
}

static void archive_papers__are_one_or_many(void **state)
{
	assert_string_equal(archive_papers(*state, 0), "0 papers");
	assert_string_equal(archive_papers(*state, 1), "1 paper");
	assert_string_equal(archive_papers(*state, 1234), "1,234 papers");
}

static void archive_cost__has_three_decimals(void **state)
{
	assert_string_equal(archive_cost(*state, 0), "0.000");
	assert_string_equal(archive_cost(*state, 0.1068), "0.107");
	assert_string_equal(archive_cost(*state, 0.9996), "1.000");
	assert_string_equal(archive_cost(*state, 1234.5), "1,234.500");
	assert_string_equal(archive_cost(*state, -1), "0.000");
}

static void archive_day__is_said_in_every_way(void **state)
{
	static const struct {
		const char *date, *day, *short_day, *month, *file, *month_file;
	} cases[] = {
		{ "2026-01-05", "Monday, 5 January 2026", "Mon 5",
		  "January 2026", "2026-01-05.html", "2026-01.html" },
		{ "2024-02-29", "Thursday, 29 February 2024", "Thu 29",
		  "February 2024", "2024-02-29.html", "2024-02.html" },
		{ "1999-12-31", "Friday, 31 December 1999", "Fri 31",
		  "December 1999", "1999-12-31.html", "1999-12.html" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		int date = date_of_text(cases[i].date);

		assert_string_equal(archive_date(*state, date), cases[i].date);
		assert_string_equal(archive_long_day(*state, date),
		                    cases[i].day);
		assert_string_equal(archive_short_day(*state, date),
		                    cases[i].short_day);
		assert_string_equal(archive_long_month(*state, date),
		                    cases[i].month);
		assert_string_equal(
		        archive_edition_file(*state, date, VIEW_PAPERS),
		        cases[i].file);
		assert_memory_equal(
		        archive_edition_file(*state, date, VIEW_JSON),
		        cases[i].file, 10);
		assert_string_equal(archive_month_file(*state, date),
		                    cases[i].month_file);
	}
}

static void archive_same_month__minds_the_year(void **state)
{
	int january = date_of_text("2026-01-31");

	(void)state;
	assert_true(archive_same_month(january, date_of_text("2026-01-01")));
	assert_false(archive_same_month(january, date_of_text("2026-02-01")));
	assert_false(archive_same_month(january, date_of_text("2025-01-31")));
}

static void archive_verbatim__keeps_lines(void **state)
{
	assert_string_equal(archive_verbatim(*state, "a\n\n  b\x07"),
	                    "a\n\n  b");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(archive_number__groups_by_three),
		cmocka_unit_test(archive_grade__has_a_decimal_only_if_needed),
		cmocka_unit_test(archive_length__in_tenths),
		cmocka_unit_test(archive_papers__are_one_or_many),
		cmocka_unit_test(archive_cost__has_three_decimals),
		cmocka_unit_test(archive_day__is_said_in_every_way),
		cmocka_unit_test(archive_same_month__minds_the_year),
		cmocka_unit_test(archive_verbatim__keeps_lines),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
