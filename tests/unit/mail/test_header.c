#include "cmocka_all.h"

#include "base/cleanup.h"
#include "mail/header.h"

#define E10 "éééééééééé"
#define A50 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

/* Rules that every field keeps: CRLF only, one field, lines at most 78, no
 * line that is blank, encoded words at most 75. */
static void check_field(struct str s)
{
	struct str line, word;
	bool first = true;

	assert_true(s.len > 2);
	assert_memory_equal(s.ptr + s.len - 2, "\r\n", 2);
	s.len--;
	while (str_split(&s, '\n', &line)) {
		assert_true(line.len > 1 && line.ptr[line.len - 1] == '\r');
		line.len--;
		assert_true(line.len <= 78);
		assert_true(str_trim(line).len > 0);
		assert_true((line.ptr[0] == ' ') == !first);
		for (size_t i = 0; i < line.len; i++)
			assert_in_range((unsigned char)line.ptr[i], ' ', '~');
		while (str_split(&line, ' ', &word))
			assert_true(!str_starts(word, STR("=?")) ||
			            word.len <= 75);
		first = false;
	}
}

static void header_text__table(void **state)
{
	static const struct {
		struct str value;
		const char *field;
	} rows[] = {
		{ STR("12 papers"), "S: 12 papers\r\n" },
		{ STR(""), "S:\r\n" },
		{ STR("  a  b  "), "S: a  b\r\n" },
		{ STR("a\r\nBcc: x"), "S: a  Bcc: x\r\n" },
		{ STR("a\0b\x7f"), "S: a b\r\n" },
		{ STR("pâtisserie au lait"),
		  "S: =?utf-8?q?p=C3=A2tisserie?= au lait\r\n" },
		{ STR("un café with much plain café lait"),
		  "S: un =?utf-8?q?caf=C3=A9_with_much_plain_caf=C3=A9?= lait\r\n" },
		{ STR("=?utf-8?q?a=0D=0ABcc:x?="),
		  "S: =?utf-8?b?PT91dGYtOD9xP2E9MEQ9MEFCY2M6eD89?=\r\n" },
		{ STR("日本語"), "S: =?utf-8?b?5pel5pys6Kqe?=\r\n" },
		{ STR("a\xFF"), "S: =?utf-8?b?Ye+/vQ==?=\r\n" },
		{ STR(A50 " " A50), "S: " A50 "\r\n " A50 "\r\n" },
		{ STR(A50 A50),
		  "S: =?utf-8?q?" A50 "aaaaaaaaaaaaa?=\r\n =?utf-8?q?"
		  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa?=\r\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct buf out CLEANUP(buf_deinit) = BUF(4096);

		header_text(&out, "S", rows[i].value);
		assert_string_equal(buf_cstr(&out), rows[i].field);
		if (rows[i].value.len)
			check_field(buf_str(&out));
	}
}

static void header_text__never_splits_a_character(void **state)
{
	struct buf value CLEANUP(buf_deinit) = BUF(4096);

	(void)state;
	/* é at every offset from the start of a word, in Q; 語 in B. */
	for (size_t pad = 0; pad < 80; pad++) {
		struct buf out CLEANUP(buf_deinit) = BUF(8192);
		struct str rest, line;

		buf_addc(&value, 'a');
		buf_adds(&value, pad % 2 ? "é" E10 : "語語語語語語語語");
		header_text(&out, "Subject", buf_str(&value));
		check_field(buf_str(&out));
		rest = buf_str(&out);
		/* In Q: no word ends amid =C3=A9. */
		while (str_split(&rest, '\n', &line))
			assert_int_equal(str_find(line, STR("=C3?=")), -1);
	}
}

static void header_mailbox__table(void **state)
{
	static const struct {
		struct str display;
		const char *field;
	} rows[] = {
		{ STR(""), "To: a@b.example\r\n" },
		{ STR("Ada Lovelace"), "To: Ada Lovelace <a@b.example>\r\n" },
		{ STR("Lovelace, Ada"),
		  "To: \"Lovelace, Ada\" <a@b.example>\r\n" },
		{ STR("Ada \"Bug\" \\o/"),
		  "To: \"Ada \\\"Bug\\\" \\\\o/\" <a@b.example>\r\n" },
		{ STR("Lovelace, Adé"),
		  "To: =?utf-8?q?Lovelace=2C_Ad=C3=A9?= <a@b.example>\r\n" },
		{ STR("x\r\nBcc: y@z"),
		  "To: \"x  Bcc: y@z\" <a@b.example>\r\n" },
		{ STR(" \r\n "), "To: a@b.example\r\n" },
		{ STR("=?utf-8?q?x?="), "To: =?utf-8?b?PT91dGYtOD9xP3g/PQ==?= "
		                        "<a@b.example>\r\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct buf out CLEANUP(buf_deinit) = BUF(4096);

		header_mailbox(&out, "To", rows[i].display, STR("a@b.example"));
		assert_string_equal(buf_cstr(&out), rows[i].field);
		check_field(buf_str(&out));
	}
}

static void header_mailbox__long_names_fold(void **state)
{
	static const char *const bricks[] = { "Ada, ", "x", "é", "語", "a b" };

	(void)state;
	for (size_t i = 0; i < sizeof(bricks) / sizeof(*bricks); i++) {
		struct buf name CLEANUP(buf_deinit) = BUF(4096);
		struct buf out CLEANUP(buf_deinit) = BUF(8192);

		while (name.len < 500)
			buf_adds(&name, bricks[i]);
		header_mailbox(&out, "To", buf_str(&name), STR("a@b.example"));
		check_field(buf_str(&out));
		assert_true(str_find(buf_str(&out), STR(" <a@b.example>\r\n")) >
		            500);
	}
}

static void header_raw__folds_only_at_blanks(void **state)
{
	struct buf out CLEANUP(buf_deinit) = BUF(4096);

	(void)state;
	header_raw(&out, "List-Unsubscribe",
	           STR("<https://example.org/" A50 A50 ">, <mailto:x@y>"));
	assert_string_equal(buf_cstr(&out),
	                    "List-Unsubscribe: <https://example.org/" A50 A50
	                    ">,\r\n <mailto:x@y>\r\n");
	buf_clear(&out);
	header_raw(&out, "X", STR("a\r\nBcc: b"));
	assert_string_equal(buf_cstr(&out), "X: a  Bcc: b\r\n");
}

static void header_date__is_rfc5322(void **state)
{
	static const struct {
		int64_t instant;
		const char *field;
	} rows[] = {
		{ 1744950600, "Date: Fri, 18 Apr 2025 04:30:00 +0000\r\n" },
		{ 0, "Date: Thu, 01 Jan 1970 00:00:00 +0000\r\n" },
		{ 4107542399, "Date: Sun, 28 Feb 2100 23:59:59 +0000\r\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct buf out CLEANUP(buf_deinit) = BUF(100);

		header_date(&out, rows[i].instant);
		assert_string_equal(buf_cstr(&out), rows[i].field);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(header_text__table),
		cmocka_unit_test(header_text__never_splits_a_character),
		cmocka_unit_test(header_mailbox__table),
		cmocka_unit_test(header_mailbox__long_names_fold),
		cmocka_unit_test(header_raw__folds_only_at_blanks),
		cmocka_unit_test(header_date__is_rfc5322),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
