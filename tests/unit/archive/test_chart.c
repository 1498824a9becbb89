/* The pictures: what they show, and what they say to who cannot see them. */
#include "pages.h"

#include "archive/archive_intern.h"

static const char *write_scores(const struct score *scores, size_t n)
{
	static struct archive_paper listed[16];
	struct archive_site site = pages_site();
	struct archive_edition e;

	for (size_t i = 0; i < n; i++)
		listed[i] = (struct archive_paper){ &pages_paper, &scores[i] };
	e = pages_of(listed, n);
	return pages_write(&site, &e, "2026-01-05.html");
}

static struct score graded(float relevance, float novelty)
{
	struct score s = pages_score;

	s.relevance = relevance;
	s.novelty = novelty;
	return s;
}

static void scatter__one_dot_a_place(void **state)
{
	const struct score scores[] = { graded(9, 8), graded(3, 2),
		                        graded(3, 2), graded(3, 2),
		                        graded(3, 2), graded(10, 10) };
	const char *page = write_scores(scores, 6);

	(void)state;
	/* x = 40 + 32 (g - 1), y = 214 - 21 (g - 1); area by papers. */
	assert_has(page, "<circle cx=\"104\" cy=\"193\" r=\"6\">"
	                 "<title>4 papers</title>");
	assert_has(page, "<circle class=\"relevant\" cx=\"296\" cy=\"67\" "
	                 "r=\"3\"><title>Routers That");
	assert_has(page, "cx=\"328\" cy=\"25\"");
	assert_int_equal(count_of(page, "<circle"), 3);
	/* Whole grades: the tint begins half a step before the cut-offs. */
	assert_has(page, "class=\"cut\" x=\"248\" y=\"15\" width=\"92\" "
	                 "height=\"83.5\"");
}

static void scatter__has_a_text(void **state)
{
	const struct score scores[] = { graded(9, 8), graded(3, 2),
		                        graded(3, 2) };
	const char *page = write_scores(scores, 3);

	(void)state;
	assert_has(page, "role=\"img\" aria-labelledby=\"chart-title "
	                 "chart-text\"");
	assert_has(page, "<title id=\"chart-title\">Relevance by novelty of "
	                 "3 papers</title>");
	assert_has(page, "of 3 papers reach relevance 8 and novelty 7. The "
	                 "largest group, 2 papers, has relevance 3 and novelty "
	                 "2; the strongest paper has relevance 9 and novelty "
	                 "8.</desc>");
}

static void scatter__decimals_end_at_the_cutoff(void **state)
{
	const struct score scores[] = { graded(8, 7), graded(7.95f, 7) };
	const char *page = write_scores(scores, 2);

	(void)state;
	/* Both read 8 and 7.9; one is in, one is not. */
	assert_int_equal(count_of(page, "<circle"), 2);
	assert_int_equal(count_of(page, "<circle class=\"relevant\""), 1);
	assert_has(page, "class=\"cut\" x=\"262.4\"");
}

static void scatter__crowds_shrink(void **state)
{
	enum { MANY = 2000 };
	struct archive_paper *listed CLEANUP(cleanup_free) =
	        calloc(MANY, sizeof(*listed));
	struct archive_site site = pages_site();
	struct archive_edition e;
	struct score s = graded(2, 2);
	const char *page;

	(void)state;
	assert_non_null(listed);
	for (int i = 0; i < MANY; i++)
		listed[i] = (struct archive_paper){ &pages_paper, &s };
	e = pages_of(listed, MANY);
	page = pages_write(&site, &e, "2026-01-05.html");
	assert_has(page, "r=\"10\"><title>2,000 papers</title>");
}

static void scatter__is_not_there_without_scores(void **state)
{
	struct score none = { .by = SCORE_BY_NONE, .comment = "no answer" };

	(void)state;
	assert_has_not(write_scores(&none, 1), "<svg");
}

static void bars__are_as_long_as_counts(void **state)
{
	const struct archive_bar bars[] = {
		{ "A name far too long to stand above its bar, so it is cut",
		  30 },
		{ "Short", 15 },
		{ "Nothing", 0 },
	};
	struct template_set *set CLEANUP(template_set_freep) =
	        template_set_new(TEMPLATE_HTML);
	struct arena *a CLEANUP(arena_freep) = arena_new(1 << 20);
	struct buf out CLEANUP(buf_deinit) = BUF(4096);

	(void)state;
	assert_int_equal(
	        template_add(set, "bars",
	                     STR("{{#bars}}{{name}} {{count}} {{y_text}} "
	                         "{{y_bar}} {{width}};{{/bars}}{{height}}"),
	                     NULL),
	        0);
	assert_int_equal(template_render_buf(set, "bars",
	                                     archive_bars(bars, 3, a), &out,
	                                     NULL),
	                 0);
	assert_string_equal(buf_cstr(&out),
	                    "A name far too long to stand above its… 30 14 20 "
	                    "340;Short 15 52 58 170;Nothing 0 90 96 1;112");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scatter__one_dot_a_place),
		cmocka_unit_test(scatter__has_a_text),
		cmocka_unit_test(scatter__decimals_end_at_the_cutoff),
		cmocka_unit_test(scatter__crowds_shrink),
		cmocka_unit_test(scatter__is_not_there_without_scores),
		cmocka_unit_test(bars__are_as_long_as_counts),
	};

	return cmocka_run_group_tests(tests, pages_setup, pages_teardown);
}
