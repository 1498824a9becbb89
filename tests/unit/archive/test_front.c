/* index.html and feed.xml. */
#include "pages.h"

static struct edition on(int date, int relevant)
{
	struct edition e = pages_edition;

	e.date = date;
	e.sum.relevant = relevant;
	return e;
}

/* The front with these editions, of which the last has some papers. */
static void write_front(const struct archive_site *site,
                        const struct edition *editions, size_t n, size_t papers)
{
	struct archive_front *front CLEANUP(archive_front_freep) =
	        archive_front_new();
	struct archive_paper listed[20];
	struct err err = { "" };

	for (size_t i = 0; i < papers; i++)
		listed[i] =
		        (struct archive_paper){ &pages_paper, &pages_score };
	for (size_t i = n > ARCHIVE_FEED_EDITIONS ? n - ARCHIVE_FEED_EDITIONS
	                                          : 0;
	     i < n; i++) {
		struct archive_edition e =
		        pages_of(listed, i + 1 == n ? papers : 0);

		e.edition = &editions[i];
		archive_front_add(front, &e);
	}
	if (archive_write_front(site, front, editions, n, &err))
		fail_msg("%s", err.msg);
}

static void index__is_a_calendar_newest_first(void **state)
{
	struct edition days[] = { on(MONDAY - 10, 0), on(MONDAY, 12),
		                  on(MONDAY + 1, 3) };
	struct archive_site site = pages_site();
	const char *page;

	(void)state;
	write_front(&site, days, 3, 7);
	page = pages_read("index.html");
	assert_has(page, "Latest: <a href=\"2026-01-06.html\">");
	assert_has(page, "3 relevant of 1,069 scanned; the strongest");
	assert_int_equal(count_of(page, "<div class=\"entry\">"), 5);
	assert_has(page, "All 3 editions");
	assert_true(strstr(page, "id=\"y2026\"") <
	            strstr(page, "id=\"y2025\""));
	assert_has(page, "<a href=\"#y2025\">2025</a>");
	/* Whole weeks of working days; days without edition are no links. */
	assert_has(page, "<tr><td></td><td></td><td></td><td>1</td><td>2</td>"
	                 "</tr>");
	assert_has(page, "<td class=\"level4\"><a href=\"2026-01-05.html\">5<"
	                 "span class=\"unseen\">: 12 relevant of 1,069<");
	assert_has(page, "<td class=\"level1\"><a href=\"2026-01-06.html\">6");
	assert_has(page, "<td class=\"level0\"><a href=\"2025-12-26.html\">");
	assert_int_equal(count_of(page, "<table>"), 2);
	assert_int_equal(count_of(page, "<td class"), 3);
	assert_has_not(page, "Saturday");
}

static void index__weekends_only_where_needed(void **state)
{
	struct edition days[] = { on(MONDAY - 1, 1) };
	struct archive_site site = pages_site();
	const char *page;

	(void)state;
	write_front(&site, days, 1, 0);
	page = pages_read("index.html");
	assert_has(page, "<abbr title=\"Saturday\">Sa</abbr>");
	assert_has(page, "<td>3</td><td class=\"level4\"><a "
	                 "href=\"2026-01-04.html\">");
	assert_has(page, "One edition");
	assert_has_not(page, "<a href=\"#y");
}

static void index__may_be_empty(void **state)
{
	struct archive_site site = pages_site();

	(void)state;
	write_front(&site, NULL, 0, 0);
	assert_has(pages_read("index.html"), "No editions yet");
	assert_has(pages_read("feed.xml"), "<updated>1970-01-01T00:00:00Z<");
	assert_has_not(pages_read("feed.xml"), "<entry>");
}

static void feed__has_stable_ids_and_times(void **state)
{
	struct edition days[] = { on(MONDAY, 1), on(MONDAY + 1, 14) };
	struct archive_site site = pages_site();
	const char *feed;

	(void)state;
	days[1].finished = 0; /* scored, not queued yet */
	site.name = "A <name> & more";
	write_front(&site, days, 2, 12);
	feed = pages_read("feed.xml");
	assert_has(feed, "<id>tag:daily-papers.example.org,2025:editions</id>");
	assert_has(feed, "<id>tag:daily-papers.example.org,2026-01-05:edition");
	assert_has(feed, "<updated>2026-01-05T08:00:00Z</updated>");
	assert_has(feed, "<id>tag:daily-papers.example.org,2026-01-06:edition");
	assert_int_equal(count_of(feed, "<updated>2026-01-06T00:00:00Z<"), 2);
	assert_true(strstr(feed, "2026-01-06") < strstr(feed, "2026-01-05"));
	assert_has(feed, "<title>A &lt;name&gt; &amp; more</title>");
	assert_has(feed, "href=\"2026-01-06.html\"/>");
	assert_has(feed, "<a href=\"2026-01-06.html#p1\">Routers That");
	assert_has(feed, ">4 more</a>");
	assert_int_equal(count_of(feed, "<li>"), 10);
	assert_has_not(feed, "rel=\"self\"");
	site.url = "https://papers.example.org/";
	write_front(&site, days, 2, 1);
	feed = pages_read("feed.xml");
	assert_has(feed, "rel=\"self\" type=\"application/atom+xml\" "
	                 "href=\"https://papers.example.org/feed.xml\"/>");
	assert_has(feed, "href=\"https://papers.example.org/2026-01-06.html\"");
	/* Ids do not move with the site. */
	assert_has(feed, "<id>tag:daily-papers.example.org,2026-01-06:edition");
}

static void feed__has_the_newest(void **state)
{
	enum { MANY = 400 };
	static struct edition days[MANY];
	struct archive_site site = pages_site();
	const char *page;

	(void)state;
	for (int i = 0; i < MANY; i++)
		days[i] = on(MONDAY + i, i);
	write_front(&site, days, MANY, 0);
	page = pages_read("feed.xml");
	assert_int_equal(count_of(page, "<entry>"), ARCHIVE_FEED_EDITIONS);
	page = pages_read("index.html");
	assert_int_equal(count_of(page, "<td class=\"level"), MANY);
	assert_int_equal(count_of(page, "<h3 id=\"y"), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(index__is_a_calendar_newest_first),
		cmocka_unit_test(index__weekends_only_where_needed),
		cmocka_unit_test(index__may_be_empty),
		cmocka_unit_test(feed__has_stable_ids_and_times),
		cmocka_unit_test(feed__has_the_newest),
	};

	return cmocka_run_group_tests(tests, pages_setup, pages_teardown);
}
