#include <stdio.h>

#include "cmocka_all.h"

#include "base/cleanup.h"
#include "day.h"
#include "mail/compose_intern.h"

static void compose_plan_at__shrinks_from_the_end(void **state)
{
	(void)state;
	for (size_t n = 0; n <= CHOICES_MAX; n++) {
		size_t steps = compose_plan_steps(n);
		struct compose_plan was = compose_plan_at(n, 0);

		assert_int_equal(was.whole, n);
		assert_int_equal(was.detail, n);
		for (size_t step = 1; step <= steps; step++) {
			struct compose_plan p = compose_plan_at(n, step);

			assert_true(p.whole <= p.brief);
			assert_true(p.brief <= p.detail);
			assert_int_equal(p.whole + p.brief + p.detail + 1,
			                 was.whole + was.brief + was.detail);
			was = p;
		}
		assert_int_equal(was.detail, 0);
	}
}

static void compose_plan_fitting__reckons(void **state)
{
	struct compose_sizes sizes = { .n = 40, .total = 40 * 300 + 1000 };
	struct compose_plan plan;

	(void)state;
	for (size_t i = 0; i < 40; i++) {
		sizes.paper[i] = 100;
		sizes.whole[i] = 200;
		sizes.brief[i] = 50;
	}
	assert_int_equal(compose_plan_fitting(&sizes, 0, 13000), 0);
	/* 150 less for each whole abstract that becomes brief. */
	plan = compose_plan_at(40, compose_plan_fitting(&sizes, 0, 12500));
	assert_int_equal(plan.whole, 36);
	assert_int_equal(plan.brief, 40);
	/* 35 of those, then 50 for each brief one that goes. */
	plan = compose_plan_at(
	        40, compose_plan_fitting(&sizes, 0, 13000 - 35 * 150 - 100));
	assert_int_equal(plan.whole, 5);
	assert_int_equal(plan.brief, 38);
	/* and 100 for each that keeps its line only. */
	plan = compose_plan_at(
	        40, compose_plan_fitting(&sizes, 0,
	                                 13000 - 35 * 150 - 25 * 50 - 300));
	assert_int_equal(plan.brief, 15);
	assert_int_equal(plan.detail, 37);
	assert_int_equal(compose_plan_fitting(&sizes, 0, 10),
	                 compose_plan_steps(40));
}

static size_t count(const struct buf *text, const char *what)
{
	size_t n = 0;

	for (const char *p = buf_cstr(text); (p = strstr(p, what)); p++)
		n++;
	return n;
}

/* Abstracts that fill what they may. */
static void fill_abstracts(struct day *day, size_t len)
{
	char *abstract = arena_alloc(day->arena, len + 1);

	for (size_t i = 0; i < len; i++)
		abstract[i] = "some words. Then \""[i % 18];
	for (size_t i = 0; i < day->n; i++)
		day->papers[i].abstract = abstract;
}

static void compose_body__html_keeps_its_budget(void **state)
{
	static const struct {
		size_t papers, abstract;
	} rows[] = {
		{ 100, 2000 }, { 100, 20000 }, { 40, 2000 }, { 30, 1900 },
		{ 100, 10 },   { 1, 200000 },  { 60, 700 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct day *day CLEANUP(day_freep) = day_new(rows[i].papers);
		struct buf html CLEANUP(buf_deinit) = BUF(1 << 20);

		fill_abstracts(day, rows[i].abstract);
		day_blocks(day);
		day_body(day, FORMAT_HTML, &html);
		assert_true(html.len <= COMPOSE_HTML_MAX);
		/* Not much room is given away either. */
		if (rows[i].papers >= 40)
			assert_true(html.len > COMPOSE_HTML_MAX - 10000);
		for (size_t k = 0; k < rows[i].papers; k++) {
			char line[64];

			snprintf(line, sizeof(line),
			         "Made-up Paper %zu:", k + 1);
			assert_true(count(&html, line) >= 1);
		}
		assert_true(count(&html, "Unsubscribe</a>") == 2);
	}
}

static void compose_body__the_worst_day(void **state)
{
	struct day *day CLEANUP(day_freep) = day_new(100);
	struct buf html CLEANUP(buf_deinit) = BUF(1 << 20);
	char *quotes = arena_alloc(day->arena, 2001);
	const char *authors[3] = { quotes, quotes, quotes };

	(void)state;
	memset(quotes, '"', 2000);
	for (size_t i = 0; i < 100; i++) {
		day->papers[i].title = quotes;
		day->papers[i].abstract = quotes;
		day->papers[i].authors = authors;
		day->papers[i].n_authors = 3;
		day->scores[i].comment = quotes;
	}
	day_blocks(day);
	day_body(day, FORMAT_HTML, &html);
	assert_true(html.len <= COMPOSE_HTML_MAX);
	assert_int_equal(count(&html, "<tr valign=\"top\"><td align=\"right\""),
	                 100);
}

/* A template that says more where it shows less: the reckoning is wrong, the
 * limit holds. */
static void compose_body__templates_that_defy_reckoning(void **state)
{
	struct day *day CLEANUP(day_freep) = day_new(100);
	struct buf text CLEANUP(buf_deinit) = BUF(1 << 20);
	struct buf html CLEANUP(buf_deinit) = BUF(8 << 20);

	(void)state;
	buf_adds(&text, "{{#papers}}{{#detail}}\n{{> shared/paper.html}}\n"
	                "{{#whole}}{{> shared/abstract.html}}{{/whole}}"
	                "{{^whole}}");
	for (int i = 0; i < 50; i++)
		buf_adds(&text, "no room for the abstract ");
	buf_adds(&text, "{{/whole}}{{/detail}}{{/papers}}");
	day_template(day, "digest.html", buf_str(&text));
	fill_abstracts(day, 2000);
	day_blocks(day);
	day_body(day, FORMAT_HTML, &html);
	assert_true(html.len <= COMPOSE_HTML_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(compose_plan_at__shrinks_from_the_end),
		cmocka_unit_test(compose_plan_fitting__reckons),
		cmocka_unit_test(compose_body__html_keeps_its_budget),
		cmocka_unit_test(compose_body__the_worst_day),
		cmocka_unit_test(compose_body__templates_that_defy_reckoning),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
