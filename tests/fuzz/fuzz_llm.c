/* A model's endpoint and what the model said. The first line chooses: the
 * whole body, the content alone, or a title pass. */
#include "fuzz.h"
#include "score/llm_answer.h"
#include "score/llm_reply.h"
#include "text/charset.h"

enum { N = 3 };

static struct paper papers[N] = { { .id = "2501.00001", .title = "One" },
	                          { .id = "2501.00002", .title = "Two" },
	                          { .id = "hep-th/9901001", .title = "Old" } };
static const char *const aliases[] = { "MoE" };
static const struct topic topics[] = {
	{ .id = "moe", .name = "Mixture", .aliases = aliases, .n_aliases = 1 },
	{ .id = "rl", .name = "Reinforcement learning" },
};

static void content(struct str text, bool titles, struct arena *arena)
{
	const struct paper *list[N] = { &papers[0], &papers[1], &papers[2] };
	struct llm_asked asked = { list, N, topics, 2 };
	struct score scores[N] = { 0 };
	struct llm_found found = { 0 };
	bool drop[N] = { false };

	if (titles) {
		MUST(llm_answer_titles(text, &asked, drop) < N);
		return;
	}
	llm_answer_scores(text, &asked, arena, scores, &found);
	MUST(found.scored <= N);
	for (size_t i = 0; i < N; i++) {
		if (scores[i].by != SCORE_BY_LLM)
			continue;
		MUST(scores[i].relevance >= 1 && scores[i].relevance <= 10);
		MUST(scores[i].novelty >= 1 && scores[i].novelty <= 10);
		MUST(utf8_valid(str_of(scores[i].comment)));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(256 << 20);
	struct str rest = fuzz_bytes(data, size), kind = fuzz_line(&rest);
	struct llm_reply reply;

	if (!str_eq(kind, STR("body"))) {
		content(rest, str_eq(kind, STR("titles")), arena);
		return 0;
	}
	llm_reply_read(rest, arena, &reply);
	MUST(reply.usage.prompt >= 0 && reply.usage.completion >= 0);
	content(reply.content, false, arena);
	return 0;
}
