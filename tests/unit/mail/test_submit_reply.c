#include "cmocka_all.h"

#include "mail/submit_reply.h"

/* Feeds the text in pieces of so many bytes. Returns how many replies came,
 * or -1; the last is in *reply. */
static int feed(const char *text, size_t piece, struct submit_reply *reply)
{
	struct submit_reply_parser parser = { .len = 0 };
	struct str rest = str_of(text);
	int count = 0;

	while (rest.len) {
		struct str in = { rest.ptr,
			          rest.len < piece ? rest.len : piece };
		int got;

		rest.ptr += in.len;
		rest.len -= in.len;
		while ((got = submit_reply_parse(&parser, &in, reply)) > 0)
			count++;
		if (got < 0)
			return -1;
	}
	return count;
}

static void parse__table(void **state)
{
	static const struct {
		const char *in;
		int count, code;
		const char *text;
	} cases[] = {
		{ "250 2.0.0 Ok\r\n", 1, 250, "250 2.0.0 Ok" },
		{ "250\r\n", 1, 250, "250" },
		{ "250 bare LF\n", 1, 250, "250 bare LF" },
		{ "250-first\r\n250-second\r\n250 last\r\n", 1, 250,
		  "250 last" },
		{ "250-first\r\n250\r\n", 1, 250, "250" },
		{ "250 a\r\n250 b\r\n354 c\r\n", 3, 354, "354 c" },
		{ "550 \x1b[2J\xc3\xa9\r\n", 1, 550, "550 ?[2J??" },
		{ "250-first\r\n", 0, 0, "" },
		{ "250 no end", 0, 0, "" },
		{ "250-first\r\n550 another code\r\n", -1, 0, "" },
		{ "hello\r\n", -1, 0, "" },
		{ "25\r\n", -1, 0, "" },
		{ "\r\n", -1, 0, "" },
		{ "2500 four digits\r\n", -1, 0, "" },
		{ "150 too early\r\n", -1, 0, "" },
		{ "650 no such class\r\n", -1, 0, "" },
		{ "2a0 letters\r\n", -1, 0, "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		for (size_t piece = 1; piece < 64; piece += 31) {
			struct submit_reply reply = { 0 };

			assert_int_equal(feed(cases[i].in, piece, &reply),
			                 cases[i].count);
			if (cases[i].count < 1)
				continue;
			assert_int_equal(reply.code, cases[i].code);
			assert_string_equal(reply.text, cases[i].text);
		}
	}
}

static void parse__endless_line(void **state)
{
	struct submit_reply_parser parser = { .len = 0 };
	struct submit_reply reply;
	int got = 0;

	(void)state;
	for (int i = 0; i <= REPLY_LINE_MAX && !got; i++) {
		struct str in = STR("2");

		got = submit_reply_parse(&parser, &in, &reply);
	}
	assert_int_equal(got, -1);
}

static void parse__endless_reply(void **state)
{
	struct submit_reply_parser parser = { .len = 0 };
	struct submit_reply reply;
	int lines = 0, got = 0;

	(void)state;
	for (; lines < 2 * REPLY_LINES_MAX && !got; lines++) {
		struct str in = STR("250-more\r\n");

		got = submit_reply_parse(&parser, &in, &reply);
	}
	assert_int_equal(got, -1);
	assert_int_equal(lines, REPLY_LINES_MAX + 1);
}

static void parse__long_text_is_cut(void **state)
{
	struct submit_reply_parser parser = { .len = 0 };
	struct submit_reply reply;
	char line[1000];
	struct str in = { line, sizeof(line) };

	(void)state;
	memset(line, 'x', sizeof(line));
	memcpy(line, "450 ", 4);
	line[sizeof(line) - 1] = '\n';
	assert_int_equal(submit_reply_parse(&parser, &in, &reply), 1);
	assert_int_equal(strlen(reply.text), REPLY_TEXT_MAX - 1);
}

static struct submit_features features_of(const char *text)
{
	struct submit_features f = { 0 };
	struct str rest = str_of(text), line;

	while (str_split(&rest, '\n', &line))
		submit_features_line(&f, line);
	return f;
}

static void features__all(void **state)
{
	struct submit_features f =
	        features_of("220 mx ESMTP\r\n250-mx.test\r\n250-pipelining\r\n"
	                    "250-SIZE 10240000\r\n250-8BITMIME\r\n"
	                    "250-AUTH PLAIN LOGIN\r\n250 SMTPUTF8\r\n");

	(void)state;
	assert_true(f.pipelining && f.eightbit && f.smtputf8 && f.auth &&
	            f.size);
	assert_int_equal(f.size_max, 10240000);
}

static void features__size_without_limit(void **state)
{
	struct submit_features f = features_of("250-mx\r\n250 SIZE\r\n");

	(void)state;
	assert_true(f.size);
	assert_int_equal(f.size_max, 0);
	f = features_of("250-mx\r\n250 SIZE 0\r\n");
	assert_true(f.size);
	assert_int_equal(f.size_max, 0);
}

static void features__none(void **state)
{
	struct submit_features f =
	        features_of("250-mx\r\n250-PIPELININGX\r\n250-XSIZE 1\r\n"
	                    "250 ENHANCEDSTATUSCODES\r\n");

	(void)state;
	assert_false(f.pipelining || f.eightbit || f.smtputf8 || f.auth ||
	             f.size);
}

/* RFC 3207 4.2: what was said in the clear is not believed after STARTTLS. */
static void features__forgotten_by_starttls(void **state)
{
	struct submit_features f =
	        features_of("250-mx\r\n250-AUTH PLAIN\r\n250-PIPELINING\r\n"
	                    "250 STARTTLS\r\n220 go ahead\r\n250-mx\r\n"
	                    "250 8BITMIME\r\n");

	(void)state;
	assert_false(f.pipelining || f.auth);
	assert_true(f.eightbit);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parse__table),
		cmocka_unit_test(parse__endless_line),
		cmocka_unit_test(parse__endless_reply),
		cmocka_unit_test(parse__long_text_is_cut),
		cmocka_unit_test(features__all),
		cmocka_unit_test(features__size_without_limit),
		cmocka_unit_test(features__none),
		cmocka_unit_test(features__forgotten_by_starttls),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
