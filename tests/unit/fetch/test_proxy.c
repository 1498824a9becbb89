#include <stdbool.h>
#include <stdlib.h>

#include "base/http_proxy.h"
#include "cmocka_all.h"

static const char *const names[] = { "http_proxy",  "HTTP_PROXY", "https_proxy",
	                             "HTTPS_PROXY", "all_proxy",  "ALL_PROXY",
	                             "no_proxy",    "NO_PROXY" };

static int clear(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		unsetenv(names[i]);
	return 0;
}

static void http_proxy_for__none(void **state)
{
	(void)state;
	assert_string_equal(http_proxy_for("http", "example.org"), "");
	setenv("http_proxy", "", 1);
	assert_string_equal(http_proxy_for("http", "example.org"), "");
}

static void http_proxy_for__scheme(void **state)
{
	(void)state;
	setenv("http_proxy", "http://a:1", 1);
	setenv("HTTP_PROXY", "http://never:1", 1);
	setenv("HTTPS_PROXY", "http://b:1", 1);
	setenv("all_proxy", "http://c:1", 1);
	assert_string_equal(http_proxy_for("http", "example.org"),
	                    "http://a:1");
	assert_string_equal(http_proxy_for("https", "example.org"),
	                    "http://b:1");
	setenv("https_proxy", "http://d:1", 1);
	assert_string_equal(http_proxy_for("https", "example.org"),
	                    "http://d:1");
	unsetenv("http_proxy");
	assert_string_equal(http_proxy_for("http", "example.org"),
	                    "http://c:1");
}

static void http_proxy_for__no_proxy(void **state)
{
	static const struct {
		const char *no_proxy, *host;
		bool proxied;
	} table[] = {
		{ "", "example.org", true },
		{ "*", "example.org", false },
		{ "example.org", "example.org", false },
		{ "example.org", "EXAMPLE.ORG", false },
		{ "example.org", "www.example.org", false },
		{ ".example.org", "www.example.org", false },
		{ "example.org", "badexample.org", true },
		{ "a.net, example.org ,b.net", "example.org", false },
		{ "www.example.org", "example.org", true },
		{ ",,.", "example.org", true },
	};

	(void)state;
	setenv("all_proxy", "http://p:1", 1);
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		setenv("no_proxy", table[i].no_proxy, 1);
		assert_string_equal(http_proxy_for("https", table[i].host),
		                    table[i].proxied ? "http://p:1" : "");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(http_proxy_for__none, clear),
		cmocka_unit_test_setup(http_proxy_for__scheme, clear),
		cmocka_unit_test_setup(http_proxy_for__no_proxy, clear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
