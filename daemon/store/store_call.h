#pragma once
/*
 * Calls of a language model: what they used and cost. A call is written down
 * before it goes out, at the most that it may cost, and brought up to date when
 * it ends; so what a killed run had in flight counts against the day's budget
 * all the same.
 */
#include "model/paper.h"
#include "store/store.h"

struct store_call {
	int64_t id;
	int edition; /* DATE_NONE: for no edition */
	int64_t at;  /* instant */
	const char *model;
	bool titles;
	int papers;
	bool answered, estimated;
	int64_t prompt_tokens, cached_tokens, completion_tokens;
	double cost;
};

/* Writes it down; *call's id is set. */
int store_call_begin(struct store *store, struct store_call *call,
                     struct err *err);

/* How it ended; one without tokens cost nothing, and is remembered for as long
 * as a rate may ask for it. The tokens and the cost of its
 * edition become the sum of its answered calls. In the caller's transaction,
 * with what the call brought. */
int store_call_end(struct store *store, const struct store_call *call,
                   struct err *err);

/* What all calls cost from an instant to another (not included). */
int store_spent(struct store *store, int64_t from, int64_t to, double *cost,
                struct err *err);

/* When the last call went out, whatever became of it; 0: there was none. */
int store_last_call(struct store *store, int64_t *at, struct err *err);

/* The title pass: what it said of these papers; in the caller's transaction. */
int store_titles_add(struct store *store, int edition,
                     const struct paper *papers, const bool *dropped, size_t n,
                     struct err *err);

/* seen[i]: a title pass has judged papers[i], dropped[i]: it wants it not. */
int store_titles(struct store *store, int edition, const struct paper *papers,
                 size_t n, bool *seen, bool *dropped, struct err *err);
