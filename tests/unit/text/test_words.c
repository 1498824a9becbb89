#include "text/words.h"

#include "cmocka_all.h"

#include "base/clock.h"

static struct arena *arena;

static int date(const char *text)
{
	int d;

	assert_int_equal(0, date_parse(str_of(text), &d));
	return d;
}

static void words_days__say_each_thing_once(void **state)
{
	static const struct {
		const char *first, *last, *words, *brief;
	} rows[] = {
		{ "2025-04-18", "2025-04-18", "Friday 18 April 2025",
		  "Fri 18 Apr 2025" },
		{ "2025-04-07", "2025-04-11",
		  "Monday 7 to Friday 11 April 2025",
		  "Mon 7 to Fri 11 Apr 2025" },
		{ "2025-04-28", "2025-05-02",
		  "Monday 28 April to Friday 2 May 2025",
		  "Mon 28 Apr to Fri 2 May 2025" },
		{ "2025-12-29", "2026-01-02",
		  "Monday 29 December 2025 to Friday 2 January 2026",
		  "Mon 29 Dec 2025 to Fri 2 Jan 2026" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		int first = date(rows[i].first), last = date(rows[i].last);

		assert_string_equal(words_days(arena, first, last),
		                    rows[i].words);
		assert_string_equal(words_days_short(arena, first, last),
		                    rows[i].brief);
	}
	assert_string_equal(words_day(arena, date("2026-01-05")),
	                    "Monday 5 January 2026");
	assert_string_equal(words_day_short(arena, date("2026-01-05")),
	                    "Mon 5 Jan 2026");
	assert_string_equal(words_day(arena, DATE_NONE), "");
	assert_string_equal(words_days(arena, DATE_NONE, date("2026-01-05")),
	                    "Monday 5 January 2026");
}

static void words_score__rounds_down(void **state)
{
	static const struct {
		float score;
		const char *words;
	} rows[] = {
		{ 0, "–" },       { 1, "1" },      { 8, "8" },
		{ 7.96f, "7.9" }, { 8.3f, "8.3" }, { 9.99f, "9.9" },
		{ 10, "10" },     { 12, "10" },    { -1, "–" },
		{ 0.04f, "–" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		assert_string_equal(words_score(arena, rows[i].score),
		                    rows[i].words);
	}
}

static void words_papers__counts(void **state)
{
	(void)state;
	assert_string_equal(words_number(arena, 0), "0");
	assert_string_equal(words_number(arena, 1640), "1640");
	assert_string_equal(words_number(arena, -7), "-7");
	assert_string_equal(words_papers(arena, 0), "no papers");
	assert_string_equal(words_papers(arena, 1), "1 paper");
	assert_string_equal(words_papers(arena, 12), "12 papers");
}

static void words_readable__one_clean_line(void **state)
{
	(void)state;
	assert_string_equal(words_readable(arena, "Garc\\'ia\n and $L_2$", 80),
	                    "García and L₂");
	assert_string_equal(words_readable(arena, "a \\unicode{x202e} b", 80),
	                    "a b");
	assert_string_equal(words_readable(arena, "one two three", 9),
	                    "one two…");
	assert_string_equal(words_readable(arena, "x\xe2\x80\xaey", 80), "xy");
	assert_string_equal(words_readable(arena, NULL, 9), "");
}

static void words_join__in_order(void **state)
{
	(void)state;
	assert_string_equal(words_join(arena, "a", "", "bc", "d"), "abcd");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_days__say_each_thing_once),
		cmocka_unit_test(words_score__rounds_down),
		cmocka_unit_test(words_papers__counts),
		cmocka_unit_test(words_readable__one_clean_line),
		cmocka_unit_test(words_join__in_order),
	};
	int failed;

	arena = arena_new(1 << 20);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(arena);
	return failed;
}
