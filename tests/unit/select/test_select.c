#include "cmocka_all.h"

#include <stdio.h>

#include "base/buf.h"
#include "base/cleanup.h"
#include "select/select.h"

enum { MOE, RL, BIO, N_TOPICS };

static const struct topic topics[N_TOPICS] = {
	{ .id = "moe", .name = "MoE" },
	{ .id = "rl", .name = "RL" },
	{ .id = "bio", .name = "Biology" },
};

static const char *const authors[] = { "Ada Lovelace", "Emmy Noether" };

/* Row, overall relevance, novelty, relevance by topic. */
#define SCORED(r, n, m, l, b)                                             \
	{                                                                 \
		.by = SCORE_BY_LEXICAL, .relevance = (r), .novelty = (n), \
		.topic = { (m), (l), (b) },                               \
	}
#define PAPER(row_, id_)                   \
	{                                  \
		.row = (row_), .id = (id_) \
	}

static const struct paper papers[] = {
	PAPER(1, "2501.00001"),
	PAPER(2, "2501.00002"),
	PAPER(3, "2501.00003"),
	PAPER(4, "2501.00004"),
	PAPER(5, "2501.00005"),
	{ .row = 6, .id = "2501.00006", .authors = authors, .n_authors = 2 },
	{ .row = 7,
	  .id = "2501.00007",
	  .authors = authors + 1,
	  .n_authors = 1 },
};

static const struct score scores[] = {
	SCORED(9, 8, 9, 5, 0),         SCORED(8, 7, 0, 8, 0),
	SCORED(8, 9, 8, 0, 0),         SCORED(8, 7, 8, 8, 0),
	SCORED(5.57f, 4, 0, 5.57f, 3), SCORED(2, 1, 0, 2, 0),
	{ .by = SCORE_BY_NONE },
};

static const struct select_edition edition = { papers, scores, 7, topics,
	                                       N_TOPICS };

/* "1:9.0 MoE, 3:8.0 ..."; "+" and "-" a step, "*" an author, "~" overall. */
static void print(struct buf *out, const struct choice *c, size_t n)
{
	buf_clear(out);
	for (size_t i = 0; i < n; i++) {
		buf_addf(out, "%s%d:%.1f", i ? ", " : "", (int)c[i].paper,
		         (double)c[i].relevance);
		if (c[i].why == WHY_TOPIC)
			buf_addf(out, " %s%s", c[i].topic_name,
			         c[i].step > 0   ? "+"
			         : c[i].step < 0 ? "-"
			                         : "");
		else
			buf_adds(out, c[i].why == WHY_AUTHOR ? " *" : " ~");
		assert_true((c[i].why == WHY_TOPIC) == (c[i].topic >= 0));
		assert_true((c[i].why == WHY_AUTHOR) == !!c[i].author);
	}
}

