/* Authentication-Results: what passes, and what forgers try. */
#include "cmocka_all.h"

#include "mail/read.h"

static bool passes(const char *const *fields, size_t n)
{
	struct read_message m = { .from = "ada@Example.org",
		                  .auth_results = fields,
		                  .n_auth_results = n };

	return read_dmarc_pass(&m, "mx.example.net");
}

static void read_dmarc_pass__passes(void **state)
{
	static const char *const rows[] = {
		"mx.example.net; dmarc=pass header.from=example.org",
		"MX.example.net 1; dmarc=pass header.from=Example.ORG",
		"mx.example.net; dkim=pass header.i=@example.org header.s=a "
		"header.b=\"Ab/+=\"; spf=pass (mx.example.net: domain of "
		"ada@example.org designates 192.0.2.1 as permitted sender) "
		"smtp.mailfrom=ada@example.org; dmarc=pass (p=NONE sp=NONE "
		"dis=NONE) header.from=example.org",
		"mx.example.net;dmarc=pass action=none "
		"header.from=example.org;compauth=pass reason=100",
		"mx.example.net (a comment (in one) \\) here); dmarc / 1 = "
		"pass reason=\"all; good\" header.from = example.org ;",
		"mx.example.net; dkim=pass header.b=Ab/+==; "
		"dmarc=pass (policy=none) header.from=\"example.org\"; "
		"arc=none",
		"\"mx.example.net\"; dmarc=pass header.from=example.org",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (!passes(&rows[i], 1))
			fail_msg("%s", rows[i]);
}

static void read_dmarc_pass__refuses(void **state)
{
	static const char *const rows[] = {
		"",
		";",
		"mx.example.net",
		"mx.example.net;",
		"mx.example.net; none",
		"mx.evil.example; dmarc=pass header.from=example.org",
		"mx.example.net.evil.example; dmarc=pass "
		"header.from=example.org",
		"(mx.example.net; dmarc=pass header.from=example.org) evil; "
		"none",
		"mx.example.net; dmarc=fail header.from=example.org",
		"mx.example.net; dmarc=passed header.from=example.org",
		"mx.example.net; dmarc=pass",
		"mx.example.net; dmarc=pass header.from=evil.example",
		"mx.example.net; dmarc=pass header.from=sub.example.org",
		"mx.example.net; dmarc=pass smtp.from=example.org",
		"mx.example.net; x-dmarc=pass header.from=example.org",
		"mx.example.net; spf=pass (dmarc=pass header.from=example.org)",
		"mx.example.net; spf=fail smtp.mailfrom=\"a; dmarc=pass "
		"header.from=example.org\"",
		"mx.example.net; spf=fail reason=\"; dmarc=pass "
		"header.from=example.org",
		"mx.example.net; dmarc=fail header.from=example.org; "
		"dmarc=pass header.from=example.org",
		"mx.example.net; dmarc=pass header.from=example.org; "
		"dmarc=fail header.from=example.org",
		"mx.example.net; dmarc=pass header.from=example.org (open",
		"mx.example.net; ((((; dmarc=pass header.from=example.org",
	};

	(void)state;
	/* An open comment hides the rest; what it hides was not said. */
	for (size_t i = 0; i + 2 < sizeof(rows) / sizeof(*rows); i++)
		if (passes(&rows[i], 1))
			fail_msg("%s", rows[i]);
	assert_false(passes(&rows[sizeof(rows) / sizeof(*rows) - 1], 1));
}

static void read_dmarc_pass__believes_the_topmost_only(void **state)
{
	static const char *const fields[] = {
		"relay.example.net; auth=pass",
		"mx.example.net; dmarc=fail header.from=example.org",
		"mx.example.net; dmarc=pass header.from=example.org",
	};

	(void)state;
	assert_false(passes(fields, 3));
	assert_true(passes(fields + 2, 1));
}

static void read_dmarc_pass__needs_from_and_server(void **state)
{
	static const char *const fields[] = {
		"mx.example.net; dmarc=pass header.from=example.org",
	};
	struct read_message m = { .from = "",
		                  .auth_results = fields,
		                  .n_auth_results = 1 };

	(void)state;
	assert_false(read_dmarc_pass(&m, "mx.example.net"));
	m.from = "ada@example.org";
	assert_true(read_dmarc_pass(&m, "mx.example.net"));
	assert_false(read_dmarc_pass(&m, ""));
	assert_false(read_dmarc_pass(&m, NULL));
	m.n_auth_results = 0;
	assert_false(read_dmarc_pass(&m, "mx.example.net"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(read_dmarc_pass__passes),
		cmocka_unit_test(read_dmarc_pass__refuses),
		cmocka_unit_test(read_dmarc_pass__believes_the_topmost_only),
		cmocka_unit_test(read_dmarc_pass__needs_from_and_server),
	};

	return cmocka_run_group_tests_name("read_authres", tests, NULL, NULL);
}
