#include <stdlib.h>

#include "judge.h"
#include "score/llm.h"

enum { SECRET_MAX = 4096 };

struct judge_endpoint {
	struct llm_settings settings;
	struct llm_prompt *prompt;
	struct buf key, agent;
};

struct judge_endpoint *judge_endpoint_new(const struct conf *conf,
                                          const struct clock *clock,
                                          struct err *err)
{
	CLEANUP(judge_endpoint_freep)
	struct judge_endpoint *e = calloc(1, sizeof(*e));
	const struct conf_llm *c = &conf->scoring.llm;

	if (!e)
		abort();
	e->key = BUF(SECRET_MAX);
	e->agent = BUF(64);
	buf_adds(&e->agent, "digestd/" DIGESTD_VERSION);
	if (*c->api_key_file &&
	    conf_secret(conf, c->api_key_file, &e->key, err))
		return NULL;
	e->prompt =
	        llm_prompt_load(conf->prompts_dir, conf->topics, conf->n_topics,
	                        c->prefilter == PREFILTER_TITLE, err);
	if (!e->prompt)
		return NULL;
	e->settings = (struct llm_settings){
		.url = c->url,
		.model = c->model,
		.key = buf_cstr(&e->key),
		.headers = c->headers,
		.n_headers = c->n_headers,
		.user_agent = buf_cstr(&e->agent),
		.batch_size = c->batch_size,
		.concurrency = c->concurrency,
		.per_minute = c->requests_per_minute,
		.retries = c->retries,
		.timeout = c->timeout,
		.clock = clock,
		.prompt = e->prompt,
		.topics = conf->topics,
		.n_topics = conf->n_topics,
		.budget = { .price = { c->price_prompt, c->price_cached,
		                       c->price_completion },
		            .per_day = c->budget_per_day,
		            .day = date_of(clock_now(clock)) },
	};
	return STEAL(e);
}

struct store_call judge_call_row(const struct llm_call *c, const char *model,
                                 int edition)
{
	return (struct store_call){
		.id = c->id,
		.edition = edition,
		.at = c->at,
		.model = model,
		.titles = c->titles,
		.papers = (int)c->n_papers,
		.answered = c->answered,
		.estimated = c->usage.estimated,
		.prompt_tokens = c->usage.prompt,
		.cached_tokens = c->usage.cached,
		.completion_tokens = c->usage.completion,
		.cost = c->cost,
	};
}

const struct llm_settings *judge_settings(const struct judge_endpoint *e)
{
	return &e->settings;
}

void judge_endpoint_free(struct judge_endpoint *e)
{
	if (!e)
		return;
	if (e->key.ptr)
		explicit_bzero(e->key.ptr, e->key.cap);
	buf_deinit(&e->key);
	buf_deinit(&e->agent);
	llm_prompt_free(e->prompt);
	free(e);
}
