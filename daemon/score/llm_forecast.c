#include "score/llm.h"

#include <string.h>

/* Of the labelled days' papers: title and id in the list, and the line of an
 * answer, most of which have no comment. */
enum { TITLE_BYTES = 100, ANSWER_TOKENS = 45 };

struct llm_usage llm_forecast(const struct llm_settings *s, size_t n_papers)
{
	struct buf frame CLEANUP(buf_deinit) = BUF(32 << 20);
	char nonce[LLM_NONCE_LEN] = "0123456789abcdef";
	size_t batch = (size_t)s->batch_size;
	int64_t calls = (int64_t)((n_papers + batch - 1) / batch);
	int64_t papers = (int64_t)n_papers;

	llm_prompt_papers(s->prompt, NULL, 0, nonce, &frame);
	return (struct llm_usage){
		.prompt = calls * llm_tokens_about(frame.len +
		                                   strlen(llm_prompt_system(
		                                           s->prompt))) +
		          papers * llm_tokens_about(TITLE_BYTES +
		                                    LLM_ABSTRACT_MAX),
		.completion = papers * ANSWER_TOKENS,
		.estimated = true,
	};
}
