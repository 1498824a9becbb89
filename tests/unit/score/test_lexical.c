#include "cmocka_all.h"

#include "base/buf.h"
#include "room.h"

static const struct topic moe[] = {
	{ .id = "moe",
	  .name = "Mixture of Experts",
	  .aliases = WORDS("MoE"),
	  .n_aliases = 1,
	  .relevant = "Networks of which a router chooses a part.",
	  .keywords = WORDS("expert routing", "sparse experts",
	                    "conditional computation"),
	  .n_keywords = 3,
	  .avoid = WORDS("image segmentation", "survey"),
	  .n_avoid = 2 },
	{ .id = "quantization",
	  .name = "Quantization",
	  .keywords = WORDS("quantization", "low-bit weights"),
	  .n_keywords = 2 },
};

static const struct paper some[] = {
	{ .id = "2501.00001",
	  .title = "Mixture-of-Experts Routing Revisited",
	  .abstract = "We study how sparse experts share work.",
	  .categories = ml,
	  .n_categories = 1 },
	{ .id = "2501.00002",
	  .title = "Rounding Weights",
	  .abstract = "A new quantization keeps outliers apart.",
	  .categories = ml,
	  .n_categories = 1 },
	{ .id = "2501.00003",
	  .title = "The Cooking of Rice",
	  .abstract = "Water matters more than heat.",
	  .categories = ml,
	  .n_categories = 1 },
	{ .id = "2501.00004",
	  .title = "Sparse Experts for Image Segmentation: A Survey",
	  .abstract = "What was written so far.",
	  .categories = ml,
	  .n_categories = 1 },
};

static void run__ranks_and_names_topics(void **state)
{
	struct room r CLEANUP(room_deinit) = { 0 };

	(void)state;
	assert_int_equal(room_run(&r, moe, 2, some, 4, NULL), 0);
	for (int i = 0; i < 4; i++) {
		assert_int_equal(r.scores[i].by, SCORE_BY_LEXICAL);
		assert_false(r.scores[i].fallback);
		assert_true(r.scores[i].relevance >= 1);
		assert_true(r.scores[i].relevance <= 10);
		assert_true(r.scores[i].novelty >= 1);
	}
	assert_true(r.scores[0].relevance >= 8);
	assert_float_equal(r.scores[0].topic[0], r.scores[0].relevance, 1e-4);
	assert_true(r.scores[0].topic[1] == 0);
	assert_true(r.scores[1].topic[1] > 0 && r.scores[1].topic[0] == 0);
	assert_true(r.scores[2].relevance <= 3);
	assert_true(r.scores[2].topic[0] == 0 && r.scores[2].topic[1] == 0);
	assert_true(r.scores[3].relevance < r.scores[0].relevance);
}

static void run__says_why_in_the_authors_words(void **state)
{
	static const char *const comments[] = {
		"Mixture of Experts: Mixture-of-Experts Routing, in the "
		"title; sparse experts",
		"Quantization: quantization",
		"No topic's words occur",
		"Mixture of Experts: Sparse Experts, in the title. Against "
		"it: Image Segmentation, Survey, in the title",
	};
	struct room r CLEANUP(room_deinit) = { 0 };

	(void)state;
	room_run(&r, moe, 2, some, 4, NULL);
	for (int i = 0; i < 4; i++)
		assert_string_equal(r.scores[i].comment, comments[i]);
}

static void run__takes_one_paper_without_background(void **state)
{
	struct room good CLEANUP(room_deinit) = { 0 };
	struct room bad CLEANUP(room_deinit) = { 0 };

	(void)state;
	assert_int_equal(room_run(&good, moe, 2, some, 1, NULL), 0);
	assert_int_equal(room_run(&bad, moe, 2, some + 2, 1, NULL), 0);
	assert_true(good.scores[0].relevance >= 8);
	assert_true(bad.scores[0].relevance <= 3);
}

static void run__takes_no_papers(void **state)
{
	struct room r CLEANUP(room_deinit) = { 0 };

	(void)state;
	assert_int_equal(room_run(&r, moe, 2, NULL, 0, NULL), 0);
}

static void run__is_the_same_in_any_order(void **state)
{
	const struct paper turned[] = { some[3], some[2], some[1], some[0] };
	struct room a CLEANUP(room_deinit) = { 0 };
	struct room b CLEANUP(room_deinit) = { 0 };

	(void)state;
	room_run(&a, moe, 2, some, 4, NULL);
	room_run(&b, moe, 2, turned, 4, NULL);
	for (int i = 0; i < 4; i++)
		assert_float_equal(a.scores[i].relevance,
		                   b.scores[3 - i].relevance, 1e-4);
}

/* Nobody matches quantization in the batch; the background says how rare. */
static void run__ranks_among_the_background(void **state)
{
	static struct paper many[300];
	const struct score_background b = { many, 300 };
	struct room alone CLEANUP(room_deinit) = { 0 };
	struct room among CLEANUP(room_deinit) = { 0 };

	(void)state;
	for (int i = 0; i < 300; i++)
		many[i] = PAPER("Sparse experts and MoE",
		                "Expert routing, sparse experts, MoE.");
	room_run(&alone, moe, 2, some + 3, 1, NULL);
	room_run(&among, moe, 2, some + 3, 1, &b);
	assert_true(among.scores[0].relevance < alone.scores[0].relevance - 1);
}

