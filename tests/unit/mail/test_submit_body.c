#include "cmocka_all.h"

#include "base/cleanup.h"
#include "mail/submit_body.h"

/* The text as slices of so many bytes. */
static void slice(struct slices *s, struct str text, size_t piece)
{
	while (text.len) {
		size_t n = text.len < piece ? text.len : piece;

		slices_add(s, (struct str){ text.ptr, n });
		text.ptr += n;
		text.len -= n;
	}
}

#define LINE_100                                            \
	"0123456789012345678901234567890123456789012345678" \
	"901234567890123456789012345678901234567890123456789"
#define LINE_900                                                       \
	LINE_100 LINE_100 LINE_100 LINE_100 LINE_100 LINE_100 LINE_100 \
	        LINE_100 LINE_100
#define LINE_98                                             \
	"0123456789012345678901234567890123456789012345678" \
	"9012345678901234567890123456789012345678901234567"

static void check__table(void **state)
{
	static const struct {
		struct str text;
		const char *err; /* "": none */
		bool eightbit, unended;
	} cases[] = {
		{ STR(""), "", false, false },
		{ STR("a\r\nb\r\n"), "", false, false },
		{ STR("a\r\n\r\nb."), "", false, true },
		{ STR("\r\n"), "", false, false },
		{ STR("caf\xc3\xa9, long enough\r\n"), "", true, false },
		{ STR("0123456789\x80\r\n"), "", true, false },
		{ STR(".a\r\n"), "line 1 of the mail starts with a dot", false,
		  false },
		{ STR("a\r\n.\r\nMAIL FROM:<x>\r\n"),
		  "line 2 of the mail starts with a dot", false, false },
		{ STR("a\r\nb\nc\r\n"), "line 2 of the mail ends in a bare LF",
		  false, false },
		{ STR("\n"), "line 1 of the mail ends in a bare LF", false,
		  false },
		{ STR("a\rb\r\n"), "line 1 of the mail has a bare CR", false,
		  false },
		{ STR("a\r\r\n"), "line 1 of the mail has a bare CR", false,
		  false },
		{ STR("a\r\nb\r"), "line 2 of the mail has a bare CR", false,
		  false },
		{ STR("a\0b\r\n"), "line 1 of the mail has a NUL", false,
		  false },
		{ STR(LINE_900 LINE_98 "\r\n"), "", false, false },
		{ STR(LINE_900 LINE_98 "8\r\n"),
		  "line 1 of the mail is longer than 998 octets", false,
		  false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		for (size_t piece = 1; piece < 3000; piece *= 3) {
			struct submit_body_facts facts;
			struct slices body = { 0 };
			struct err err = { "" };
			int got;

			slice(&body, cases[i].text, piece);
			got = submit_body_check(&body, &facts, &err);
			slices_deinit(&body);
			assert_string_equal(err.msg, cases[i].err);
			assert_int_equal(got, cases[i].err[0] ? -1 : 0);
			if (got)
				continue;
			assert_int_equal(facts.eightbit, cases[i].eightbit);
			assert_int_equal(facts.unended, cases[i].unended);
		}
	}
}

/* Taken in bites that end anywhere, also where a slice does. */
static void cursor__gives_every_byte_once(void **state)
{
	struct str text = STR("From: a\r\nTo: b\r\n\r\nsome text\r\n");

	(void)state;
	for (size_t piece = 1; piece < 40; piece += 5) {
		for (size_t bite = 1; bite < 40; bite++) {
			struct slices body = { 0 };
			struct submit_cursor c;
			struct buf got CLEANUP(buf_deinit) = BUF(64);

			slice(&body, text, piece);
			c = submit_cursor_of(&body);
			while (c.left) {
				struct iovec v[3];
				size_t n = submit_cursor_pieces(&c, v, 3);
				size_t left = bite;

				assert_in_range(n, 1, 3);
				for (size_t i = 0; i < n && left; i++) {
					size_t len = v[i].iov_len < left
					                     ? v[i].iov_len
					                     : left;

					buf_add(&got, v[i].iov_base, len);
					left -= len;
				}
				submit_cursor_skip(&c, bite - left);
			}
			assert_true(str_eq(buf_str(&got), text));
			slices_deinit(&body);
		}
	}
}

/* The rules once more, an octet at a time. */
static bool is_sound(struct str text)
{
	size_t column = 0;

	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];
		char next = i + 1 < text.len ? text.ptr[i + 1] : 0;
		char last = i ? text.ptr[i - 1] : '\n';

		if (!c || (c == '\r' && next != '\n') ||
		    (c == '\n' && (!i || last != '\r')) ||
		    (c == '.' && last == '\n'))
			return false;
		if (c == '\n')
			column = 0;
		else if (++column > 998 + (c == '\r'))
			return false;
	}
	return true;
}

/* Almost sound texts, with one octet changed, in slices of any size. */
static void check__agrees_with_the_rules(void **state)
{
	static const char spoilers[] = "\r\n.\0x\x80";
	char text[4000];
	uint32_t random = 1;
	size_t sound = 0;

	(void)state;
	for (int round = 0; round < 3000; round++) {
		struct submit_body_facts facts;
		struct slices body = { 0 };
		struct str all = { text, 0 };
		size_t line, piece;
		bool ok;

		random = random * 1664525 + 1013904223;
		line = random >> 8 & 1 ? 990 + (random >> 10) % 15
		                       : 1 + (random >> 10) % 90;
		while (all.len + line + 2 < 3000) {
			memset(text + all.len, 'x', line);
			memcpy(text + all.len + line, "\r\n", 2);
			all.len += line + 2;
		}
		random = random * 1664525 + 1013904223;
		text[(random >> 8) % all.len] = spoilers[(random >> 24) % 6];
		piece = 1 + (random >> 4) % 1200;
		slice(&body, all, piece);
		ok = is_sound(all);
		sound += ok;
		assert_int_equal(submit_body_check(&body, &facts, NULL),
		                 ok ? 0 : -1);
		slices_deinit(&body);
	}
	assert_in_range(sound, 300, 2700);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(check__table),
		cmocka_unit_test(check__agrees_with_the_rules),
		cmocka_unit_test(cursor__gives_every_byte_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
