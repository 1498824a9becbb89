#pragma once
/*
 * The scorer `llm`: any OpenAI-compatible endpoint. Papers go to it in
 * batches, several in flight; each batch's scores are handed over as soon as
 * it has answered, so that the caller can commit them; papers that an answer
 * lacks are asked about once more, in a smaller batch. What is left without a
 * score has a reason, and is the fallback's.
 *
 * No store, no config: settings come in, what happens goes out through
 * llm_ops. One thread.
 */
#include "base/arena.h"
#include "base/cleanup.h"
#include "base/clock.h"
#include "base/err.h"
#include "model/paper.h"
#include "model/score.h"
#include "score/llm_budget.h"
#include "score/llm_prompt.h"

struct llm_settings {
	const char *url, *model;
	const char *key;            /* "": none */
	const char *const *headers; /* further ones, "Name: value" */
	size_t n_headers;
	const char *user_agent;
	int batch_size, concurrency;
	int per_minute;    /* 0: no limit */
	int64_t last_call; /* instant of the last one before these, whoever
	                    * made it: the rate counts it; 0: none */
	int retries;
	int64_t timeout;    /* seconds */
	const int *stop_fd; /* NULL: none */
	const struct clock *clock;
	const struct llm_prompt *prompt;
	const struct topic *topics;
	size_t n_topics;
	struct llm_budget budget; /* with what was spent today before */
};

/* One attempt at the endpoint. */
struct llm_call {
	int64_t id; /* the caller's, set by `going` */
	int64_t at; /* instant */
	bool titles;
	size_t n_papers;
	bool answered; /* else it is not known whether it was paid for */
	struct llm_usage usage;
	double cost; /* of the usage */
};

/* What a call brought for papers which[0..n) (numbers as given to llm_score or
 * llm_titles): scores in the same order, or what the titles said. */
struct llm_gain {
	const size_t *which;
	const struct score *scores; /* NULL: it was about titles */
	const bool *drop;           /* NULL: it was not */
	size_t n;
};

/* Why a paper that was asked about has no score. */
enum llm_miss {
	LLM_MISS_NONE, /* it has one */
	LLM_MISS_LACKED,
	LLM_MISS_CUT,
	LLM_MISS_SILENT,
	LLM_MISS_BUDGET,
	LLM_MISS_UNASKED,
};

/* For readers: "the model did not answer". */
const char *llm_miss_words(enum llm_miss miss);

struct llm_ops {
	/* A call is about to go out; usage is the most it may use. Whoever
	 * writes it down here keeps the budget even when killed. */
	int (*going)(void *ctx, struct llm_call *call, struct err *err);
	/* It ended; with an empty usage it cost nothing. */
	int (*ended)(void *ctx, const struct llm_call *call,
	             const struct llm_gain *gain, struct err *err);
	void (*progress)(void *ctx, size_t done, size_t of);
	/* A call brought nothing, for the log: "https://...: answered 500". */
	void (*complain)(void *ctx, const char *what);
	void *ctx;
};

struct llm;

/* Copies the settings, not what they point at. */
struct llm *llm_new(const struct llm_settings *settings,
                    const struct llm_ops *ops);
void llm_free(struct llm *llm);
CLEANUP_DEFINE(struct llm *, llm_free)

/*
 * Asks about papers[which[i]]. Their scores[which[i]] are filled where the
 * model gave one (comments in the arena); where not, miss[which[i]] says why.
 * 0, also when nobody answered; 1: stopped; < 0: an op failed.
 */
int llm_score(struct llm *llm, const struct paper *papers, const size_t *which,
              size_t n, struct arena *arena, struct score *scores,
              enum llm_miss *miss, struct err *err);

/* The title pass: drop[which[i]] is set for papers that the model sees nothing
 * in. Where it does not answer nothing is dropped. Returns as llm_score. */
int llm_titles(struct llm *llm, const struct paper *papers, const size_t *which,
               size_t n, bool *drop, struct err *err);

/* Why nobody is asked any more ("https://...: answered 401: ...", "the day's
 * budget is spent"); "" while the endpoint is there. Never holds a secret.
 * Lives as long as llm. */
const char *llm_trouble(const struct llm *llm);

/*
 * One question that is about no paper. `going` and `ended` (its gain is empty)
 * are called as for papers, the budget is kept, settings->prompt is not read;
 * room: tokens for the answer. 0: *answer, in the arena; 1: nobody was asked or
 * nobody answered, err says why; < 0: an op failed.
 */
int llm_ask(const struct llm_settings *settings, const struct llm_ops *ops,
            const char *system, const char *user, int64_t room,
            struct arena *arena, struct str *answer, struct err *err);

/* What papers would use, about: each of usual length, by batch_size at a time,
 * nothing cached. titles: with a pass over their titles before, which drops
 * nothing (how much one drops is the model's secret): then it is the most.
 * Pure.
 */
struct llm_usage llm_forecast(const struct llm_settings *settings,
                              size_t n_papers, bool titles);

/* One small question, for `doctor`: does the endpoint answer, and as which
 * model? 0, or < 0 with err. */
enum { LLM_MODEL_MAX = 201 };
int llm_probe(const struct llm_settings *settings, char model[LLM_MODEL_MAX],
              struct err *err);
