/* The arithmetic of score_match.h, by hand. */
#include "cmocka_all.h"

#include <math.h>

#include "room.h"
#include "score/score_match.h"

/* One topic over n papers, the first of which is measured. */
static struct score_value value_of(const struct topic *topic,
                                   const struct paper *papers, size_t n,
                                   struct arena *arena)
{
	CLEANUP(score_vocab_freep) struct score_vocab *v = score_vocab_new();
	CLEANUP(score_query_freep)
	struct score_query *q = score_query_new(topic, 1, v);
	struct score_docs docs;
	struct score_match m;
	struct score_value value;

	score_docs_read(&docs, v, q, NULL, papers, n, NULL, 0, arena);
	score_match_init(&m, q, 1, &docs, arena);
	score_match_doc(&m, &docs.docs[0], &value, arena);
	return value;
}

static void doc__is_bm25(void **state)
{
	const struct topic topic = {
		.id = "x", .name = "Rice", .avoid = WORDS("husk"), .n_avoid = 1
	};
	const struct paper paper = PAPER("Rice", "Rice husk, old");
	CLEANUP(arena_freep) struct arena *arena = arena_new(1 << 24);
	struct score_value value = value_of(&topic, &paper, 1, arena);
	/* length 3 + 3 words, mean (6 + 100 * 155) / 101; df 1 + 100 / 50 */
	double mean = (6 + 15500) / 101., idf = log(1 + (101 - 3 + .5) / 3.5);
	double k = 2 * (.25 + .75 * 6 / mean), known = 3 / (3 + .202);

	(void)state;
	assert_float_equal(value.topics[0],
	                   (float)(3 * 4 / (4 + k) / sqrt(known)), 1e-4);
	assert_float_equal(value.match, value.topics[0], 1e-6);
	assert_float_equal(value.avoid, (float)(3 * 1 / (1 + k) * idf), 1e-4);
	assert_int_equal(value.matched, 1);
}

static void doc__is_not_told_by_what_every_paper_has(void **state)
{
	const struct topic topic = { .id = "x",
		                     .name = "Spiking Neural Network" };
	static struct paper papers[ROOM_MAX];
	CLEANUP(arena_freep) struct arena *arena = arena_new(1 << 26);

	(void)state;
	for (int i = 0; i < ROOM_MAX; i++)
		papers[i] = PAPER("A neural network", "");
	papers[0] = PAPER("A neural network", "");
	assert_int_equal(value_of(&topic, papers, ROOM_MAX, arena).matched, 0);
	papers[0] = PAPER("A spiking neural network", "");
	assert_int_equal(value_of(&topic, papers, ROOM_MAX, arena).matched, 1);
}

static void init__lets_no_unheard_keyword_thin_out_its_topic(void **state)
{
	const struct topic few = { .id = "x",
		                   .name = "Rice",
		                   .keywords = WORDS("paddy"),
		                   .n_keywords = 1 };
	const struct topic many = { .id = "x",
		                    .name = "Rice",
		                    .keywords =
		                            WORDS("paddy", "qqa qqb", "qqc qqd",
		                                  "qqe qqf", "qqg qqh"),
		                    .n_keywords = 5 };
	static struct paper papers[ROOM_MAX];
	CLEANUP(arena_freep) struct arena *arena = arena_new(1 << 26);

	(void)state;
	for (int i = 0; i < ROOM_MAX; i++)
		papers[i] = PAPER(i % 40 ? "Stone" : "Rice in a paddy", "");
	assert_true(value_of(&many, papers, ROOM_MAX, arena).match >
	            .5f * value_of(&few, papers, ROOM_MAX, arena).match);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(doc__is_bm25),
		cmocka_unit_test(doc__is_not_told_by_what_every_paper_has),
		cmocka_unit_test(
		        init__lets_no_unheard_keyword_thin_out_its_topic),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
