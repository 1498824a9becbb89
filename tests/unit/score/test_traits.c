#include "cmocka_all.h"

#include "score/score_traits.h"

static const char *const categories[] = { "cs.LG", "stat.ML", "68T05, 62",
	                                  "stat.ML" };

struct room {
	struct score_vocab *v;
	struct score_traits *t;
};

static int set_up(void **state)
{
	static struct room r;

	r.v = score_vocab_new();
	r.t = score_traits_new(r.v);
	*state = &r;
	return 0;
}

static int tear_down(void **state)
{
	struct room *r = *state;

	score_traits_free(r->t);
	score_vocab_free(r->v);
	return 0;
}

static size_t count(struct room *r, bool grow, const struct score_count **out)
{
	const struct paper p = { .categories = categories,
		                 .n_categories = 4,
		                 .announce = ANNOUNCE_CROSS };
	struct score_text text CLEANUP(score_text_deinit) = { 0 };

	score_traits_begin(r->t, grow);
	score_text_read(&text, r->v, STR("Sparse experts"));
	score_traits_text(r->t, PART_TITLE, text.words, text.n);
	score_text_read(&text, r->v, STR("Experts, experts! Routing experts."));
	score_traits_text(r->t, PART_ABSTRACT, text.words, text.n);
	score_traits_announcement(r->t, &p);
	return score_traits_end(r->t, out);
}

/* How often the trait of that name was counted; -1: it is not among them. */
static float tf(struct room *r, const char *name,
                const struct score_count *counts, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct buf b CLEANUP(buf_deinit) = BUF(200);

		score_traits_name(r->t, counts[i].trait, &b);
		if (!strcmp(buf_cstr(&b), name))
			return counts[i].tf;
	}
	return -1;
}

static const struct {
	const char *name;
	float tf;
} expected[] = {
	{ "t:spars", 2 },         { "t:expert", 2 }, { "t:spars expert", 2 },
	{ "a:expert", 3 },        { "a:rout", 1 },   { "a:rout expert", 1 },
	{ "a:expert expert", 1 }, { "p:cs.LG", 1 },  { "c:stat.ML", 2 },
	{ "n:cross", 1 },
};
enum { N_EXPECTED = sizeof(expected) / sizeof(*expected) };

static void count__named_traits(void **state)
{
	const struct score_count *counts;
	size_t n = count(*state, true, &counts);

	assert_int_equal(n, N_EXPECTED);
	for (int i = 0; i < N_EXPECTED; i++)
		assert_float_equal(tf(*state, expected[i].name, counts, n),
		                   expected[i].tf, 0);
	/* The scratch is clean after a paper. */
	assert_int_equal(count(*state, true, &counts), N_EXPECTED);
	assert_float_equal(tf(*state, "a:expert", counts, n), 3, 0);
}

static void count__only_what_is_known(void **state)
{
	struct room *r = *state;
	const struct score_count *counts;
	size_t n;

	score_traits_add(r->t, STR("a:rout expert"));
	score_traits_add(r->t, STR("c:stat.ML"));
	score_traits_add(r->t, STR("t:never"));
	n = count(r, false, &counts);
	assert_int_equal(n, 2);
	assert_int_equal(score_traits_count(r->t), 3);
	assert_float_equal(tf(r, "a:rout expert", counts, n), 1, 0);
	assert_float_equal(tf(r, "c:stat.ML", counts, n), 2, 0);
}

static void add__gives_a_number_once(void **state)
{
	struct room *r = *state;

	assert_int_equal(score_traits_add(r->t, STR("a:expert")), 0);
	assert_int_equal(score_traits_add(r->t, STR("t:expert")), 1);
	assert_int_equal(score_traits_add(r->t, STR("a:expert")), 0);
	assert_int_equal(score_traits_find(r->t, PART_TITLE,
	                                   score_vocab_add(r->v, STR("expert")),
	                                   -1),
	                 1);
	assert_int_equal(score_traits_find(r->t, PART_TITLE,
	                                   score_vocab_add(r->v, STR("novel")),
	                                   -1),
	                 -1);
}

static void add__refuses_what_is_no_name(void **state)
{
	static const char *const bad[] = {
		"",
		"a",
		"a:",
		"expert",
		"x:moe",
		"a:one two ",
		"a: two",
		"a:one two three",
		"a:o\tn",
		"p:cs LG",
		"c:68T05, 62",
		"n:\xc3\xa9",
		"a;moe",
		"a:\x7f",
		"p:0123456789012345678901234567890123",
	};
	struct room *r = *state;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		if (score_traits_add(r->t, str_of(bad[i])) != -1)
			fail_msg("\"%s\"", bad[i]);
	assert_int_equal(score_traits_count(r->t), 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(count__named_traits),
		TEST(count__only_what_is_known),
		TEST(add__gives_a_number_once),
		TEST(add__refuses_what_is_no_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