/* A thousand mentions gain little over three. */
static void run__saturates_repetition(void **state)
{
	struct buf text CLEANUP(buf_deinit) = BUF(100000);
	struct paper papers[3];
	struct room r CLEANUP(room_deinit) = { 0 };

	(void)state;
	for (int i = 0; i < 1000; i++)
		buf_adds(&text, "mixture of experts ");
	papers[0] = PAPER("Cooking", "A pot of water cooks rice.");
	papers[1] = PAPER("Cooking", "A mixture of experts cooks rice. The "
	                             "mixture of experts eats. That is our "
	                             "mixture of experts.");
	papers[2] = PAPER("Cooking", buf_cstr(&text));
	room_run(&r, moe, 2, papers, 3, NULL);
	assert_true(r.scores[2].relevance - r.scores[1].relevance <
	            (r.scores[1].relevance - r.scores[0].relevance) / 4);
}

static void run__weighs_the_title_more(void **state)
{
	const struct paper papers[] = {
		PAPER("Quantization", "Rice grows in water all the year."),
		PAPER("Rice", "Quantization grows in water all the year."),
	};
	struct room r CLEANUP(room_deinit) = { 0 };

	(void)state;
	room_run(&r, moe, 2, papers, 2, NULL);
	assert_true(r.scores[0].relevance > r.scores[1].relevance);
}

static void run__lowers_what_the_topics_avoid(void **state)
{
	const struct paper papers[] = {
		PAPER("Rice", "Sparse experts for text summaries of all kind"),
		PAPER("Rice",
		      "Sparse experts for image segmentation, all kind"),
		PAPER("Rice",
		      "Sparse experts (for image and) segmentation all"),
	};
	struct room r CLEANUP(room_deinit) = { 0 };

	(void)state;
	room_run(&r, moe, 2, papers, 3, NULL);
	assert_true(r.scores[1].relevance < r.scores[0].relevance - .2f);
	assert_true(r.scores[2].relevance > r.scores[0].relevance - .1f);
}

static void run__quotes_the_title_first(void **state)
{
	const struct paper paper =
	        PAPER("On MoE", "Conditional computation, sparse experts.");
	struct room r CLEANUP(room_deinit) = { 0 };

	(void)state;
	room_run(&r, moe, 2, &paper, 1, NULL);
	assert_non_null(strstr(r.scores[0].comment, ": MoE, in the title; "));
	assert_non_null(strstr(r.scores[0].comment, "Conditional computation"));
}

static void run__leaves_a_paper_without_words_unscored(void **state)
{
	const struct paper papers[] = { PAPER("?!...", ""), some[0] };
	struct room r CLEANUP(room_deinit) = { 0 };

	(void)state;
	assert_int_equal(room_run(&r, moe, 2, papers, 2, NULL), 0);
	assert_int_equal(r.scores[0].by, SCORE_BY_NONE);
	assert_non_null(strstr(r.scores[0].comment, "words"));
	assert_int_equal(r.scores[1].by, SCORE_BY_LEXICAL);
}

enum { EARLIER = 400 };

/* A fifth of the earlier papers, or none, are about quantization; those tell
 * of outliers and of integers, too. */
static void fill_earlier(struct paper *papers, bool matching)
{
	for (int i = 0; i < EARLIER; i++)
		papers[i] = i % 5 == 0 && matching
		                    ? PAPER("Quantization for all",
		                            "Outliers and integers matter.")
		                    : PAPER("The cooking of rice",
		                            "Water matters more than heat.");
}

/* A paper with the words that go along with a topic's is found without those,
 * but never among the best; where no topic's words occur at all nothing is. */
static void run__learns_what_goes_along(void **state)
{
	static struct paper earlier[EARLIER];
	const struct score_background b = { earlier, EARLIER };
	const struct paper batch[] = {
		PAPER("Integers without outliers", "We remove outliers."),
		PAPER("The cooking of noodles", "Water matters."),
	};
	struct room with CLEANUP(room_deinit) = { 0 };
	struct room without CLEANUP(room_deinit) = { 0 };

	(void)state;
	fill_earlier(earlier, true);
	room_run(&with, moe, 2, batch, 2, &b);
	assert_true(with.scores[0].relevance > 5);
	assert_true(with.scores[0].relevance < 8);
	assert_string_equal(with.scores[0].comment,
	                    "No topic's words occur; often beside them: "
	                    "Integers, outliers");
	assert_true(with.scores[1].relevance < with.scores[0].relevance);
	fill_earlier(earlier, false);
	room_run(&without, moe, 2, batch, 2, &b);
	assert_true(without.scores[0].relevance <= 3);
}

