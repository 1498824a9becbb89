#include "score/score_taste.h"

#include <math.h>
#include <stdlib.h>

#include "base/arena.h"
#include "score/score_words.h"

static const double FACTOR = 1.5, DISLIKE = 0.5, SIMILAR = 0.06, USUAL_K = 20;

/* Of one liked paper nothing says whether the taste is narrow. */
static const double NARROW_UNKNOWN = 0.3;

static const float TITLE_TF = 2;

struct entry {
	int stem;
	float x;
};

struct vector {
	struct entry *entries;
	size_t n;
};

struct score_taste {
	struct arena *arena;
	struct vector *papers;
	size_t n, n_stems;
};

static void *need(void *p)
{
	if (!p)
		abort();
	return p;
}

/* ---- vectors ---- */

struct reader {
	struct score_vocab *v;
	struct score_text text;
	float *tf; /* by stem; 0 between papers */
	size_t n_tf;
	int *stems; /* of this paper, each once */
	size_t n, cap;
};

static void make_room(struct reader *r)
{
	size_t n = score_vocab_count(r->v), more = r->n + r->text.n;

	if (n > r->n_tf) {
		r->tf = need(reallocarray(r->tf, 2 * n, sizeof(*r->tf)));
		memset(r->tf + r->n_tf, 0, (2 * n - r->n_tf) * sizeof(*r->tf));
		r->n_tf = 2 * n;
	}
	if (more > r->cap) {
		r->stems = need(
		        reallocarray(r->stems, 2 * more, sizeof(*r->stems)));
		r->cap = 2 * more;
	}
}

static void count(struct reader *r, const char *text, float weight)
{
	score_text_read(&r->text, r->v, str_of(text));
	make_room(r);
	for (size_t i = 0; i < r->text.n; i++) {
		int stem = r->text.words[i].stem;

		if (r->tf[stem] == 0)
			r->stems[r->n++] = stem;
		r->tf[stem] += weight;
	}
}

static void read_paper(struct score_taste *t, struct reader *r,
                       const struct paper *p, struct vector *out)
{
	r->n = 0;
	count(r, p->title, TITLE_TF);
	count(r, p->abstract, 1);
	out->entries = arena_array(t->arena, r->n, sizeof(*out->entries));
	for (size_t i = 0; i < r->n; i++) {
		float *tf = &r->tf[r->stems[i]];

		out->entries[i] = (struct entry){ r->stems[i], 1 + logf(*tf) };
		*tf = 0;
	}
	out->n = r->n;
}

/* idf = ln((n + 1) / df), then length 1. */
static void weigh(struct score_taste *t)
{
	int *df = need(calloc(t->n_stems + 1, sizeof(*df)));

	for (size_t i = 0; i < t->n; i++)
		for (size_t k = 0; k < t->papers[i].n; k++)
			df[t->papers[i].entries[k].stem]++;
	for (size_t i = 0; i < t->n; i++) {
		struct vector *v = &t->papers[i];
		double squares = 0;

		for (size_t k = 0; k < v->n; k++) {
			float *x = &v->entries[k].x;

			*x *= logf((float)(t->n + 1) /
			           (float)df[v->entries[k].stem]);
			squares += *x * *x;
		}
		for (size_t k = 0; k < v->n; k++)
			v->entries[k].x /= (float)sqrt(fmax(squares, 1e-9));
	}
	free(df);
}

struct score_taste *score_taste_new(const struct paper *papers, size_t n)
{
	struct score_taste *t = need(calloc(1, sizeof(*t)));
	struct reader r = { .v = score_vocab_new() };

	t->arena = arena_new(SIZE_MAX);
	t->papers = arena_array(t->arena, n, sizeof(*t->papers));
	t->n = n;
	for (size_t i = 0; i < n; i++)
		read_paper(t, &r, &papers[i], &t->papers[i]);
	t->n_stems = score_vocab_count(r.v);
	weigh(t);
	score_vocab_free(r.v);
	score_text_deinit(&r.text);
	free(r.tf);
	free(r.stems);
	return t;
}

void score_taste_free(struct score_taste *t)
{
	if (!t)
		return;
	arena_free(t->arena);
	free(t);
}

/* ---- a reader ---- */

/* The sums of what was liked and what was not, by stem. */
struct sums {
	float *liked, *disliked;
	size_t n_liked, n_disliked;
};

static void add(float *sum, const struct vector *v)
{
	for (size_t i = 0; i < v->n; i++)
		sum[v->entries[i].stem] += v->entries[i].x;
}

static double dot(const float *a, const float *b, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += (double)a[i] * (double)b[i];
	return sum;
}

/* By how much the liked are more alike (mean similarity of two of them) than
 * liked and disliked; without disliked ones, than liked and all papers. */
static double narrow(const struct score_taste *t, const struct sums *s)
{
	double n = (double)s->n_liked, within, across = 0;

	if (s->n_liked < 2)
		return NARROW_UNKNOWN;
	within = (dot(s->liked, s->liked, t->n_stems) - n) / (n * (n - 1));
	if (s->n_disliked) {
		across = dot(s->liked, s->disliked, t->n_stems) /
		         (n * (double)s->n_disliked);
	} else {
		for (size_t i = 0; i < t->n; i++)
			for (size_t k = 0; k < t->papers[i].n; k++)
				across +=
				        t->papers[i].entries[k].x *
				        s->liked[t->papers[i].entries[k].stem];
		across /= n * (double)t->n;
	}
	return fmin(fmax(within / fmax(across, 1e-3) - 1, 0), 1);
}

static void fill(const struct score_taste *t, const struct sums *s, double unit,
                 size_t first, size_t n, float *out)
{
	double liked = s->n_liked ? unit / (double)s->n_liked : 0;
	double disliked =
	        s->n_disliked ? DISLIKE * unit / (double)s->n_disliked : 0;

	for (size_t i = 0; i < n; i++) {
		const struct vector *v = &t->papers[first + i];
		double sum = 0;

		for (size_t k = 0; k < v->n; k++) {
			int stem = v->entries[k].stem;

			sum += v->entries[k].x * (liked * s->liked[stem] -
			                          disliked * s->disliked[stem]);
		}
		out[i] = (float)fmin(fmax(sum, -SCORE_TASTE_MOST),
		                     SCORE_TASTE_MOST);
	}
}

void score_taste_shift(const struct score_taste *t,
                       const struct score_judgement *judgements,
                       size_t n_judgements, size_t first, size_t n, float *out)
{
	struct sums s = {
		.liked = need(calloc(t->n_stems + 1, sizeof(float))),
		.disliked = need(calloc(t->n_stems + 1, sizeof(float))),
	};
	double unit;

	for (size_t i = 0; i < n_judgements; i++) {
		const struct vector *v = &t->papers[judgements[i].paper];

		add(judgements[i].liked ? s.liked : s.disliked, v);
		if (judgements[i].liked)
			s.n_liked++;
		else
			s.n_disliked++;
	}
	unit = FACTOR * narrow(t, &s) * sqrt((double)n_judgements / USUAL_K) /
	       SIMILAR;
	fill(t, &s, unit, first, n, out);
	free(s.liked);
	free(s.disliked);
}
