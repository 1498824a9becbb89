/* Page order, the view by topic, every paper in a line. */
#include "pages.h"

enum { PAPERS = 6 };

static struct paper papers[PAPERS];
static struct score scores[PAPERS];
static struct archive_paper listed[PAPERS];

/* Six papers: three relevant, two below, one without a score. */
static struct archive_edition day(void)
{
	static const struct {
		const char *id, *title;
		float relevance, novelty, topic[4];
	} rows[PAPERS] = {
		{ "2601.90001", "Below by novelty", 10, 6, { 0, 10, 0, 0 } },
		{ "2601.90002", "Second of equals", 9, 8, { 0, 9, 9, 0 } },
		{ "2601.90003", "Not scored", 0, 0, { 0 } },
		{ "2601.90004", "First of equals", 9, 8, { 0, 0, 9, 8 } },
		{ "2601.90005", "The strongest", 9, 9, { 0, 9, 8, 0 } },
		{ "2601.90006", "Below by relevance", 7.5f, 9, { 7, 0, 0, 0 } },
	};

	for (int i = 0; i < PAPERS; i++) {
		papers[i] = pages_paper;
		papers[i].id = rows[i].id;
		papers[i].title = rows[i].title;
		scores[i] = (struct score){
			.by = rows[i].relevance > 0 ? SCORE_BY_LLM
			                            : SCORE_BY_NONE,
			.relevance = rows[i].relevance,
			.novelty = rows[i].novelty,
			.comment =
			        rows[i].relevance > 0 ? "Why not" : "Cut <off>",
		};
		memcpy(scores[i].topic, rows[i].topic, sizeof(rows[i].topic));
		listed[i] = (struct archive_paper){ &papers[i], &scores[i] };
	}
	papers[3].id = "2601.80004";
	return pages_of(listed, PAPERS);
}

static void order__relevance_novelty_id(void **state)
{
	static const char *const titles[PAPERS] = {
		"The strongest",    "First of equals",    "Second of equals",
		"Below by novelty", "Below by relevance", "Not scored"
	};
	struct archive_edition e = day();

	(void)state;
	assert_int_equal(e.n_papers, PAPERS);
	assert_int_equal(e.n_relevant, 3);
	assert_int_equal(e.n_unscored, 1);
	for (int i = 0; i < PAPERS; i++)
		assert_string_equal(e.papers[i].paper->title, titles[i]);
}

/* Each text stands behind the one before. */
static void assert_order(const char *page, const char *const *texts)
{
	for (; *texts; texts++) {
		const char *found = strstr(page, *texts);

		if (!found)
			fail_msg("not there, or not in order: %s", *texts);
		page = found + strlen(*texts);
	}
}

static void topics__each_paper_once_in_full(void **state)
{
	static const char *const expected[] = {
		"aria-current=\"page\">By topic</a>",
		"<a href=\"#t-architecture\">Model Architecture</a> "
		"<span class=\"grades\">2 papers</span>",
		"<a href=\"#t-emerging\">",
		"<a href=\"#t-science\">AI for Science</a> "
		"<span class=\"grades\">0 papers</span>",
		"<h2 id=\"t-architecture\">",
		"<article class=\"paper\" id=\"p1\"",
		"<article class=\"paper\" id=\"p3\"",
		"<h2 id=\"t-emerging\">Emerging Trends &amp; &lt;More&gt; ",
		"<article class=\"paper\" id=\"p2\"",
		"<ul class=\"others\">",
		"<a href=\"#p1\">The strongest</a> "
		"<span class=\"grades\">Model Architecture</span>",
		"<a href=\"#p3\">Second of equals</a>",
		"<h2 id=\"t-science\">",
		"<a href=\"#p2\">First of equals</a>",
		NULL
	};
	struct archive_edition e = day();
	struct archive_site site = pages_site();
	const char *page = pages_write(&site, &e, "2026-01-05-topics.html");

	(void)state;
	assert_order(page, expected);
	assert_int_equal(count_of(page, "<article"), 3);
	assert_has_not(page, "Below by");
	assert_has_not(page, "t-llm");
}

static void topics__some_papers_have_none(void **state)
{
	struct archive_edition e = day();
	struct archive_site site = pages_site();
	const char *page;

	(void)state;
	memset(scores[4].topic, 0, sizeof(scores[4].topic));
	page = pages_write(&site, &e, "2026-01-05-topics.html");
	assert_has(page, "<h2 id=\"t-\">No topic ");
	/* Behind the topics, although it has the strongest paper. */
	assert_true(strstr(page, "id=\"t-\"") > strstr(page, "\"t-science\""));
	assert_int_equal(count_of(page, "<article"), 3);
}

static void all__every_paper_in_a_line(void **state)
{
	static const char *const expected[] = {
		"Relevant: 1<", /* the edition's own count */
		">9</td><td class=\"number\">9</td>",
		">The strongest</a>",
		"<a href=\"2026-01-05.html#p1\">no. 1</a>",
		"Model Architecture",
		"Below the cut-offs",
		">10</td><td class=\"number\">6</td>",
		">7.5</td><td class=\"number\">9</td>",
		"Unscored",
		">–</td><td class=\"number\">–</td>",
		"Not scored</a>",
		"Cut &lt;off&gt;",
		NULL
	};
	struct archive_edition e = day();
	struct archive_site site = pages_site();
	const char *page = pages_write(&site, &e, "2026-01-05-all.html");

	(void)state;
	assert_order(page, expected);
	assert_int_equal(count_of(page, "<tr><td"), PAPERS);
	assert_int_equal(count_of(page, ">no. "), 3);
	assert_has_not(page, "Why not");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(order__relevance_novelty_id),
		cmocka_unit_test(topics__each_paper_once_in_full),
		cmocka_unit_test(topics__some_papers_have_none),
		cmocka_unit_test(all__every_paper_in_a_line),
	};

	return cmocka_run_group_tests(tests, pages_setup, pages_teardown);
}
