#include "text/wrap.h"

#include "cmocka_all.h"

#include "base/cleanup.h"

static void wrap__table(void **state)
{
	static const struct {
		struct str in;
		int width, at, indent;
		const char *out;
	} rows[] = {
		{ STR(""), 10, 0, 0, "" },
		{ STR("  \n\t "), 10, 0, 0, "" },
		{ STR("one two three"), 7, 0, 0, "one two\nthree" },
		{ STR("one two three"), 8, 0, 0, "one two\nthree" },
		{ STR("  one \n two  "), 72, 0, 0, "one two" },
		{ STR("one two three"), 10, 4, 2, "one\n  two\n  three" },
		/* a hanging number: "1. " is there already */
		{ STR("alpha beta"), 9, 3, 3, "alpha\n   beta" },
		/* the long one stands alone, whole */
		{ STR("see https://example.org/long ok"), 12, 0, 0,
		  "see\nhttps://example.org/long\nok" },
		{ STR("https://example.org/long"), 12, 9, 0,
		  "\nhttps://example.org/long" },
		{ STR("https://example.org/long"), 12, 3, 3,
		  "https://example.org/long" },
		/* wide characters count two, marks none */
		{ STR("日本 語"), 6, 0, 0, "日本\n語" },
		{ STR("日本 語"), 7, 0, 0, "日本 語" },
		{ STR("e\u0301e\u0301 e\u0301"), 4, 0, 0,
		  "e\u0301e\u0301 e\u0301" },
		{ STR("a\u00A0b c"), 3, 0, 0, "a\u00A0b\nc" },
		{ STR("bad \xFF\xFF\xFF x"), 5, 0, 0, "bad\n\xFF\xFF\xFF x" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct buf out CLEANUP(buf_deinit) = BUF(1000);

		wrap(&out, rows[i].in, rows[i].width, rows[i].at,
		     rows[i].indent);
		assert_string_equal(buf_cstr(&out), rows[i].out);
	}
}

static void text_columns__table(void **state)
{
	(void)state;
	assert_int_equal(text_columns(STR("")), 0);
	assert_int_equal(text_columns(STR("abc")), 3);
	assert_int_equal(text_columns(STR("é")), 1);
	assert_int_equal(text_columns(STR("e\u0301")), 1);
	assert_int_equal(text_columns(STR("日本")), 4);
	assert_int_equal(text_columns(STR("a\x07\xFF")), 2);
}

static void text_shorten__table(void **state)
{
	static const struct {
		struct str in;
		int columns;
		const char *out;
	} rows[] = {
		{ STR("short"), 5, "short" },
		{ STR("  short  "), 5, "short" },
		{ STR("one two three"), 13, "one two three" },
		{ STR("one two three"), 12, "one two…" },
		{ STR("one two three"), 8, "one two…" },
		{ STR("one two three"), 7, "one…" },
		{ STR("one, two"), 6, "one…" },
		{ STR("one - two three"), 9, "one…" },
		{ STR("unbreakable"), 6, "unbre…" },
		/* never between a letter and its mark */
		{ STR("aae\u0301e\u0301e\u0301"), 4, "aae\u0301…" },
		{ STR("日本語日本語"), 6, "日本…" },
		{ STR("abc"), 1, "…" },
		{ STR("abc"), 0, "" },
		{ STR("abc"), -5, "" },
		{ STR(""), 0, "" },
		{ STR("\xFF\xFF\xFF\xFF"), 3, "\xFF\xFF…" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct buf out CLEANUP(buf_deinit) = BUF(1000);

		text_shorten(&out, rows[i].in, rows[i].columns);
		assert_string_equal(buf_cstr(&out), rows[i].out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(wrap__table),
		cmocka_unit_test(text_columns__table),
		cmocka_unit_test(text_shorten__table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
