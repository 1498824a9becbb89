#include "archive/archive.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"

#include "cmocka_all.h"

/* 5 January 2026, a Monday; days since 1970. */
enum { MONDAY = 20458, PAGE_MOST = 8 << 20 };

static struct template_set *templates;
static char dir[] = "/tmp/digestd-archive-XXXXXX";

static const struct topic topics[] = {
	{ .id = "llm", .name = "Large Language Models" },
	{ .id = "architecture", .name = "Model Architecture" },
	{ .id = "emerging", .name = "Emerging Trends & <More>" },
	{ .id = "science", .name = "AI for Science" },
};

static struct archive_site site(void)
{
	return (struct archive_site){ .dir = dir,
		                      .url = "",
		                      .name = "Daily Papers",
		                      .topics = topics,
		                      .n_topics = 4,
		                      .templates = templates };
}

static const char *const authors[] = { "Fran\\c{c}ois Delmarre",
	                               "Mirela O'Dobrescu" };
static const char *const categories[] = { "cs.LG", "stat.ML" };

static const struct paper plain_paper = {
	.id = "2601.90001",
	.version = 1,
	.title = "Routers That Hesitate at $O(n^2)$",
	.abstract = "Experts are charged for $L_2$ norms.",
	.url = "https://arxiv.org/abs/2601.90001",
	.authors = authors,
	.n_authors = 2,
	.categories = categories,
	.n_categories = 2,
	.announce = ANNOUNCE_NEW,
};

static const struct score plain_score = {
	.by = SCORE_BY_LEXICAL,
	.relevance = 9.5f,
	.novelty = 8,
	.topic = { 2, 9.5f, 4, 7 },
	.comment = "Model Architecture: \"mixture of experts\"",
};

static const struct edition plain_edition = {
	.date = MONDAY,
	.state = EDITION_SCORED,
	.sum = { .announced = 1076,
	         .scanned = 1069,
	         .skipped = 7,
	         .relevant = 1,
	         .below = 1067,
	         .unscored = 1 },
	.scorer = "lexical",
};

static const char *read_page(const char *file)
{
	static struct buf page;
	struct buf path CLEANUP(buf_deinit) = BUF(4096);
	struct err err;

	buf_deinit(&page);
	page = BUF(PAGE_MOST);
	file_join(&path, dir, file);
	assert_int_equal(file_read(buf_cstr(&path), &page, &err), 0);
	return buf_cstr(&page);
}

static const char *write_edition_of(const struct archive_site *s,
                                    const struct archive_edition *page)
{
	struct err err = { "" };

	if (archive_write_edition(s, page, &err))
		fail_msg("%s", err.msg);
	return read_page("2026-01-05.html");
}

static const char *write_paper(const struct paper *p, const struct score *s)
{
	struct archive_paper one = { p, s };
	struct archive_edition page = { .edition = &plain_edition,
		                        .papers = &one,
		                        .n_papers = 1,
		                        .previous = DATE_NONE,
		                        .next = DATE_NONE,
		                        .model = "",
		                        .prompt = "" };
	struct archive_site where = site();

	return write_edition_of(&where, &page);
}

static void assert_has(const char *page, const char *text)
{
	if (!strstr(page, text))
		fail_msg("not on the page: %s", text);
}

static void assert_has_not(const char *page, const char *text)
{
	if (strstr(page, text))
		fail_msg("on the page: %s", text);
}

static int count(const char *page, const char *text)
{
	int n = 0;

	for (const char *p = page; (p = strstr(p, text)); p++)
		n++;
	return n;
}

static void archive_write_edition__shows_the_paper(void **state)
{
	static const char *const expected[] = {
		"<html lang=\"en\">",
		"<h1><time datetime=\"2026-01-05\">Monday, 5 January 2026",
		"<h3 id=\"t1\"><span class=\"ordinal\">1.</span> "
		"<a href=\"https://arxiv.org/abs/2601.90001\">",
		"<a href=\"https://arxiv.org/pdf/2601.90001\"",
		"<a href=\"#p1\">",
		"id=\"p1\"",
		"François Delmarre, Mirela O&#39;Dobrescu",
		"cs.LG, stat.ML",
		"<dt>Relevance</dt><dd>9.5</dd>",
		"<dt>Novelty</dt><dd>8</dd>",
		"Model Architecture: &quot;mixture of experts&quot;",
		"charged for L₂ norms",
		"1,076 announced = 1,069 scanned + 7 skipped",
	};
	const char *page = write_paper(&plain_paper, &plain_score);

	(void)state;
	for (size_t i = 0; i < sizeof(expected) / sizeof(*expected); i++)
		assert_has(page, expected[i]);
	assert_has_not(page, "do not add up");
	assert_has_not(page, "Selection prompt");
}

