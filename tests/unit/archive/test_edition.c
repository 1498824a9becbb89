/* The edition's page, by relevance. */
#include "pages.h"

#include "base/cleanup.h"

static const char *write_paper(const struct paper *p, const struct score *s)
{
	struct archive_paper one = { p, s };
	struct archive_edition edition = pages_of(&one, 1);
	struct archive_site site = pages_site();

	return pages_write(&site, &edition, "2026-01-05.html");
}

static void edition__shows_the_paper(void **state)
{
	static const char *const expected[] = {
		"<html lang=\"en\">",
		"<h1><time datetime=\"2026-01-05\">Monday, 5 January 2026",
		"<h3 id=\"h1\"><span class=\"ordinal\">1.</span> "
		"<a href=\"https://arxiv.org/abs/2601.90001\">",
		"<a href=\"https://arxiv.org/pdf/2601.90001\"",
		"<a href=\"https://arxiv.org/html/2601.90001\"",
		"<a href=\"#p1\">",
		"id=\"p1\"",
		"François Delmarre, Mirela O&#39;Dobrescu",
		"cs.LG, stat.ML",
		"<dt>Relevance</dt><dd>9.5</dd>",
		"<dt>Novelty</dt><dd>8</dd>",
		"Model Architecture: &quot;mixture of experts&quot;",
		"charged for L₂ norms",
		"1,076 announced = 1,069 scanned + 7 skipped<br>",
		"1,069 scanned = 1 relevant + 1,067 below the cut-offs + 1 "
		"unscored",
		"<a href=\"2026-01-05-topics.html\">By topic</a>",
		"<a href=\"2026-01-05-all.html\">All scanned</a>",
		"<a href=\"2026-01-05.json\" ",
		"<a href=\"2026-01.html\">",
	};
	const char *page = write_paper(&pages_paper, &pages_score);

	(void)state;
	for (size_t i = 0; i < sizeof(expected) / sizeof(*expected); i++)
		assert_has(page, expected[i]);
	assert_has_not(page, "do not add up");
	assert_has_not(page, "Selection prompt");
}

static void edition__shows_the_strongest_topics(void **state)
{
	const char *page = write_paper(&pages_paper, &pages_score);
	const char *first = strstr(page, ">Model Architecture</a></dt>");
	const char *second = strstr(page, ">AI for Science</a></dt>");
	const char *third =
	        strstr(page, ">Emerging Trends &amp; &lt;More&gt;</dt>");

	(void)state;
	assert_non_null(first);
	assert_true(first < second && second < third);
	/* Weaker than the cut-off: no section of the view by topic. */
	assert_has_not(page, ">Large Language Models</");
	assert_has(page, "<a href=\"2026-01-05-topics.html#t-science\">");
}

static void edition__escapes_hostile_text(void **state)
{
	static const char *const evil[] = { "<script>alert(1)</script>",
		                            "\"><img src=x onerror=alert(1)>",
		                            "</textarea></pre><b>",
		                            "{{{site}}}",
		                            "a\r\nb\xe2\x80\xae"
		                            "c",
		                            "\x1b[31m\xff\xfe</title><svg>" };
	static const char *const files[] = { "2026-01-05.html",
		                             "2026-01-05-topics.html",
		                             "2026-01-05-all.html" };
	struct paper p = pages_paper;
	struct score s = pages_score;

	(void)state;
	p.authors = evil;
	p.n_authors = 6;
	p.categories = evil;
	p.n_categories = 6;
	for (size_t i = 0; i < sizeof(evil) / sizeof(*evil); i++) {
		p.title = p.abstract = s.comment = evil[i];
		write_paper(&p, &s);
		for (size_t f = 0; f < sizeof(files) / sizeof(*files); f++) {
			const char *page = pages_read(files[f]);

			assert_has_not(page, "<script");
			assert_has_not(page, "<img");
			assert_has_not(page, "<b>");
			assert_has_not(page, "\r");
			assert_has_not(page, "\x1b");
			assert_has_not(page, "\xff");
			assert_has_not(page, "\xe2\x80\xae");
			assert_has(page, "&lt;script&gt;");
			assert_has(page, "{{{site}}}");
		}
	}
}

