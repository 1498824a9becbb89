/* mail/mailbox_url.h and mail/mailbox_name.h */
#include "cmocka_all.h"

#include "base/cleanup.h"
#include "mail/mailbox_name.h"
#include "mail/mailbox_url.h"

static void mailbox_url_parse__reads(void **state)
{
	static const struct {
		const char *text, *host, *port, *name;
		bool imaps, address;
	} cases[] = {
		{ "imaps://imap.example.org", "imap.example.org", "993",
		  "imaps://imap.example.org:993", true, false },
		{ "IMAP://Imap.Example.org/", "imap.example.org", "143",
		  "imap://imap.example.org:143", false, false },
		{ "imap://localhost:1143", "localhost", "1143",
		  "imap://localhost:1143", false, false },
		{ "imaps://127.0.0.1:65535", "127.0.0.1", "65535",
		  "imaps://127.0.0.1:65535", true, true },
		{ "imaps://[::1]:10993", "::1", "10993", "imaps://[::1]:10993",
		  true, true },
		{ "imaps://[2001:DB8::1]", "2001:db8::1", "993",
		  "imaps://[2001:db8::1]:993", true, true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct mailbox_url url;
		struct err err = { "" };

		assert_int_equal(mailbox_url_parse(&url, cases[i].text, &err),
		                 0);
		assert_string_equal(url.host, cases[i].host);
		assert_string_equal(url.port, cases[i].port);
		assert_string_equal(url.name, cases[i].name);
		assert_int_equal(url.imaps, cases[i].imaps);
		assert_int_equal(mailbox_url_is_address(&url),
		                 cases[i].address);
	}
}

static void mailbox_url_parse__refuses(void **state)
{
	static const char *const cases[] = {
		"",
		"imap.example.org",
		"smtp://imap.example.org",
		"imaps://",
		"imaps://:993",
		"imaps://host:",
		"imaps://host:0",
		"imaps://host:65536",
		"imaps://host:99999999999999999999",
		"imaps://host:99x",
		"imaps://host/INBOX",
		"imaps://host?x",
		"imaps://user:secret@host",
		"imaps://[::1",
		"imaps://[::1]x",
		"imaps://[]",
		"imaps://ho st",
		"imaps://host\r\nA LOGIN",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct mailbox_url url;
		struct err err = { "" };

		assert_int_equal(mailbox_url_parse(&url, cases[i], &err), -1);
		assert_string_not_equal(err.msg, "");
		assert_null(strstr(err.msg, "secret"));
	}
}

static void mailbox_url_parse__host_too_long(void **state)
{
	char text[400] = "imaps://";
	struct mailbox_url url;

	(void)state;
	memset(text + 8, 'a', 255);
	assert_int_equal(mailbox_url_parse(&url, text, NULL), 0);
	text[8 + 255] = 'a';
	assert_int_equal(mailbox_url_parse(&url, text, NULL), -1);
}

static void mailbox_name_encode__encodes(void **state)
{
	/* The last two are RFC 3501's own examples, 5.1.3. */
	static const struct {
		const char *name, *wire;
	} cases[] = {
		{ "INBOX", "INBOX" },
		{ "INBOX.Old replies", "INBOX.Old replies" },
		{ "R&D", "R&-D" },
		{ "Entwürfe", "Entw&APw-rfe" },
		{ "é", "&AOk-" },
		{ "éè&ö", "&AOkA6A-&-&APY-" },
		{ "\xf0\x9f\x93\xa7", "&2D3c5w-" },
		{ "台北", "&U,BTFw-" },
		{ "~peter/mail/台北/日本語",
		  "~peter/mail/&U,BTFw-/&ZeVnLIqe-" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf out CLEANUP(buf_deinit) = BUF(2048);

		assert_int_equal(mailbox_name_encode(&out, cases[i].name, NULL),
		                 0);
		assert_string_equal(buf_cstr(&out), cases[i].wire);
	}
}

static void mailbox_name_encode__refuses(void **state)
{
	static const char *const cases[] = { "",     "a\r\nb", "a*",    "%",
		                             "\x7f", "\xff",   "ab\xc3" };
	char longest[252] = { 0 };
	struct buf out CLEANUP(buf_deinit) = BUF(2048);

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct err err = { "" };

		assert_int_equal(mailbox_name_encode(&out, cases[i], &err), -1);
		assert_string_not_equal(err.msg, "");
	}
	memset(longest, 'a', 251);
	assert_int_equal(mailbox_name_encode(&out, longest, NULL), -1);
	longest[250] = '\0';
	assert_int_equal(mailbox_name_encode(&out, longest, NULL), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mailbox_url_parse__reads),
		cmocka_unit_test(mailbox_url_parse__refuses),
		cmocka_unit_test(mailbox_url_parse__host_too_long),
		cmocka_unit_test(mailbox_name_encode__encodes),
		cmocka_unit_test(mailbox_name_encode__refuses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