static void archive_write_edition__shows_the_strongest_topics(void **state)
{
	const char *page = write_paper(&plain_paper, &plain_score);
	const char *first = strstr(page, "<dt>Model Architecture</dt>");
	const char *second = strstr(page, "<dt>AI for Science</dt>");
	const char *third =
	        strstr(page, "<dt>Emerging Trends &amp; &lt;More&gt;</dt>");

	(void)state;
	assert_non_null(first);
	assert_true(first < second && second < third);
	assert_has_not(page, "<dt>Large Language Models</dt>");
}

static void archive_write_edition__escapes_hostile_text(void **state)
{
	static const char *const evil[] = { "<script>alert(1)</script>",
		                            "\"><img src=x onerror=alert(1)>",
		                            "</textarea></pre><b>",
		                            "{{{site}}}",
		                            "a\r\nb\xe2\x80\xae"
		                            "c" };
	struct paper p = plain_paper;
	struct score s = plain_score;

	(void)state;
	p.authors = evil;
	p.n_authors = 5;
	p.categories = evil;
	p.n_categories = 5;
	for (size_t i = 0; i < sizeof(evil) / sizeof(*evil); i++) {
		const char *page;

		p.title = p.abstract = s.comment = evil[i];
		page = write_paper(&p, &s);
		assert_has_not(page, "<script");
		assert_has_not(page, "<img");
		assert_has_not(page, "<b>");
		assert_has_not(page, "\r");
		assert_has_not(page, "\xe2\x80\xae");
		assert_has(page, "&lt;script&gt;");
		assert_has(page, "{{{site}}}");
	}
}

static void archive_write_edition__links_only_to_the_web(void **state)
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
	struct paper p = plain_paper;

	(void)state;
	p.id = "feed:0123456789abcdef";
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const char *page;

		p.url = cases[i].url;
		page = write_paper(&p, &plain_score);
		assert_has_not(page, "arxiv.org");
		assert_has_not(page, "javascript:");
		assert_int_equal(count(page, "href=\"http"), cases[i].linked);
	}
}

static void archive_write_edition__caps_crowds_of_authors(void **state)
{
	const char **crowd CLEANUP(cleanup_free) = calloc(3000, sizeof(*crowd));
	struct paper p = plain_paper;
	const char *page;

	(void)state;
	assert_non_null(crowd);
	for (int i = 0; i < 3000; i++)
		crowd[i] = "Nora Thirteen";
	p.authors = crowd;
	p.n_authors = 3000;
	page = write_paper(&p, &plain_score);
	assert_has(page, "Nora Thirteen and 2,992 more");
	assert_has(page, "Nora Thirteen and 2,940 more");
	assert_int_equal(count(page, "Nora Thirteen"), 68);
	p.n_authors = 9; /* one more than shown: rather shown, too */
	page = write_paper(&p, &plain_score);
	assert_int_equal(count(page, "Nora Thirteen"), 18);
	assert_has_not(page, " more<");
}

static void archive_write_edition__says_what_is_missing(void **state)
{
	struct paper p = plain_paper;
	struct score s = plain_score;
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
	assert_has_not(page, "class=\"categories\"");
}

static void archive_write_edition__lexical_costs_one_line(void **state)
{
	const char *page = write_paper(&plain_paper, &plain_score);

	(void)state;
	assert_has(page, "embedded lexical scorer: no model");
	assert_has_not(page, "<table");
}