static void edition__links_only_to_the_web(void **state)
{
	static const struct {
		const char *url;
		bool linked;
	} cases[] = {
		{ "https://lab.example.org/a?b=1&c=2", true },
		{ "http://lab.example.org/", true },
		{ "javascript:alert(1)", false },
		{ "data:text/html,x", false },
		{ "file:///etc/passwd", false },
		{ "", false },
		{ NULL, false },
	};
	struct paper p = pages_paper;

	(void)state;
	p.id = "feed:0123456789abcdef";
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const char *page;

		p.url = cases[i].url;
		page = write_paper(&p, &pages_score);
		assert_has_not(page, "arxiv.org");
		assert_has_not(page, "javascript:");
		assert_int_equal(count_of(page, "href=\"http"),
		                 cases[i].linked);
	}
}

static void edition__caps_crowds_of_authors(void **state)
{
	const char **crowd CLEANUP(cleanup_free) = calloc(3000, sizeof(*crowd));
	struct paper p = pages_paper;
	const char *page;

	(void)state;
	assert_non_null(crowd);
	for (int i = 0; i < 3000; i++)
		crowd[i] = "Nora Thirteen";
	p.authors = crowd;
	p.n_authors = 3000;
	page = write_paper(&p, &pages_score);
	assert_has(page, "Nora Thirteen and 2,992 more");
	assert_has(page, "Nora Thirteen and 2,940 more");
	assert_int_equal(count_of(page, "Nora Thirteen"), 68);
	p.n_authors = 9; /* one more than shown: rather shown, too */
	page = write_paper(&p, &pages_score);
	assert_int_equal(count_of(page, "Nora Thirteen"), 18);
	assert_has_not(page, " more<");
}

static void edition__says_what_is_missing(void **state)
{
	struct paper p = pages_paper;
	struct score s = pages_score;
	const char *page;

	(void)state;
	p.abstract = "";
	p.n_authors = 0;
	p.n_categories = 0;
	s.comment = NULL;
	page = write_paper(&p, &s);
	assert_has(page, "carries no abstract");
	assert_has_not(page, "Why:");
	assert_has_not(page, "class=\"authors\"");
}

static void edition__built_in_scorer_costs_one_line(void **state)
{
	const char *page = write_paper(&pages_paper, &pages_score);

	(void)state;
	assert_has(page, "Scored by the built-in scorer: no model, no tokens");
	assert_has_not(page, "<table");
}

/* An edition that a model scored, with neighbours and everything there is to
 * say about it. */
static struct archive_edition charged(struct edition *e,
                                      struct archive_paper *papers, size_t n)
{
	static const char *const skipped[] = { "4 announce type replace",
		                               "3 announced <before>" };
	struct archive_edition edition = pages_of(papers, n);

	*e = pages_edition;
	memcpy(e->scorer, "llm", sizeof("llm"));
	memcpy(e->model, "gpt-4o", sizeof("gpt-4o"));
	e->prompt_tokens = 27534;
	e->cached_tokens = 1024;
	e->completion_tokens = 3597;
	e->cost = ((27534 - 1024) * 2.5 + 1024 * 1.25 + 3597 * 10) / 1e6;
	e->by_submission = true;
	edition.edition = e;
	edition.previous = MONDAY - 3;
	edition.next = MONDAY + 1;
	edition.skipped = skipped;
	edition.n_skipped = 2;
	edition.prompt = "You are\n\n  <careful>.";
	edition.prices = (struct archive_prices){ 2.5, 1.25, 10 };
	return edition;
}

