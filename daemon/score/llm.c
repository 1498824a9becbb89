/*
 * The queue. Papers are taken from `first` in batches; those that an answer
 * lacks go to `again`, which is asked in smaller batches once `first` is empty;
 * what `again` does not get either keeps its reason and no score.
 *
 * A batch lives from `next` to the `ended` that is not repeated. Each attempt
 * of it is reserved in the budget and told to the caller before it goes out.
 */
#include "score/llm.h"

#include <stdio.h>
#include <stdlib.h>

#include "score/llm_answer.h"
#include "score/llm_intern.h"

enum {
	USER_MAX = 32 << 20,
	SCRATCH_MAX = 64 << 20,
	/* Room in the answer, in tokens: a line has 60 to 100. */
	PAPER_COMPLETION = 150,
	TITLE_COMPLETION = 16,
	FIXED_COMPLETION = 200,
};

struct queue {
	size_t *papers; /* room for all */
	size_t n, at;
};

struct batch {
	size_t *which;
	size_t n;
	bool second; /* its papers were asked about before */
	bool reserved;
	struct llm_request request;
	struct llm_call call;
};

struct llm {
	struct llm_settings settings;
	struct llm_ops ops;
	struct llm_endpoint endpoint;
	struct llm_budget budget;
	struct arena *scratch; /* for the answer at hand */

	/* the run at hand */
	bool titles;
	const struct paper *papers;
	struct queue first, again;
	size_t flying_first; /* batches of `first` in hand */
	size_t asked, done;
	struct arena *arena; /* for comments */
	struct score *scores;
	enum llm_miss *miss;
	bool *drop;
	struct err *err;
	bool broken; /* an op failed: err says why */
};

struct llm *llm_new(const struct llm_settings *settings,
                    const struct llm_ops *ops)
{
	struct llm *l = calloc(1, sizeof(*l));

	if (!l)
		abort();
	l->settings = *settings;
	l->ops = *ops;
	l->budget = settings->budget;
	l->scratch = arena_new(SCRATCH_MAX);
	llm_endpoint_init(&l->endpoint, &l->settings);
	return l;
}

void llm_free(struct llm *l)
{
	if (!l)
		return;
	llm_endpoint_deinit(&l->endpoint);
	arena_free(l->scratch);
	free(l);
}

const char *llm_miss_words(enum llm_miss miss)
{
	static const char *const words[] = {
		[LLM_MISS_NONE] = "",
		[LLM_MISS_LACKED] = "the model's answer lacked it",
		[LLM_MISS_CUT] = "the model's answer was cut off",
		[LLM_MISS_SILENT] = "the model did not answer",
		[LLM_MISS_BUDGET] = "the day's budget is spent",
		[LLM_MISS_UNASKED] = "a dry run asks no model",
	};

	return words[miss];
}

const char *llm_trouble(const struct llm *l)
{
	return l->endpoint.trouble;
}

/* ---- queues ---- */

static size_t left(const struct queue *q)
{
	return q->n - q->at;
}

static void put(struct queue *q, size_t paper)
{
	q->papers[q->n++] = paper;
}

/* What was taken last comes back; its place is free still. */
static void put_back(struct queue *q, const size_t *which, size_t n)
{
	q->at -= n;
	memcpy(q->papers + q->at, which, n * sizeof(*which));
}

static void missed(struct llm *l, const size_t *which, size_t n,
                   enum llm_miss miss)
{
	for (size_t i = 0; i < n && l->miss; i++)
		l->miss[which[i]] = miss;
}

/* How many papers the next batch takes, and from where; 0: none now. */
static size_t next_size(struct llm *l, struct queue **from)
{
	size_t most = (size_t)l->settings.batch_size, half;

	if (*l->endpoint.trouble || l->broken)
		return 0;
	if (l->titles)
		most *= TITLES_A_PAPER;
	half = most > 1 ? most / 2 : 1;
	*from = &l->first;
	if (left(&l->first))
		return left(&l->first) < most ? left(&l->first) : most;
	/* A few papers at a time would pay for the prompt each time. */
	*from = &l->again;
	if (l->flying_first && left(&l->again) < half)
		return 0;
	return left(&l->again) < half ? left(&l->again) : half;
}

/* ---- a batch ---- */

static void compose(struct llm *l, struct batch *b, struct http_call *call)
{
	struct buf user CLEANUP(buf_deinit) = BUF(USER_MAX);
	const struct paper **papers = calloc(b->n, sizeof(*papers));
	char nonce[LLM_NONCE_LEN];
	int64_t room = FIXED_COMPLETION;

	if (!papers)
		abort();
	for (size_t i = 0; i < b->n; i++)
		papers[i] = &l->papers[b->which[i]];
	llm_prompt_nonce(nonce);
	if (l->titles)
		llm_prompt_titles(l->settings.prompt, papers, b->n, nonce,
		                  &user);
	else
		llm_prompt_papers(l->settings.prompt, papers, b->n, nonce,
		                  &user);
	room += (int64_t)b->n *
	        (l->titles ? TITLE_COMPLETION : PAPER_COMPLETION);
	llm_endpoint_ask(&l->endpoint, llm_prompt_system(l->settings.prompt),
	                 buf_cstr(&user), room, &b->request, call);
	free(papers);
}