static void archive_write_edition__llm_shows_its_bill(void **state)
{
	static const char *const skipped[] = { "4 announce type replace",
		                               "3 announced <before>" };
	static const char *const unscored[] = { "1 answer was cut off" };
	struct edition e = plain_edition;
	struct archive_edition page = { .edition = &e,
		                        .previous = MONDAY - 3,
		                        .next = MONDAY + 1,
		                        .model = "gpt-4o",
		                        .skipped = skipped,
		                        .n_skipped = 2,
		                        .unscored = unscored,
		                        .n_unscored = 1,
		                        .prompt = "You are\n\n  <careful>." };
	struct archive_site where = site();
	static const char *const expected[] = {
		"<caption>Scored by gpt-4o</caption>",
		">27,534<br><small>1,024 cached</small></td>",
		">3,597</td>",
		">31,131</td>",
		">0.105</td>",
		"<li>Skipped: 4 announce type replace</li>",
		"<li>Skipped: 3 announced &lt;before&gt;</li>",
		"<li>Unscored: 1 answer was cut off</li>",
		"fallback scorer: 12 of 1,069",
		"<a rel=\"prev\" href=\"2026-01-02.html\">",
		"<a rel=\"next\" href=\"2026-01-06.html\">",
		"<a href=\"2026-01.html\">",
		"You are\n\n  &lt;careful&gt;.</pre>",
		"submitted on this date",
		"No paper of this day passed",
		"<link rel=\"canonical\" "
		"href=\"https://papers.example.org/2026-01-05.html\">",
	};
	const char *text;

	(void)state;
	memcpy(e.scorer, "llm", sizeof("llm"));
	e.prompt_tokens = 27534;
	e.cached_tokens = 1024;
	e.completion_tokens = 3597;
	e.cost = 0.1048;
	e.sum.fallback = 12;
	e.by_submission = true;
	where.url = "https://papers.example.org/";
	text = write_edition_of(&where, &page);
	for (size_t i = 0; i < sizeof(expected) / sizeof(*expected); i++)
		assert_has(text, expected[i]);
	assert_has_not(text, "no model, no tokens");
}

static void archive_write_edition__says_when_the_sum_is_wrong(void **state)
{
	static const struct edition_sum wrong[] = {
		{ .announced = 10, .scanned = 8, .skipped = 1, .below = 8 },
		{ .announced = 10, .scanned = 8, .skipped = 2, .below = 7 },
	};
	struct archive_site where = site();

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		struct edition e = plain_edition;
		struct archive_edition page = { .edition = &e,
			                        .previous = DATE_NONE,
			                        .next = DATE_NONE };

		e.sum = wrong[i];
		assert_has(write_edition_of(&where, &page), "do not add up");
	}
}

static void stat_page(const char *file, struct stat *st)
{
	struct buf path CLEANUP(buf_deinit) = BUF(4096);

	file_join(&path, dir, file);
	assert_int_equal(stat(buf_cstr(&path), st), 0);
}

static void archive_write_edition__leaves_equal_pages_alone(void **state)
{
	static const struct timespec long_ago[2] = { { .tv_sec = 1000 },
		                                     { .tv_sec = 1000 } };
	static const char *const files[] = { "2026-01-05.html", "style.css" };
	struct score s = plain_score;
	struct stat st;

	(void)state;
	write_paper(&plain_paper, &plain_score);
	for (int i = 0; i < 2; i++) {
		struct buf path CLEANUP(buf_deinit) = BUF(4096);

		file_join(&path, dir, files[i]);
		assert_int_equal(
		        utimensat(AT_FDCWD, buf_cstr(&path), long_ago, 0), 0);
	}
	write_paper(&plain_paper, &plain_score);
	for (int i = 0; i < 2; i++) {
		stat_page(files[i], &st);
		assert_int_equal(st.st_mtim.tv_sec, 1000);
		assert_int_equal(st.st_mode & 0777, 0644);
	}
	s.novelty = 3;
	write_paper(&plain_paper, &s);
	stat_page(files[0], &st);
	assert_int_not_equal(st.st_mtim.tv_sec, 1000);
}

static void archive_write_edition__names_what_it_cannot_write(void **state)
{
	struct archive_edition page = { .edition = &plain_edition,
		                        .previous = DATE_NONE,
		                        .next = DATE_NONE };
	struct archive_site where = site();
	struct err err = { "" };

	(void)state;
	where.dir = "/dev/null/archive";
	assert_true(archive_write_edition(&where, &page, &err) < 0);
	assert_has(err.msg, "/dev/null");
}

static void archive_write_month__lists_days_and_sums(void **state)
{
	struct edition days[2] = { plain_edition, plain_edition };
	struct archive_site where = site();
	const char *page;

	(void)state;
	days[1].date++;
	assert_int_equal(archive_write_month(&where, MONDAY, days, 2, NULL), 0);
	page = read_page("2026-01.html");
	assert_has(page, "<h1>January 2026</h1>");
	assert_has(page, "<a href=\"2026-01-05.html\">");
	assert_true(strstr(page, "2026-01-05") < strstr(page, "2026-01-06"));
	assert_has(page, "<th scope=\"row\">Total</th>"
	                 "<td class=\"number\">2,152</td>");
	assert_has(page, "2 editions");
	assert_has_not(page, "Cost");
	days[1].prompt_tokens = 1000;
	days[1].completion_tokens = 234;
	days[1].cost = 0.25;
	days[0].cost = 0.5;
	assert_int_equal(archive_write_month(&where, MONDAY, days, 2, NULL), 0);
	page = read_page("2026-01.html");
	assert_int_equal(count(page, ">1,234</td>"), 2);
	assert_has(page, ">0.750</td>");
}

