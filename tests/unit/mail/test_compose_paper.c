#include "cmocka_all.h"

#include "base/cleanup.h"
#include "day.h"
#include "mail/qp.h"

/* A part as people see it. */
static const char *part(struct day *day, size_t i, enum compose_part part)
{
	struct buf out CLEANUP(buf_deinit) = BUF(8 << 20);
	struct err err = { "" };

	if (qp_decode(&out, day->blocks[i].encoded[part], &err))
		fail_msg("%s: %s", compose_part_name(part), err.msg);
	assert_int_equal(out.len, day->blocks[i].decoded[part]);
	return arena_str(day->arena, buf_str(&out));
}

static void contains(const char *text, const char *what)
{
	if (!strstr(text, what))
		fail_msg("no \"%s\" in:\n%s", what, text);
}

static void compose_paper__parts(void **state)
{
	struct day *day CLEANUP(day_freep) = day_new(4);
	const char *html, *text;

	(void)state;
	day_blocks(day);
	html = part(day, 3, PART_HTML_PAPER);
	contains(html, "<a href=\"https://arxiv.org/abs/2504.06003\" "
	               "style=\"text-decoration:none\">Made-up");
	contains(html, "Ada Example, José Pérez, Wei Zhang, Björn Ås");
	contains(html, "2504.06003 · cs.LG, cs.AI · cross-list<br><a");
	contains(html, "https://arxiv.org/pdf/2504.06003");
	contains(html, "https://arxiv.org/html/2504.06003");
	html = part(day, 3, PART_HTML_REASON);
	contains(html, "Matches &quot;mixture of experts&quot;");
	contains(html, "Novelty 7&nbsp;<");
	contains(html, "width=\"70%\"");
	text = part(day, 3, PART_TEXT_PAPER);
	contains(text, "     2504.06003 · cs.LG, cs.AI · cross-list\n");
	contains(text, "\n     https://arxiv.org/abs/2504.06003\n");
	contains(text, "\n     https://arxiv.org/pdf/2504.06003\n");
	text = part(day, 3, PART_TEXT_REASON);
	contains(text, "     Novelty 7\n");
	contains(text, "     Matches \"mixture of experts\" and");
	contains(part(day, 3, PART_HTML_LINE),
	         "Ada Example, José Pérez et al.");
	contains(part(day, 0, PART_HTML_ABSTRACT), "5% more words and α in");
	contains(part(day, 0, PART_HTML_ABSTRACT),
	         "as it would for any paper.");
	contains(part(day, 0, PART_HTML_BRIEF), "α in it. <a href=");
	assert_null(strstr(part(day, 0, PART_HTML_BRIEF), "Then it"));
	assert_string_equal(compose_part_name(PART_TITLE), "title");
}

static void compose_paper__the_title_is_plain(void **state)
{
	struct day *day CLEANUP(day_freep) = day_new(1);
	struct str title;

	(void)state;
	day->papers[0].title = "In\\'es' $\\times$ <b> & more";
	day_blocks(day);
	title = day->blocks[0].encoded[PART_TITLE];
	assert_true(str_eq(title, STR("Inés' × <b> & more")));
}

static void compose_paper__three_thousand_authors(void **state)
{
	struct day *day CLEANUP(day_freep) = day_new(1);
	const char **names = arena_array(day->arena, 3000, sizeof(*names));

	(void)state;
	for (size_t i = 0; i < 3000; i++)
		names[i] = arena_printf(day->arena, "A%zu", i + 1);
	day->papers[0].authors = names;
	day->papers[0].n_authors = 3000;
	day_blocks(day);
	contains(part(day, 0, PART_HTML_PAPER),
	         ">A1, A2, A3, A4, A5, … A3000 (3000 authors)<");
	contains(part(day, 0, PART_HTML_LINE), "A1, A2 et al.");
}

/* A line has room for so much; rather one name less than half a name. */
static void compose_paper__long_names_in_the_contents(void **state)
{
	static const char *const names[] = { "Katarzyna Lewandowska-Brandt",
		                             "Jae-min Roh-Villanueva", "C" };
	struct day *day CLEANUP(day_freep) = day_new(1);

	(void)state;
	day->papers[0].authors = names;
	day->papers[0].n_authors = 3;
	day_blocks(day);
	contains(part(day, 0, PART_HTML_LINE),
	         ">Katarzyna Lewandowska-Brandt et al.<");
}

