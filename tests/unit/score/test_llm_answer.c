/* What models say, and what is made of it. Sentences stand for a batch of
 * three papers and two topics. */
#include "cmocka_all.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "score/llm_answer.h"

enum { PAPERS = 3 };

static const char *const aliases[] = { "MoE" };

static const struct topic topics[] = {
	{ .id = "arch",
	  .name = "Model Architecture",
	  .aliases = aliases,
	  .n_aliases = 1 },
	{ .id = "llm", .name = "Language Models" },
};

static const struct paper papers[PAPERS] = {
	{ .id = "2504.06420" },
	{ .id = "astro-ph/0601001" },
	{ .id = "feed:9f0c" },
};

static const struct paper *const list[PAPERS] = { &papers[0], &papers[1],
	                                          &papers[2] };
static const struct llm_asked asked = { list, PAPERS, topics, 2 };

struct answer {
	struct arena *arena;
	struct score scores[PAPERS];
	struct llm_found found;
};

static void answer_deinit(struct answer *a)
{
	arena_free(a->arena);
}

static void read_answer(struct answer *a, struct str text)
{
	if (!a->arena)
		a->arena = arena_new(1 << 24);
	memset(a->scores, 0, sizeof(a->scores));
	llm_answer_scores(text, &asked, a->arena, a->scores, &a->found);
}

#define P0      "{\"ARXIVID\": \"2504.06420\", \"COMMENT\": \"c\", "
#define R(r, n) "\"RELEVANCE\": " r ", \"NOVELTY\": " n "}"
#define GOOD    P0 R("8", "6")

/* ---------------------------------------------------------------- forms */

static void scores__whatever_is_around(void **state)
{
	static const char *const texts[] = {
		GOOD,
		"```json\n" GOOD "\n```",
		"Here is what I think:\n\n" GOOD "\n\nLet me know!",
		"[" GOOD "]",
		"[\n" GOOD ",\n]",
		"{\"papers\": [" GOOD "]}",
		"{\"result\": {\"list\": [" GOOD ", ]}, }",
		"{\"papers\": [" GOOD ", {\"ARXIVID\": \"feed:9f0c\", \"REL",
		"{ not json } " GOOD,
		"{\"note\": \"a brace } in {a string\"} " GOOD,
		P0 "\"RELEVANCE\": 8, \"NOVELTY\": 6, }",
		P0
		"\"RELEVANCE\": 8, \"NOVELTY\": 6, \"TOPICS\": [ , ], } " GOOD,
		"{\"arxivid\":\"2504.06420\",\"relevance\":8,\"Novelty\":6}",
		"{\"arxiv_id\": \"2504.06420\", " R("8", "6"),
		"{\"id\": \"2504.06420\", " R("8", "6"),
		"\xff\xfe" GOOD "\xff",
		"1. " GOOD "\r\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct answer a CLEANUP(answer_deinit) = { 0 };

		read_answer(&a, str_of(texts[i]));
		if (a.found.scored != 1 || a.scores[0].relevance != 8 ||
		    a.scores[0].novelty != 6)
			fail_msg("not read: %s", texts[i]);
		assert_int_equal(a.scores[0].by, SCORE_BY_LLM);
		assert_non_null(a.scores[0].comment);
	}
}

static void scores__nothing_to_read(void **state)
{
	static const char *const texts[] = {
		"",
		"I am sorry, I cannot help with that.",
		"<html><body>502 Bad Gateway</body></html>",
		"{}",
		"[]",
		"null",
		"{\"ARXIVID\": null, " R("8", "6"),
		"{\"ARXIVID\": \"\", " R("8", "6"),
		"{\"ARXIVID\": [\"2504.06420\"], " R("8", "6"),
		"{\"RELEVANCE\": 8, \"NOVELTY\": 6}",
		"{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{",
		"2504.06420: relevance 8, novelty 6",
		P0 "\"RELEVANCE\": 8, \"NOVELTY\": 6",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct answer a CLEANUP(answer_deinit) = { 0 };

		read_answer(&a, str_of(texts[i]));
		if (a.found.scored)
			fail_msg("read: %s", texts[i]);
	}
}

