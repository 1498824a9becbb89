/* base/http against tests/flow/feedserver.py on loopback. */
#include "base/http.h"

#include <sys/stat.h>
#include <sys/timerfd.h>
#include <time.h>

#include "base/json.h"
#include "cmocka_all.h"
#include "feedserver.h"

static struct feedserver server;

struct get {
	struct http_options options;
	struct http_request request;
	struct http_response response;
	struct err err;
	int rc;
};

/* One request with a client of its own; change what the defaults don't fit. */
static struct get get_of(const char *url)
{
	return (struct get){
		.options = { .user_agent = "digestd-test (+mailto:a@b.c)" },
		.request = { .url = url,
		             .etag = "",
		             .last_modified = "",
		             .timeout_ms = 30000,
		             .max_bytes = 100000 },
	};
}

static void get_run(struct get *g)
{
	struct http *http = http_new(&g->options);

	g->err = (struct err){ 0 };
	g->rc = http_get(http, &g->request, &g->response, &g->err);
	http_free(http);
}

static void get_fails(struct get *g, const char *reason)
{
	get_run(g);
	assert_int_equal(g->rc, -1);
	if (!strstr(g->err.msg, reason))
		fail_msg("\"%s\" does not say \"%s\"", g->err.msg, reason);
	http_response_deinit(&g->response);
}

static void path_fails(const char *path, const char *reason)
{
	const char *url = feedserver_url(&server, path);
	struct get g = get_of(url);

	get_fails(&g, reason);
	assert_ptr_equal(strstr(g.err.msg, "http://127.0.0.1:"), g.err.msg);
}

static void get_answers(struct get *g, long status, const char *in_body)
{
	get_run(g);
	assert_string_equal(g->err.msg, "");
	assert_int_equal(g->rc, 0);
	assert_int_equal(g->response.status, status);
	assert_non_null(strstr(buf_cstr(&g->response.body), in_body));
}

static int64_t ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/* The server's log; free it. */
static struct json *requests(void)
{
	struct get g = get_of(feedserver_url(&server, "/log"));
	struct json *log;

	g.request.max_bytes = 10000000;
	get_answers(&g, 200, "[");
	log = json_parse(buf_str(&g.response.body), NULL);
	assert_non_null(log);
	http_response_deinit(&g.response);
	return log;
}

static const struct json *last_request(const struct json *log)
{
	const struct json *last = NULL;

	for (const struct json *r = json_first(log); r; r = json_next(r))
		last = r;
	return last;
}

static void http_get__answer(void **state)
{
	struct get g = get_of(feedserver_url(&server, "/feed?x=1"));
	struct json *log;
	const struct json *headers;

	(void)state;
	get_answers(&g, 200, "An item from the server");
	http_response_deinit(&g.response);
	log = requests();
	headers = json_get(last_request(log), "headers");
	assert_string_equal(json_str(last_request(log), "path"), "/feed?x=1");
	assert_string_equal(json_str(headers, "user-agent"),
	                    "digestd-test (+mailto:a@b.c)");
	assert_non_null(strstr(json_str(headers, "accept-encoding"), "gzip"));
	assert_null(json_str(headers, "if-none-match"));
	assert_null(json_str(headers, "if-modified-since"));
	json_free(log);
}

static void http_get__conditional(void **state)
{
	struct get first = get_of(feedserver_url(&server, "/file/feed.xml"));
	struct get second = first;

	(void)state;
	get_answers(&first, 200, "<rss>");
	assert_true(first.response.etag[0] && first.response.last_modified[0]);
	second.request.etag = first.response.etag;
	get_answers(&second, 304, "");
	assert_int_equal(second.response.body.len, 0);
	assert_string_equal(second.response.etag, first.response.etag);
	http_response_deinit(&second.response);
	second.request.etag = "";
	second.request.last_modified = first.response.last_modified;
	get_answers(&second, 304, "");
	http_response_deinit(&first.response);
	http_response_deinit(&second.response);
}