static void edition__a_model_shows_its_bill(void **state)
{
	static const char *const expected[] = {
		"Scored by gpt-4o, 12 by the built-in scorer, the fallback, "
		"because gpt-4o did not answer. The built-in scorer left 1 "
		"out beforehand.",
		"<caption>Tokens and cost of gpt-4o</caption>",
		">27,534 <small>1,024 cached</small></td>",
		">3,597</td>",
		">31,131</td>",
		">0.068</td><td class=\"number\">0.036</td>"
		"<td class=\"number\">0.104</td>",
		"<li>Skipped: 4 announce type replace</li>",
		"<li>Skipped: 3 announced &lt;before&gt;</li>",
		"<a rel=\"prev\" href=\"2026-01-02.html\">",
		"<a rel=\"next\" href=\"2026-01-06.html\">",
		"asked on this day, in full",
		"You are\n\n  &lt;careful&gt;.</pre>",
		"submitted on this date",
		"<link rel=\"canonical\" "
		"href=\"https://papers.example.org/2026-01-05.html\">",
	};
	struct score by_model = pages_score;
	struct archive_paper papers[] = { { &pages_paper, &by_model },
		                          { &pages_paper, &pages_score } };
	struct edition e;
	struct archive_edition edition = charged(&e, papers, 2);
	struct archive_site site = pages_site();
	const char *page;

	(void)state;
	by_model.by = SCORE_BY_LLM;
	e.sum.fallback = 12;
	site.url = "https://papers.example.org/";
	page = pages_write(&site, &edition, "2026-01-05.html");
	for (size_t i = 0; i < sizeof(expected) / sizeof(*expected); i++)
		assert_has(page, expected[i]);
	assert_has_not(page, "no model, no tokens");
	/* Prices that do not make the sum: the sum alone. */
	edition.prices.completion = 11;
	page = pages_write(&site, &edition, "2026-01-05.html");
	assert_has(page, "<td class=\"number\" colspan=\"3\">0.104</td>");
	assert_has_not(page, ">0.068</td>");
}

static void edition__a_model_that_never_answered(void **state)
{
	struct archive_paper paper = { &pages_paper, &pages_score };
	struct edition e;
	struct archive_edition edition = charged(&e, &paper, 1);
	struct archive_site site = pages_site();
	const char *page;

	(void)state;
	e.prompt_tokens = e.cached_tokens = e.completion_tokens = 0;
	e.cost = 0;
	e.sum.fallback = 4;
	page = pages_write(&site, &edition, "2026-01-05.html");
	assert_has(page, "the fallback, because gpt-4o did not answer.");
	assert_has_not(page, "<table");
	e.sum.over_budget = 4;
	page = pages_write(&site, &edition, "2026-01-05.html");
	assert_has(page, "because the day&#39;s budget for gpt-4o was spent.");
	e.sum.fallback = e.sum.over_budget = 0;
	page = pages_write(&site, &edition, "2026-01-05.html");
	assert_has(page, "which left gpt-4o nothing to read.");
}

static void edition__says_when_nothing_is_relevant(void **state)
{
	struct score low = pages_score;
	struct archive_paper paper = { &pages_paper, &low };
	struct archive_site site = pages_site();
	struct archive_edition edition;
	const char *page;

	(void)state;
	low.relevance = 7.96f; /* never reads 8 */
	edition = pages_of(&paper, 1);
	page = pages_write(&site, &edition, "2026-01-05.html");
	assert_has(page, "reaches both cut-offs, relevance 8 and novelty 7");
	assert_has_not(page, "Contents");
	assert_has_not(page, "<article");
	page = pages_read("2026-01-05-all.html");
	assert_has(page, ">7.9</td>");
	assert_has(page, "Below the cut-offs");
	edition = pages_of(NULL, 0); /* a day of replacements only */
	page = pages_write(&site, &edition, "2026-01-05.html");
	assert_has(page, "reaches both cut-offs");
	assert_has_not(page, "<svg");
}

static void edition__says_when_the_sum_is_wrong(void **state)
{
	static const struct edition_sum wrong[] = {
		{ .announced = 10, .scanned = 8, .skipped = 1, .below = 8 },
		{ .announced = 10, .scanned = 8, .skipped = 2, .below = 7 },
	};
	struct archive_site site = pages_site();

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		struct edition e = pages_edition;
		struct archive_edition edition = pages_of(NULL, 0);

		e.sum = wrong[i];
		edition.edition = &e;
		assert_has(pages_write(&site, &edition, "2026-01-05.html"),
		           "do not add up");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(edition__shows_the_paper),
		cmocka_unit_test(edition__shows_the_strongest_topics),
		cmocka_unit_test(edition__escapes_hostile_text),
		cmocka_unit_test(edition__links_only_to_the_web),
		cmocka_unit_test(edition__caps_crowds_of_authors),
		cmocka_unit_test(edition__says_what_is_missing),
		cmocka_unit_test(edition__built_in_scorer_costs_one_line),
		cmocka_unit_test(edition__a_model_shows_its_bill),
		cmocka_unit_test(edition__a_model_that_never_answered),
		cmocka_unit_test(edition__says_when_nothing_is_relevant),
		cmocka_unit_test(edition__says_when_the_sum_is_wrong),
	};

	return cmocka_run_group_tests(tests, pages_setup, pages_teardown);
}
