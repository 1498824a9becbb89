/*
 * score: every scanned paper once, against all topics at once. What a model
 * says is committed batch by batch (judge.c), the rest and the step's end in
 * one transaction here; so a run that was killed pays only for what it had not
 * heard yet.
 */
#include <stdio.h>

#include "base/log.h"
#include "edition_work.h"
#include "frozen.h"
#include "judge.h"
#include "store/store_edition.h"
#include "store/store_paper.h"

/* Earlier papers that the scorer takes its scales from: some ten days. */
enum { BACKGROUND_MAX = 4000, BACKGROUND_BYTES = 256 << 20 };
enum { PROMPT_BYTES = 4 << 20 };

static int load(struct edition_work *w, struct err *err)
{
	const struct conf *conf = w->order->conf;

	if (store_scanned(w->store, w->date, w->arena, &w->papers, &w->n_papers,
	                  err))
		return -1;
	w->scores = arena_array(w->arena, w->n_papers, sizeof(*w->scores));
	return store_scores(w->store, w->date, w->papers, w->n_papers,
	                    conf->topics, conf->n_topics, w->arena, w->scores,
	                    err);
}

static void on_progress(void *ctx, size_t done, size_t of)
{
	edition_progress(ctx, "score", done, of);
}

static int score(struct edition_work *w, struct judge_report *report,
                 struct err *err)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(BACKGROUND_BYTES);
	struct judge_order order = { .conf = w->order->conf,
		                     .clock = w->order->clock,
		                     .scorer = w->order->conf->scoring.scorer,
		                     .stop_fd = w->order->stop_fd,
		                     .store = w->store,
		                     .edition = w->date,
		                     .progress = on_progress,
		                     .frugal = w->order->dry,
		                     .ctx = w };
	struct score_background background = { 0 };
	struct paper *earlier;

	if (store_earlier(w->store, w->date, BACKGROUND_MAX, arena, &earlier,
	                  &background.n, err))
		return -1;
	background.papers = earlier;
	return judge(&order, w->papers, w->n_papers, &background, w->arena,
	             w->scores, report, err);
}

static void log_judged(const struct edition_work *w,
                       const struct judge_report *r)
{
	char date[DATE_LEN];

	if (w->order->conf->scoring.scorer != SCORE_BY_LLM)
		return;
	log_info("scored date=%s scorer=%s asked=%zu left_out=%zu fallback=%zu "
	         "prompt_tokens=%lld cached_tokens=%lld "
	         "completion_tokens=%lld cost=%.4f",
	         date_format(w->date, date), score_by_name(r->scorer), r->asked,
	         r->left_out, r->fallback, (long long)r->prompt_tokens,
	         (long long)r->cached_tokens, (long long)r->completion_tokens,
	         r->cost);
}

/* For the archive. Its prompt is worth a complaint, not the edition. */
static int keep_criteria(struct edition_work *w, struct err *err)
{
	struct buf prompt CLEANUP(buf_deinit) = BUF(PROMPT_BYTES);
	struct err trouble;

	if (frozen_prompt(w->order->conf, &prompt, &trouble)) {
		log_err("archive: %s; the edition's page lacks its prompt",
		        trouble.msg);
		buf_clear(&prompt);
	}
	return frozen_put_criteria(w->store, w->date, w->order->conf,
	                           buf_cstr(&prompt), err);
}

/* The scores go on as the store has them, rounded: a run that died here and one
 * that did not select alike. */
static int commit(struct edition_work *w, const struct judge_report *r,
                  struct err *err)
{
	const struct conf *conf = w->order->conf;
	struct edition *e = &w->edition;

	/* As coarse as the grades they are compared with: a paper of 8.2
	 * reaches a cut-off of 8.2. */
	e->relevance = (float)conf->scoring.relevance;
	e->novelty = (float)conf->scoring.novelty;
	snprintf(e->scorer, sizeof(e->scorer), "%s", score_by_name(r->scorer));
	snprintf(e->model, sizeof(e->model), "%s",
	         conf->scoring.scorer == SCORE_BY_LLM ? conf->scoring.llm.model
	                                              : "");
	if (store_begin(w->store, err) ||
	    store_scores_put(w->store, w->date, w->papers, w->scores,
	                     w->n_papers, conf->topics, conf->n_topics, err) ||
	    store_edition_scored(w->store, e, err) || keep_criteria(w, err) ||
	    store_edition_advance(w->store, w->date, EDITION_SCORED, 0, err) ||
	    store_commit(w->store, err))
		return -1; /* edition_run rolls back */
	if (store_edition(w->store, w->date, e, err))
		return -1;
	return store_scores(w->store, w->date, w->papers, w->n_papers,
	                    conf->topics, conf->n_topics, w->arena, w->scores,
	                    err);
}

int edition_score(struct edition_work *w, struct err *err)
{
	struct judge_report report;
	int rc;

	if (load(w, err))
		return -1;
	if (w->edition.state >= EDITION_SCORED)
		return 0;
	edition_progress(w, "score", 0, w->n_papers);
	rc = score(w, &report, err);
	if (rc > 0)
		return err_set(err, "stopped; the next run goes on from here");
	if (rc < 0)
		return -1;
	edition_progress(w, "score", w->n_papers, w->n_papers);
	log_judged(w, &report);
	w->report->trouble = arena_strdup(w->arena, report.trouble);
	w->report->budget_spent = report.budget_spent;
	return commit(w, &report, err);
}
