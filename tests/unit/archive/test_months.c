/* A month's page. */
#include "pages.h"

static struct edition on(int date)
{
	struct edition e = pages_edition;

	e.date = date;
	return e;
}

static const char *write_month(const struct archive_month *month, int previous,
                               int next)
{
	struct archive_site site = pages_site();
	struct err err = { "" };

	if (archive_write_month(&site, month, previous, next, &err))
		fail_msg("%s", err.msg);
	return pages_read("2026-01.html");
}

static void add(struct archive_month *month, const struct edition *e,
                struct archive_paper *papers, size_t n)
{
	struct archive_edition edition = pages_of(papers, n);

	edition.edition = e;
	archive_month_add(month, &edition);
}

static void month__lists_days_and_sums(void **state)
{
	struct archive_month *month CLEANUP(archive_month_freep) =
	        archive_month_new();
	struct edition first = on(MONDAY), second = on(MONDAY + 1);
	const char *page;

	(void)state;
	add(month, &first, NULL, 0);
	page = write_month(month, DATE_NONE, DATE_NONE);
	assert_has(page, "1 edition;");
	assert_has(page, "the built-in scorer costs nothing");
	assert_has(page, "No earlier month");
	assert_has(page, "No paper of this month");
	assert_has_not(page, "<svg");
	assert_has_not(page, "Cost");
	second.prompt_tokens = 1000;
	second.completion_tokens = 234;
	second.cost = 0.75;
	add(month, &second, NULL, 0);
	page = write_month(month, MONDAY - 10, MONDAY + 40);
	assert_has(page, "<h1>January 2026</h1>");
	assert_has(page, "<a href=\"2026-01-05.html\">");
	assert_true(strstr(page, "2026-01-05") < strstr(page, "2026-01-06"));
	assert_has(page, "<th scope=\"row\">Total</th>"
	                 "<td class=\"number\">2,152</td>");
	assert_has(page, "2 editions, oldest first<");
	assert_int_equal(count_of(page, ">1,234</td>"), 2);
	assert_int_equal(count_of(page, ">0.750</td>"), 2);
	assert_has(page, "<a rel=\"prev\" href=\"2025-12.html\">");
	assert_has(page, "<a rel=\"next\" href=\"2026-02.html\">");
}

static void month__shows_the_strongest(void **state)
{
	struct archive_month *month CLEANUP(archive_month_freep) =
	        archive_month_new();
	struct edition first = on(MONDAY), second = on(MONDAY + 1);
	struct paper older = pages_paper, newer = pages_paper;
	struct score best = pages_score;
	struct archive_paper one[] = { { &older, &pages_score } };
	struct archive_paper two[] = { { &newer, &pages_score },
		                       { &pages_paper, &best } };
	const char *page, *strongest;

	(void)state;
	older.title = "The older one";
	newer.title = "The newer one";
	best.relevance = 10;
	add(month, &first, one, 1);
	add(month, &second, two, 2);
	page = write_month(month, DATE_NONE, DATE_NONE);
	strongest = strstr(page, "id=\"strongest\"");
	assert_non_null(strongest);
	assert_true(strstr(strongest, "Routers") <
	            strstr(strongest, "The newer one"));
	assert_true(strstr(strongest, "The newer one") <
	            strstr(strongest, "The older one"));
	/* Its place on its day's page, not in this list. */
	assert_has(page, "<a href=\"2026-01-06.html#p2\">The newer one</a>");
	assert_has(page, "<desc id=\"chart-text\">Model Architecture: 3. ");
	assert_has(page, "<h3 id=\"t-architecture\">Model Architecture "
	                 "<span class=\"grades\">3 papers</span>");
}

/* A topic is its id; the page calls it what its last day did. */
static void month__topics_may_be_renamed(void **state)
{
	static const struct topic renamed[] = {
		{ .id = "science", .name = "Science" },
		{ .id = "architecture", .name = "Shapes of Models" },
	};
	struct archive_month *month CLEANUP(archive_month_freep) =
	        archive_month_new();
	struct edition first = on(MONDAY), second = on(MONDAY + 1);
	struct score later = { .by = SCORE_BY_LLM,
		               .relevance = 9,
		               .novelty = 9,
		               .topic = { 0, 9 },
		               .comment = "" };
	struct archive_paper one = { &pages_paper, &pages_score };
	struct archive_paper two = { &pages_paper, &later };
	struct archive_edition edition;
	const char *page;

	(void)state;
	add(month, &first, &one, 1);
	edition = pages_of(&two, 1);
	edition.edition = &second;
	edition.topics = renamed;
	edition.n_topics = 2;
	archive_month_add(month, &edition);
	page = write_month(month, DATE_NONE, DATE_NONE);
	assert_has(page, "Shapes of Models: 2. ");
	assert_has_not(page, "Model Architecture<");
}

static void month__ten_a_topic(void **state)
{
	enum { MANY = 30 };
	struct archive_month *month CLEANUP(archive_month_freep) =
	        archive_month_new();
	struct archive_paper papers[MANY];
	const char *page;

	(void)state;
	for (int i = 0; i < MANY; i++)
		papers[i] =
		        (struct archive_paper){ &pages_paper, &pages_score };
	add(month, &pages_edition, papers, MANY);
	page = write_month(month, DATE_NONE, DATE_NONE);
	assert_has(page, "30 papers, the strongest 10</span>");
	assert_int_equal(count_of(page, "<div class=\"entry\">"), 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(month__lists_days_and_sums),
		cmocka_unit_test(month__shows_the_strongest),
		cmocka_unit_test(month__topics_may_be_renamed),
		cmocka_unit_test(month__ten_a_topic),
	};

	return cmocka_run_group_tests(tests, pages_setup, pages_teardown);
}
