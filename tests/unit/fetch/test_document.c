/* fetch_document against tests/flow/feedserver.py on loopback. */
#include "base/json.h"
#include "feedserver.h"
#include "reading.h"

static struct feedserver server;

static const struct fetch_memory nothing = { "", "", DATE_NONE };
static const struct fetch_wish today = { DATE_NONE, DATE_NONE };

static int day(const char *text)
{
	int date = 0;

	assert_int_equal(date_parse(str_of(text), &date), 0);
	return date;
}

/* Fetches the source with that URL; r->arena is the caller's to free. */
static void visit(struct reading *r, const struct source *like, const char *url,
                  const struct fetch_memory *memory,
                  const struct fetch_wish *wish)
{
	struct http_options options = { .user_agent = "t" };
	struct http *http = http_new(&options);
	struct source source = *like;

	source.url = url;
	r->arena = arena_new(FETCH_ARENA_MAX);
	fetch_document(http, &source, 0, memory, wish, r->arena, &r->doc);
	http_free(http);
}

static void visit_api(struct reading *r, const char *path,
                      const struct fetch_wish *wish)
{
	visit(r, &reading_api, feedserver_url(&server, path), &nothing, wish);
}

/* The paths of the last n requests must contain these. */
static void assert_asked(const char *const parts[], size_t n)
{
	struct http_options options = { .user_agent = "t" };
	struct http *http = http_new(&options);
	struct http_request request = { .url = feedserver_url(&server, "/log"),
		                        .timeout_ms = 30000,
		                        .max_bytes = 1 << 24 };
	struct http_response response;
	struct json *log;
	size_t i = 0, total;

	assert_int_equal(http_get(http, &request, &response, NULL), 0);
	log = json_parse(buf_str(&response.body), NULL);
	total = json_len(log);
	assert_true(total >= n);
	for (const struct json *r = json_first(log); r; r = json_next(r), i++) {
		const char *path = json_str(r, "path");

		if (i >= total - n && !strstr(path, parts[i - (total - n)]))
			fail_msg("%s lacks %s", path, parts[i - (total - n)]);
	}
	json_free(log);
	http_response_deinit(&response);
	http_free(http);
}

/* --- documents ----------------------------------------------------------- */

static void fetch_document__joined_categories(void **state)
{
	static const char *const asked[] = { "/file/cs.LG+cs.AI" };
	struct reading r;

	(void)state;
	visit(&r, &reading_rss, feedserver_url(&server, "/file/"), &nothing,
	      &today);
	reading_bad(&r, "/file/cs.LG+cs.AI: HTTP 404");
	assert_asked(asked, 1);
	reading_end(&r);
}

static void fetch_document__unchanged(void **state)
{
	struct reading first, second;
	struct fetch_memory memory;

	(void)state;
	visit(&first, &reading_feed, feedserver_url(&server, "/file/feed.xml"),
	      &nothing, &today);
	reading_good(&first, 1);
	memory = (struct fetch_memory){ first.doc.etag, first.doc.last_modified,
		                        first.doc.date };
	visit(&second, &reading_feed, feedserver_url(&server, "/file/feed.xml"),
	      &memory, &today);
	assert_int_equal(second.doc.status, FETCH_UNCHANGED);
	assert_int_equal(second.doc.n_items, 0);
	reading_date(&second, "2025-04-17");
	assert_string_equal(second.doc.etag, first.doc.etag);
	assert_string_equal(second.doc.last_modified, first.doc.last_modified);
	reading_end(&first);
	reading_end(&second);
}

