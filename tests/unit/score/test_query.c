#include "cmocka_all.h"

#include "score/score_query.h"

static const char *const routing_keywords[] = { "expert routing",
	                                        "mixture of sparse experts",
	                                        "gating" };
static const char *const routing_aliases[] = { "MoE" };
static const char *const protein_avoid[] = { "gating", "gene therapy",
	                                     "assay" };

static const struct topic topics[] = {
	{ .id = "routing",
	  .name = "Conditional Computation",
	  .aliases = routing_aliases,
	  .n_aliases = 1,
	  .relevant = "How tokens find their expert, gating too.",
	  .keywords = routing_keywords,
	  .n_keywords = 3 },
	{ .id = "protein",
	  .name = "Proteins",
	  .relevant = "Folding of chains.",
	  .avoid = protein_avoid,
	  .n_avoid = 3 },
};

struct room {
	struct score_vocab *v;
	struct score_query *q;
};

static int set_up(void **state)
{
	static struct room room;

	room.v = score_vocab_new();
	room.q = score_query_new(topics, 2, room.v);
	*state = &room;
	return 0;
}

static int tear_down(void **state)
{
	struct room *room = *state;

	score_query_free(room->q);
	score_vocab_free(room->v);
	return 0;
}

/* The term for a word or two, NULL when the query has none. */
static const struct score_term *term(const struct room *room, const char *words)
{
	struct score_text t CLEANUP(score_text_deinit) = { 0 };
	int n;

	score_text_read(&t, room->v, str_of(words));
	assert_in_range(t.n, 1, 2);
	n = t.n == 1 ? score_query_word(room->q, t.words[0].stem)
	             : score_query_bigram(room->q, t.words[0].stem,
	                                  t.words[1].stem);
	return n < 0 ? NULL : score_query_term(room->q, n);
}

static void new__weighs_terms(void **state)
{
	static const struct {
		const char *words;
		double q;
		bool own;
	} cases[] = {
		{ "moe", 1, true },             /* alias */
		{ "gating", 1, true },          /* keyword, also in the prose */
		{ "expert routing", 1, true },  /* m = 2: 1/(m-1) */
		{ "sparse experts", .5, true }, /* m = 3 */
		{ "mixture sparse", .5, true },
		{ "sparse", .1, false },                /* .3/m */
		{ "routing", .15, false },              /* .3/m */
		{ "expert", .5, false },                /* prose beats .3/m */
		{ "tokens", .5, false },                /* prose */
		{ "conditional computation", 1, true }, /* name */
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct score_term *t = term(*state, cases[i].words);

		assert_non_null(t);
		assert_int_equal(t->n_weights, 1);
		assert_int_equal(t->weights[0].topic, 0);
		assert_float_equal(t->weights[0].q, cases[i].q, 1e-6);
		assert_int_equal(t->weights[0].own, cases[i].own);
	}
	assert_null(term(*state, "unheard"));
	assert_null(term(*state, "routing expert"));
	assert_null(term(*state, "tokens find"));
}

static void new__avoids_phrases_as_bigrams_and_never_own_words(void **state)
{
	assert_float_equal(term(*state, "assay")->avoid, 1, 1e-6);
	assert_float_equal(term(*state, "gene therapy")->avoid, 1, 1e-6);
	assert_null(term(*state, "therapy"));
	assert_float_equal(term(*state, "gating")->avoid, 0, 1e-6);
}

static void new__takes_prose_for_keywords_where_there_are_none(void **state)
{
	assert_true(term(*state, "folding")->weights[0].own);
}

static void new__takes_no_topics_at_all(void **state)
{
	const struct room *room = *state;
	CLEANUP(score_query_freep)
	struct score_query *q = score_query_new(NULL, 0, room->v);

	assert_int_equal(score_query_count(q), 0);
	assert_int_equal(score_query_word(q, 0), -1);
	assert_int_equal(score_query_bigram(q, 0, 1), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(new__weighs_terms, set_up,
		                                tear_down),
		cmocka_unit_test_setup_teardown(
		        new__avoids_phrases_as_bigrams_and_never_own_words,
		        set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		        new__takes_prose_for_keywords_where_there_are_none,
		        set_up, tear_down),
		cmocka_unit_test_setup_teardown(new__takes_no_topics_at_all,
		                                set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