static void papers__follows_the_readers_wishes(void **state)
{
	static const struct {
		const char *what;
		struct subscriber reader;
		const char *list;
		size_t matched;
	} cases[] = {
		{ "no wishes",
		  { .threshold = 8, .novelty = 1, .max_papers = 30 },
		  "1:9.0 MoE, 3:8.0 MoE, 2:8.0 RL, 4:8.0 MoE",
		  4 },
		{ "novelty",
		  { .threshold = 8, .novelty = 8, .max_papers = 30 },
		  "1:9.0 MoE, 3:8.0 MoE",
		  2 },
		{ "high threshold",
		  { .threshold = 9, .novelty = 1, .max_papers = 30 },
		  "1:9.0 MoE",
		  1 },
		{ "threshold between",
		  { .threshold = 5.5, .novelty = 4, .max_papers = 30 },
		  "1:9.0 MoE, 3:8.0 MoE, 2:8.0 RL, 4:8.0 MoE, 5:5.5 RL",
		  5 },
		{ "threshold just above",
		  { .threshold = 5.6, .novelty = 4, .max_papers = 30 },
		  "1:9.0 MoE, 3:8.0 MoE, 2:8.0 RL, 4:8.0 MoE",
		  4 },
		{ "nothing",
		  { .threshold = 10, .novelty = 1, .max_papers = 30 },
		  "",
		  0 },
		{ "cut",
		  { .threshold = 8, .novelty = 1, .max_papers = 2 },
		  "1:9.0 MoE, 3:8.0 MoE",
		  4 },
		{ "only RL",
		  { .threshold = 5,
		    .novelty = 1,
		    .max_papers = 30,
		    .wishes = { { .topic = RL, .chosen = true } },
		    .n_wishes = 1 },
		  "2:8.0 RL, 4:8.0 RL, 5:5.5 RL, 1:5.0 RL",
		  4 },
		{ "muted MoE",
		  { .threshold = 8,
		    .novelty = 1,
		    .max_papers = 30,
		    .wishes = { { .topic = MOE, .muted = true } },
		    .n_wishes = 1 },
		  "2:8.0 RL, 4:8.0 RL",
		  2 },
		{ "chosen and muted",
		  { .threshold = 1,
		    .novelty = 1,
		    .max_papers = 30,
		    .wishes = { { .topic = MOE, .chosen = true, .muted = true },
		                { .topic = BIO, .chosen = true } },
		    .n_wishes = 2 },
		  "5:3.0 Biology",
		  1 },
		{ "more RL",
		  { .threshold = 8,
		    .novelty = 1,
		    .max_papers = 30,
		    .wishes = { { .topic = RL, .step = 3 } },
		    .n_wishes = 1 },
		  "2:10.0 RL+, 4:10.0 RL+, 1:9.0 MoE, 5:8.5 RL+, 3:8.0 MoE",
		  5 },
		{ "a step on a topic not chosen",
		  { .threshold = 8,
		    .novelty = 1,
		    .max_papers = 30,
		    .wishes = { { .topic = MOE, .chosen = true },
		                { .topic = RL, .step = 3 } },
		    .n_wishes = 2 },
		  "1:9.0 MoE, 3:8.0 MoE, 4:8.0 MoE",
		  3 },
		{ "less MoE",
		  { .threshold = 8,
		    .novelty = 1,
		    .max_papers = 30,
		    .wishes = { { .topic = MOE, .step = -1 } },
		    .n_wishes = 1 },
		  "1:8.0 MoE-, 2:8.0 RL, 4:8.0 RL",
		  3 },
		{ "a step does not match what did not",
		  { .threshold = 2,
		    .novelty = 1,
		    .max_papers = 30,
		    .wishes = { { .topic = BIO, .chosen = true, .step = 3 } },
		    .n_wishes = 1 },
		  "5:6.0 Biology+",
		  1 },
		{ "a topic that is gone",
		  { .threshold = 9,
		    .novelty = 1,
		    .max_papers = 30,
		    .wishes = { { .topic = 40, .step = 3 },
		                { .topic = -1, .step = 3 } },
		    .n_wishes = 2 },
		  "1:9.0 MoE",
		  1 },
	};
	struct buf out CLEANUP(buf_deinit) = BUF(4096);

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct choice choices[CHOICES_MAX];
		size_t matched;
		size_t n = select_papers(&edition, &cases[i].reader, choices,
		                         &matched);

		print(&out, choices, n);
		if (strcmp(buf_cstr(&out), cases[i].list))
			fail_msg("%s: %s", cases[i].what, buf_cstr(&out));
		assert_int_equal(matched, cases[i].matched);
	}
}

