#include "text/escape.h"

#include "cmocka_all.h"

#include "base/cleanup.h"
#include "text/charset.h"

struct row {
	struct str in;
	const char *out;
};

static void check(const struct row *rows, size_t n,
                  void (*fn)(struct buf *, struct str))
{
	for (size_t i = 0; i < n; i++) {
		struct buf out CLEANUP(buf_deinit) = BUF(1000);

		fn(&out, rows[i].in);
		assert_string_equal(buf_cstr(&out), rows[i].out);
		assert_true(utf8_valid(buf_str(&out)));
	}
}

#define CHECK(rows, fn) check(rows, sizeof(rows) / sizeof(*(rows)), fn)

static void escape_html__table(void **state)
{
	static const struct row rows[] = {
		{ STR(""), "" },
		{ STR("plain"), "plain" },
		{ STR("<b a=\"x\" c='y'>&amp;"),
		  "&lt;b a=&quot;x&quot; c=&#39;y&#39;&gt;&amp;amp;" },
		{ STR("caf\xC3\xA9 \xF0\x9F\x98\x80"),
		  "caf\xC3\xA9 \xF0\x9F\x98\x80" },
		{ STR("tab\tcr\rlf\n"), "tab\tcr\rlf\n" },
		/* what XML 1.0 cannot hold */
		{ STR("a\0b\x01"
		      "c\x1B"),
		  "a\uFFFDb\uFFFDc\uFFFD" },
		{ STR("\xEF\xBF\xBE"), "\uFFFD" },
		/* no UTF-8: lone continuation, cut short, overlong '<',
		 * encoded surrogate, beyond U+10FFFF */
		{ STR("a\x80z"), "a\uFFFDz" },
		{ STR("\xC3"), "\uFFFD" },
		{ STR("\xC0\xBC"), "\uFFFD\uFFFD" },
		{ STR("\xED\xA0\x80"), "\uFFFD" },
		{ STR("\xC3<"), "\uFFFD&lt;" },
		/* a replacement character that was there stays one */
		{ STR("\xEF\xBF\xBD&"), "\uFFFD&amp;" },
	};

	(void)state;
	CHECK(rows, escape_html);
}

static void escape_html__full_buffer_says_so(void **state)
{
	struct buf out CLEANUP(buf_deinit) = BUF(8);

	(void)state;
	escape_html(&out, STR("<<<<"));
	assert_true(out.full);
	assert_true(out.len <= 8);
}

static void escape_url__table(void **state)
{
	static const struct row rows[] = {
		{ STR("AZaz09-._~"), "AZaz09-._~" },
		{ STR("more MoE"), "more%20MoE" },
		{ STR("a&b=c?d#e/f+g%"), "a%26b%3Dc%3Fd%23e%2Ff%2Bg%25" },
		{ STR("\r\nBcc: x@y"), "%0D%0ABcc%3A%20x%40y" },
		{ STR("\xC3\xA9\0\xFF"), "%C3%A9%00%FF" },
	};

	(void)state;
	CHECK(rows, escape_url);
}

static void clean_one_line(struct buf *out, struct str s)
{
	text_clean(out, s, false);
}

static void clean_lines(struct buf *out, struct str s)
{
	text_clean(out, s, true);
}

static void text_clean__table(void **state)
{
	static const struct row rows[] = {
		{ STR("a\tb\nc\r\nd\re"), "a b c d e" },
		{ STR("a\xC2\x85"
		      "b\xE2\x80\xA8"
		      "c\xE2\x80\xA9"
		      "d\x0B"
		      "e\x0C"
		      "f"),
		  "a b c d e f" },
		{ STR("N\0U\x1BL\x7F\xC2\x9B!"), "NUL!" },
		/* right-to-left override and its friends */
		{ STR("x\u202Egpj.exe\u202C\u2066y\u2069\u200E\u200F\u061C"),
		  "xgpj.exey" },
		{ STR("in\u200Bvi\u00ADsi\uFEFF\u2060ble"), "invisible" },
		/* letters that only machines see */
		{ STR("ok\U000E0041\U000E0042\U000E007F"), "ok" },
		{ STR("\xEF\xBF\xBF\xEF\xB7\x90"), "" },
		/* emoji families and Persian need their joiners */
		{ STR("\U0001F468\u200D\U0001F469"),
		  "\U0001F468\u200D\U0001F469" },
		{ STR("bad \xFF\xFE"), "bad \uFFFD\uFFFD" },
		{ STR("e\xCC\x81"), "\xC3\xA9" },
	};

	(void)state;
	CHECK(rows, clean_one_line);
}

static void text_clean__keeps_newlines(void **state)
{
	static const struct row rows[] = {
		{ STR("a\r\nb\rc\nd\n\ne\r\r\n"), "a\nb\nc\nd\n\ne\n\n" },
		{ STR("a\xE2\x80\xA9"
		      "b\x0C"
		      "c\td"),
		  "a\nb\nc d" },
	};

	(void)state;
	CHECK(rows, clean_lines);
}

static void text_line__table(void **state)
{
	static const struct row rows[] = {
		{ STR(""), "" },
		{ STR(" \r\n\t "), "" },
		{ STR("  a \r\n  b\u00A0\u3000 c\u2009"), "a b c" },
		{ STR("\u200B a \u200B b"), "a b" },
	};

	(void)state;
	CHECK(rows, text_line);
}

/* A hundred thousand accents on one letter, which NFC has to sort. */
static void text_line__endless_marks(void **state)
{
	struct buf in CLEANUP(buf_deinit) = BUF(1 << 20);
	struct buf out CLEANUP(buf_deinit) = BUF(1 << 20);

	(void)state;
	buf_addc(&in, 'a');
	for (int i = 0; i < 50000; i++)
		buf_adds(&in, "\xCC\x81\xCC\xA3");
	text_line(&out, buf_str(&in));
	assert_false(out.full);
	assert_true(utf8_valid(buf_str(&out)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(escape_html__table),
		cmocka_unit_test(escape_html__full_buffer_says_so),
		cmocka_unit_test(escape_url__table),
		cmocka_unit_test(text_clean__table),
		cmocka_unit_test(text_clean__keeps_newlines),
		cmocka_unit_test(text_line__table),
		cmocka_unit_test(text_line__endless_marks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
