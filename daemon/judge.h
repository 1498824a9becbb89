#pragma once
/*
 * Papers to scores, as `scoring` in the config says. The lexical scorer reads
 * them all: it is the prefilter, the fallback and a second opinion. Where the
 * model is asked for, it gets what the prefilter leaves, and the lexical score
 * stands, visibly, where it gives none.
 *
 * Joins conf, score and store for the edition flow and for `digestctl score`.
 */
#include "base/clock.h"
#include "conf/conf.h"
#include "score/llm.h"
#include "score/score.h"
#include "store/store_call.h"

struct judge_order {
	const struct conf *conf;
	const struct clock *clock;
	enum score_by scorer; /* asked for */
	const int *stop_fd;   /* NULL: none */
	/* Where calls, and an edition's scores and titles, are kept as they
	 * come in. NULL: nowhere; then the budget starts full. */
	struct store *store;
	int edition; /* DATE_NONE: the papers are in no store */
	bool frugal; /* ask no model: a run that only looks does not spend */
	void (*progress)(void *ctx, size_t done, size_t of);
	void *ctx;
};

struct judge_report {
	enum score_by scorer; /* that served: the model when it gave any */
	size_t left_out;      /* by the prefilter */
	size_t asked;         /* about so many papers, by this call */
	size_t fallback;
	int64_t prompt_tokens, cached_tokens, completion_tokens;
	double cost;
	char trouble[ERR_MAX]; /* why the model was not asked to the end; "" */
	bool budget_spent;     /* some papers were not asked about for that */
};

/*
 * scores[i] of SCORE_BY_LLM stand already and are kept; all others are filled.
 * Comments say where a score does not come from the scorer that was asked for.
 * 0; 1: stopped, what was committed stays; < 0: err.
 */
int judge(const struct judge_order *order, const struct paper *papers, size_t n,
          const struct score_background *background, struct arena *arena,
          struct score *scores, struct judge_report *report, struct err *err);

/* A call as the store writes it down. Strings are the arguments'. */
struct store_call judge_call_row(const struct llm_call *call, const char *model,
                                 int edition);

/* The endpoint's settings from the config, for `doctor`; owns what it read. */
struct judge_endpoint;
struct judge_endpoint *judge_endpoint_new(const struct conf *conf,
                                          const struct clock *clock,
                                          struct err *err);
const struct llm_settings *judge_settings(const struct judge_endpoint *e);
void judge_endpoint_free(struct judge_endpoint *e);
CLEANUP_DEFINE(struct judge_endpoint *, judge_endpoint_free)
