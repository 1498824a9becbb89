#include "score/score_phrases.h"

#include <math.h>
#include <stdlib.h>

#include "score/score_match.h"
#include "score/score_scale.h"

/* From how well a phrase matches to relevance: S (score_match.h) is about 1 for
 * once in an abstract, 1.8 for once in a title, never above 3 or so. */
static const double MATCHED = 5.5, BETTER = 1.8;

struct found {
	int phrase;
	int paper;
	float value;
};

struct search {
	const struct score_query *query;
	struct score_docs docs;
	struct score_match match;
	size_t n_phrases;
	float *values; /* by phrase, of one paper; 0 between papers */
	bool *tells;
	int *touched;
	struct found *found;
	size_t n, cap;
};

static void *need(void *p)
{
	if (!p)
		abort();
	return p;
}

static void keep(struct search *s, int phrase, size_t paper)
{
	if (s->n == s->cap) {
		s->cap = s->cap ? 2 * s->cap : 4096;
		s->found =
		        need(reallocarray(s->found, s->cap, sizeof(*s->found)));
	}
	s->found[s->n++] =
	        (struct found){ phrase, (int)paper,
		                s->values[phrase] / s->match.norm[phrase] };
}

static void search_paper(struct search *s, size_t paper)
{
	const struct score_doc *d = &s->docs.docs[paper];
	size_t n = 0;

	for (size_t i = 0; i < d->n_hits; i++) {
		int term = d->hits[i].term;
		const struct score_term *t = score_query_term(s->query, term);
		float x = score_match_term(&s->match, d, &d->hits[i]);

		for (size_t k = 0; k < t->n_weights; k++) {
			const struct score_weight *w = &t->weights[k];

			if (s->values[w->topic] == 0)
				s->touched[n++] = w->topic;
			s->values[w->topic] += x * w->q;
			if (score_match_tells(&s->match, term, w))
				s->tells[w->topic] = true;
		}
	}
	for (size_t i = 0; i < n; i++) {
		int phrase = s->touched[i];

		if (s->tells[phrase])
			keep(s, phrase, paper);
		s->values[phrase] = 0;
		s->tells[phrase] = false;
	}
}

/* By phrase, the best match first, then by place. */
static int compare(const void *a, const void *b)
{
	const struct found *x = a, *y = b;

	if (x->phrase != y->phrase)
		return x->phrase < y->phrase ? -1 : 1;
	if (x->value != y->value)
		return x->value < y->value ? 1 : -1;
	return (x->paper > y->paper) - (x->paper < y->paper);
}

static int by_place(const void *a, const void *b)
{
	const struct score_found *x = a, *y = b;

	return (x->paper > y->paper) - (x->paper < y->paper);
}

/* found: one phrase's, the best first. Equal ones share the better place. */
static void hand_over(const struct found *found, size_t n, size_t n_papers,
                      struct score_phrase *out, struct arena *arena)
{
	struct score_found *list = arena_array(arena, n, sizeof(*list));
	size_t rank = 0;

	for (size_t i = 0; i < n; i++) {
		double relevance = fmin(MATCHED + BETTER * found[i].value, 10);

		if (found[i].value != found[rank].value)
			rank = i;
		list[i] = (struct score_found){
			(size_t)found[i].paper,
			(float)fmin(relevance,
			            score_scale_of_rank(rank, n_papers)),
		};
	}
	qsort(list, n, sizeof(*list), by_place);
	out->found = list;
	out->n_found = n;
}

static void search_all(struct search *s, struct score_phrase *phrases,
                       size_t n_papers, struct arena *arena)
{
	s->values = need(calloc(s->n_phrases + 1, sizeof(*s->values)));
	s->tells = need(calloc(s->n_phrases + 1, sizeof(*s->tells)));
	s->touched = need(calloc(s->n_phrases + 1, sizeof(*s->touched)));
	for (size_t i = 0; i < n_papers; i++)
		search_paper(s, i);
	if (s->n)
		qsort(s->found, s->n, sizeof(*s->found), compare);
	for (size_t from = 0, to; from < s->n; from = to) {
		int phrase = s->found[from].phrase;

		for (to = from; to < s->n && s->found[to].phrase == phrase;)
			to++;
		hand_over(s->found + from, to - from, n_papers,
		          &phrases[phrase], arena);
	}
	free(s->values);
	free(s->tells);
	free(s->touched);
	free(s->found);
}

void score_phrases(struct score_phrase *phrases, size_t n,
                   const struct paper *papers, size_t n_papers,
                   const struct score_background *background,
                   struct arena *arena)
{
	CLEANUP(arena_freep) struct arena *own = arena_new(SIZE_MAX);
	CLEANUP(score_vocab_freep) struct score_vocab *v = score_vocab_new();
	CLEANUP(score_query_freep) struct score_query *q = NULL;
	struct topic *topics = arena_array(own, n, sizeof(*topics));
	struct search s = { .n_phrases = n };

	for (size_t i = 0; i < n; i++) {
		topics[i] = (struct topic){ .name = phrases[i].text };
		phrases[i].found = NULL;
		phrases[i].n_found = 0;
	}
	s.query = q = score_query_new(topics, n, v);
	score_docs_read(&s.docs, v, q, NULL, papers, n_papers,
	                background ? background->papers : NULL,
	                background ? background->n : 0, own);
	score_match_init(&s.match, q, n, &s.docs, own);
	search_all(&s, phrases, n_papers, arena);
}
