#include <stdio.h>

#include "score/llm_intern.h"

struct question {
	struct llm_endpoint endpoint;
	struct llm_request request;
	struct llm_budget budget;
	const struct llm_ops *ops;
	const char *system, *user;
	int64_t room;
	struct llm_call call;
	struct arena *arena;
	struct str *answer;
	struct err *err;
	bool asked, answered, broken;
};

static int next(void *ctx, struct http_call *call)
{
	struct question *q = ctx;

	if (q->asked)
		return 1;
	q->asked = true;
	llm_request_deinit(&q->request);
	llm_endpoint_ask(&q->endpoint, q->system, q->user, q->room, &q->request,
	                 call);
	return 0;
}

static int start(void *ctx, void *cookie, int attempt)
{
	struct question *q = ctx;
	int64_t now = clock_now(q->endpoint.settings->clock);

	(void)cookie;
	(void)attempt;
	if (llm_budget_reserve(&q->budget, &q->request.most, date_of(now)) !=
	    LLM_MAY) {
		err_set(q->err, "the day's budget is spent");
		return -1;
	}
	q->call = (struct llm_call){ .at = now, .usage = q->request.most };
	q->call.usage.estimated = true;
	q->call.cost = llm_cost(&q->budget.price, &q->call.usage);
	if (q->ops->going(q->ops->ctx, &q->call, q->err)) {
		q->broken = true;
		return -1;
	}
	return 0;
}

static void settle(struct question *q, const struct http_outcome *how,
                   const struct llm_reply *reply)
{
	llm_endpoint_used(how, reply, &q->call);
	q->call.cost = llm_cost(&q->budget.price, &q->call.usage);
	llm_budget_settle(&q->budget, &q->request.most, &q->call.usage);
	if (q->ops->ended(q->ops->ctx, &q->call, &(struct llm_gain){ 0 },
	                  q->err))
		q->broken = true;
}

static void ended(void *ctx, void *cookie, const struct http_outcome *how,
                  bool *again)
{
	struct question *q = ctx;
	struct llm_reply reply;
	enum llm_verdict verdict;

	(void)cookie;
	*again = false; /* a reader waits: once, or not at all */
	if (how->end == HTTP_REFUSED)
		return; /* err was set by start */
	verdict = llm_endpoint_hear(&q->endpoint, &q->request, how, q->arena,
	                            &reply);
	settle(q, how, &reply);
	if (q->broken)
		return;
	q->asked = verdict != LLM_REPHRASE;
	q->answered = verdict == LLM_READ && !reply.cut;
	*q->answer = reply.content;
	if (verdict == LLM_FAILED)
		err_set(q->err, "%s", reply.error);
	else if (verdict == LLM_READ && reply.cut)
		err_set(q->err, "the answer was cut off");
}

int llm_ask(const struct llm_settings *settings, const struct llm_ops *ops,
            const char *system, const char *user, int64_t room,
            struct arena *arena, struct str *answer, struct err *err)
{
	struct question q = { .budget = settings->budget,
		              .ops = ops,
		              .system = system,
		              .user = user,
		              .room = room,
		              .arena = arena,
		              .answer = answer,
		              .err = err };
	const struct http_pool_ops pool = { next, start, ended, &q };

	*answer = (struct str){ "", 0 };
	llm_endpoint_init(&q.endpoint, settings);
	if (http_pool_run(q.endpoint.pool, &pool) && !q.broken)
		err_set(err, "stopped");
	llm_endpoint_deinit(&q.endpoint);
	llm_request_deinit(&q.request);
	if (q.broken)
		return -1;
	return q.answered ? 0 : 1;
}