static void archive_write_month__may_be_empty(void **state)
{
	struct archive_site where = site();

	(void)state;
	assert_int_equal(archive_write_month(&where, MONDAY, NULL, 0, NULL), 0);
	assert_has(read_page("2026-01.html"), "No editions in this month");
}

static void archive_write_index__is_newest_first(void **state)
{
	struct edition days[3] = { plain_edition, plain_edition,
		                   plain_edition };
	struct archive_site where = site();
	const char *page;

	(void)state;
	days[0].date = MONDAY - 10; /* 26 December 2025 */
	days[2].date = MONDAY + 1;
	assert_int_equal(archive_write_index(&where, days, 3, NULL), 0);
	page = read_page("index.html");
	assert_true(strstr(page, "2026-01-06") < strstr(page, "2026-01-05"));
	assert_true(strstr(page, "January 2026") <
	            strstr(page, "December 2025"));
	assert_int_equal(count(page, "<h2>"), 2);
	assert_int_equal(count(page, "<li>"), 3);
	assert_has(page, "1 of 1,069");
	assert_int_equal(archive_write_index(&where, NULL, 0, NULL), 0);
	assert_has(read_page("index.html"), "No editions yet");
}

/* A directory of templates with what the archive needs, file by file. */
static void put(const char *base, const char *file, const char *text)
{
	struct buf path CLEANUP(buf_deinit) = BUF(4096);

	buf_addf(&path, "%s/archive/%s", base, file);
	assert_int_equal(file_write(buf_cstr(&path), str_of(text), 0644, NULL),
	                 0);
}

static void archive_templates__name_the_broken_file(void **state)
{
	static const char *const files[] = { "edition.html", "month.html",
		                             "index.html", "style.css" };
	struct buf base CLEANUP(buf_deinit) = BUF(4096);
	struct buf archive CLEANUP(buf_deinit) = BUF(4096);
	struct err err = { "" };

	(void)state;
	file_join(&base, dir, "templates");
	file_join(&archive, buf_cstr(&base), "archive");
	assert_null(archive_templates(buf_cstr(&base), &err));
	assert_has(err.msg, buf_cstr(&archive));
	assert_int_equal(file_mkdirs(buf_cstr(&archive), 0755, &err), 0);
	for (size_t i = 0; i < 4; i++) {
		assert_null(archive_templates(buf_cstr(&base), &err));
		assert_has(err.msg, files[i]);
		put(buf_cstr(&base), files[i], "x");
	}
	put(buf_cstr(&base), "month.html", "one\n{{#open}}");
	assert_null(archive_templates(buf_cstr(&base), &err));
	assert_has(err.msg, "month.html");
	put(buf_cstr(&base), "month.html", "{{> archive/nowhere}}");
	assert_null(archive_templates(buf_cstr(&base), &err));
	assert_has(err.msg, "archive/nowhere");
}

static int setup(void **state)
{
	struct err err = { "" };

	(void)state;
	templates = archive_templates(DIGESTD_SOURCE_DIR "/templates", &err);
	if (!templates)
		print_error("%s\n", err.msg);
	return !templates || !mkdtemp(dir);
}

static int remove_one(const char *path, const struct stat *st, int type,
                      struct FTW *ftw)
{
	(void)st, (void)type, (void)ftw;
	return remove(path);
}

static int teardown(void **state)
{
	(void)state;
	template_set_free(templates);
	return nftw(dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(archive_write_edition__shows_the_paper),
		cmocka_unit_test(
		        archive_write_edition__shows_the_strongest_topics),
		cmocka_unit_test(archive_write_edition__escapes_hostile_text),
		cmocka_unit_test(archive_write_edition__links_only_to_the_web),
		cmocka_unit_test(archive_write_edition__caps_crowds_of_authors),
		cmocka_unit_test(archive_write_edition__says_what_is_missing),
		cmocka_unit_test(archive_write_edition__lexical_costs_one_line),
		cmocka_unit_test(archive_write_edition__llm_shows_its_bill),
		cmocka_unit_test(
		        archive_write_edition__says_when_the_sum_is_wrong),
		cmocka_unit_test(
		        archive_write_edition__leaves_equal_pages_alone),
		cmocka_unit_test(
		        archive_write_edition__names_what_it_cannot_write),
		cmocka_unit_test(archive_write_month__lists_days_and_sums),
		cmocka_unit_test(archive_write_month__may_be_empty),
		cmocka_unit_test(archive_write_index__is_newest_first),
		cmocka_unit_test(archive_templates__name_the_broken_file),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
