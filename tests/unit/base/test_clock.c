#include "base/clock.h"

#include <stdio.h>

#include "cmocka_all.h"

static void date_parse__table(void **state)
{
	static const struct {
		struct str in;
		const char *out; /* NULL: refused */
		int weekday;
	} rows[] = {
		{ STR("2025-04-18"), "2025-04-18", 5 },
		{ STR("1970-01-01"), "1970-01-01", 4 },
		{ STR("2000-02-29"), "2000-02-29", 2 },
		{ STR("1900-01-01"), "1900-01-01", 1 },
		{ STR("9999-12-31"), "9999-12-31", 5 },
		{ STR("1969-12-31"), "1969-12-31", 3 },
		{ STR("2025-02-29"), NULL, 0 },
		{ STR("1900-02-29"), NULL, 0 },
		{ STR("2025-04-31"), NULL, 0 },
		{ STR("2025-13-01"), NULL, 0 },
		{ STR("2025-00-10"), NULL, 0 },
		{ STR("2025-4-18"), NULL, 0 },
		{ STR("1899-12-31"), NULL, 0 },
		{ STR("2025-04-18 "), NULL, 0 },
		{ STR("2025/04/18"), NULL, 0 },
		{ STR("+025-04-18"), NULL, 0 },
		{ STR("2025-04-1\0"), NULL, 0 },
		{ STR(""), NULL, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		char text[DATE_LEN];
		int date = DATE_NONE;

		assert_int_equal(date_parse(rows[i].in, &date),
		                 rows[i].out ? 0 : -1);
		if (!rows[i].out)
			continue;
		assert_string_equal(date_format(date, text), rows[i].out);
		assert_int_equal(date_weekday(date), rows[i].weekday);
	}
}

static void date_split__table(void **state)
{
	static const struct {
		struct str date;
		const char *said;
	} rows[] = {
		{ STR("2026-01-05"), "Monday 5 January 2026" },
		{ STR("2024-02-29"), "Thursday 29 February 2024" },
		{ STR("1999-12-31"), "Friday 31 December 1999" },
		{ STR("1900-01-01"), "Monday 1 January 1900" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct date_parts parts;
		char said[64];
		int date;

		assert_int_equal(date_parse(rows[i].date, &date), 0);
		parts = date_split(date);
		snprintf(said, sizeof(said), "%s %d %s %d",
		         weekday_name(date_weekday(date)), parts.day,
		         month_name(parts.month), parts.year);
		assert_string_equal(said, rows[i].said);
	}
}

static void date_format__none(void **state)
{
	char text[DATE_LEN] = "x";

	(void)state;
	assert_string_equal(date_format(DATE_NONE, text), "");
}

static void date_of__rounds_down(void **state)
{
	(void)state;
	assert_int_equal(date_of(0), 0);
	assert_int_equal(date_of(86399), 0);
	assert_int_equal(date_of(86400), 1);
	assert_int_equal(date_of(-1), -1);
	assert_int_equal(date_of(-86400), -1);
	assert_int_equal(date_of(-86401), -2);
}

static void instant_parse__table(void **state)
{
	static const struct {
		struct str in;
		const char *instant, *date; /* NULL: refused */
	} rows[] = {
		/* arXiv's midnight in New York: the writer's day */
		{ STR("Fri, 18 Apr 2025 00:00:00 -0400"),
		  "2025-04-18T04:00:00Z", "2025-04-18" },
		{ STR("Thu, 17 Apr 2025 22:00:00 -0400"),
		  "2025-04-18T02:00:00Z", "2025-04-17" },
		{ STR("18 Apr 2025 06:30 +0200"), "2025-04-18T04:30:00Z",
		  "2025-04-18" },
		{ STR("Fri, 18 Apr 2025 04:00:00 GMT"), "2025-04-18T04:00:00Z",
		  "2025-04-18" },
		{ STR("Fri, 18 Apr 2025 04:00:00 UT"), "2025-04-18T04:00:00Z",
		  "2025-04-18" },
		{ STR("2025-04-18T00:00:17-04:00"), "2025-04-18T04:00:17Z",
		  "2025-04-18" },
		{ STR("2025-04-18T04:00:17Z"), "2025-04-18T04:00:17Z",
		  "2025-04-18" },
		{ STR(" 2025-04-18T04:00:17.123456Z\n"), "2025-04-18T04:00:17Z",
		  "2025-04-18" },
		{ STR("2025-04-18"), "2025-04-18T00:00:00Z", "2025-04-18" },
		{ STR("yesterday"), NULL, NULL },
		{ STR("Fri, 18 Apr 2025 04:00:00 +0000 (now)"), NULL, NULL },
		{ STR("2025-04-18T25:00:00Z"), NULL, NULL },
		{ STR(""), NULL, NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		char text[INSTANT_LEN], day[DATE_LEN];
		int64_t instant = 0;
		int date = 0;

		assert_int_equal(instant_parse(rows[i].in, &instant, &date),
		                 rows[i].instant ? 0 : -1);
		assert_int_equal(instant_parse(rows[i].in, NULL, NULL),
		                 rows[i].instant ? 0 : -1);
		if (!rows[i].instant)
			continue;
		assert_string_equal(instant_format(instant, text),
		                    rows[i].instant);
		assert_string_equal(date_format(date, day), rows[i].date);
	}
}

static void instant_format__extremes(void **state)
{
	char text[INSTANT_LEN];

	(void)state;
	assert_string_equal(instant_format(0, text), "1970-01-01T00:00:00Z");
	assert_string_equal(instant_format(-1, text), "1969-12-31T23:59:59Z");
	/* a year of more than four digits does not fit: nothing, no overrun */
	assert_string_equal(instant_format(INT64_MAX, text), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(date_parse__table),
		cmocka_unit_test(date_split__table),
		cmocka_unit_test(date_format__none),
		cmocka_unit_test(date_of__rounds_down),
		cmocka_unit_test(instant_parse__table),
		cmocka_unit_test(instant_format__extremes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
