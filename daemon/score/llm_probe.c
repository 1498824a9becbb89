#include <stdio.h>

#include "score/llm_intern.h"

/* Enough for a model that thinks before it says "yes". */
enum { ROOM = 512, ARENA_MAX = 64 << 20 };

struct probe {
	struct llm_endpoint endpoint;
	struct llm_request request;
	struct arena *arena;
	char *model;
	struct err *err;
	bool asked, answered;
};

static int next(void *ctx, struct http_call *call)
{
	struct probe *p = ctx;

	if (p->asked)
		return 1;
	p->asked = true;
	llm_request_deinit(&p->request);
	llm_endpoint_ask(&p->endpoint,
	                 llm_prompt_system(p->endpoint.settings->prompt),
	                 "Are you there? Answer with one word.", ROOM,
	                 &p->request, call);
	return 0;
}

static void ended(void *ctx, void *cookie, const struct http_outcome *how,
                  bool *again)
{
	struct probe *p = ctx;
	struct llm_reply reply;

	(void)cookie;
	if (*again)
		*again = llm_endpoint_patient(&p->endpoint, how, p->arena);
	if (*again)
		return;
	switch (llm_endpoint_hear(&p->endpoint, &p->request, how, p->arena,
	                          &reply)) {
	case LLM_READ:
		p->answered = true;
		snprintf(p->model, LLM_MODEL_MAX, "%s", reply.model);
		break;
	case LLM_REPHRASE:
		p->asked = false;
		break;
	case LLM_FAILED:
		err_set(p->err, "%s", reply.error);
		break;
	}
}

int llm_probe(const struct llm_settings *settings, char model[LLM_MODEL_MAX],
              struct err *err)
{
	struct probe p = { .arena = arena_new(ARENA_MAX),
		           .model = model,
		           .err = err };
	const struct http_pool_ops ops = { next, NULL, ended, &p };

	model[0] = '\0';
	llm_endpoint_init(&p.endpoint, settings);
	http_pool_run(p.endpoint.pool, &ops);
	llm_endpoint_deinit(&p.endpoint);
	llm_request_deinit(&p.request);
	arena_free(p.arena);
	return p.answered ? 0 : -1;
}
