#pragma once
/* What every scorer is: the first member of its own struct. */
#include "score/score.h"

struct scorer_ops {
	enum score_by kind;
	int (*run)(struct scorer *s, const struct paper *papers, size_t n,
	           const struct score_background *background,
	           struct arena *arena, struct score *out, struct err *err);
	void (*free)(struct scorer *s);
};

struct scorer {
	const struct scorer_ops *ops;
};
