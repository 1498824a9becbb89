#include "cmocka_all.h"

#include "room.h"
#include "score/score_taste.h"

enum { N = 60 };

/* Every third paper is about proteins, every third about routers, the rest
 * about streets; each has a word of its own. */
static struct score_taste *taste(struct arena *arena)
{
	static const char *const texts[] = { "protein folding energy residue",
		                             "router expert gate sparse",
		                             "street camera car lamp" };
	struct paper papers[N];

	for (int i = 0; i < N; i++)
		papers[i] =
		        PAPER(arena_printf(arena, "word%d", i), texts[i % 3]);
	return score_taste_new(papers, N);
}

static void shift__follows_a_narrow_taste(void **state)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 20);
	CLEANUP(score_taste_freep) struct score_taste *t = taste(arena);
	const struct score_judgement few[] = { { 0, true },
		                               { 3, true },
		                               { 1, false } };
	const struct score_judgement more[] = { { 0, true },  { 3, true },
		                                { 6, true },  { 9, true },
		                                { 1, false }, { 4, false },
		                                { 7, false } };
	float out[N], less[N];

	(void)state;
	score_taste_shift(t, few, 3, 0, N, less);
	score_taste_shift(t, more, 7, 0, N, out);
	for (int i = 12; i < N; i += 3) {
		assert_true(out[i] > .5f); /* proteins */
		assert_true(out[i + 1] < -.1f);
		assert_true(out[i + 2] < .1f && out[i + 2] > -.1f);
		assert_true(out[i] > less[i]); /* more is surer */
		assert_true(out[i] <= SCORE_TASTE_MOST);
	}
}

static void shift__leaves_a_broad_taste_alone(void **state)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 20);
	CLEANUP(score_taste_freep) struct score_taste *t = taste(arena);
	const struct score_judgement all[] = { { 0, true },  { 1, true },
		                               { 2, true },  { 3, false },
		                               { 4, false }, { 5, false } };
	float out[N];

	(void)state;
	score_taste_shift(t, all, 6, 0, N, out);
	for (int i = 0; i < N; i++)
		assert_float_equal(out[i], 0, 1e-6);
}

static void shift__nothing_judged_nothing_moved(void **state)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 20);
	CLEANUP(score_taste_freep) struct score_taste *t = taste(arena);
	CLEANUP(score_taste_freep)
	struct score_taste *none = score_taste_new(NULL, 0);
	const struct score_judgement dislike[] = { { 0, false } };
	float out[N];

	(void)state;
	score_taste_shift(t, NULL, 0, 0, N, out);
	for (int i = 0; i < N; i++)
		assert_float_equal(out[i], 0, 0);
	score_taste_shift(t, dislike, 1, 0, N, out);
	assert_true(out[3] < 0);
	assert_true(out[1] <= 0 && out[1] > -.01f);
	score_taste_shift(none, NULL, 0, 0, 0, NULL);
}

/* A part of the papers: the day's, behind those that were judged. */
static void shift__of_some_papers(void **state)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 20);
	CLEANUP(score_taste_freep) struct score_taste *t = taste(arena);
	const struct score_judgement like[] = { { 0, true }, { 3, true } };
	float all[N], some[10];

	(void)state;
	score_taste_shift(t, like, 2, 0, N, all);
	score_taste_shift(t, like, 2, 30, 10, some);
	for (int i = 0; i < 10; i++)
		assert_float_equal(some[i], all[30 + i], 0);
	assert_true(some[0] > 0);
}

static void new__takes_anything(void **state)
{
	static char longest[100000];
	const struct paper papers[] = {
		PAPER("", ""),
		PAPER("\xff\xfe $\\frac{", "{{{{"),
		PAPER(longest, longest),
	};
	const struct score_judgement like[] = { { 0, true },
		                                { 1, true },
		                                { 2, true } };
	float out[3];

	(void)state;
	memset(longest, 'x', sizeof(longest) - 1);
	CLEANUP(score_taste_freep)
	struct score_taste *t = score_taste_new(papers, 3);
	score_taste_shift(t, like, 3, 0, 3, out);
	for (int i = 0; i < 3; i++)
		assert_true(out[i] >= -SCORE_TASTE_MOST &&
		            out[i] <= SCORE_TASTE_MOST);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shift__follows_a_narrow_taste),
		cmocka_unit_test(shift__leaves_a_broad_taste_alone),
		cmocka_unit_test(shift__nothing_judged_nothing_moved),
		cmocka_unit_test(shift__of_some_papers),
		cmocka_unit_test(new__takes_anything),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