/* What the store remembers of a server is not a way into the request. */
static void http_get__no_header_injected(void **state)
{
	struct get g = get_of(feedserver_url(&server, "/feed"));
	struct json *log;
	const struct json *headers;

	(void)state;
	g.request.etag = "\"x\"\r\nEvil: yes";
	g.request.last_modified = "then\nEvil: yes";
	get_answers(&g, 200, "<rss");
	http_response_deinit(&g.response);
	log = requests();
	headers = json_get(last_request(log), "headers");
	assert_null(json_str(headers, "evil"));
	assert_null(json_str(headers, "if-none-match"));
	json_free(log);
}

static void http_get__statuses(void **state)
{
	static const struct {
		const char *path;
		long status;
		int64_t retry_after;
	} table[] = {
		{ "/status/404", 404, 0 },
		{ "/status/429?retry_after=120", 429, 120 },
		{ "/status/503?retry_after=99999999", 503, 86400 },
		{ "/status/500?retry_after=-5", 500, 0 },
		{ "/status/503?retry_after=Mon,%2001%20Jan%202001%2000:00:00"
		  "%20GMT",
		  503, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		struct get g = get_of(feedserver_url(&server, table[i].path));

		get_answers(&g, table[i].status, "no");
		assert_int_equal(g.response.retry_after, table[i].retry_after);
		http_response_deinit(&g.response);
	}
}

static void http_get__gzip(void **state)
{
	struct get g = get_of(feedserver_url(&server, "/gzip/feed.xml"));

	(void)state;
	get_answers(&g, 200, "<rss>");
	http_response_deinit(&g.response);
}

static void http_get__too_large(void **state)
{
	const char *url = feedserver_url(&server, "/bomb?mb=50");
	struct get g = get_of(url);

	(void)state;
	path_fails("/big?mb=1", "/big?mb=1: larger than 100000 bytes");
	path_fails("/bomb?mb=50", "larger than 100000 bytes");
	g.request.max_bytes = 20 * 1000 * 1000;
	get_fails(&g, "larger than 20 MB");
	path_fails("/headers?kb=99", "headers larger than 65536 bytes");
}

/* Content-Length says so before anything is read. */
static void http_get__exactly_the_cap(void **state)
{
	struct get g = get_of(feedserver_url(&server, "/file/feed.xml"));
	size_t size;

	(void)state;
	get_answers(&g, 200, "<rss>");
	size = g.response.body.len;
	http_response_deinit(&g.response);
	g.request.max_bytes = size;
	get_answers(&g, 200, "<rss>");
	http_response_deinit(&g.response);
	g.request.max_bytes = size - 1;
	get_fails(&g, "larger than");
}

static void http_get__cut(void **state)
{
	(void)state;
	path_fails("/truncated/feed.xml", "truncated");
	path_fails("/close", "");
}

static void http_get__timeout(void **state)
{
	static const char *const paths[] = { "/hang", "/slow?ms=50" };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct get g = get_of(feedserver_url(&server, paths[i]));
		int64_t start = ms();

		g.request.timeout_ms = 400;
		get_fails(&g, "no whole answer within 1 s");
		assert_in_range(ms() - start, 300, 10000);
	}
}

/* A descriptor that becomes readable by itself. */
static int alarm_in(long milliseconds)
{
	struct itimerspec when = { .it_value = { milliseconds / 1000,
		                                 milliseconds % 1000 *
		                                         1000000 } };
	int fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);

	timerfd_settime(fd, 0, &when, NULL);
	return fd;
}

static void http_get__stopped(void **state)
{
	struct get g = get_of(feedserver_url(&server, "/hang"));
	int stop = alarm_in(200);
	int64_t start = ms();

	(void)state;
	g.options.stop_fd = &stop;
	g.request.timeout_ms = 60000;
	get_fails(&g, "stopped");
	assert_in_range(ms() - start, 100, 10000);
	close(stop);
}

static void http_get__stopped_while_waiting(void **state)
{
	struct get g = get_of(feedserver_url(&server, "/feed"));
	struct http *http;
	int stop = alarm_in(300);
	int64_t start = ms();

	(void)state;
	g.options.stop_fd = &stop;
	g.options.spacing_ms = 60000;
	http = http_new(&g.options);
	assert_int_equal(http_get(http, &g.request, &g.response, &g.err), 0);
	http_response_deinit(&g.response);
	assert_int_equal(http_get(http, &g.request, &g.response, &g.err), -1);
	assert_non_null(strstr(g.err.msg, "stopped"));
	assert_in_range(ms() - start, 200, 10000);
	http_free(http);
	close(stop);
}