static void fetch_document__failed(void **state)
{
	static const struct {
		const char *path, *reason;
		int64_t retry_after;
	} table[] = {
		{ "/status/404", "HTTP 404", 0 },
		{ "/status/429?retry_after=120", "HTTP 429, again in 120 s",
		  120 },
		{ "/status/500", "HTTP 500", 0 },
		{ "/status/304", "HTTP 304", 0 },
		{ "/status/200", "an HTML page, not a feed", 0 },
		{ "/status/200?body=", "an empty document", 0 },
		{ "/status/406", "HTTP 406", 0 },
		{ "/truncated/feed.xml", "truncated", 0 },
		{ "/cutgzip/feed.xml", "truncated", 0 },
		{ "/big?mb=21", "larger than 20 MB", 0 },
		{ "/bomb?mb=21", "larger than 20 MB", 0 },
		{ "/big?mb=2", "truncated: line 1: ends inside <channel>", 0 },
		{ "/redirect?to=http://10.0.0.1/", "a private address", 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		struct reading r;

		visit(&r, &reading_feed, feedserver_url(&server, table[i].path),
		      &nothing, &today);
		reading_bad(&r, table[i].reason);
		assert_int_equal(r.doc.retry_after, table[i].retry_after);
		assert_string_equal(r.doc.etag, "");
		reading_end(&r);
	}
}

static void fetch_document__file(void **state)
{
	char url[128];
	struct reading r;

	(void)state;
	snprintf(url, sizeof(url), "file://%s/feed.xml", server.dir);
	visit(&r, &reading_feed, url, &nothing, &today);
	assert_string_equal(reading_good(&r, 1)->paper.title, "One");
	reading_end(&r);
	snprintf(url, sizeof(url), "file://%s/none.xml", server.dir);
	visit(&r, &reading_feed, url, &nothing, &today);
	reading_bad(&r, "No such file");
	reading_end(&r);
}

/* --- queries ------------------------------------------------------------- */

static void fetch_api__all_pages(void **state)
{
	static const char *const asked[] = {
		"/api/query?search_query=cat:cs.LG+OR+cat:cs.AI"
		"&sortBy=submittedDate&sortOrder=descending"
		"&start=0&max_results=200",
		"&start=200&max_results=200",
		"&start=400&max_results=200",
	};
	struct fetch_wish wish = { DATE_NONE, day("2024-01-01") };
	struct reading r;
	const struct fetch_item *items;

	(void)state;
	visit_api(&r, "/api/query", &wish);
	items = reading_good(&r, 450);
	reading_date(&r, "2025-04-18");
	assert_string_equal(items[449].paper.id, "2501.00449");
	assert_int_equal(items[0].paper.announce, ANNOUNCE_CROSS);
	assert_int_equal(items[1].paper.announce, ANNOUNCE_NEW);
	assert_asked(asked, 3);
	reading_end(&r);
}

/* Ten papers a day. */
static void fetch_api__since(void **state)
{
	static const struct {
		const char *since;
		size_t items;
	} table[] = {
		{ NULL, 10 }, /* the newest day only */
		{ "2025-04-18", 10 },  { "2025-04-15", 40 },
		{ "2025-03-30", 200 }, { "2025-03-29", 210 },
		{ "2025-04-19", 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		struct fetch_wish wish = { DATE_NONE, DATE_NONE };
		struct reading r;

		if (table[i].since)
			wish.since = day(table[i].since);
		visit_api(&r, "/api/query", &wish);
		reading_good(&r, table[i].items);
		reading_date(&r, table[i].items ? "2025-04-18" : "");
		reading_end(&r);
	}
}

static void fetch_api__past_day(void **state)
{
	static const char *const asked[] = {
		"search_query=%28cat:cs.LG+OR+cat:cs.AI%29+AND+"
		"submittedDate:%5B202504020000+TO+202504022359%5D&",
	};
	struct fetch_wish wish = { day("2025-04-02"), DATE_NONE };
	struct reading r;

	(void)state;
	visit_api(&r, "/api/query", &wish);
	reading_good(&r, 10);
	reading_date(&r, "2025-04-02");
	assert_asked(asked, 1);
	reading_end(&r);
	wish.date = day("2023-04-02");
	visit_api(&r, "/api/query", &wish);
	reading_good(&r, 0);
	reading_date(&r, "2023-04-02");
	reading_end(&r);
}

static void fetch_api__406_is_read(void **state)
{
	struct reading r;

	(void)state;
	visit_api(&r, "/api/406/query", &today);
	reading_good(&r, 10);
	reading_end(&r);
}

static void fetch_api__failed(void **state)
{
	static const struct {
		const char *path, *reason;
	} table[] = {
		{ "/api/error/query", "the API says: start must be an "
		                      "integer" },
		{ "/api/broken/query", "truncated" },
		{ "/status/400", "HTTP 400" },
		{ "/status/503?retry_after=3", "HTTP 503, again in 3 s" },
		{ "/hops/9", "more than 3 redirects" },
	};
	struct fetch_wish wish = { DATE_NONE, day("2024-01-01") };

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		struct reading r;

		visit_api(&r, table[i].path, &wish);
		assert_int_equal(r.doc.status, FETCH_FAILED);
		assert_int_equal(r.doc.n_items, 0);
		assert_non_null(strstr(r.doc.err.msg, table[i].path));
		if (!strstr(r.doc.err.msg, table[i].reason))
			fail_msg("%s", r.doc.err.msg);
		reading_end(&r);
	}
}

/* The server gives half of every page that is not the last, the first time. */
static void fetch_api__short_page_again(void **state)
{
	static const char *const asked[] = { "&start=0&", "&start=0&",
		                             "&start=200&", "&start=200&",
		                             "&start=400&" };
	struct fetch_wish wish = { DATE_NONE, day("2024-01-01") };
	struct reading r;

	(void)state;
	visit_api(&r, "/api/short/query", &wish);
	reading_good(&r, 450);
	assert_asked(asked, 5);
	reading_end(&r);
}

/* A paper came in while we paged: each page begins with the last one's end. */
static void fetch_api__pages_that_shift(void **state)
{
	struct fetch_wish wish = { DATE_NONE, day("2024-01-01") };
	struct reading r;
	const struct fetch_item *items;

	(void)state;
	visit_api(&r, "/api/shift/query", &wish);
	items = reading_good(&r, 450);
	assert_string_equal(items[199].paper.id, "2501.00199");
	assert_string_equal(items[200].paper.id, "2501.00200");
	reading_end(&r);
}

static void fetch_api__fewer_than_promised(void **state)
{
	static const char *const asked[] = { "&start=0&", "&start=200&",
		                             "&start=200&" };
	struct fetch_wish wish = { DATE_NONE, day("2024-01-01") };
	struct reading r;

	(void)state;
	visit_api(&r, "/api/dry/query", &wish);
	assert_int_equal(r.doc.status, FETCH_OK);
	assert_int_equal(r.doc.n_items, 200);
	assert_non_null(strstr(r.doc.err.msg, "200 of 500 papers promised"));
	assert_asked(asked, 3);
	reading_end(&r);
}

static void fetch_api__pages_capped(void **state)
{
	struct fetch_wish wish = { DATE_NONE, day("2020-01-01") };
	struct reading r;

	(void)state;
	visit_api(&r, "/api/query?papers=5100", &wish);
	assert_int_equal(r.doc.status, FETCH_OK);
	assert_int_equal(r.doc.n_items, 5000);
	assert_non_null(strstr(r.doc.err.msg, "5000 of 5100 papers promised"));
	reading_end(&r);
}

static void fetch_api__file(void **state)
{
	struct fetch_wish wish = { day("2025-04-02"), DATE_NONE };
	char url[128];
	struct reading r;

	(void)state;
	assert_int_equal(
	        feedserver_file(
	                &server, "page.xml",
	                "<feed xmlns='http://www.w3.org/2005/Atom'><entry>"
	                "<id>http://arxiv.org/abs/2504.01234v1</id>"
	                "<title>T</title>"
	                "<published>2025-04-01T17:00:00Z</published>"
	                "</entry></feed>"),
	        0);
	snprintf(url, sizeof(url), "file://%s/page.xml", server.dir);
	visit(&r, &reading_api, url, &nothing, &today);
	reading_good(&r, 1);
	reading_date(&r, "2025-04-01");
	reading_end(&r);
	visit(&r, &reading_api, url, &nothing, &wish);
	reading_good(&r, 1);
	reading_date(&r, "2025-04-02");
	reading_end(&r);
}

static void fetch_api__no_categories(void **state)
{
	struct source source = reading_api;
	struct reading r;

	(void)state;
	source.n_categories = 0;
	visit(&r, &source, feedserver_url(&server, "/api/query"), &nothing,
	      &today);
	reading_bad(&r, "no categories to ask for");
	reading_end(&r);
}

static int start(void **state)
{
	static const char *const proxies[] = { "http_proxy", "all_proxy",
		                               "ALL_PROXY" };

	(void)state;
	for (size_t i = 0; i < sizeof(proxies) / sizeof(*proxies); i++)
		unsetenv(proxies[i]);
	return feedserver_start(&server, "http", "127.0.0.1") ||
	       feedserver_file(
	               &server, "feed.xml",
	               "<rss version='2.0'><channel>"
	               "<pubDate>Thu, 17 Apr 2025 00:00:00 -0400</pubDate>"
	               "<item><title>One</title><guid>x:1</guid></item>"
	               "</channel></rss>\n");
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
		cmocka_unit_test(fetch_document__joined_categories),
		cmocka_unit_test(fetch_document__unchanged),
		cmocka_unit_test(fetch_document__failed),
		cmocka_unit_test(fetch_document__file),
		cmocka_unit_test(fetch_api__all_pages),
		cmocka_unit_test(fetch_api__since),
		cmocka_unit_test(fetch_api__past_day),
		cmocka_unit_test(fetch_api__406_is_read),
		cmocka_unit_test(fetch_api__failed),
		cmocka_unit_test(fetch_api__short_page_again),
		cmocka_unit_test(fetch_api__pages_that_shift),
		cmocka_unit_test(fetch_api__fewer_than_promised),
		cmocka_unit_test(fetch_api__pages_capped),
		cmocka_unit_test(fetch_api__file),
		cmocka_unit_test(fetch_api__no_categories),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
