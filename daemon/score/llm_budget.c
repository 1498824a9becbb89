#include "score/llm_budget.h"

static const double MILLION = 1e6;

/* Sums of the same prices in another order differ in the last digits. */
static const double ROUNDING = 1e-9;

double llm_cost(const struct llm_price *price, const struct llm_usage *usage)
{
	double fresh = (double)(usage->prompt - usage->cached);

	return (fresh * price->prompt + (double)usage->cached * price->cached +
	        (double)usage->completion * price->completion) /
	       MILLION;
}

int64_t llm_tokens_most(size_t bytes)
{
	return (int64_t)(bytes / 3 + 1);
}

int64_t llm_tokens_about(size_t bytes)
{
	return (int64_t)((bytes + 3) / 4);
}

enum llm_leave llm_budget_reserve(struct llm_budget *b,
                                  const struct llm_usage *most, int day)
{
	double cost = llm_cost(&b->price, most);

	if (day != b->day) {
		b->day = day;
		b->spent = 0;
	}
	if (b->spent + b->reserved + cost <= b->per_day + ROUNDING) {
		b->reserved += cost;
		return LLM_MAY;
	}
	return b->reserved > ROUNDING &&
	                       b->spent + cost <= b->per_day + ROUNDING
	               ? LLM_LATER
	               : LLM_OVER;
}

void llm_budget_settle(struct llm_budget *b, const struct llm_usage *most,
                       const struct llm_usage *usage)
{
	b->reserved -= llm_cost(&b->price, most);
	if (b->reserved < ROUNDING)
		b->reserved = 0;
	if (usage)
		b->spent += llm_cost(&b->price, usage);
}