/* Also between the hops of a redirect, and after a failure. */
static void http_get__spacing(void **state)
{
	static const char *const paths[] = { "/feed", "/close", "/hops/2" };
	struct http_options options = { .user_agent = "t", .spacing_ms = 300 };
	struct http *http = http_new(&options);
	struct json *log;
	double before = 0;
	size_t n = 0, total;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct get g = get_of(feedserver_url(&server, paths[i]));

		http_get(http, &g.request, &g.response, NULL);
		http_response_deinit(&g.response);
	}
	http_free(http);
	log = requests();
	total = json_len(log);
	for (const struct json *r = json_first(log); r; r = json_next(r)) {
		double now = json_num(r, "time", 0);

		/* The five requests of this test. */
		if (++n > total - 4)
			assert_true(now - before > 0.299);
		before = now;
	}
	json_free(log);
}

static void http_get__redirects(void **state)
{
	struct get g = get_of(feedserver_url(&server, "/hops/3"));

	(void)state;
	get_answers(&g, 200, "An item from the server");
	http_response_deinit(&g.response);
	path_fails("/hops/4", "more than 3 redirects");
}

static void http_get__redirects_refused(void **state)
{
	static const struct {
		const char *path, *reason;
	} table[] = {
		{ "/redirect?to=file:///etc/passwd",
		  "redirected to file:///etc/passwd: only http and https" },
		{ "/redirect?to=ftp://127.0.0.1/x", "only http and https" },
		{ "/redirect?to=http://169.254.169.254/latest/meta-data/",
		  "a private address, refused" },
		{ "/redirect?to=http://10.0.0.1/", "a private address" },
		{ "/redirect?to=http://localhost/", "a private address" },
		{ "/redirect?to=http://2130706434/", "a private address" },
		{ "/redirect?to=http://0x7f.2/", "a private address" },
		{ "/redirect?to=http://[::1]/", "a private address" },
		{ "/redirect?to=//[::ffff:10.0.0.1]/", "a private address" },
		{ "/redirect?to=http://inside.localhost/",
		  "a public name with a private address" },
		{ "/redirect?to=http://user:pw@127.0.0.1/", "redirected" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		path_fails(table[i].path, table[i].reason);
}

/* curl resolves names below localhost to loopback (RFC 6761 6.3), so this is
 * a name that leads inside, without any DNS. */
static void http_get__public_name_private_address(void **state)
{
	char url[128];
	struct get g;

	(void)state;
	snprintf(url, sizeof(url), "http://feeds.localhost:%d/feed",
	         server.port);
	g = get_of(url);
	get_fails(&g, "feeds.localhost is a public name with a private "
	              "address, refused");
	snprintf(url, sizeof(url), "http://localhost:%d/feed", server.port);
	g = get_of(url);
	get_answers(&g, 200, "<rss");
	http_response_deinit(&g.response);
}

static void http_get__bad_urls(void **state)
{
	static const struct {
		const char *url, *reason;
	} table[] = {
		{ "", "" },
		{ "no url", "no url: " },
		{ "ftp://example.org/x", "not http, https or file" },
		{ "gopher://127.0.0.1/x", "not http, https or file" },
		{ "http://user:secret@127.0.0.1/", "" },
		{ "http://", "" },
		{ "http://127.0.0.1:99999/", "" },
		{ "http://127.0.0.1:1/", "127.0.0.1" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		struct get g = get_of(table[i].url);

		get_fails(&g, table[i].reason);
		assert_true(g.err.msg[0] != '\0');
	}
}

static void http_get__file(void **state)
{
	char url[256], path[128];
	struct get g;

	(void)state;
	snprintf(url, sizeof(url), "file://%s/%%66eed.xml", server.dir);
	g = get_of(url);
	get_answers(&g, 200, "<rss>");
	http_response_deinit(&g.response);
	g.request.max_bytes = 10;
	get_fails(&g, "larger than 10 bytes");
	snprintf(url, sizeof(url), "file://%s/none.xml", server.dir);
	g = get_of(url);
	get_fails(&g, "none.xml: No such file");
	snprintf(url, sizeof(url), "file://%s", server.dir);
	g = get_of(url);
	get_fails(&g, "not a regular file");
	g = get_of("file:///dev/zero");
	get_fails(&g, "not a regular file");
	snprintf(path, sizeof(path), "%s/page.xml", server.dir);
	snprintf(url, sizeof(url), "file://%s", path);
	assert_int_equal(mkfifo(path, 0600), 0);
	g = get_of(url);
	get_fails(&g, "not a regular file");
	unlink(path);
	g = get_of("file://example.org/etc/passwd");
	get_fails(&g, "file://example.org/etc/passwd");
}

static void http_get__proxy(void **state)
{
	struct get g = get_of("http://feeds.example.org/a?b");
	struct json *log;

	(void)state;
	setenv("http_proxy", feedserver_url(&server, ""), 1);
	get_answers(&g, 200, "<rss");
	http_response_deinit(&g.response);
	log = requests(); /* itself past the proxy: the server is loopback */
	assert_string_equal(json_str(last_request(log), "path"),
	                    "/proxied http://feeds.example.org/a?b");
	json_free(log);
	g = get_of("http://feeds.example.org/redirect?to=/feed");
	get_answers(&g, 200, "<rss");
	http_response_deinit(&g.response);
	g = get_of("http://a.example/redirect?to=http://b.example/");
	get_fails(&g, "behind a proxy another host is refused");
	unsetenv("http_proxy");
}

static void http_get__tls(void **state)
{
	struct feedserver tls;
	char ca[128];
	struct get g;

	(void)state;
	assert_int_equal(feedserver_start(&tls, "https", "127.0.0.1"), 0);
	snprintf(ca, sizeof(ca), "%s/cert.pem", tls.dir);
	g = get_of(feedserver_url(&tls, "/feed"));
	get_fails(&g, "certificate refused");
	g.options.ca_file = ca;
	get_answers(&g, 200, "<rss");
	http_response_deinit(&g.response);
	g = get_of(feedserver_url(&tls, "/redirect?to=http://127.0.0.1/"));
	g.options.ca_file = ca;
	get_fails(&g, "https may not lead to http");
	feedserver_stop(&tls);
}

static void http_get__tls_other_host(void **state)
{
	struct feedserver tls;
	char ca[128];
	struct get g;

	(void)state;
	assert_int_equal(feedserver_start(&tls, "https", "127.0.0.2"), 0);
	snprintf(ca, sizeof(ca), "%s/cert.pem", tls.dir);
	g = get_of(feedserver_url(&tls, "/feed"));
	g.options.ca_file = ca;
	get_fails(&g, "certificate refused");
	feedserver_stop(&tls);
}

static int start(void **state)
{
	(void)state;
	for (size_t i = 0; environ[i];) {
		char *name = strndup(environ[i], strcspn(environ[i], "="));

		if (strcasestr(name, "_proxy"))
			unsetenv(name);
		else
			i++;
		free(name);
	}
	return feedserver_start(&server, "http", "127.0.0.1") ||
	       feedserver_file(&server, "feed.xml",
	                       "<rss><channel><title>A file of some length"
	                       "</title></channel></rss>\n");
}

static int stop(void **state)
{
	(void)state;
	feedserver_stop(&server);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(http_get__answer),
		cmocka_unit_test(http_get__conditional),
		cmocka_unit_test(http_get__no_header_injected),
		cmocka_unit_test(http_get__statuses),
		cmocka_unit_test(http_get__gzip),
		cmocka_unit_test(http_get__too_large),
		cmocka_unit_test(http_get__exactly_the_cap),
		cmocka_unit_test(http_get__cut),
		cmocka_unit_test(http_get__timeout),
		cmocka_unit_test(http_get__stopped),
		cmocka_unit_test(http_get__stopped_while_waiting),
		cmocka_unit_test(http_get__spacing),
		cmocka_unit_test(http_get__redirects),
		cmocka_unit_test(http_get__redirects_refused),
		cmocka_unit_test(http_get__public_name_private_address),
		cmocka_unit_test(http_get__bad_urls),
		cmocka_unit_test(http_get__file),
		cmocka_unit_test(http_get__proxy),
		cmocka_unit_test(http_get__tls),
		cmocka_unit_test(http_get__tls_other_host),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