static void scores__cut_off(void **state)
{
	static const char text[] =
	        GOOD "\n{\"ARXIVID\": \"astro-ph/0601001\", \"COMMENT\": \"x\","
	             " \"RELEVANCE\": 9, \"NOV";
	struct answer a CLEANUP(answer_deinit) = { 0 };

	(void)state;
	read_answer(&a, str_of(text));
	assert_int_equal(a.found.scored, 1);
	assert_int_equal(a.scores[1].by, SCORE_BY_NONE);
}

/* ------------------------------------------------------------------ ids */

static void scores__ids(void **state)
{
	static const struct {
		const char *id; /* as JSON */
		int at;         /* -1: unknown */
	} cases[] = {
		{ "\"2504.06420\"", 0 },
		{ "\" 2504.06420 \"", 0 },
		{ "\"[2504.06420]\"", 0 },
		{ "\"2504.06420v3\"", 0 },
		{ "\"arXiv:2504.06420\"", 0 },
		{ "\"ARXIV:2504.06420v1\"", 0 },
		{ "\"https://arxiv.org/abs/2504.06420\"", 0 },
		{ "2504.0642", 0 },
		{ "2504.06420", 0 },
		{ "\"astro-ph/0601001\"", 1 },
		{ "\"astro-ph/0601001v2\"", 1 },
		{ "\"feed:9f0c\"", 2 },
		{ "\"2504.06421\"", -1 },
		{ "\"9f0c\"", -1 },
		{ "2504", -1 },
		{ "1e300", -1 },
		{ "-1", -1 },
		{ "\"2504.06420 and 2504.06421\"", -1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct answer a CLEANUP(answer_deinit) = { 0 };
		struct buf text CLEANUP(buf_deinit) = BUF(1000);

		buf_addf(&text, "{\"ARXIVID\": %s, " R("8", "6"), cases[i].id);
		read_answer(&a, buf_str(&text));
		for (int at = 0; at < PAPERS; at++)
			if ((a.scores[at].by == SCORE_BY_LLM) !=
			    (at == cases[i].at))
				fail_msg("%s is not %d", cases[i].id,
				         cases[i].at);
		assert_int_equal(a.found.unknown, cases[i].at < 0);
	}
}

static void scores__first_valid_of_doubled_ids(void **state)
{
	struct answer a CLEANUP(answer_deinit) = { 0 };

	(void)state;
	read_answer(&a,
	            str_of(P0 R("99", "6") P0 R("4", "5") P0 R("10", "10")));
	assert_true(a.scores[0].relevance == 4);
	assert_int_equal(a.found.scored, 1);
	assert_int_equal(a.found.odd, 1);
}

static void scores__what_stands_is_left(void **state)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 20);
	struct score scores[PAPERS] = { { .by = SCORE_BY_LLM,
		                          .relevance = 3 } };
	struct llm_found found;

	(void)state;
	llm_answer_scores(str_of(GOOD), &asked, arena, scores, &found);
	assert_true(scores[0].relevance == 3);
	assert_int_equal(found.scored, 0);
}

/* -------------------------------------------------------------- numbers */

static void scores__numbers(void **state)
{
	static const struct {
		const char *value; /* as JSON */
		float want;        /* 0: refused */
	} cases[] = {
		{ "9", 9 },
		{ "9.5", 9.5f },
		{ "10", 10 },
		{ "1", 1 },
		{ "0", 1 },
		{ "0.4", 1 },
		{ "\"9\"", 9 },
		{ "\" 9 \"", 9 },
		{ "\"9/10\"", 9 },
		{ "\"9 / 10\"", 9 },
		{ "\"9 out of 10\"", 9 },
		{ "\"8.5 of 10\"", 8.5f },
		{ "-1", 0 },
		{ "11", 0 },
		{ "99", 0 },
		{ "1e999", 0 },
		{ "NaN", 0 },
		{ "Infinity", 0 },
		{ "\"NaN\"", 0 },
		{ "\"high\"", 0 },
		{ "\"\"", 0 },
		{ "\"8-9\"", 0 },
		{ "\"90/100\"", 0 },
		{ "\"9/10 or 3/10\"", 0 },
		{ "null", 0 },
		{ "true", 0 },
		{ "[9]", 0 },
		{ "{\"value\": 9}", 0 },
	};

	(void)state;
	for (size_t i = 0; i < 2 * sizeof(cases) / sizeof(*cases); i++) {
		struct answer a CLEANUP(answer_deinit) = { 0 };
		struct buf text CLEANUP(buf_deinit) = BUF(1000);
		bool novelty = i % 2;
		float got;

		buf_addf(&text, P0 "\"RELEVANCE\": %s, \"NOVELTY\": %s}",
		         novelty ? "5" : cases[i / 2].value,
		         novelty ? cases[i / 2].value : "5");
		read_answer(&a, buf_str(&text));
		got = novelty ? a.scores[0].novelty : a.scores[0].relevance;
		if (got != cases[i / 2].want)
			fail_msg("%s gives %g", cases[i / 2].value,
			         (double)got);
		assert_int_equal(a.scores[0].by != SCORE_BY_NONE,
		                 cases[i / 2].want > 0);
	}
}