static void papers__brings_followed_authors(void **state)
{
	static const char *const lovelace[] = { "A. Lovelace" };
	static const char *const noether[] = { "Noether, Emmy" };
	static const struct {
		struct subscriber reader;
		const char *list;
	} cases[] = {
		/* below the threshold, keeps its place */
		{ { .threshold = 9,
		    .novelty = 5,
		    .max_papers = 30,
		    .follows = lovelace,
		    .n_follows = 1 },
		  "1:9.0 MoE, 6:2.0 *" },
		/* even where it could not be scored */
		{ { .threshold = 9,
		    .novelty = 5,
		    .max_papers = 30,
		    .follows = noether,
		    .n_follows = 1 },
		  "1:9.0 MoE, 6:2.0 *, 7:0.0 *" },
		/* kept first when the list is cut */
		{ { .threshold = 8,
		    .novelty = 1,
		    .max_papers = 3,
		    .follows = noether,
		    .n_follows = 1 },
		  "1:9.0 MoE, 6:2.0 *, 7:0.0 *" },
		{ { .threshold = 8,
		    .novelty = 1,
		    .max_papers = 1,
		    .follows = noether,
		    .n_follows = 1 },
		  "6:2.0 *" },
		/* even in no topic of the reader's */
		{ { .threshold = 9,
		    .novelty = 1,
		    .max_papers = 30,
		    .wishes = { { .topic = MOE, .chosen = true } },
		    .n_wishes = 1,
		    .follows = lovelace,
		    .n_follows = 1 },
		  "1:9.0 MoE, 6:1.0 *" },
	};
	struct buf out CLEANUP(buf_deinit) = BUF(4096);

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct choice choices[CHOICES_MAX];
		size_t n = select_papers(&edition, &cases[i].reader, choices,
		                         NULL);

		print(&out, choices, n);
		assert_string_equal(buf_cstr(&out), cases[i].list);
		for (size_t k = 0; k < n; k++)
			if (choices[k].why == WHY_AUTHOR)
				assert_ptr_equal(choices[k].author,
				                 cases[i].reader.follows[0]);
	}
}

/* A paper relevant as a whole more than to any one topic. */
static void papers__counts_the_overall_relevance_without_wishes(void **state)
{
	static const struct score score[] = { SCORED(9, 8, 6, 6, 0) };
	static const struct paper paper[] = { PAPER(1, "2501.00001") };
	const struct select_edition e = { paper, score, 1, topics, N_TOPICS };
	struct subscriber reader = { .threshold = 8,
		                     .novelty = 1,
		                     .max_papers = 30 };
	struct choice choices[CHOICES_MAX];

	(void)state;
	assert_int_equal(select_papers(&e, &reader, choices, NULL), 1);
	assert_int_equal(choices[0].why, WHY_OVERALL);
	assert_null(choices[0].topic_name);
	reader.wishes[0] = (struct wish){ .topic = BIO, .step = 1 };
	reader.n_wishes = 1;
	assert_int_equal(select_papers(&e, &reader, choices, NULL), 0);
}

static void papers__is_sorted_and_capped(void **state)
{
	static struct paper many[1000];
	static struct score score[1000];
	static char ids[1000][24];
	const struct select_edition e = { many, score, 1000, topics, N_TOPICS };
	const struct subscriber reader = { .threshold = 1,
		                           .novelty = 1,
		                           .max_papers = 5000 };
	struct choice c[CHOICES_MAX];
	size_t matched;

	(void)state;
	for (int i = 0; i < 1000; i++) {
		snprintf(ids[i], sizeof(ids[i]), "2501.%05d", i);
		many[i] = (struct paper){ .row = i, .id = ids[i] };
		score[i] = (struct score){
			.by = SCORE_BY_LLM,
			.relevance = (float)(1 + (i * 37) % 10),
			.novelty = (float)(1 + (i * 73) % 4),
		};
	}
	assert_int_equal(select_papers(&e, &reader, c, &matched), CHOICES_MAX);
	assert_int_equal(matched, 1000);
	for (size_t i = 1; i < CHOICES_MAX; i++)
		assert_true(c[i - 1].relevance > c[i].relevance ||
		            (c[i - 1].relevance == c[i].relevance &&
		             (c[i - 1].novelty > c[i].novelty ||
		              (c[i - 1].novelty == c[i].novelty &&
		               c[i - 1].paper < c[i].paper))));
	assert_true(c[CHOICES_MAX - 1].relevance == 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(papers__follows_the_readers_wishes),
		cmocka_unit_test(papers__brings_followed_authors),
		cmocka_unit_test(
		        papers__counts_the_overall_relevance_without_wishes),
		cmocka_unit_test(papers__is_sorted_and_capped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
