#include "base/str.h"

#include "cmocka_all.h"

static void str_eq__table(void **state)
{
	const struct str none = { NULL, 0 };

	(void)state;
	assert_true(str_eq(STR("a\0b"), STR("a\0b")));
	assert_false(str_eq(STR("a\0b"), STR("a\0c")));
	assert_false(str_eq(STR("a"), STR("ab")));
	assert_true(str_eq(none, STR("")));
	assert_true(str_eq_nocase(STR("AbC"), STR("aBc")));
	assert_false(str_eq_nocase(STR("é"), STR("É")));
	assert_true(str_eq_nocase(none, none));
}

static void str_starts__table(void **state)
{
	(void)state;
	assert_true(str_starts(STR("abc"), STR("ab")));
	assert_true(str_starts(STR("abc"), STR("")));
	assert_true(str_starts((struct str){ NULL, 0 }, STR("")));
	assert_false(str_starts(STR("a"), STR("ab")));
	assert_false(str_starts(STR("Abc"), STR("ab")));
	assert_true(str_starts_nocase(STR("Abc"), STR("aB")));
}

static void str_trim__table(void **state)
{
	(void)state;
	assert_true(str_eq(str_trim(STR(" \t\r\n\v\fa b \n")), STR("a b")));
	assert_true(str_eq(str_trim(STR("\0 ")), STR("\0")));
	assert_int_equal(str_trim(STR("  \n")).len, 0);
	assert_int_equal(str_trim((struct str){ NULL, 0 }).len, 0);
}

static void str_split__fields(void **state)
{
	struct str rest = STR("a,,b,"), field;
	static const struct str expected[] = { STR("a"), STR(""), STR("b"),
		                               STR("") };
	size_t n = 0;

	(void)state;
	while (str_split(&rest, ',', &field))
		assert_true(str_eq(field, expected[n++]));
	assert_int_equal(n, 4);
	assert_false(str_split(&rest, ',', &field));
	rest = STR("");
	assert_true(str_split(&rest, ',', &field));
	assert_int_equal(field.len, 0);
	assert_false(str_split(&rest, ',', &field));
}

static void str_find__table(void **state)
{
	(void)state;
	assert_int_equal(str_find(STR("a\0bc"), STR("bc")), 2);
	assert_int_equal(str_find(STR("abab"), STR("ab")), 0);
	assert_int_equal(str_find(STR("abc"), STR("")), 0);
	assert_int_equal(str_find(STR("ab"), STR("abc")), -1);
	assert_int_equal(str_find((struct str){ NULL, 0 }, STR("a")), -1);
}

static void str_to_int__table(void **state)
{
	static const struct {
		struct str in;
		int64_t min, max;
		int answer;
		int64_t out;
	} rows[] = {
		{ STR("0"), 0, 10, 0, 0 },
		{ STR("007"), 0, 10, 0, 7 },
		{ STR("-5"), -5, 5, 0, -5 },
		{ STR("9223372036854775807"), INT64_MIN, INT64_MAX, 0,
		  INT64_MAX },
		{ STR("-9223372036854775808"), INT64_MIN, INT64_MAX, 0,
		  INT64_MIN },
		{ STR("9223372036854775808"), INT64_MIN, INT64_MAX, -1, 0 },
		{ STR("99999999999999999999999999"), 0, INT64_MAX, -1, 0 },
		{ STR("11"), 0, 10, -1, 0 },
		{ STR("-1"), 0, 10, -1, 0 },
		{ STR(""), 0, 10, -1, 0 },
		{ STR("-"), -10, 10, -1, 0 },
		{ STR("+1"), 0, 10, -1, 0 },
		{ STR(" 1"), 0, 10, -1, 0 },
		{ STR("1 "), 0, 10, -1, 0 },
		{ STR("- 1"), -10, 10, -1, 0 },
		{ STR("0x1"), 0, 10, -1, 0 },
		{ STR("1\0"), 0, 10, -1, 0 },
		{ STR("\xD9\xA1"), 0, 10, -1, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		int64_t out = 0;

		assert_int_equal(
		        str_to_int(rows[i].in, rows[i].min, rows[i].max, &out),
		        rows[i].answer);
		assert_true(out == rows[i].out);
	}
}

static void str_to_double__table(void **state)
{
	static const struct {
		struct str in;
		int answer;
		double out;
	} rows[] = {
		{ STR("8"), 0, 8 },     { STR("8.5"), 0, 8.5 },
		{ STR("-1"), 0, -1 },   { STR(".5"), 0, .5 },
		{ STR(""), -1, 0 },     { STR("."), -1, 0 },
		{ STR("-"), -1, 0 },    { STR("1e3"), -1, 0 },
		{ STR("inf"), -1, 0 },  { STR("nan"), -1, 0 },
		{ STR("0x10"), -1, 0 }, { STR("1.2.3"), -1, 0 },
		{ STR("+1"), -1, 0 },   { STR("1,5"), -1, 0 },
		{ STR("1\0"), -1, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		double out = 0;

		assert_int_equal(str_to_double(rows[i].in, &out),
		                 rows[i].answer);
		assert_true(out == rows[i].out);
	}
}

static void str_distance__table(void **state)
{
	static const struct {
		struct str a, b;
		unsigned d;
	} rows[] = {
		{ STR(""), STR(""), 0 },
		{ STR(""), STR("abc"), 3 },
		{ STR("Timezone"), STR("timezone"), 0 },
		{ STR("timezone"), STR("timezome"), 1 },
		{ STR("timezone"), STR("timezoen"), 1 }, /* swapped */
		{ STR("unsubscrbe"), STR("unsubscribe"), 1 },
		{ STR("kitten"), STR("sitting"), 3 },
		{ STR("ca"), STR("abc"), 3 }, /* restricted */
	};
	char longer[65];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		assert_int_equal(str_distance(rows[i].a, rows[i].b), rows[i].d);
		assert_int_equal(str_distance(rows[i].b, rows[i].a), rows[i].d);
	}
	memset(longer, 'x', sizeof(longer));
	assert_int_equal(str_distance((struct str){ longer, 64 },
	                              (struct str){ longer, 64 }),
	                 0);
	assert_true(str_distance((struct str){ longer, 65 },
	                         (struct str){ longer, 65 }) > 64);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(str_eq__table),
		cmocka_unit_test(str_starts__table),
		cmocka_unit_test(str_trim__table),
		cmocka_unit_test(str_split__fields),
		cmocka_unit_test(str_find__table),
		cmocka_unit_test(str_to_int__table),
		cmocka_unit_test(str_to_double__table),
		cmocka_unit_test(str_distance__table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
