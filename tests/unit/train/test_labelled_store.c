/* What the store's scores and its readers' judgements are worth as labels. */
#include "../store/state.h"
#include "labelled_store.h"
#include "store/store_inbox.h"
#include "store/store_subscriber.h"

enum { DATE = 20000, READERS = 6 };

static const struct topic topics[] = {
	{ .id = "moe", .name = "Mixture of Experts", .relevant = "" },
};

static const struct conf conf = {
	.topics = topics,
	.n_topics = 1,
	.scoring = { .relevance = 8, .novelty = 7 },
};

struct room {
	struct state *s;
	int64_t readers[READERS];
	struct paper *papers;
	size_t n;
};

static int64_t reader(struct state *s, int i)
{
	int64_t id;
	const char *address = arena_printf(s->arena, "r%d@example.org", i);

	assert_done(s, store_subscriber_add(s->store, address, "", 1, &id,
	                                    &s->err));
	return id;
}

/* A scored edition of n papers. */
static struct room edition_of(struct state *s, const struct score *scores,
                              size_t n, const char *scorer)
{
	struct room r = { .s = s };
	struct edition e = { .date = DATE, .relevance = 8, .novelty = 7 };

	snprintf(e.scorer, sizeof(e.scorer), "%s", scorer);
	for (int i = 0; i < READERS; i++)
		r.readers[i] = reader(s, i);
	assert_done(s, store_begin(s->store, &s->err));
	assert_done(s, store_edition_make(s->store, DATE, false, &s->err));
	for (size_t i = 0; i < n; i++)
		state_announce(s, DATE, DATE,
		               arena_printf(s->arena, "2601.%05zu", i + 1));
	assert_done(s, store_scanned(s->store, DATE, s->arena, &r.papers, &r.n,
	                             &s->err));
	assert_int_equal(r.n, n);
	assert_done(s, store_scores_put(s->store, DATE, r.papers, scores, n,
	                                topics, 1, &s->err));
	assert_done(s, store_edition_scored(s->store, &e, &s->err));
	assert_done(s, store_edition_advance(s->store, DATE, EDITION_SCORED, 0,
	                                     &s->err));
	assert_done(s, store_commit(s->store, &s->err));
	return r;
}

static void judge(struct room *r, size_t paper, int likes)
{
	for (int i = 0; i < abs(likes); i++)
		assert_done(r->s, store_judge(r->s->store, r->readers[i],
		                              r->papers[paper].row,
		                              likes > 0 ? 1 : -1, &r->s->err));
}

/* The label of a paper, in halves, for (+) or against (-); 0: none. */
static int label(const struct room *r, const struct train_day *days, size_t n,
                 size_t paper)
{
	for (size_t d = 0; d < n; d++)
		for (size_t i = 0; i < days[d].n; i++)
			if (days[d].papers[i].row == r->papers[paper].row)
				return days[d].halves[i] *
				       (days[d].selected[i] ? 1 : -1);
	return 0;
}

static struct score by_model(float relevance, float novelty)
{
	return (struct score){ .by = SCORE_BY_LLM,
		               .relevance = relevance,
		               .novelty = novelty,
		               .topic = { relevance },
		               .comment = "" };
}

static struct score by_lexical(float topic, bool fallback)
{
	return (struct score){ .by = SCORE_BY_LEXICAL,
		               .relevance = 9,
		               .novelty = 8,
		               .topic = { topic },
		               .fallback = fallback ? FALLBACK_SILENT
		                                    : FALLBACK_NONE,
		               .comment = "" };
}

/* One paper each: what the scorer said, readers' likes (+) or dislikes (-), and
 * the label in halves. */
static const struct {
	float relevance, novelty; /* of the model; 0: lexical */
	float topic;              /* of lexical */
	bool fallback;
	int votes, halves;
} cases[] = {
	{ 8, 7, 0, false, 0, 2 },
	{ 9, 7, 0, false, 0, 4 },
	{ 10, 9, 0, false, 0, 6 },
	{ 8, 6, 0, false, 0, -2 }, /* not new enough */
	{ 7, 9, 0, false, 0, -2 },
	{ 2, 2, 0, false, 0, -2 },
	{ 8, 7, 0, false, 1, 3 },
	{ 8, 7, 0, false, -1, 1 },
	{ 8, 7, 0, false, -2, 0 },
	{ 8, 7, 0, false, -3, -1 },
	{ 10, 7, 0, false, -6, 2 }, /* all votes together have a limit */
	{ 6, 6, 0, false, 3, 1 },
	{ 0, 0, 9, false, 0, -2 }, /* the prefilter was sure */
	{ 0, 0, 9, true, 0, 0 },   /* the fallback says nothing */
	{ 0, 0, 9, true, 2, 2 },
	{ 0, 0, 0, true, 2, 0 }, /* liked for something else than a topic */
};

enum { CASES = sizeof(cases) / sizeof(*cases) };

static void labels__of_scores_and_votes(void **state)
{
	struct state *s = *state;
	struct score scores[CASES];
	struct train_day *days;
	struct room r;
	size_t n, judged, want = 0;

	for (size_t i = 0; i < CASES; i++)
		scores[i] =
		        cases[i].relevance > 0
		                ? by_model(cases[i].relevance, cases[i].novelty)
		                : by_lexical(cases[i].topic, cases[i].fallback);
	r = edition_of(s, scores, CASES, "llm");
	for (size_t i = 0; i < CASES; i++) {
		judge(&r, i, cases[i].votes);
		want += cases[i].votes != 0;
	}
	assert_done(s, labelled_read_store(s->store, &conf, s->arena, &days, &n,
	                                   &judged, &s->err));
	assert_int_equal(n, 1);
	assert_string_equal(days[0].name, "2024-10-04");
	assert_int_equal(judged, want - 1);
	for (size_t i = 0; i < CASES; i++)
		if (label(&r, days, n, i) != cases[i].halves)
			fail_msg("case %zu: %d, not %d", i,
			         label(&r, days, n, i), cases[i].halves);
}

/* Of an edition that no model scored, only what was judged. */
static void labels__without_a_model(void **state)
{
	struct state *s = *state;
	const struct score scores[] = { by_lexical(9, false),
		                        by_lexical(9, false),
		                        by_lexical(9, false) };
	struct train_day *days;
	size_t n, judged;
	struct room r = edition_of(s, scores, 3, "lexical");

	assert_done(s, labelled_read_store(s->store, &conf, s->arena, &days, &n,
	                                   &judged, &s->err));
	assert_int_equal(n, 0);
	judge(&r, 0, 1);
	judge(&r, 1, -2);
	assert_done(s, labelled_read_store(s->store, &conf, s->arena, &days, &n,
	                                   &judged, &s->err));
	assert_int_equal(n, 1);
	assert_int_equal(judged, 2);
	assert_int_equal(label(&r, days, n, 0), 1);
	assert_int_equal(label(&r, days, n, 1), -2);
	assert_int_equal(label(&r, days, n, 2), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(labels__of_scores_and_votes,
		                                state_up, state_down),
		cmocka_unit_test_setup_teardown(labels__without_a_model,
		                                state_up, state_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
