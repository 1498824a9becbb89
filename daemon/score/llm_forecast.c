#include <string.h>

#include "score/llm_intern.h"

/* Of the labelled days' papers: title and id in the list, and the line of an
 * answer, most of which have no comment; an id in the list of those to drop. */
enum { TITLE_BYTES = 100, ANSWER_TOKENS = 45, DROP_TOKENS = 6 };

static int64_t calls(size_t n_papers, size_t batch)
{
	return (int64_t)((n_papers + batch - 1) / batch);
}

static size_t system_bytes(const struct llm_settings *s)
{
	return strlen(llm_prompt_system(s->prompt));
}

static struct llm_usage papers(const struct llm_settings *s, size_t n)
{
	struct buf frame CLEANUP(buf_deinit) = BUF(32 << 20);
	const char *nonce = "0123456789abcdef";

	llm_prompt_papers(s->prompt, NULL, 0, nonce, &frame);
	return (struct llm_usage){
		.prompt =
		        calls(n, (size_t)s->batch_size) *
		                llm_tokens_about(frame.len + system_bytes(s)) +
		        (int64_t)n * llm_tokens_about(TITLE_BYTES +
		                                      LLM_ABSTRACT_MAX),
		.completion = (int64_t)n * ANSWER_TOKENS,
	};
}

static struct llm_usage titles_of(const struct llm_settings *s, size_t n)
{
	struct buf frame CLEANUP(buf_deinit) = BUF(32 << 20);
	const char *nonce = "0123456789abcdef";

	llm_prompt_titles(s->prompt, NULL, 0, nonce, &frame);
	return (struct llm_usage){
		.prompt =
		        calls(n, TITLES_A_PAPER * (size_t)s->batch_size) *
		                llm_tokens_about(frame.len + system_bytes(s)) +
		        (int64_t)n * llm_tokens_about(TITLE_BYTES),
		.completion = (int64_t)n * DROP_TOKENS,
	};
}

struct llm_usage llm_forecast(const struct llm_settings *s, size_t n_papers,
                              bool titles)
{
	struct llm_usage all = papers(s, n_papers), first;

	all.estimated = true;
	if (!titles)
		return all;
	first = titles_of(s, n_papers);
	all.prompt += first.prompt;
	all.completion += first.completion;
	return all;
}
