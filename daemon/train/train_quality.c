#include "train/train_quality.h"

#include <stdlib.h>

const int train_kept[TRAIN_KEPT] = { 20, 30, 40 };

static int descending(const void *a, const void *b)
{
	const struct train_judged *x = a, *y = b;

	return (x->value < y->value) - (x->value > y->value);
}

/* Papers of one value: from..to, and what came before them. */
struct step {
	size_t from, to;
	double selected, before; /* in the step; in those above it */
};

/* false: that was the last. Start with {0}. */
static bool next_step(struct step *s, const struct train_judged *list, size_t n)
{
	s->from = s->to;
	s->before += s->selected;
	s->selected = 0;
	if (s->from == n)
		return false;
	while (s->to < n && list[s->to].value == list[s->from].value)
		s->selected += list[s->to++].selected;
	return true;
}

/* How many selected stand among the best `depth`, which may lie within a
 * step. */
static double hits_within(const struct train_judged *list, size_t n,
                          double depth)
{
	struct step s = { 0 };

	while (next_step(&s, list, n)) {
		double size = (double)(s.to - s.from);
		double inside = depth - (double)s.from;

		if (inside <= size)
			return s.before + s.selected * inside / size;
	}
	return s.before;
}

struct train_quality train_quality_of(struct train_judged *list, size_t n)
{
	struct train_quality q = { .papers = n };
	double right = 0, pairs = 0, precisions = 0, selected;
	struct step s = { 0 };

	for (size_t i = 0; i < n; i++) {
		q.selected += list[i].selected;
		q.chosen += list[i].chosen;
		right += list[i].selected && list[i].chosen;
	}
	if (!q.selected || q.selected == n)
		return q;
	selected = (double)q.selected;
	qsort(list, n, sizeof(*list), descending);
	while (next_step(&s, list, n)) {
		double others = (double)(s.to - s.from) - s.selected;
		double hits = s.before + s.selected;

		pairs += others * (s.before + s.selected / 2);
		precisions += s.selected * hits / (double)s.to;
	}
	q.auc = pairs / (selected * (double)(n - q.selected));
	q.average_precision = precisions / selected;
	q.precision_at_n = hits_within(list, n, selected) / selected;
	q.precision = q.chosen ? right / (double)q.chosen : 0;
	q.recall = right / selected;
	for (int i = 0; i < TRAIN_KEPT; i++)
		q.recall_kept[i] =
		        hits_within(list, n,
		                    (double)n * train_kept[i] / 100.0) /
		        selected;
	return q;
}

bool train_quality_tells(const struct train_quality *q)
{
	return q->selected && q->selected < q->papers;
}

static void add(struct train_quality *sum, const struct train_quality *q,
                double part)
{
	sum->auc += part * q->auc;
	sum->average_precision += part * q->average_precision;
	sum->precision_at_n += part * q->precision_at_n;
	sum->precision += part * q->precision;
	sum->recall += part * q->recall;
	for (int i = 0; i < TRAIN_KEPT; i++)
		sum->recall_kept[i] += part * q->recall_kept[i];
}

struct train_quality train_quality_mean(const struct train_quality *days,
                                        size_t n)
{
	struct train_quality sum = { 0 };
	size_t telling = 0;

	for (size_t i = 0; i < n; i++)
		telling += train_quality_tells(&days[i]);
	for (size_t i = 0; i < n; i++) {
		sum.papers += days[i].papers;
		sum.selected += days[i].selected;
		sum.chosen += days[i].chosen;
		if (train_quality_tells(&days[i]))
			add(&sum, &days[i], 1 / (double)telling);
	}
	return sum;
}
