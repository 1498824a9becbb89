/* The edition's scores for other programs. */
#include "pages.h"

#include "base/json.h"

static struct json *write_json(const struct archive_edition *e)
{
	struct archive_site site = pages_site();
	const char *text = pages_write(&site, e, "2026-01-05.json");
	struct err err = { "" };
	struct json *j = json_parse(str_of(text), &err);

	if (!j)
		fail_msg("%s: %s", err.msg, text);
	return j;
}

static void json__says_the_edition(void **state)
{
	static const char *const skipped[] = { "7 seen on 2026-01-02" };
	struct archive_paper one = { &pages_paper, &pages_score };
	struct archive_edition e = pages_of(&one, 1);
	struct json *j CLEANUP(json_freep) = NULL;

	(void)state;
	e.skipped = skipped;
	e.n_skipped = 1;
	j = write_json(&e);
	assert_string_equal(json_str(j, "edition"), "2026-01-05");
	assert_true(json_num(j, "announced", -1) == 1076);
	assert_true(json_num(j, "scanned", -1) == 1069);
	assert_true(json_num(j, "unscored", -1) == 1);
	assert_true(json_num(json_get(j, "cutoffs"), "novelty", -1) == 7);
	assert_string_equal(json_str(j, "scorer"), "lexical");
	assert_null(json_str(j, "model"));
	assert_string_equal(json_str(j, "updated"), "2026-01-05T08:00:00Z");
	assert_string_equal(json_as_str(json_first(json_get(j, "skipped_why"))),
	                    skipped[0]);
	assert_int_equal(json_len(json_get(j, "topics")), 4);
	assert_string_equal(json_str(json_first(json_get(j, "topics")), "name"),
	                    "Large Language Models");
}

static void json__says_the_paper(void **state)
{
	struct archive_paper one = { &pages_paper, &pages_score };
	struct archive_edition e = pages_of(&one, 1);
	struct json *j CLEANUP(json_freep) = write_json(&e);
	const struct json *p = json_first(json_get(j, "papers"));
	const struct json *grades = json_get(p, "topics");

	(void)state;
	assert_string_equal(json_str(p, "arxiv_id"), "2601.90001");
	assert_string_equal(json_str(p, "title"),
	                    "Routers That Hesitate at O(n²)");
	assert_string_equal(json_as_str(json_first(json_get(p, "authors"))),
	                    "François Delmarre");
	assert_string_equal(json_str(p, "announce_type"), "new");
	assert_true(json_bool(p, "relevant", false));
	assert_true(json_num(p, "number", -1) == 1);
	assert_true(json_num(p, "relevance", -1) == 9.5);
	assert_int_equal(json_len(grades), 4);
	assert_true(json_num(grades, "architecture", -1) == 9.5);
	assert_string_equal(json_str(p, "scorer"), "lexical");
	assert_false(json_bool(p, "fallback", true));
	assert_string_equal(json_str(p, "comment"), pages_score.comment);
}

static void json__unscored_and_below(void **state)
{
	struct score none = { .by = SCORE_BY_NONE,
		              .comment = "\"no\\answer\"\n" };
	struct score low = pages_score;
	struct archive_paper papers[] = { { &pages_paper, &none },
		                          { &pages_paper, &low } };
	struct json *j CLEANUP(json_freep) = NULL;
	const struct json *p;
	struct archive_edition e;

	(void)state;
	low.relevance = 2.1f;
	low.fallback = true;
	e = pages_of(papers, 2);
	j = write_json(&e);
	p = json_first(json_get(j, "papers"));
	assert_false(json_bool(p, "relevant", true));
	assert_null(json_get(p, "number"));
	assert_true(json_num(p, "relevance", -1) == 2.1);
	assert_true(json_bool(p, "fallback", false));
	p = json_next(p);
	assert_non_null(json_get(p, "relevance"));
	assert_false(json_is_num(json_get(p, "relevance")));
	assert_string_equal(json_str(p, "comment"), "\"no\\answer\"");
	assert_string_equal(json_str(p, "scorer"), "none");
}

static void json__may_be_empty(void **state)
{
	struct archive_edition e = pages_of(NULL, 0);
	struct json *j CLEANUP(json_freep) = write_json(&e);

	(void)state;
	assert_true(json_is_array(json_get(j, "papers")));
	assert_int_equal(json_len(json_get(j, "papers")), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(json__says_the_edition),
		cmocka_unit_test(json__says_the_paper),
		cmocka_unit_test(json__unscored_and_below),
		cmocka_unit_test(json__may_be_empty),
	};

	return cmocka_run_group_tests(tests, pages_setup, pages_teardown);
}
