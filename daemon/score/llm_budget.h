#pragma once
/*
 * Tokens and money. A call is reserved for at the most that it may cost before
 * it goes out, and settled at what it did cost: so the day's budget is kept
 * even with many calls in flight. Pure; the day comes in as an argument.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Of a million tokens. Cached ones are part of the prompt's. */
struct llm_price {
	double prompt, cached, completion;
};

struct llm_usage {
	int64_t prompt, cached, completion; /* tokens; cached <= prompt */
	bool estimated; /* our count, because the endpoint gave none */
};

double llm_cost(const struct llm_price *price, const struct llm_usage *usage);

/* The most tokens that a text of so many bytes may have. English prose has one
 * in 4 to 4.6 bytes with the tokenizers of today, formulas and names one in 3
 * or so. */
int64_t llm_tokens_most(size_t bytes);

/* What English prose has, for showing: one in 4 bytes. */
int64_t llm_tokens_about(size_t bytes);

struct llm_budget {
	struct llm_price price;
	double per_day; /* nothing that costs is sent past it; 0: nothing */
	int day;        /* date in UTC that `spent` is of */
	double spent;   /* on that day, settled */
	double reserved;
};

enum llm_leave {
	LLM_MAY,
	LLM_LATER, /* when what is in flight turns out cheaper */
	LLM_OVER,  /* not today */
};

/* May a call of at most this usage go out on this day? LLM_MAY reserves. */
enum llm_leave llm_budget_reserve(struct llm_budget *b,
                                  const struct llm_usage *most, int day);

/* A call reserved for has ended; NULL: it cost nothing. */
void llm_budget_settle(struct llm_budget *b, const struct llm_usage *most,
                       const struct llm_usage *usage);
