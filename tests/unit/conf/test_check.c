#include "conf/conf_check.h"

#include "cmocka_all.h"
#include "model/paper.h"

typedef int parse_fn(const struct setting_parse *, const char *, void *,
                     struct err *);

struct text_case {
	parse_fn *parse;
	const char *text;
	const char *wanted; /* the field, or NULL: refused */
	const char *reason; /* part of it, for the refused */
};

static const struct text_case texts[] = {
	{ parse_line, "a b", "a b", NULL },
	{ parse_line, "", NULL, "may not be empty" },
	{ parse_line, "a\nb", NULL, "line breaks" },
	{ parse_line, "a\x7f", NULL, "control characters" },
	{ parse_line, " a", NULL, "blank" },
	{ parse_word, "12", NULL, "number of a paper" },
	{ parse_word, "3D", "3D", NULL },
	{ parse_prose, " a\n\t b ", "a b", NULL },
	{ parse_path, "x/y", "etc/x/y", NULL },
	{ parse_path, "/x", "/x", NULL },
	{ parse_zone, "UTC", "UTC", NULL },
	{ parse_zone, "America/Argentina/Buenos_Aires",
	  "America/Argentina/Buenos_Aires", NULL },
	{ parse_zone, "../../../etc/passwd", NULL, "is not a time zone" },
	{ parse_zone, "/etc/localtime", NULL, "is not a time zone" },
	{ parse_zone, "tzdata.zi", NULL, "is not a time zone" },
	{ parse_zone, "Europe", NULL, "is not a time zone" },
	{ parse_zone, "", NULL, "is not a time zone" },
	{ parse_category, "cs.LG", "cs.LG", NULL },
	{ parse_category, "physics.ao-ph", "physics.ao-ph", NULL },
	{ parse_category, "q-bio.NC", "q-bio.NC", NULL },
	{ parse_category, "hep-th", "hep-th", NULL },
	{ parse_category, "cs.", NULL, "not an arXiv category" },
	{ parse_category, "cs.LG+cs.AI", NULL, "not an arXiv category" },
	{ parse_category, "CS.LG", NULL, "not an arXiv category" },
	{ parse_category, "", NULL, "not an arXiv category" },
	{ parse_topic_id, "k-2", "k-2", NULL },
	{ parse_topic_id, "2k", NULL, "is not an id" },
	{ parse_topic_id, "a b", NULL, "is not an id" },

	{ parse_address, "a.b-c@example.org", "a.b-c@example.org", NULL },
	{ parse_address, "o'neil^`@x", "o'neil^`@x", NULL },
	{ parse_address, "a@b\r\nRCPT TO:<c>", NULL, "a line break" },
	{ parse_address, "a>@b", NULL, "holds >" },
	{ parse_address, "a b@c", NULL, "a blank" },
	{ parse_address, "\"a\"@c", NULL, "holds \"" },
	{ parse_address, "a", NULL, "no @" },
	{ parse_address, "a@b@c", NULL, "is not a host name" },
	{ parse_address, ".a@b", NULL, "single dots" },
	{ parse_address, "a..b@c", NULL, "single dots" },
	{ parse_address, "a.@c", NULL, "single dots" },
	{ parse_address, "@c", NULL, "single dots" },
	{ parse_address, "a@", NULL, "1 to 253" },
	{ parse_address, "a@b..c", NULL, "is not a host name" },
	{ parse_address, "a@-b", NULL, "is not a host name" },
	{ parse_address, "a@[127.0.0.1]", NULL, "is not a host name" },
	{ parse_address, "j\xc3\xb6rg@b", NULL, "is not ASCII" },
	{ parse_address, "a@m\xc3\xbcller.example", NULL, "is not ASCII" },
	{ parse_address,
	  "a23456789012345678901234567890123456789012345678901234567890"
	  "12345@b",
	  NULL, "longer than 64" },
	{ parse_reply_address, "a12345678901234567890@b",
	  "a12345678901234567890@b", NULL },
	{ parse_reply_address, "a123456789012345678901@b", NULL,
	  "longer than 21" },
	{ parse_reply_address, "a+b@c", NULL, "no +" },

	{ parse_from, "a@b", "a@b", NULL },
	{ parse_from, "Daily Papers <a@b>", "Daily Papers <a@b>", NULL },
	{ parse_from, "Zo\xc3\xab <a@b>", "Zo\xc3\xab <a@b>", NULL },
	{ parse_from, "\"Na, me\" <a@b>", "\"Na, me\" <a@b>", NULL },
	{ parse_from, "Na, me <a@b>", NULL, "unless the name stands in" },
	{ parse_from, "\"N\"m\" <a@b>", NULL, "no \"" },
	{ parse_from, "A\r\nBcc: x <a@b>", NULL, "a line break" },
	{ parse_from, "A <a@b> x", NULL, "wants \"Name <" },
	{ parse_from, "A <a@b", NULL, "wants \"Name <" },
	{ parse_from, "A <>", NULL, "no @" },

	{ parse_host, "mx1.example.org", "mx1.example.org", NULL },
	{ parse_host, "a/b", NULL, "is not a host name" },
	{ parse_header, "X-Key: a b", "X-Key: a b", NULL },
	{ parse_header, "X-Key", NULL, "is not a header" },
	{ parse_header, ": a", NULL, "is not a header" },
	{ parse_header, "X Key: a", NULL, "is not a header" },
	{ parse_header, "X: a\r\nY: b", NULL, "line breaks" },

	{ parse_http_url, "https://a.example.org:8443/v1?x=1",
	  "https://a.example.org:8443/v1?x=1", NULL },
	{ parse_http_url, "HTTP://a", "HTTP://a", NULL },
	{ parse_http_url, "http://[::1]:80/", "http://[::1]:80/", NULL },
	{ parse_http_url, "http://[::1]", "http://[::1]", NULL },
	{ parse_http_url, "http://[::1", NULL, "not an address" },
	{ parse_http_url, "http://[::x]/", NULL, "not an address" },
	{ parse_http_url, "http://", NULL, "1 to 253" },
	{ parse_http_url, "http:///x", NULL, "1 to 253" },
	{ parse_http_url, "http://a:0/", NULL, "not a port" },
	{ parse_http_url, "http://a:65536/", NULL, "not a port" },
	{ parse_http_url, "http://a:/", NULL, "not a port" },
	{ parse_http_url, "http://a/ b", NULL, "a blank" },
	{ parse_http_url, "http://a/\r\nX: y", NULL, "a line break" },
	{ parse_http_url, "file:///x", NULL, "not a URL of these" },
	{ parse_http_url, "a.example.org", NULL, "not a URL of these" },
	{ parse_http_url, "http://u:p@a/", NULL, "no user or password" },
	{ parse_http_url, "http://a/@b", "http://a/@b", NULL },
	{ parse_feed_url, "file:///srv/x.xml", "file:///srv/x.xml", NULL },
	{ parse_feed_url, "file://host/x", NULL, "file:///path" },
	{ parse_feed_url, "file://x", NULL, "file:///path" },
	{ parse_site_url, "https://a", "https://a/", NULL },
	{ parse_site_url, "https://a/?b", NULL, "no query" },
	{ parse_token_url, "https://a/{token}", "https://a/{token}", NULL },
	{ parse_token_url, "http://a/{token}", NULL, "kinds: https" },
	{ parse_token_url, "https://a/", NULL, "needs {token}" },
	{ parse_smtp_url, "smtps://a:465", "smtps://a:465", NULL },
	{ parse_smtp_url, "smtp://a/x", NULL, "nothing may follow" },
	{ parse_smtp_url, "maildir:/x", "maildir:/x", NULL },
	{ parse_smtp_url, "maildir:", NULL, "maildir: may not be empty" },
	{ parse_smtp_url, "mx", NULL, "smtp smtps maildir" },
	{ parse_imap_url, "imaps://a/", "imaps://a", NULL },
	{ parse_imap_url, "imaps://a/INBOX", NULL, "nothing may follow" },
};

