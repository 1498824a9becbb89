#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/un.h>

#include "base/http_address.h"
#include "cmocka_all.h"

static bool private_text(const char *text)
{
	struct sockaddr_in in = { .sin_family = AF_INET };
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6 };

	if (inet_pton(AF_INET, text, &in.sin_addr) == 1)
		return http_address_private((struct sockaddr *)&in);
	assert_int_equal(inet_pton(AF_INET6, text, &in6.sin6_addr), 1);
	return http_address_private((struct sockaddr *)&in6);
}

static void http_address_private__private(void **state)
{
	static const char *const list[] = {
		"0.0.0.0",
		"10.1.2.3",
		"100.64.0.1",
		"100.127.255.255",
		"127.0.0.1",
		"127.255.255.254",
		"169.254.169.254",
		"172.16.0.1",
		"172.31.255.255",
		"192.0.0.8",
		"192.168.1.1",
		"198.18.0.1",
		"198.19.255.255",
		"224.0.0.1",
		"255.255.255.255",
		"::",
		"::1",
		"::ffff:10.0.0.1",
		"::127.0.0.1",
		"64:ff9b::7f00:1",
		"2002:7f00:1::",
		"fc00::1",
		"fd12:3456::1",
		"fe80::1",
		"fec0::1",
		"ff02::1",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(list) / sizeof(*list); i++)
		if (!private_text(list[i]))
			fail_msg("%s counts as public", list[i]);
}

static void http_address_private__public(void **state)
{
	static const char *const list[] = {
		"1.1.1.1",        "9.255.255.255",  "11.0.0.0",
		"100.63.255.255", "100.128.0.0",    "126.255.255.255",
		"128.0.0.1",      "151.101.3.42",   "169.253.255.255",
		"172.15.0.1",     "172.32.0.1",     "192.167.0.1",
		"198.17.0.1",     "198.20.0.1",     "223.255.255.255",
		"2606:4700::1",   "::ffff:1.1.1.1", "64:ff9b::101:101",
		"2002:101:101::", "2a04:4e42::1",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(list) / sizeof(*list); i++)
		if (private_text(list[i]))
			fail_msg("%s counts as private", list[i]);
}

static void http_address_private__other_family(void **state)
{
	struct sockaddr_un un = { .sun_family = AF_UNIX };

	(void)state;
	assert_true(http_address_private((struct sockaddr *)&un));
}

static void http_host_private__table(void **state)
{
	static const struct {
		const char *host;
		bool private;
	} table[] = {
		{ "localhost", true },
		{ "LOCALHOST", true },
		{ "localhost.", true },
		{ "127.0.0.1", true },
		{ "10.0.0.1", true },
		{ "[::1]", true },
		{ "[fe80::1]", true },
		{ "[::ffff:10.0.0.1]", true },
		{ "1.1.1.1", false },
		{ "[2606:4700::1]", false },
		{ "example.org", false },
		{ "feeds.localhost", false },
		{ "localhost.com", false },
		{ "10.0.0.1.example.org", false },
		{ "", false },
		{ "[]", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		if (http_host_private(table[i].host) != table[i].private)
			fail_msg("%s", table[i].host);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(http_address_private__private),
		cmocka_unit_test(http_address_private__public),
		cmocka_unit_test(http_address_private__other_family),
		cmocka_unit_test(http_host_private__table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