static int next(void *ctx, struct http_call *call)
{
	struct llm *l = ctx;
	struct queue *from;
	size_t n = next_size(l, &from);
	struct batch *b;

	if (!n)
		return 1;
	b = calloc(1, sizeof(*b));
	if (!b)
		abort();
	b->which = calloc(n, sizeof(*b->which));
	if (!b->which)
		abort();
	b->n = n;
	b->second = from == &l->again;
	memcpy(b->which, from->papers + from->at, n * sizeof(*b->which));
	from->at += n;
	l->flying_first += !b->second;
	compose(l, b, call);
	call->cookie = b;
	return 0;
}

static void batch_free(struct llm *l, struct batch *b)
{
	l->flying_first -= !b->second;
	llm_request_deinit(&b->request);
	free(b->which);
	free(b);
}

static void broke(struct llm *l)
{
	l->broken = true;
	llm_endpoint_give_up(&l->endpoint, LLM_MISS_SILENT,
	                     "stopped by an error of ours");
}

static int start(void *ctx, void *cookie, int attempt)
{
	struct llm *l = ctx;
	struct batch *b = cookie;
	int64_t now = clock_now(l->settings.clock);

	(void)attempt;
	if (*l->endpoint.trouble)
		return -1;
	switch (llm_budget_reserve(&l->budget, &b->request.most,
	                           date_of(now))) {
	case LLM_MAY:
		break;
	case LLM_LATER:
		return 1;
	case LLM_OVER:
		llm_endpoint_give_up(&l->endpoint, LLM_MISS_BUDGET,
		                     "the day's budget is spent");
		return -1;
	}
	b->reserved = true;
	b->call = (struct llm_call){ .at = now,
		                     .titles = l->titles,
		                     .n_papers = b->n,
		                     .usage = b->request.most };
	b->call.usage.estimated = true;
	b->call.cost = llm_cost(&l->budget.price, &b->call.usage);
	if (l->ops.going(l->ops.ctx, &b->call, l->err)) {
		/* Not sent: so nothing is to be settled but the reserve. */
		llm_budget_settle(&l->budget, &b->request.most, NULL);
		b->reserved = false;
		broke(l);
		return -1;
	}
	return 0;
}

/* ---- its end ---- */

/* What the attempt used, as far as anybody knows. */
static void settle(struct llm *l, struct batch *b,
                   const struct http_outcome *how,
                   const struct llm_reply *reply)
{
	struct llm_call *c = &b->call;

	b->reserved = false;
	llm_endpoint_used(how, reply, c);
	c->cost = llm_cost(&l->budget.price, &c->usage);
	llm_budget_settle(&l->budget, &b->request.most, &c->usage);
}

static void tell(struct llm *l, struct batch *b, const struct llm_gain *gain)
{
	if (l->ops.ended(l->ops.ctx, &b->call, gain, l->err))
		broke(l);
}

/* A paper without a score: once more, or the end. */
static void lacks(struct llm *l, struct batch *b, size_t paper,
                  enum llm_miss miss)
{
	missed(l, &paper, 1, miss);
	if (b->second)
		l->done++;
	else
		put(&l->again, paper);
}

static void read_scores(struct llm *l, struct batch *b,
                        const struct llm_reply *reply)
{
	const struct paper **papers = calloc(b->n, sizeof(*papers));
	struct score *scores = calloc(b->n, sizeof(*scores));
	size_t *which = calloc(b->n, sizeof(*which)), n = 0;
	struct llm_asked asked = { papers, b->n, l->settings.topics,
		                   l->settings.n_topics };
	struct llm_found found;

	if (!papers || !scores || !which)
		abort();
	for (size_t i = 0; i < b->n; i++)
		papers[i] = &l->papers[b->which[i]];
	llm_answer_scores(reply->content, &asked, l->arena, scores, &found);
	for (size_t i = 0; i < b->n; i++) {
		if (scores[i].by == SCORE_BY_NONE) {
			lacks(l, b, b->which[i],
			      reply->cut ? LLM_MISS_CUT : LLM_MISS_LACKED);
			continue;
		}
		l->scores[b->which[i]] = scores[i];
		missed(l, &b->which[i], 1, LLM_MISS_NONE);
		scores[n] = scores[i];
		which[n++] = b->which[i];
	}
	llm_endpoint_useful(&l->endpoint, n > 0);
	l->done += n;
	tell(l, b, &(struct llm_gain){ which, scores, NULL, n });
	free(papers);
	free(scores);
	free(which);
}

