#include "state.h"

enum { DAY = 20000 };

static struct edition edition_of(struct state *s, int date)
{
	struct edition e = { 0 };

	assert_int_equal(0, store_edition(s->store, date, &e, &s->err));
	return e;
}

static void make(struct state *s, int date)
{
	assert_done(s, store_edition_make(s->store, date, false, &s->err));
}

static void announce__once_a_document_and_date(void **in)
{
	struct state *s = *in;

	make(s, DAY);
	assert_int_equal(0, state_announce(s, DAY, DAY, "2504.00001"));
	assert_int_equal(1, state_announce(s, DAY, DAY, "2504.00001"));
	assert_int_equal(1, edition_of(s, DAY).sum.scanned);
}

static void announce__duplicate_within_an_edition(void **in)
{
	struct state *s = *in;
	struct paper p = state_paper("2504.00001");
	struct store_announcement a = { .edition = DAY,
		                        .source = "https://other",
		                        .date = DAY,
		                        .key = "k",
		                        .paper = &p };
	const char *const *reasons;
	size_t n;

	make(s, DAY);
	assert_int_equal(0, state_announce(s, DAY, DAY, "2504.00001"));
	assert_int_equal(0, store_announce(s->store, &a, &s->err));
	assert_int_equal(1, edition_of(s, DAY).sum.scanned);
	assert_int_equal(1, edition_of(s, DAY).sum.skipped);
	assert_done(s, store_skipped(s->store, DAY, s->arena, &reasons, &n,
	                             &s->err));
	assert_int_equal(1, n);
	assert_string_equal("1 duplicate", reasons[0]);
}

static void announce__seen_in_an_earlier_edition(void **in)
{
	struct state *s = *in;
	const char *const *reasons;
	size_t n;

	make(s, DAY);
	make(s, DAY + 1);
	assert_int_equal(0, state_announce(s, DAY, DAY, "2504.00001"));
	assert_int_equal(0, state_announce(s, DAY + 1, DAY + 1, "2504.00001"));
	assert_int_equal(0, edition_of(s, DAY + 1).sum.scanned);
	assert_done(s, store_skipped(s->store, DAY + 1, s->arena, &reasons, &n,
	                             &s->err));
	assert_string_equal("1 seen on 2024-10-04", reasons[0]);
}

/* A skipped announcement does not count as having brought the paper. */
static void announce__skipped_before_is_fresh(void **in)
{
	struct state *s = *in;
	struct paper p = state_paper("2504.00001");
	struct store_announcement a = { .edition = DAY,
		                        .source = "https://feed",
		                        .date = DAY,
		                        .key = "k",
		                        .paper = &p,
		                        .skip = "announce type replace" };

	make(s, DAY);
	make(s, DAY + 1);
	assert_int_equal(0, store_announce(s->store, &a, &s->err));
	assert_int_equal(0, state_announce(s, DAY + 1, DAY + 1, "2504.00001"));
	assert_int_equal(1, edition_of(s, DAY + 1).sum.scanned);
}

static void waiting__goes_to_the_next_edition(void **in)
{
	struct state *s = *in;
	int n;

	assert_int_equal(0, state_announce(s, DATE_NONE, DAY, "2504.00001"));
	assert_int_equal(0, state_announce(s, DATE_NONE, DAY, "2504.00002"));
	assert_done(s, store_waiting(s->store, &n, &s->err));
	assert_int_equal(2, n);
	make(s, DAY + 1);
	assert_done(s, store_adopt_waiting(s->store, DAY + 1, &s->err));
	assert_int_equal(2, edition_of(s, DAY + 1).sum.scanned);
	assert_int_equal(2, edition_of(s, DAY + 1).sum.announced);
	assert_done(s, store_waiting(s->store, &n, &s->err));
	assert_int_equal(0, n);
}

/* The same day from another source; another day is another matter. */
static void waiting__is_what_nobody_had(void **in)
{
	struct state *s = *in;
	struct paper p = state_paper("2504.00001");
	struct store_announcement a = { .edition = DATE_NONE,
		                        .source = "https://elsewhere",
		                        .date = DAY,
		                        .key = p.id,
		                        .paper = &p };
	int n;

	make(s, DAY);
	assert_int_equal(0, state_announce(s, DAY, DAY, p.id));
	assert_int_equal(0, state_announce(s, DATE_NONE, DAY, "2504.00002"));
	assert_int_equal(1, store_announce(s->store, &a, &s->err));
	a.key = "2504.00002";
	assert_int_equal(1, store_announce(s->store, &a, &s->err));
	a.date = DAY + 1;
	assert_int_equal(0, store_announce(s->store, &a, &s->err));
	assert_done(s, store_waiting(s->store, &n, &s->err));
	assert_int_equal(2, n);
}

static void papers__come_back_as_they_went(void **in)
{
	struct state *s = *in;
	struct paper *papers;
	size_t n;

	make(s, DAY);
	state_announce(s, DAY, DAY, "2504.00002");
	state_announce(s, DAY, DAY, "2504.00001");
	assert_done(s, store_scanned(s->store, DAY, s->arena, &papers, &n,
	                             &s->err));
	assert_int_equal(2, n);
	assert_string_equal("2504.00002", papers[0].id);
	assert_string_equal("A title", papers[0].title);
	assert_int_equal(2, papers[0].n_authors);
	assert_string_equal("Bo Sample", papers[0].authors[1]);
	assert_int_equal(2, papers[0].n_categories);
	assert_string_equal("cs.LG", papers[0].categories[0]);
	assert_int_equal(ANNOUNCE_NEW, papers[0].announce);
}

