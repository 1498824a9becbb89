/*
 * Gmail clips HTML at 102 kB, and what is clipped takes the unsubscribe link
 * with it. So a large day is shown in steps, the weakest papers first: less
 * abstract, then none, then the line in the contents alone. The strongest few
 * keep theirs until nothing else is left to shorten.
 */
#include "mail/compose_intern.h"

enum { KEEP_WHOLE = 5, KEEP_BRIEF = 15 };

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

static size_t take(size_t *step, size_t most)
{
	size_t taken = least(*step, most);

	*step -= taken;
	return taken;
}

size_t compose_plan_steps(size_t n)
{
	return 3 * n;
}

struct compose_plan compose_plan_at(size_t n, size_t step)
{
	size_t whole = least(n, KEEP_WHOLE), brief = least(n, KEEP_BRIEF);
	struct compose_plan plan = { n, n, n };

	plan.whole -= take(&step, n - whole);
	plan.brief -= take(&step, n - brief);
	plan.detail -= take(&step, n - brief);
	plan.whole -= take(&step, whole);
	plan.brief -= take(&step, brief);
	plan.detail -= take(&step, brief);
	return plan;
}

static size_t size_of(const struct compose_sizes *s, struct compose_plan plan)
{
	size_t size = s->total;

	for (size_t i = plan.whole; i < s->n; i++) {
		size_t less = s->whole[i];

		if (i < plan.brief)
			less = less > s->brief[i] ? less - s->brief[i] : 0;
		else if (i >= plan.detail)
			less += s->paper[i];
		size -= least(less, size);
	}
	return size;
}

size_t compose_plan_fitting(const struct compose_sizes *sizes, size_t from,
                            size_t max)
{
	size_t steps = compose_plan_steps(sizes->n);

	while (from < steps &&
	       size_of(sizes, compose_plan_at(sizes->n, from)) > max)
		from++;
	return least(from, steps);
}