/* --------------------------------------------------------------- topics */

static void scores__topics(void **state)
{
	static const struct {
		const char *topics; /* as JSON */
		float arch, llm;
	} cases[] = {
		{ "{\"arch\": 8, \"llm\": 3}", 8, 3 },
		{ "{\"ARCH\": 8}", 8, 0 },
		{ "{\"moe\": 7, \"Language Models\": \"6/10\"}", 7, 6 },
		{ "{\"arch\": 0, \"llm\": -3}", 0, 0 },
		{ "{\"arch\": 99, \"llm\": \"yes\"}", 0, 0 },
		{ "{\"vision\": 9}", 0, 0 },
		{ "{\"arch\": 10}", 8, 0 }, /* not above RELEVANCE */
		{ "[{\"id\": \"llm\", \"relevance\": 5}]", 0, 5 },
		{ "[\"arch\", \"llm\"]", 0, 0 },
		{ "\"arch\"", 0, 0 },
		{ "null", 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct answer a CLEANUP(answer_deinit) = { 0 };
		struct buf text CLEANUP(buf_deinit) = BUF(1000);

		buf_addf(&text, P0 "\"TOPICS\": %s, " R("8", "6"),
		         cases[i].topics);
		read_answer(&a, buf_str(&text));
		assert_int_equal(a.found.scored, 1);
		if (a.scores[0].topic[0] != cases[i].arch ||
		    a.scores[0].topic[1] != cases[i].llm)
			fail_msg("%s gives %g, %g", cases[i].topics,
			         (double)a.scores[0].topic[0],
			         (double)a.scores[0].topic[1]);
	}
}

/* --------------------------------------------------------------- titles */

static void titles__drops(void **state)
{
	static const struct {
		const char *answer;
		const char *dropped; /* a letter a paper */
	} cases[] = {
		{ "{\"DROP\": [\"2504.06420\"]}", "x.." },
		{ "{\"DROP\": [\"arXiv:2504.06420v1\", \"feed:9f0c\"]}",
		  "x.x" },
		{ "```json\n[\"astro-ph/0601001\"]\n```", ".x." },
		{ "{\"DROP\": []}", "..." },
		{ "{\"DROP\": [\"2504.99999\", \"x\"]}", "..." },
		{ "{\"DROP\": [\"2504.06420\", \"astro-ph/060100", "x.." },
		{ "2504.06420 is splendid", "..." },
		{ "Keep 2504.06420. {\"DROP\": [feed:9f0c.]}", "..x" },
		{ "", "..." },
		{ "<html>", "..." },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		bool drop[PAPERS];
		char got[PAPERS + 1] = "";

		llm_answer_titles(str_of(cases[i].answer), &asked, drop);
		for (int p = 0; p < PAPERS; p++)
			got[p] = drop[p] ? 'x' : '.';
		assert_string_equal(got, cases[i].dropped);
	}
}

static void titles__all_is_nonsense(void **state)
{
	enum { N = 8 };
	static char ids[N][24];
	struct paper many[N];
	const struct paper *of[N];
	struct llm_asked all = { of, N, NULL, 0 };
	struct buf text CLEANUP(buf_deinit) = BUF(1000);
	bool drop[N];

	(void)state;
	buf_adds(&text, "[");
	for (int i = 0; i < N; i++) {
		snprintf(ids[i], sizeof(ids[i]), "2504.%05d", i);
		many[i] = (struct paper){ .id = ids[i] };
		of[i] = &many[i];
		buf_addf(&text, "\"%s\",", ids[i]);
	}
	assert_int_equal(llm_answer_titles(buf_str(&text), &all, drop), 0);
	for (int i = 0; i < N; i++)
		assert_false(drop[i]);
	all.n = 2; /* of few it may be so */
	assert_int_equal(llm_answer_titles(buf_str(&text), &all, drop), 2);
}

/* ---------------------------------------------------------------- fuzz */

static uint32_t next_random(uint32_t *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 8;
}

/* Whatever comes, a score is whole or not there. */
static void check_scores(const struct answer *a)
{
	size_t n = 0;

	for (int i = 0; i < PAPERS; i++) {
		const struct score *s = &a->scores[i];

		n += s->by == SCORE_BY_LLM;
		if (s->by == SCORE_BY_NONE) {
			assert_true(s->relevance == 0);
			continue;
		}
		assert_true(s->relevance >= 1 && s->relevance <= 10);
		assert_true(s->novelty >= 1 && s->novelty <= 10);
		assert_true(s->comment[0]);
		for (int t = 0; t < 2; t++)
			assert_true(s->topic[t] >= 0 &&
			            s->topic[t] <= s->relevance);
	}
	assert_int_equal(n, a->found.scored);
}

static void scores__mutated_answers(void **state)
{
	static const char whole[] =
	        "```json\n[" P0 "\"TOPICS\": {\"arch\": 8, \"llm\": 2}, " R(
	                "\"8/10\"",
	                "6") ",\n"
	                     "{\"ARXIVID\": \"astro-ph/0601001v2\", \"COMMENT\": \"a <b>b</b>"
	                     " \\u202e \\\" http://x\", \"RELEVANCE\": 3.5, \"NOVELTY\": 0},"
	                     "\n{\"ARXIVID\": \"feed:9f0c\", " R("10",
	                                                         "1") ",]\n```";
	static const char odd[] = "{}[]\",:\\0\x80\xff 9eE.-n";
	struct answer a CLEANUP(answer_deinit) = { 0 };
	uint32_t seed = 1;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		char text[sizeof(whole)];
		size_t len = sizeof(whole) - 1;

		memcpy(text, whole, sizeof(whole));
		for (uint32_t n = next_random(&seed) % 6; n; n--)
			text[next_random(&seed) % len] =
			        odd[next_random(&seed) % (sizeof(odd) - 1)];
		if (next_random(&seed) % 4 == 0)
			len = next_random(&seed) % len;
		if (a.arena)
			arena_reset(a.arena);
		read_answer(&a, (struct str){ text, len });
		check_scores(&a);
	}
}

