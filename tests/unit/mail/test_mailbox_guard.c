/* mail/mailbox_guard.h and mail/mailbox_pace.h */
#include "cmocka_all.h"

#include "base/buf.h"
#include "base/cleanup.h"
#include "base/str.h"
#include "mail/mailbox_guard.h"
#include "mail/mailbox_pace.h"

enum { BUDGET = 16 * 1024 * 1024 };

/* 0 or -1, fed in pieces of this size. */
static int feed(struct str text, size_t piece)
{
	struct mailbox_guard g = { .answer_left = BUDGET };

	for (size_t at = 0; at < text.len; at += piece)
		if (mailbox_guard_feed(&g, text.ptr + at,
		                       text.len - at < piece ? text.len - at
		                                             : piece,
		                       NULL))
			return -1;
	return 0;
}

static int feed_any(struct str text)
{
	int whole = feed(text, text.len ? text.len : 1);

	assert_int_equal(feed(text, 1), whole);
	assert_int_equal(feed(text, 7), whole);
	return whole;
}

static void mailbox_guard_feed__accepts(void **state)
{
	static const struct str cases[] = {
		STR("* OK hello\r\n"),
		STR("* SEARCH 1 2 3\r\n3 OK done\r\n"),
		STR("* 1 FETCH (UID 7 BODY[]<0> {5}\r\n(\0)\r\n)\r\n4 OK\r\n"),
		STR("* LIST (\\HasNoChildren) \"/\" {3}\r\na\"b\r\n"),
		STR("+ go on {99999999}\r\n"),
		STR("* NO quota of {999999999999999999999} bytes\r\n"),
		STR("1 OK {5}\r\n2 OK\r\n"),
		STR("* 1 FETCH (BODY[] {0}\r\n)\r\n"),
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(feed_any(cases[i]), 0);
}

static void mailbox_guard_feed__refuses(void **state)
{
	static const struct str cases[] = {
		STR("* OK \0\r\n"),
		STR("* 1 FETCH (BODY[] {4294967295}\r\n"),
		STR("* 1 FETCH (BODY[] {300000}\r\n"),
		STR("* 1 FETCH (BODY[] {99999999999999999999999}\r\n"),
		STR("* 1 FETCH (BODY[] {300000} without a line's end"),
		STR("* 1 FETCH (BODY[] {300000+}\r\n"),
		/* a literal in a status line is none: a NUL hides nowhere */
		STR("* OK {5}\r\n\0\0\0\0\0"),
		STR("9 OK {5}\r\n\0\0\0\0\0"),
		STR("* 1 FETCH {5} \r\n\0\0\0\0\0"),
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(feed_any(cases[i]), -1);
}

/* Text, n times the byte, and a line's end. */
static int feed_long(const char *text, char byte, size_t n)
{
	struct buf b CLEANUP(buf_deinit) = BUF(BUDGET);

	buf_adds(&b, text);
	for (size_t i = 0; i < n; i++)
		buf_addc(&b, byte);
	buf_adds(&b, "\r\n");
	return feed(buf_str(&b), b.len);
}

static void mailbox_guard_feed__line(void **state)
{
	(void)state;
	assert_int_equal(feed_long("", '1', GUARD_LINE_MAX - 1), 0);
	assert_int_equal(feed_long("", '1', GUARD_LINE_MAX), -1);
}

static void mailbox_guard_feed__nesting(void **state)
{
	(void)state;
	assert_int_equal(feed_long("* 1 FETCH ", '(', GUARD_OPEN_MAX), 0);
	assert_int_equal(feed_long("* 1 FETCH ", '(', GUARD_OPEN_MAX + 1), -1);
	/* Nor is there a place to hide them in. */
	assert_int_equal(feed_long("* 1 FETCH (A {2}\r\n))", '(', 300), -1);
	assert_int_equal(feed_long("* 1 FETCH \"))))", '(', 300), -1);
}

static void mailbox_guard_feed__budget(void **state)
{
	struct mailbox_guard g = { .answer_left = 0 };
	struct err err = { "" };

	(void)state;
	mailbox_guard_answer(&g, 12);
	assert_int_equal(mailbox_guard_feed(&g, "* OK hello\r\n", 12, &err), 0);
	assert_int_equal(mailbox_guard_feed(&g, "*", 1, &err), -1);
	mailbox_guard_answer(&g, 1);
	assert_int_equal(mailbox_guard_feed(&g, "*", 1, &err), 0);
}

/* Whatever comes in whatever pieces: the same verdict, no way out of bounds
 * (the sanitizers look on). */
static void mailbox_guard_feed__mutated(void **state)
{
	static const char seed[] =
	        "* OK [CAPABILITY IMAP4rev1] {12}\r\n"
	        "* 1 FETCH (UID 7 BODY[]<0> {14}\r\nSubject: (\r\n\r\n)\r\n"
	        "* LIST () \"/\" {3+}\r\na{9}\r\n* 12 EXISTS\r\n2 OK done\r\n";
	static const char bytes[] = "{}(0123456789\r\n* \"+\0A";
	uint32_t random = 12345;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		char text[sizeof(seed)];

		memcpy(text, seed, sizeof(seed));
		for (int change = 0; change < 4; change++) {
			random = random * 1664525 + 1013904223;
			text[(random >> 8) % (sizeof(seed) - 1)] =
			        bytes[(random >> 24) % (sizeof(bytes) - 1)];
		}
		feed_any((struct str){ text, sizeof(seed) - 1 });
	}
}

static void mailbox_pace_ms__grows_to_its_cap(void **state)
{
	static const struct {
		unsigned failures, least, most;
	} cases[] = {
		{ 0, 500, 1000 },       { 1, 500, 1000 },
		{ 2, 1000, 2000 },      { 3, 2000, 4000 },
		{ 6, 16000, 32000 },    { 9, 128000, 256000 },
		{ 10, 150000, 300000 }, { 4000000000, 150000, 300000 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		unsigned n = cases[i].failures;

		assert_int_equal(mailbox_pace_ms(0, n, 0), cases[i].least);
		assert_in_range(mailbox_pace_ms(0, n, 0x80000000),
		                cases[i].least + 1, cases[i].most - 1);
		assert_in_range(mailbox_pace_ms(0, n, UINT32_MAX),
		                cases[i].most - 1, cases[i].most);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mailbox_guard_feed__accepts),
		cmocka_unit_test(mailbox_guard_feed__refuses),
		cmocka_unit_test(mailbox_guard_feed__line),
		cmocka_unit_test(mailbox_guard_feed__nesting),
		cmocka_unit_test(mailbox_guard_feed__budget),
		cmocka_unit_test(mailbox_guard_feed__mutated),
		cmocka_unit_test(mailbox_pace_ms__grows_to_its_cap),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