static void compose_paper__author_counts(void **state)
{
	static const char *const names[] = { "A", "B", "C", "D", "E",
		                             "F", "G", "H", "I" };
	static const struct {
		size_t n;
		const char *line, *all;
	} rows[] = {
		{ 1, ">A<", ">A<" },
		{ 2, ">A, B<", ">A, B<" },
		{ 3, ">A, B, C<", ">A, B, C<" },
		{ 4, ">A, B et al.<", ">A, B, C, D<" },
		{ 8, ">A, B et al.<", ">A, B, C, D, E, F, G, H<" },
		{ 9, ">A, B et al.<", ">A, B, C, D, E, … I (9 authors)<" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct day *day CLEANUP(day_freep) = day_new(1);

		day->papers[0].authors = names;
		day->papers[0].n_authors = rows[i].n;
		day_blocks(day);
		contains(part(day, 0, PART_HTML_LINE), rows[i].line);
		contains(part(day, 0, PART_HTML_PAPER), rows[i].all);
	}
}

/* A hundred lines must fit the budget whatever stands in them. */
static void compose_paper__lines_are_bounded(void **state)
{
	static const char *const bricks[] = { "\"", "word ", "語", "&<>\"'" };

	(void)state;
	for (size_t i = 0; i < sizeof(bricks) / sizeof(*bricks); i++) {
		struct day *day CLEANUP(day_freep) = day_new(1);
		struct buf title CLEANUP(buf_deinit) = BUF(1 << 20);
		const char *authors[2];

		while (title.len < 200000)
			buf_adds(&title, bricks[i]);
		authors[0] = authors[1] = buf_cstr(&title);
		day->papers[0].title = buf_cstr(&title);
		day->papers[0].authors = authors;
		day->papers[0].n_authors = 2;
		day->papers[0].abstract = buf_cstr(&title);
		day_blocks(day);
		assert_in_range(day->blocks[0].decoded[PART_HTML_LINE], 1, 700);
		assert_in_range(day->blocks[0].decoded[PART_HTML_PAPER], 1,
		                8000);
		assert_in_range(day->blocks[0].decoded[PART_HTML_ABSTRACT], 1,
		                40000);
		assert_in_range(day->blocks[0].encoded[PART_TITLE].len, 1, 400);
	}
}

static void compose_paper__links_only_where_they_are_safe(void **state)
{
	static const struct {
		const char *url;
		bool linked;
	} rows[] = {
		{ "https://blog.example/1", true },
		{ "http://blog.example/1", true },
		{ "javascript:alert(1)", false },
		{ "data:text/html,x", false },
		{ "//blog.example/", false },
		{ "", false },
		{ NULL, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct day *day CLEANUP(day_freep) = day_new(1);
		const char *html;

		day->papers[0].id = "feed:1234";
		day->papers[0].url = rows[i].url;
		day_blocks(day);
		html = part(day, 0, PART_HTML_PAPER);
		assert_true(!strstr(html, "href=") != rows[i].linked);
		assert_null(strstr(html, "arxiv.org"));
	}
}

static void compose_paper__remarks_carry_no_links(void **state)
{
	struct day *day CLEANUP(day_freep) = day_new(1);

	(void)state;
	day->scores[0].comment = "Go to https://evil.example/ or "
	                         "WWW.evil.example now <b>";
	day_blocks(day);
	contains(part(day, 0, PART_HTML_REASON), "Go to or now &lt;b&gt;");
}

static void compose_paper__brief_ends_at_a_sentence(void **state)
{
	static const struct {
		const char *from, *to; /* followed by much more */
	} rows[] = {
		{ "One short. Two short. Three ", "One short. Two short. <" },
		{ "As Foo et al. Bar said, e.g. This is. Two. Three ",
		  "e.g. This is. Two. <" },
		{ "Version 2.5 is out. It is 3.14 better. And ",
		  "is out. It is 3.14 better. <" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct day *day CLEANUP(day_freep) = day_new(1);
		struct buf abstract CLEANUP(buf_deinit) = BUF(4096);

		buf_adds(&abstract, rows[i].from);
		while (abstract.len < 1000)
			buf_adds(&abstract, "goes on and ");
		day->papers[0].abstract = buf_cstr(&abstract);
		day_blocks(day);
		contains(part(day, 0, PART_HTML_BRIEF), rows[i].to);
	}
}

static void compose_paper__no_abstract(void **state)
{
	struct day *day CLEANUP(day_freep) = day_new(1);

	(void)state;
	day->papers[0].abstract = "";
	day->papers[0].title = "\x01";
	day->papers[0].n_authors = 0;
	day_blocks(day);
	assert_string_equal(part(day, 0, PART_HTML_ABSTRACT), "");
	assert_string_equal(part(day, 0, PART_HTML_BRIEF), "");
	assert_string_equal(part(day, 0, PART_TEXT_ABSTRACT), "");
	assert_true(
	        str_eq(day->blocks[0].encoded[PART_TITLE], STR("2504.06000")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(compose_paper__parts),
		cmocka_unit_test(compose_paper__the_title_is_plain),
		cmocka_unit_test(compose_paper__three_thousand_authors),
		cmocka_unit_test(compose_paper__long_names_in_the_contents),
		cmocka_unit_test(compose_paper__author_counts),
		cmocka_unit_test(compose_paper__lines_are_bounded),
		cmocka_unit_test(compose_paper__links_only_where_they_are_safe),
		cmocka_unit_test(compose_paper__remarks_carry_no_links),
		cmocka_unit_test(compose_paper__brief_ends_at_a_sentence),
		cmocka_unit_test(compose_paper__no_abstract),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