/* Megabytes made to be slow; the test's timeout would notice. */
static void scores__bounded_time(void **state)
{
	static const char *const pieces[] = { "{",
		                              "{\"",
		                              "[{",
		                              "{\"a\":",
		                              "{\"ARXIVID\":\"",
		                              "{}",
		                              "{\"a\":{\"b\":1}," };

	(void)state;
	for (size_t i = 0; i < sizeof(pieces) / sizeof(*pieces); i++) {
		struct answer a CLEANUP(answer_deinit) = { 0 };
		struct buf text CLEANUP(buf_deinit) = BUF(2 << 20);

		while (!text.full)
			buf_adds(&text, pieces[i]);
		read_answer(&a, buf_str(&text));
		assert_int_equal(a.found.scored, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scores__whatever_is_around),
		cmocka_unit_test(scores__nothing_to_read),
		cmocka_unit_test(scores__cut_off),
		cmocka_unit_test(scores__ids),
		cmocka_unit_test(scores__first_valid_of_doubled_ids),
		cmocka_unit_test(scores__what_stands_is_left),
		cmocka_unit_test(scores__numbers),
		cmocka_unit_test(scores__topics),
		cmocka_unit_test(titles__drops),
		cmocka_unit_test(titles__all_is_nonsense),
		cmocka_unit_test(scores__mutated_answers),
		cmocka_unit_test(scores__bounded_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
