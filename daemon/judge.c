#include "judge.h"

#include <stdio.h>
#include <unistd.h>

#include "base/log.h"
#include "score/llm.h"
#include "score/llm_prefilter.h"
#include "store/store_call.h"
#include "store/store_paper.h"

enum { DAY = 24 * 3600 };

/* What becomes of a paper on its way. */
enum way {
	WAY_KNOWN, /* the model scored it in an earlier run */
	WAY_FAR,   /* the prefilter is sure about it */
	WAY_TITLE, /* the model saw nothing in its title */
	WAY_TO_MODEL,
};

struct judging {
	const struct judge_order *order;
	const struct paper *papers;
	size_t n;
	struct arena *arena;
	struct score *scores;     /* the model's, then all */
	struct score *lexical;    /* of all papers */
	enum llm_footing footing; /* these stand on */
	enum way *way;
	enum llm_miss *miss;
	struct judge_report *report;
	struct llm *llm;
	struct llm_settings settings;
};

/* ---- lexical ---- */

static int score_lexical(struct judging *j,
                         const struct score_background *background,
                         struct err *err)
{
	const struct conf *conf = j->order->conf;
	CLEANUP(scorer_freep)
	struct scorer *s = scorer_lexical_new(conf->topics, conf->n_topics,
	                                      conf->scoring.weights, err);

	j->lexical = arena_array(j->arena, j->n, sizeof(*j->lexical));
	if (!s)
		return -1;
	if (scorer_run(s, j->papers, j->n, background, j->arena, j->lexical,
	               err))
		return -1;
	j->footing = llm_footing_of(j->lexical, j->n, conf->n_topics,
	                            scorer_by_weights(s));
	return 0;
}

/* ---- what the model brings, committed as it comes ---- */

static bool kept(const struct judging *j)
{
	return j->order->store && j->order->edition != DATE_NONE;
}

static int on_going(void *ctx, struct llm_call *call, struct err *err)
{
	struct judging *j = ctx;
	struct store_call row =
	        judge_call_row(call, j->settings.model, j->order->edition);

	if (!j->order->store)
		return 0;
	if (store_call_begin(j->order->store, &row, err))
		return -1;
	call->id = row.id;
	return 0;
}

static int keep_gain(struct judging *j, const struct llm_gain *gain,
                     struct err *err)
{
	const struct conf *conf = j->order->conf;
	struct paper *some = arena_array(j->arena, gain->n, sizeof(*some));

	for (size_t i = 0; i < gain->n; i++)
		some[i] = j->papers[gain->which[i]];
	if (gain->scores)
		return store_scores_put(j->order->store, j->order->edition,
		                        some, gain->scores, gain->n,
		                        conf->topics, conf->n_topics, err);
	if (gain->drop)
		return store_titles_add(j->order->store, j->order->edition,
		                        some, gain->drop, gain->n, err);
	return 0;
}

static void count(struct judge_report *r, const struct llm_call *call)
{
	if (!call->answered)
		return;
	r->prompt_tokens += call->usage.prompt;
	r->cached_tokens += call->usage.cached;
	r->completion_tokens += call->usage.completion;
	r->cost += call->cost;
}

/* Scores, tokens and cost of a call: all of it or nothing. */
static int on_ended(void *ctx, const struct llm_call *call,
                    const struct llm_gain *gain, struct err *err)
{
	struct judging *j = ctx;
	struct store *store = j->order->store;
	struct store_call row =
	        judge_call_row(call, j->settings.model, j->order->edition);

	count(j->report, call);
	if (!store)
		return 0;
	if (!store_begin(store, err) && !store_call_end(store, &row, err) &&
	    (!kept(j) || !keep_gain(j, gain, err)) && !store_commit(store, err))
		return 0;
	store_rollback(store);
	return -1;
}

static void on_progress(void *ctx, size_t done, size_t of)
{
	const struct judge_order *o = ((struct judging *)ctx)->order;

	if (o->progress)
		o->progress(o->ctx, done, of);
}

static void on_complaint(void *ctx, const char *what)
{
	(void)ctx;
	log_warning("llm %s", what);
}

/* ---- who is asked about what ---- */

static size_t to_model(const struct judging *j, size_t *which)
{
	size_t n = 0;

	for (size_t i = 0; i < j->n; i++)
		if (j->way[i] == WAY_TO_MODEL)
			which[n++] = i;
	return n;
}

static void prefilter(struct judging *j)
{
	const struct conf_llm *c = &j->order->conf->scoring.llm;
	double cut = llm_prefilter_cut(c->prefilter_recall, j->footing);

	for (size_t i = 0; i < j->n; i++) {
		const struct score *s = &j->lexical[i];

		j->way[i] = WAY_TO_MODEL;
		if (j->scores[i].by == SCORE_BY_LLM)
			j->way[i] = WAY_KNOWN;
		else if (c->prefilter != PREFILTER_NONE &&
		         s->by != SCORE_BY_NONE && (double)s->relevance < cut)
			j->way[i] = WAY_FAR;
	}
}

/* What an earlier run heard about titles is not asked again. */
static int known_titles(struct judging *j, bool *seen, bool *drop,
                        struct err *err)
{
	if (!kept(j))
		return 0;
	return store_titles(j->order->store, j->order->edition, j->papers, j->n,
	                    seen, drop, err);
}

