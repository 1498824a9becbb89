#include "cmocka_all.h"

#include "base/cleanup.h"
#include "mail/address.h"

#define A10 "abcdefghij"
#define A60 A10 A10 A10 A10 A10 A10
#define L63 A60 "abc"

static void address_check__accepts(void **state)
{
	static const struct {
		const char *in, *out;
	} rows[] = {
		{ "ada@example.org", "ada@example.org" },
		{ "Ada.Lovelace+x@Example.ORG", "Ada.Lovelace+x@example.org" },
		{ "o'hara#1/2=3@a-b.example", "o'hara#1/2=3@a-b.example" },
		{ "root@localhost", "root@localhost" },
		{ "a@1.example2", "a@1.example2" },
		{ A60 "abcd@example.org", A60 "abcd@example.org" },
		{ "ada@" L63 ".org", "ada@" L63 ".org" },
		{ "ada@b\xC3\xBC"
		  "cher.example",
		  "ada@xn--bcher-kva.example" },
		{ "ada@B\xC3\x9C"
		  "CHER.example",
		  "ada@xn--bcher-kva.example" },
		{ "ada@xn--bcher-kva.example", "ada@xn--bcher-kva.example" },
		{ "ada@\xE4\xBE\x8B.\xE6\xB5\x8B\xE8\xAF\x95",
		  "ada@xn--fsq.xn--0zwm56d" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct buf out CLEANUP(buf_deinit) = BUF(300);
		struct err err = { "" };

		if (address_check(str_of(rows[i].in), false, &out, &err))
			fail_msg("%s", err.msg);
		assert_string_equal(buf_cstr(&out), rows[i].out);
	}
}

static void address_check__refuses_and_says_why(void **state)
{
	static const struct {
		struct str in;
		const char *why;
	} rows[] = {
		{ STR(""), "is empty" },
		{ STR("ada"), "no @" },
		{ STR("a@b@c"), "more than one @" },
		{ STR("@example.org"), "before the @" },
		{ STR("ada@"), "after the @" },
		{ STR("a>\r\nRCPT TO:<b@c"), "line break" },
		{ STR("ada\n@example.org"), "line break" },
		{ STR("ada@example.org\r\n"), "line break" },
		{ STR("ada\0@example.org"), "NUL" },
		{ STR("a da@example.org"), "blank" },
		{ STR("ada@example.org "), "blank" },
		{ STR("ada\x1b@example.org"), "control" },
		{ STR("\"ada\"@example.org"), "quoted" },
		{ STR("ada,bob@example.org"), "may not stand" },
		{ STR("<ada@example.org>"), "may not stand" },
		{ STR("a(x)da@example.org"), "may not stand" },
		{ STR(".ada@example.org"), "dot" },
		{ STR("ada.@example.org"), "dot" },
		{ STR("a..da@example.org"), "two dots" },
		{ STR("ad\xC3\xA9@example.org"), "not ASCII" },
		{ STR(A60 "abcde@example.org"), "longer than 64" },
		{ STR("ada@[127.0.0.1]"), "literals" },
		{ STR("ada@127.0.0.1"), "number" },
		{ STR("ada@example..org"), "two in a row" },
		{ STR("ada@.example.org"), "dot" },
		{ STR("ada@example.org."), "dot" },
		{ STR("ada@-example.org"), "hyphen" },
		{ STR("ada@example-.org"), "hyphen" },
		{ STR("ada@ex_ample.org"), "may not stand" },
		{ STR("ada@" L63 "x.org"), "longer than 63" },
		{ STR("ada@" L63 "." L63 "." L63 "." L63 ".org"),
		  "longer than 255" },
		{ STR(A60 "@" L63 "." L63 "." L63 ".org"), "longer than 254" },
		{ STR("ada@\xFF.org"), "internationalized" },
		{ STR("ada@a\xE2\x80\xAE.org"), "internationalized" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct buf out CLEANUP(buf_deinit) = BUF(300);
		struct err err = { "" };

		assert_int_equal(address_check(rows[i].in, false, &out, &err),
		                 -1);
		assert_int_equal(out.len, 0);
		if (!strstr(err.msg, rows[i].why))
			fail_msg("\"%s\" does not say \"%s\"", err.msg,
			         rows[i].why);
		assert_null(strpbrk(err.msg, "\r\n"));
	}
}

static void address_check__smtputf8(void **state)
{
	struct buf out CLEANUP(buf_deinit) = BUF(300);
	struct str ada = STR("ad\xC3\xA9@Example.org");
	struct err err = { "" };

	(void)state;
	assert_int_equal(address_check(ada, true, &out, NULL), 0);
	assert_string_equal(buf_cstr(&out), "ad\xC3\xA9@example.org");
	assert_true(address_needs_smtputf8(buf_str(&out)));
	assert_false(address_needs_smtputf8(STR("ada@b\xC3\xBC.example")));
	assert_int_equal(
	        address_check(STR("a\xFF@example.org"), true, &out, &err), -1);
	assert_non_null(strstr(err.msg, "not UTF-8"));
}

static void address_parse__table(void **state)
{
	static const struct {
		const char *in, *name, *address; /* address NULL: refused */
	} rows[] = {
		{ "ada@example.org", "", "ada@example.org" },
		{ " <ada@example.org> ", "", "ada@example.org" },
		{ "Daily Papers <p@Example.org>", "Daily Papers",
		  "p@example.org" },
		{ "\"Papers, daily\" <p@example.org>", "Papers, daily",
		  "p@example.org" },
		{ "\"a \\\"b\\\" \\\\ <c>\" <p@example.org>", "a \"b\" \\ <c>",
		  "p@example.org" },
		{ "Bücher <p@example.org>", "Bücher", "p@example.org" },
		{ "Papers, daily <p@example.org>", NULL, NULL },
		{ "\"open <p@example.org>", NULL, NULL },
		{ "\"x\" y <p@example.org>", NULL, NULL },
		{ "x\r\nBcc: y <p@example.org>", NULL, NULL },
		{ "\"x\r\nBcc: y\" <p@example.org>", NULL, NULL },
		{ "p@example.org>", NULL, NULL },
		{ "Ada <p@example.org> x", NULL, NULL },
		{ "Ada <>", NULL, NULL },
		{ "a@b, c@d", NULL, NULL },
		{ "<a@b> <c@d>", NULL, NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct buf name CLEANUP(buf_deinit) = BUF(300);
		struct buf address CLEANUP(buf_deinit) = BUF(300);
		struct err err = { "" };
		int rc = address_parse(str_of(rows[i].in), &name, &address,
		                       &err);

		if (!rows[i].address) {
			assert_int_equal(rc, -1);
			assert_true(err.msg[0]);
			continue;
		}
		if (rc)
			fail_msg("%s: %s", rows[i].in, err.msg);
		assert_string_equal(buf_cstr(&name), rows[i].name);
		assert_string_equal(buf_cstr(&address), rows[i].address);
	}
}

static void address_local__splits(void **state)
{
	struct str a = STR("ada@example.org");

	(void)state;
	assert_true(str_eq(address_local(a), STR("ada")));
	assert_true(str_eq(address_domain(a), STR("example.org")));
	assert_true(str_eq(address_local(STR("ada")), STR("ada")));
	assert_int_equal(address_domain(STR("ada")).len, 0);
	assert_int_equal(address_domain((struct str){ NULL, 0 }).len, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(address_check__accepts),
		cmocka_unit_test(address_check__refuses_and_says_why),
		cmocka_unit_test(address_check__smtputf8),
		cmocka_unit_test(address_parse__table),
		cmocka_unit_test(address_local__splits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