static void run__works_without_keywords(void **state)
{
	const struct topic prose = { .id = "rice",
		                     .name = "Rice",
		                     .relevant = "Water, heat and grain." };
	struct room r CLEANUP(room_deinit) = { 0 };

	(void)state;
	room_run(&r, &prose, 1, some, 4, NULL);
	assert_true(r.scores[2].topic[0] > r.scores[0].topic[0]);
	assert_true(r.scores[2].relevance >= 8);
}

static void new__refuses_too_many_topics(void **state)
{
	static struct topic many[TOPICS_MAX + 1];
	struct err err = { "" };

	(void)state;
	assert_null(scorer_lexical_new(many, TOPICS_MAX + 1, "", &err));
	assert_non_null(strstr(err.msg, "65"));
}

static void new__is_zero_shot_where_the_weights_are_absent(void **state)
{
	struct err err = { "" };
	CLEANUP(scorer_freep)
	struct scorer *s =
	        scorer_lexical_new(moe, 2, "/nonexistent/lexical.tsv", &err);

	(void)state;
	assert_non_null(s);
	assert_int_equal(scorer_kind(s), SCORE_BY_LEXICAL);
	scorer_free(NULL);
}

static void run__finds_phrases_without_spaces(void **state)
{
	const struct topic topic = { .id = "moe",
		                     .name = "混合专家",
		                     .keywords = WORDS("稀疏路由"),
		                     .n_keywords = 1 };
	const struct paper papers[] = {
		PAPER("大模型的混合专家层", "我们研究稀疏路由。"),
		PAPER("非洲的大象", "我们研究大象。"),
	};
	struct room r CLEANUP(room_deinit) = { 0 };

	(void)state;
	assert_int_equal(room_run(&r, &topic, 1, papers, 2, NULL), 0);
	assert_true(r.scores[0].topic[0] >= 8);
	assert_string_equal(r.scores[0].comment,
	                    "混合专家: 混合专家, in the title; 稀疏路由");
	assert_float_equal(r.scores[1].topic[0], 0, 0);
}

/* Topics far from machine learning, in a feed that is half of it: neither the
 * prior by category nor anything else of the shipped topics may get in. */
static void run__works_for_other_subjects(void **state)
{
	const struct topic far[] = {
		{ .id = "topological",
		  .name = "Topological Matter",
		  .relevant = "Electrons whose bands have a topology.",
		  .keywords = WORDS("topological insulator", "Majorana",
		                    "Weyl semimetal", "quantum Hall effect",
		                    "edge states", "Chern number"),
		  .n_keywords = 6,
		  .avoid = WORDS("photonic crystal"),
		  .n_avoid = 1 },
		{ .id = "causal",
		  .name = "Causal Econometrics",
		  .keywords = WORDS("instrumental variables",
		                    "difference-in-differences",
		                    "regression discontinuity",
		                    "treatment effect", "panel data"),
		  .n_keywords = 5 },
	};
	static const char *const cond[] = { "cond-mat.mes-hall" };
	static const char *const econ[] = { "econ.EM" };
	struct paper papers[40];
	struct room r CLEANUP(room_deinit) = { 0 };

	(void)state;
	for (int i = 0; i < 40; i++)
		papers[i] = PAPER("Learning with Deep Networks",
		                  "We train a large network on more data and "
		                  "obtain good accuracy.");
	papers[5] = PAPER("Edge States of a Weyl Semimetal",
	                  "Transport in a topological insulator.");
	papers[5].categories = cond;
	papers[6] = PAPER("Wages after the Reform",
	                  "A regression discontinuity in panel data.");
	papers[6].categories = econ;
	papers[7] = PAPER("Sound in Glass", "Phonons scatter at defects.");
	papers[7].categories = cond;
	room_run(&r, far, 2, papers, 40, NULL);
	for (int i = 0; i < 40; i++) {
		if (i == 5 || i == 6) {
			assert_true(r.scores[i].relevance >= 8);
			assert_true(r.scores[i].topic[i - 5] >= 8);
			assert_true(r.scores[i].topic[6 - i] == 0);
		} else {
			assert_true(r.scores[i].relevance <= 3);
		}
	}
	assert_non_null(strstr(r.scores[6].comment, "panel data"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(run__ranks_and_names_topics),
		cmocka_unit_test(run__says_why_in_the_authors_words),
		cmocka_unit_test(run__takes_one_paper_without_background),
		cmocka_unit_test(run__takes_no_papers),
		cmocka_unit_test(run__is_the_same_in_any_order),
		cmocka_unit_test(run__ranks_among_the_background),
		cmocka_unit_test(run__saturates_repetition),
		cmocka_unit_test(run__weighs_the_title_more),
		cmocka_unit_test(run__lowers_what_the_topics_avoid),
		cmocka_unit_test(run__quotes_the_title_first),
		cmocka_unit_test(run__leaves_a_paper_without_words_unscored),
		cmocka_unit_test(run__learns_what_goes_along),
		cmocka_unit_test(run__works_without_keywords),
		cmocka_unit_test(new__refuses_too_many_topics),
		cmocka_unit_test(
		        new__is_zero_shot_where_the_weights_are_absent),
		cmocka_unit_test(run__finds_phrases_without_spaces),
		cmocka_unit_test(run__works_for_other_subjects),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
