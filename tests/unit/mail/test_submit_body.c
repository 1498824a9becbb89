#include "cmocka_all.h"

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

static void cursor_read__gives_every_byte_once(void **state)
{
	struct str text = STR("From: a\r\nTo: b\r\n\r\nsome text\r\n");

	(void)state;
	for (size_t piece = 1; piece < 40; piece += 5) {
		for (size_t window = 1; window < 40; window += 7) {
			struct slices body = { 0 };
			struct submit_cursor cursor = { .body = &body };
			char got[64];
			size_t len = 0, n;

			slice(&body, text, piece);
			while ((n = submit_cursor_read(&cursor, got + len,
			                               window)))
				len += n;
			assert_true(submit_cursor_at_end(&cursor));
			assert_int_equal(len, text.len);
			assert_memory_equal(got, text.ptr, len);
			slices_deinit(&body);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(check__table),
		cmocka_unit_test(cursor_read__gives_every_byte_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