static void paper__without_authors(void **in)
{
	struct state *s = *in;
	struct paper p = state_paper("2504.00003"), back;
	int64_t row;

	p.n_authors = 0;
	assert_done(s, store_paper_put(s->store, &p, &row, &s->err));
	assert_done(s, store_paper(s->store, row, s->arena, &back, &s->err));
	assert_int_equal(0, back.n_authors);
}

static const struct topic topics[] = { { .id = "moe", .name = "MoE" },
	                               { .id = "llm", .name = "LLM" } };

static void scores__sum_and_topics(void **in)
{
	struct state *s = *in;
	struct edition e = { .date = DAY, .relevance = 8, .novelty = 7 };
	struct score scores[3] = {
		{ .by = SCORE_BY_LEXICAL, .relevance = 8, .novelty = 7,
		  .topic = { 8.5f, 0 }, .comment = "why" },
		{ .by = SCORE_BY_LEXICAL, .relevance = 9, .novelty = 6,
		  .comment = "" },
		{ .by = SCORE_BY_NONE, .comment = "no words" },
	}, back[3];
	struct paper *papers;
	size_t n;

	make(s, DAY);
	state_announce(s, DAY, DAY, "2504.00001");
	state_announce(s, DAY, DAY, "2504.00002");
	state_announce(s, DAY, DAY, "2504.00003");
	assert_done(s, store_scanned(s->store, DAY, s->arena, &papers, &n,
	                             &s->err));
	assert_done(s, store_scores_put(s->store, DAY, papers, scores, n,
	                                topics, 2, &s->err));
	assert_done(s, store_edition_scored(s->store, &e, &s->err));
	e = edition_of(s, DAY);
	assert_int_equal(1, e.sum.relevant);
	assert_int_equal(1, e.sum.below);
	assert_int_equal(1, e.sum.unscored);
	assert_int_equal(e.sum.scanned,
	                 e.sum.relevant + e.sum.below + e.sum.unscored);
	/* The config's order of topics may have changed since. */
	assert_done(s, store_scores(s->store, DAY, papers, n,
	                            (struct topic[]){ topics[1], topics[0] }, 2,
	                            s->arena, back, &s->err));
	assert_true(back[0].topic[1] > 8.4f && back[0].topic[1] < 8.6f);
	assert_true(back[0].topic[0] == 0);
	assert_string_equal("why", back[0].comment);
	assert_int_equal(SCORE_BY_NONE, back[2].by);
}

static void edition_find__finished_and_not(void **in)
{
	struct state *s = *in;
	int date;

	assert_int_equal(1,
	                 store_edition_find(s->store, EDITION_NEWEST_FINISHED,
	                                    &date, &s->err));
	make(s, DAY);
	make(s, DAY + 1);
	assert_done(s, store_edition_advance(s->store, DAY, EDITION_QUEUED, 5,
	                                     &s->err));
	assert_int_equal(0,
	                 store_edition_find(s->store, EDITION_NEWEST_FINISHED,
	                                    &date, &s->err));
	assert_int_equal(DAY, date);
	assert_int_equal(0,
	                 store_edition_find(s->store, EDITION_OLDEST_UNFINISHED,
	                                    &date, &s->err));
	assert_int_equal(DAY + 1, date);
	/* never backwards */
	assert_done(s, store_edition_advance(s->store, DAY, EDITION_SCORED, 6,
	                                     &s->err));
	assert_int_equal(EDITION_QUEUED, edition_of(s, DAY).state);
	assert_int_equal(5, edition_of(s, DAY).finished);
}

static void source__remembers(void **in)
{
	struct state *s = *in;
	struct store_source put = { "https://a", "\"e\"", "then", DAY, 7, "" };
	struct store_source got;

	assert_int_equal(1, store_source(s->store, "https://a", s->arena, &got,
	                                 &s->err));
	assert_int_equal(DATE_NONE, got.date);
	assert_done(s, store_source_put(s->store, &put, &s->err));
	assert_done(s, store_source_failed(s->store, "https://a", 9, "gone",
	                                   &s->err));
	assert_int_equal(0, store_source(s->store, "https://a", s->arena, &got,
	                                 &s->err));
	assert_string_equal("\"e\"", got.etag); /* what was known stays */
	assert_int_equal(DAY, got.date);
	assert_string_equal("gone", got.error);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, state_up, state_down)
		TEST(announce__once_a_document_and_date),
		TEST(announce__duplicate_within_an_edition),
		TEST(announce__seen_in_an_earlier_edition),
		TEST(announce__skipped_before_is_fresh),
		TEST(waiting__goes_to_the_next_edition),
		TEST(waiting__is_what_nobody_had),
		TEST(papers__come_back_as_they_went),
		TEST(paper__without_authors),
		TEST(scores__sum_and_topics),
		TEST(edition_find__finished_and_not),
		TEST(source__remembers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
