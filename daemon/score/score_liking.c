#include "score/score_liking.h"

/* What changes the value by less, in its standard deviations, is noise; as is a
 * word beside a strong one. */
static const double LEAST = 0.14, BESIDE = 0.06;

struct liking {
	const struct score_weights *w;
	double scale; /* from a weight to standard deviations of the value,
	               * times the sign that is asked for */
	const int *said;
	size_t n_said;
	struct score_liked *out;
	size_t n, most;
};

static bool is_said(const struct liking *l, int stem)
{
	for (size_t i = 0; i < l->n_said; i++)
		if (l->said[i] == stem)
			return true;
	return false;
}

/* How much the word, or the pair of it and the one before, adds towards sign,
 * in standard deviations of the paper's value. */
static double alone(const struct liking *l, enum score_part part,
                    const struct score_word *w)
{
	int trait = score_traits_find(l->w->traits, part, w->stem, -1);

	return trait < 0 ? 0 : (double)l->w->w[trait] * l->scale;
}

static double pair(const struct liking *l, enum score_part part,
                   const struct score_word *w)
{
	int trait = score_traits_find(l->w->traits, part, w[-1].stem, w->stem);

	return trait < 0 ? 0 : (double)l->w->w[trait] * l->scale;
}

static bool same_words(const struct score_liked *a, const struct score_liked *b)
{
	size_t n = a->last - a->first;

	if (b->last - b->first != n)
		return false;
	for (size_t i = 0; i <= n; i++)
		if (a->text->words[a->first + i].stem !=
		    b->text->words[b->first + i].stem)
			return false;
	return true;
}

/* Keeps the strongest, the best first; the same words count where they say
 * most. */
static void offer(struct liking *l, struct score_liked new)
{
	size_t at = l->n;

	for (size_t i = 0; i < l->n; i++) {
		if (!same_words(&l->out[i], &new))
			continue;
		if (l->out[i].value >= new.value)
			return;
		l->n--;
		memmove(&l->out[i], &l->out[i + 1],
		        (l->n - i) * sizeof(*l->out));
		at = l->n;
	}
	while (at > 0 && l->out[at - 1].value < new.value)
		at--;
	if (at == l->most)
		return;
	if (l->n == l->most)
		l->n--;
	memmove(&l->out[at + 1], &l->out[at], (l->n - at) * sizeof(*l->out));
	l->out[at] = new;
	l->n++;
}

/* The word has a say, alone or with a neighbour. */
static bool says(const struct liking *l, const struct score_passage *t,
                 enum score_part part, size_t i)
{
	const struct score_word *w = &t->words[i];

	if (is_said(l, w->stem))
		return false;
	return alone(l, part, w) >= BESIDE ||
	       (i > 0 && score_words_adjoin(w - 1, w) &&
	        pair(l, part, w) >= BESIDE) ||
	       (i + 1 < t->n && score_words_adjoin(w, w + 1) &&
	        pair(l, part, w + 1) >= BESIDE);
}

/* Neighbouring words that all have a say, from word `at`, which has one. */
static struct score_liked span_at(const struct liking *l,
                                  const struct score_passage *t,
                                  enum score_part part, size_t at)
{
	const struct score_word *w = &t->words[at];
	struct score_liked s = { t, at, at, alone(l, part, w) };

	while (s.last + 1 < t->n && s.last + 1 - at < LIKED_WORDS &&
	       score_words_adjoin(w, w + 1) && says(l, t, part, s.last + 1)) {
		s.last++;
		w++;
		s.value += alone(l, part, w) + pair(l, part, w);
	}
	return s;
}

static void search(struct liking *l, const struct score_passage *t,
                   enum score_part part)
{
	for (size_t i = 0; i < t->n; i++) {
		struct score_liked s;

		if (!says(l, t, part, i))
			continue;
		s = span_at(l, t, part, i);
		if (s.value >= LEAST)
			offer(l, s);
		i = s.last;
	}
}

size_t score_liking(const struct score_weights *w, const struct score_doc *d,
                    int sign, const int *said, size_t n_said,
                    struct score_liked *out, size_t most)
{
	struct liking l = {
		.w = w,
		.scale = sign *
		         score_weights_amount(1, d->title.n + d->abstract.n) /
		         w->sd,
		.said = said,
		.n_said = n_said,
		.out = out,
		.most = most,
	};

	search(&l, &d->title, PART_TITLE);
	search(&l, &d->abstract, PART_ABSTRACT);
	return l.n;
}
