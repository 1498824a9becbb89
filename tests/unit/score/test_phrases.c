#include "cmocka_all.h"

#include "room.h"
#include "score/score_phrases.h"

enum { N = 200 };

/* 0: in the title; 1: once in the abstract; 2: its words far apart; 3: in both;
 * the rest: something else. */
static void day(struct paper *papers)
{
	for (int i = 0; i < N; i++)
		papers[i] = PAPER("A model of streets",
		                  "We model streets and folding chairs in "
		                  "cities with deep networks.");
	papers[0] = PAPER("Protein folding revisited", "We look again.");
	papers[1] = PAPER("Another look", "We study how protein folding goes.");
	papers[2] = PAPER("A protein", "Chairs of a folding kind. Proteins.");
	papers[3] = PAPER("Protein Folding", "Of protein foldings we learn.");
}

static const struct score_found *found(const struct score_phrase *p,
                                       size_t paper)
{
	for (size_t i = 0; i < p->n_found; i++)
		if (p->found[i].paper == paper)
			return &p->found[i];
	return NULL;
}

static void phrases__rank_by_prominence(void **state)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 20);
	struct score_phrase p = { .text = "Protein Foldings" };
	struct paper papers[N];

	(void)state;
	day(papers);
	score_phrases(&p, 1, papers, N, NULL, arena);
	assert_int_equal(p.n_found, 3);
	assert_int_equal(p.found[0].paper, 0); /* in their order */
	assert_int_equal(p.found[2].paper, 3);
	assert_null(found(&p, 2));
	assert_true(found(&p, 3)->relevance > found(&p, 0)->relevance);
	assert_true(found(&p, 0)->relevance > found(&p, 1)->relevance);
	assert_true(found(&p, 0)->relevance >= 8.5f);
	assert_true(found(&p, 1)->relevance >= 6.5f);
	assert_true(found(&p, 3)->relevance <= 10);
}

/* What nearly every paper says tells nothing. */
static void phrases__common_words_stay_low(void **state)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 20);
	struct score_phrase p = { .text = "model" };
	struct paper papers[N];
	size_t high = 0;

	(void)state;
	day(papers);
	for (int i = 4; i < N; i++) /* all with something of its own */
		papers[i] = PAPER(i % 2 ? "A model" : "A street",
		                  i % 3 ? "The model." : "The model: a model.");
	score_phrases(&p, 1, papers, N, NULL, arena);
	assert_true(p.n_found > 150);
	for (size_t i = 0; i < p.n_found; i++)
		high += p.found[i].relevance >= 9.5f;
	assert_true(high < N / 2);
}

static void phrases__many_at_once_as_one_alone(void **state)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 20);
	struct score_phrase many[300], one = { .text = "protein folding" };
	struct paper papers[N];

	(void)state;
	day(papers);
	for (int i = 0; i < 300; i++)
		many[i].text = arena_printf(arena, "phrase%d chairs", i);
	many[7].text = many[200].text = one.text;
	score_phrases(&one, 1, papers, N, NULL, arena);
	score_phrases(many, 300, papers, N, NULL, arena);
	for (int i = 7; i < 300; i += 193) {
		assert_int_equal(many[i].n_found, one.n_found);
		for (size_t k = 0; k < one.n_found; k++)
			assert_float_equal(many[i].found[k].relevance,
			                   one.found[k].relevance, 1e-6);
	}
	assert_int_equal(many[8].n_found, 0);
}

static void phrases__take_anything(void **state)
{
	static const char *const texts[] = {
		"",         " ",     "the",           "\xff\xfe",
		"$\\frac{", "(((((", "a b c d e f g",
	};
	enum { TEXTS = sizeof(texts) / sizeof(*texts) };
	struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 20);
	struct score_phrase p[TEXTS];
	struct paper papers[N];

	(void)state;
	day(papers);
	for (int i = 0; i < TEXTS; i++)
		p[i].text = texts[i];
	score_phrases(p, TEXTS, papers, N, NULL, arena);
	for (int i = 0; i < TEXTS; i++)
		assert_int_equal(p[i].n_found, 0);
	score_phrases(p, TEXTS, NULL, 0, NULL, arena);
	score_phrases(NULL, 0, papers, N, NULL, arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(phrases__rank_by_prominence),
		cmocka_unit_test(phrases__common_words_stay_low),
		cmocka_unit_test(phrases__many_at_once_as_one_alone),
		cmocka_unit_test(phrases__take_anything),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