static void read_titles(struct llm *l, struct batch *b,
                        const struct llm_reply *reply)
{
	const struct paper **papers = calloc(b->n, sizeof(*papers));
	bool *drop = calloc(b->n, sizeof(*drop));
	struct llm_asked asked = { papers, b->n, NULL, 0 };

	if (!papers || !drop)
		abort();
	for (size_t i = 0; i < b->n; i++)
		papers[i] = &l->papers[b->which[i]];
	llm_answer_titles(reply->content, &asked, drop);
	for (size_t i = 0; i < b->n; i++)
		l->drop[b->which[i]] = drop[i];
	l->done += b->n;
	tell(l, b, &(struct llm_gain){ b->which, NULL, drop, b->n });
	free(papers);
	free(drop);
}

/* The batch got nothing to read. One that the endpoint did not like, or that
 * it had nothing to say to, may do better in parts; without an endpoint
 * nothing does. */
static void unanswered(struct llm *l, struct batch *b,
                       const struct http_outcome *how)
{
	enum llm_miss miss =
	        *l->endpoint.trouble ? l->endpoint.miss : LLM_MISS_SILENT;
	bool in_parts = how->end == HTTP_ANSWERED && how->status < 429 &&
	                !*l->endpoint.trouble && !l->titles;

	for (size_t i = 0; i < b->n; i++) {
		if (in_parts) {
			lacks(l, b, b->which[i], miss);
			continue;
		}
		missed(l, &b->which[i], 1, miss);
		l->done++;
	}
}

static void close_batch(struct llm *l, struct batch *b,
                        const struct http_outcome *how,
                        enum llm_verdict verdict, const struct llm_reply *reply,
                        bool out)
{
	static const struct llm_gain nothing;

	if (verdict == LLM_REPHRASE)
		put_back(b->second ? &l->again : &l->first, b->which, b->n);
	else if (verdict == LLM_FAILED)
		unanswered(l, b, how);
	if (verdict == LLM_READ && l->titles)
		read_titles(l, b, reply);
	else if (verdict == LLM_READ)
		read_scores(l, b, reply);
	else if (out)
		tell(l, b, &nothing);
	if (verdict == LLM_FAILED && how->end != HTTP_REFUSED &&
	    how->end != HTTP_STOPPED)
		l->ops.complain(l->ops.ctx, reply->error);
	l->ops.progress(l->ops.ctx, l->done, l->asked);
	batch_free(l, b);
}

static void ended(void *ctx, void *cookie, const struct http_outcome *how,
                  bool *again)
{
	static const struct llm_gain nothing;
	struct llm *l = ctx;
	struct batch *b = cookie;
	struct llm_reply reply = { .error = "" };
	enum llm_verdict verdict;
	bool out = b->reserved;

	arena_reset(l->scratch);
	if (*again)
		*again = llm_endpoint_patient(&l->endpoint, how, l->scratch);
	if (*again) {
		settle(l, b, how, &reply);
		tell(l, b, &nothing);
		return;
	}
	verdict = llm_endpoint_hear(&l->endpoint, &b->request, how, l->scratch,
	                            &reply);
	if (out)
		settle(l, b, how, &reply);
	close_batch(l, b, how, verdict, &reply, out);
}

/* ---- a run ---- */

static void fill(struct llm *l, const size_t *which, size_t n)
{
	l->first = (struct queue){ .papers = calloc(n + 1, sizeof(size_t)) };
	l->again = (struct queue){ .papers = calloc(n + 1, sizeof(size_t)) };
	if (!l->first.papers || !l->again.papers)
		abort();
	for (size_t i = 0; i < n; i++)
		put(&l->first, which[i]);
	l->asked = n;
	l->done = 0;
	l->broken = false;
}

/* What was never sent. */
static void leave(struct llm *l, struct queue *q)
{
	missed(l, q->papers + q->at, left(q),
	       *l->endpoint.trouble ? l->endpoint.miss : LLM_MISS_SILENT);
	free(q->papers);
	*q = (struct queue){ 0 };
}

static int run(struct llm *l, const size_t *which, size_t n)
{
	const struct http_pool_ops ops = { next, start, ended, l };
	int rc;

	fill(l, which, n);
	rc = http_pool_run(l->endpoint.pool, &ops);
	leave(l, &l->first);
	leave(l, &l->again);
	return l->broken ? -1 : rc;
}

int llm_score(struct llm *l, const struct paper *papers, const size_t *which,
              size_t n, struct arena *arena, struct score *scores,
              enum llm_miss *miss, struct err *err)
{
	l->titles = false;
	l->papers = papers;
	l->arena = arena;
	l->scores = scores;
	l->miss = miss;
	l->drop = NULL;
	l->err = err;
	return run(l, which, n);
}

int llm_titles(struct llm *l, const struct paper *papers, const size_t *which,
               size_t n, bool *drop, struct err *err)
{
	l->titles = true;
	l->papers = papers;
	l->arena = NULL;
	l->scores = NULL;
	l->miss = NULL;
	l->drop = drop;
	l->err = err;
	return run(l, which, n);
}