static void parse__texts(void **state)
{
	static const struct setting row = { .path = "x" };
	struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 20);
	const struct setting_parse in = { &row, arena, "etc" };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		const struct text_case *c = &texts[i];
		const char *got = NULL;
		struct err err = { "" };
		int rc = c->parse(&in, c->text, &got, &err);

		if (c->wanted && (rc || !got || strcmp(got, c->wanted)))
			fail_msg("%zu \"%s\": %s", i, c->text,
			         rc ? err.msg : got);
		if (!c->wanted && (rc >= 0 || !strstr(err.msg, c->reason)))
			fail_msg("%zu \"%s\": \"%s\", not \"%s\"", i, c->text,
			         err.msg, c->reason);
		if (strpbrk(err.msg, "\r\n"))
			fail_msg("%zu: two lines", i);
	}
}

static void parse_duration__units_and_bounds(void **state)
{
	static const struct setting row = { .min = 1, .max = 172800 };
	static const struct {
		const char *text;
		int64_t wanted; /* -1: refused */
	} cases[] = {
		{ "90s", 90 },
		{ "15m", 900 },
		{ "12h", 43200 },
		{ "2d", 172800 },
		{ "0s", -1 },
		{ "3d", -1 },
		{ "", -1 },
		{ "s", -1 },
		{ "5", -1 },
		{ "5 m", -1 },
		{ "-5m", -1 },
		{ "1.5h", -1 },
		{ "1w", -1 },
		{ "1h30m", -1 },
		{ "+5m", -1 },
		{ "9223372036854775807d", -1 },
		{ "99999999999999999999s", -1 },
	};
	const struct setting_parse in = { &row, NULL, "" };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		int64_t got = -1;
		int rc = parse_duration(&in, cases[i].text, &got, NULL);

		if (got != cases[i].wanted || rc != (got < 0 ? -1 : 0))
			fail_msg("\"%s\": %d", cases[i].text, (int)got);
	}
}

static void parse_time__of_day(void **state)
{
	static const struct {
		const char *text;
		int wanted;
	} cases[] = {
		{ "00:00", 0 },  { "23:59", 1439 }, { "24:00", -1 },
		{ "6:30", -1 },  { "06:60", -1 },   { "06-30", -1 },
		{ "-6:30", -1 }, { "06:3x", -1 },   { "", -1 },
	};
	const struct setting_parse in = { NULL, NULL, "" };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		int got = -1;

		parse_time(&in, cases[i].text, &got, NULL);
		if (got != cases[i].wanted)
			fail_msg("\"%s\": %d", cases[i].text, got);
	}
}

static void url_is_loopback__hosts(void **state)
{
	(void)state;
	assert_true(url_is_loopback("smtp://127.0.0.1:25"));
	assert_true(url_is_loopback("smtp://127.8.8.8"));
	assert_true(url_is_loopback("smtps://LocalHost"));
	assert_true(url_is_loopback("imap://[::1]:143"));
	assert_false(url_is_loopback("smtp://127.example.org"));
	assert_false(url_is_loopback("smtp://localhost.example.org"));
	assert_false(url_is_loopback("smtp://10.0.0.1"));
	assert_false(url_is_loopback("maildir:/x"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parse__texts),
		cmocka_unit_test(parse_duration__units_and_bounds),
		cmocka_unit_test(parse_time__of_day),
		cmocka_unit_test(url_is_loopback__hosts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