static int judge_titles(struct judging *j, struct err *err)
{
	bool *seen = arena_array(j->arena, j->n, sizeof(*seen));
	bool *drop = arena_array(j->arena, j->n, sizeof(*drop));
	size_t *which = arena_array(j->arena, j->n, sizeof(*which)), n, m = 0;
	int rc;

	if (known_titles(j, seen, drop, err))
		return -1;
	n = to_model(j, which);
	for (size_t i = 0; i < n; i++)
		if (!seen[which[i]])
			which[m++] = which[i];
	rc = llm_titles(j->llm, j->papers, which, m, drop, err);
	for (size_t i = 0; i < j->n; i++)
		if (drop[i] && j->way[i] == WAY_TO_MODEL)
			j->way[i] = WAY_TITLE;
	return rc;
}

/* ---- the model ---- */

/* What was spent today, and when the endpoint was last asked. */
static int look_back(struct judging *j, struct err *err)
{
	struct llm_budget *b = &j->settings.budget;
	int64_t midnight = (int64_t)b->day * DAY;

	if (!j->order->store)
		return 0;
	return store_spent(j->order->store, midnight, midnight + DAY, &b->spent,
	                   err) ||
	                       store_last_call(j->order->store,
	                                       &j->settings.last_call, err)
	               ? -1
	               : 0;
}

static int ask(struct judging *j, struct err *err)
{
	size_t *which = arena_array(j->arena, j->n, sizeof(*which));
	bool titles = j->order->conf->scoring.llm.prefilter == PREFILTER_TITLE;
	int rc = 0;

	if (titles)
		rc = judge_titles(j, err);
	if (rc)
		return rc;
	j->report->asked = to_model(j, which);
	return llm_score(j->llm, j->papers, which, j->report->asked, j->arena,
	                 j->scores, j->miss, err);
}

/* An endpoint that cannot even be set up is one that does not answer. */
static int ask_model(struct judging *j, struct err *err)
{
	const struct llm_ops ops = { on_going, on_ended, on_progress,
		                     on_complaint, j };
	struct err setup = { 0 };
	CLEANUP(judge_endpoint_freep)
	struct judge_endpoint *e =
	        judge_endpoint_new(j->order->conf, j->order->clock, &setup);
	int rc;

	if (!e) {
		for (size_t i = 0; i < j->n; i++)
			j->miss[i] = LLM_MISS_SILENT;
		snprintf(j->report->trouble, sizeof(j->report->trouble), "%s",
		         setup.msg);
		return 0;
	}
	j->settings = *judge_settings(e);
	j->settings.stop_fd = j->order->stop_fd;
	if (look_back(j, err))
		return -1;
	j->llm = llm_new(&j->settings, &ops);
	rc = ask(j, err);
	snprintf(j->report->trouble, sizeof(j->report->trouble), "%s",
	         llm_trouble(j->llm));
	llm_free(j->llm);
	return rc;
}

static int ask_nobody(struct judging *j)
{
	for (size_t i = 0; i < j->n; i++)
		j->miss[i] = LLM_MISS_UNASKED;
	return 0;
}

/* ---- together ---- */

static void fall_back(struct judging *j, size_t i)
{
	struct score *s = &j->scores[i];

	*s = j->lexical[i];
	if (s->by == SCORE_BY_NONE)
		return;
	switch (j->way[i]) {
	case WAY_FAR:
		s->comment = arena_printf(
		        j->arena, "%s (left out by the prefilter)", s->comment);
		j->report->left_out++;
		break;
	case WAY_TITLE:
		s->comment = arena_printf(
		        j->arena, "%s (left out by its title)", s->comment);
		j->report->left_out++;
		break;
	case WAY_TO_MODEL:
		s->fallback = j->miss[i] == LLM_MISS_BUDGET ? FALLBACK_BUDGET
		                                            : FALLBACK_SILENT;
		s->comment =
		        arena_printf(j->arena, "%s (lexical: %s)", s->comment,
		                     llm_miss_words(j->miss[i]));
		j->report->fallback++;
		break;
	case WAY_KNOWN:
		break;
	}
}

static void put_together(struct judging *j)
{
	j->report->scorer = SCORE_BY_LEXICAL;
	for (size_t i = 0; i < j->n; i++)
		if (j->scores[i].by == SCORE_BY_LLM)
			j->report->scorer = SCORE_BY_LLM;
		else
			fall_back(j, i);
}

int judge(const struct judge_order *order, const struct paper *papers, size_t n,
          const struct score_background *background, struct arena *arena,
          struct score *scores, struct judge_report *report, struct err *err)
{
	struct judging j = { .order = order,
		             .papers = papers,
		             .n = n,
		             .arena = arena,
		             .scores = scores,
		             .report = report };
	int rc;

	*report = (struct judge_report){ .scorer = SCORE_BY_LEXICAL };
	if (score_lexical(&j, background, err))
		return -1;
	if (order->scorer != SCORE_BY_LLM) {
		memcpy(scores, j.lexical, n * sizeof(*scores));
		return 0;
	}
	j.way = arena_array(arena, n, sizeof(*j.way));
	j.miss = arena_array(arena, n, sizeof(*j.miss));
	prefilter(&j);
	rc = order->frugal ? ask_nobody(&j) : ask_model(&j, err);
	if (rc)
		return rc;
	put_together(&j);
	for (size_t i = 0; i < n; i++)
		report->budget_spent |= j.miss[i] == LLM_MISS_BUDGET;
	if (*report->trouble)
		log_warning("llm given up: %s", report->trouble);
	return 0;
}
