/* The lexical scorer with trained weights. */
#include "cmocka_all.h"

#include "room.h"

static const struct topic topics[] = {
	{ .id = "moe",
	  .name = "Mixture of Experts",
	  .relevant = "",
	  .keywords = WORDS("mixture of experts", "MoE"),
	  .n_keywords = 2 },
	{ .id = "prune",
	  .name = "Pruning",
	  .relevant = "",
	  .keywords = WORDS("pruning"),
	  .n_keywords = 1 },
};

#define WEIGHTS(topics_)                                                      \
	"digestd-weights\t1\ntopics\t" topics_ "\nbias\t-1\nmean\t0\nsd\t1\n" \
	"unit\t9\nterms\t4\n127\tt:hypernetwork\n127\ta:doubl descent\n"      \
	"-127\ta:cloud\n70\tt:mixtur\n"

/* The weights alone tell papers 1 (likes), 2 (keyword) and 3 (dislikes). */
static void score(struct room *r, struct str weights)
{
	struct paper papers[ROOM_MAX];
	struct err err = { "" };
	CLEANUP(scorer_freep)
	struct scorer *s = scorer_lexical_of(topics, 2, weights, "w", &err);

	assert_non_null(s);
	for (int i = 0; i < ROOM_MAX; i++)
		papers[i] = PAPER("Learning with deep networks",
		                  "We train on more data than before.");
	papers[1] =
	        PAPER("A hypernetwork", "We see double descent, and study it.");
	papers[2] = PAPER("A mixture of experts", "We add some pruning.");
	papers[3] = PAPER("Deployment", "A cloud service, in the cloud.");
	if (!r->arena)
		r->arena = arena_new(1 << 26);
	assert_int_equal(scorer_run(s, papers, ROOM_MAX, NULL, r->arena,
	                            r->scores, &err),
	                 0);
}

static void run__without_weights(void **state)
{
	struct room r CLEANUP(room_deinit) = { 0 };

	(void)state;
	score(&r, (struct str){ NULL, 0 });
	assert_true(r.scores[1].relevance < 3.2F);
	assert_true(r.scores[2].relevance >= 8);
	assert_null(strstr(r.scores[1].comment, "earlier picks"));
}

static void run__weights_for_these_topics_lead(void **state)
{
	struct room r CLEANUP(room_deinit) = { 0 };

	(void)state;
	score(&r, STR(WEIGHTS("prune moe")));
	assert_true(r.scores[1].relevance >= 9);
	assert_true(r.scores[1].relevance > r.scores[2].relevance);
	assert_true(r.scores[2].relevance > r.scores[0].relevance);
	assert_true(r.scores[3].relevance < r.scores[0].relevance);
	assert_true(r.scores[2].topic[0] >= r.scores[2].topic[1]);
	assert_true(r.scores[2].topic[1] > 0);
}

static void run__says_what_the_weights_like(void **state)
{
	struct room r CLEANUP(room_deinit) = { 0 };

	(void)state;
	score(&r, STR(WEIGHTS("prune moe")));
	assert_string_equal(r.scores[1].comment,
	                    "No topic's words occur. Like earlier picks: "
	                    "hypernetwork, double descent");
	assert_string_equal(r.scores[3].comment,
	                    "No topic's words occur. Unlike earlier picks: "
	                    "cloud");
	/* What the topic's words say already is not said again. */
	assert_non_null(strstr(r.scores[2].comment, "Mixture of Experts: "));
	assert_null(strstr(r.scores[2].comment, "earlier picks"));
}

/* Weights for one of two topics add something, and lift nothing that no topic
 * asks for. */
static void run__weights_for_some_of_the_topics_help(void **state)
{
	struct room with CLEANUP(room_deinit) = { 0 };

	(void)state;
	score(&with, STR(WEIGHTS("moe gone")));
	assert_true(with.scores[1].relevance < 3.2F);
	assert_true(with.scores[3].relevance < with.scores[0].relevance);
}

static void run__weights_for_other_topics_do_nothing(void **state)
{
	struct room with CLEANUP(room_deinit) = { 0 };
	struct room without CLEANUP(room_deinit) = { 0 };

	(void)state;
	score(&with, STR(WEIGHTS("condensed-matter")));
	score(&without, (struct str){ NULL, 0 });
	for (int i = 0; i < 4; i++) {
		assert_float_equal(with.scores[i].relevance,
		                   without.scores[i].relevance, 0);
		assert_string_equal(with.scores[i].comment,
		                    without.scores[i].comment);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(run__without_weights),
		cmocka_unit_test(run__weights_for_these_topics_lead),
		cmocka_unit_test(run__says_what_the_weights_like),
		cmocka_unit_test(run__weights_for_some_of_the_topics_help),
		cmocka_unit_test(run__weights_for_other_topics_do_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
