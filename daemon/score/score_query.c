#include "score/score_query.h"

#include <stdlib.h>

#include "score/score_intern.h"

static const float PROSE = 0.5f;       /* a word of the prose */
static const float PHRASE_WORD = 0.3f; /* a word of a phrase, divided by m */

enum { AVOIDED = -1 }; /* in place of a topic */

struct entry {
	int term;
	bool wanted; /* by keyword, name or alias, not by prose */
	struct score_weight w;
};

struct score_query {
	struct score_intern *keys; /* of two stems */
	struct score_term *terms;
	struct score_weight *weights;
	size_t n_stems;   /* of the vocabulary when the query was made */
	int *by_stem;     /* term of a single word, or -1 */
	bool *has_bigram; /* by first stem: spares most look-ups */
	/* while building */
	struct entry *entries;
	size_t n, cap;
	struct score_text text;
};

static void *need(void *p)
{
	if (!p)
		abort();
	return p;
}

static void add(struct score_query *q, int first, int second,
                struct score_weight w, bool wanted)
{
	int key[2] = { first, second };

	if (q->n == q->cap) {
		q->cap = q->cap ? 2 * q->cap : 1024;
		q->entries = need(
		        reallocarray(q->entries, q->cap, sizeof(*q->entries)));
	}
	q->entries[q->n++] = (struct entry){
		score_intern_add(q->keys, key, sizeof(key), NULL),
		wanted,
		w,
	};
}

static void add_phrase(struct score_query *q, struct score_vocab *v,
                       const char *phrase, int topic)
{
	const struct score_word *w;
	struct score_weight bigram = { topic, 0, true, false };
	struct score_weight part = { topic, 0, false, false };
	size_t m;

	score_text_read(&q->text, v, str_of(phrase));
	w = q->text.words;
	m = q->text.n;
	if (m == 1)
		add(q, w[0].stem, -1,
		    (struct score_weight){ topic, 1, true, false }, true);
	if (m < 2)
		return;
	bigram.q = 1 / (float)(m - 1);
	part.q = PHRASE_WORD / (float)m;
	for (size_t i = 0; i < m; i++) {
		if (topic != AVOIDED)
			add(q, w[i].stem, -1, part, true);
		bigram.tail = m > 2 && i + 1 == m;
		if (i && w[i].joined)
			add(q, w[i - 1].stem, w[i].stem, bigram, true);
	}
}

static void add_topic(struct score_query *q, struct score_vocab *v,
                      const struct topic *t, int number)
{
	bool prose_alone = !t->n_keywords && !t->n_aliases;

	add_phrase(q, v, t->name, number);
	for (size_t i = 0; i < t->n_aliases; i++)
		add_phrase(q, v, t->aliases[i], number);
	for (size_t i = 0; i < t->n_keywords; i++)
		add_phrase(q, v, t->keywords[i], number);
	for (size_t i = 0; i < t->n_avoid; i++)
		add_phrase(q, v, t->avoid[i], AVOIDED);
	score_text_read(&q->text, v, str_of(t->relevant));
	for (size_t i = 0; i < q->text.n; i++)
		add(q, q->text.words[i].stem, -1,
		    (struct score_weight){ number, PROSE, prose_alone, false },
		    false);
}

/* By term, then topic, then weight, the largest first. */
static int compare(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	if (x->term != y->term)
		return x->term < y->term ? -1 : 1;
	if (x->w.topic != y->w.topic)
		return x->w.topic < y->w.topic ? -1 : 1;
	return (x->w.q < y->w.q) - (x->w.q > y->w.q);
}

/* The same term of the same topic, by another phrase or by prose. */
static void join(struct score_weight *w, const struct score_weight *other)
{
	bool apart = (w->own && !w->tail) || (other->own && !other->tail);

	w->own |= other->own;
	w->tail = w->own && !apart;
}

/* One term from its entries: the largest weight a topic. */
static struct score_term settle(const struct entry *e, size_t n,
                                const int key[2], struct score_weight *out)
{
	struct score_term t = { .stems = { key[0], key[1] }, .weights = out };
	bool wanted = false;

	for (size_t i = 0; i < n; i++) {
		bool again = i && e[i].w.topic == e[i - 1].w.topic;

		wanted = wanted || (e[i].w.topic != AVOIDED && e[i].wanted);
		if (e[i].w.topic == AVOIDED)
			t.avoid = again ? t.avoid : e[i].w.q;
		else if (again)
			join(&out[t.n_weights - 1], &e[i].w);
		else
			out[t.n_weights++] = e[i].w;
	}
	if (wanted)
		t.avoid = 0;
	return t;
}

static void settle_all(struct score_query *q)
{
	size_t n_terms = score_intern_count(q->keys);

	q->terms = need(calloc(n_terms + 1, sizeof(*q->terms)));
	q->weights = need(calloc(q->n + 1, sizeof(*q->weights)));
	if (q->n)
		qsort(q->entries, q->n, sizeof(*q->entries), compare);
	for (size_t from = 0, to; from < q->n; from = to) {
		int term = q->entries[from].term, key[2];

		for (to = from; to < q->n && q->entries[to].term == term;)
			to++;
		memcpy(key, score_intern_key(q->keys, term), sizeof(key));
		q->terms[term] = settle(q->entries + from, to - from, key,
		                        q->weights + from);
	}
}

static void index_stems(struct score_query *q, size_t n_stems)
{
	q->n_stems = n_stems;
	q->by_stem = need(calloc(n_stems + 1, sizeof(*q->by_stem)));
	q->has_bigram = need(calloc(n_stems + 1, sizeof(*q->has_bigram)));
	for (size_t i = 0; i < n_stems; i++)
		q->by_stem[i] = -1;
	for (size_t i = 0; i < score_intern_count(q->keys); i++) {
		const int *stems = q->terms[i].stems;

		if (stems[1] < 0)
			q->by_stem[stems[0]] = (int)i;
		else
			q->has_bigram[stems[0]] = true;
	}
}

struct score_query *score_query_new(const struct topic *topics, size_t n,
                                    struct score_vocab *v)
{
	struct score_query *q = need(calloc(1, sizeof(*q)));

	q->keys = score_intern_new();
	for (size_t i = 0; i < n; i++)
		add_topic(q, v, &topics[i], (int)i);
	settle_all(q);
	index_stems(q, score_vocab_count(v));
	free(STEAL(q->entries));
	score_text_deinit(&q->text);
	return q;
}

void score_query_free(struct score_query *q)
{
	if (!q)
		return;
	score_intern_free(q->keys);
	free(q->terms);
	free(q->weights);
	free(q->by_stem);
	free(q->has_bigram);
	free(q);
}

size_t score_query_count(const struct score_query *q)
{
	return score_intern_count(q->keys);
}

const struct score_term *score_query_term(const struct score_query *q, int n)
{
	return &q->terms[n];
}

int score_query_word(const struct score_query *q, int stem)
{
	return (size_t)stem < q->n_stems ? q->by_stem[stem] : -1;
}

int score_query_bigram(const struct score_query *q, int first, int second)
{
	int key[2] = { first, second };

	if ((size_t)first >= q->n_stems || !q->has_bigram[first])
		return -1;
	return score_intern_find(q->keys, key, sizeof(key));
}
