#include "score/score_match.h"

#include <math.h>

_Static_assert(TOPICS_MAX <= 64, "score_value.matched has a bit a topic");

static const double PSEUDO = 100;       /* papers */
static const double USUAL_LENGTH = 155; /* words; the labelled days */
static const double WORD_RATE = 1 / 50.0, BIGRAM_RATE = 1 / 300.0;
static const float RARE = 2.5f; /* idf: in less than a twelfth of the papers */
static const double SELDOM = .002; /* part of the papers */
static const double K1 = 2, B = 0.75;

void score_match_init(struct score_match *m, const struct score_query *q,
                      size_t n_topics, const struct score_docs *docs,
                      struct arena *arena)
{
	double n = (double)docs->n, all = n + PSEUDO;
	size_t n_terms = score_query_count(q);

	*m = (struct score_match){
		.query = q,
		.idf = arena_array(arena, n_terms, sizeof(*m->idf)),
		.norm = arena_array(arena, n_topics, sizeof(*m->norm)),
		.n_topics = n_topics,
		.few = n < PSEUDO,
		.mean_length =
		        (n * docs->mean_length + PSEUDO * USUAL_LENGTH) / all,
	};
	for (size_t i = 0; i < n_terms; i++) {
		const struct score_term *t = score_query_term(q, (int)i);
		double rate = t->stems[1] < 0 ? WORD_RATE : BIGRAM_RATE;
		double df = docs->df[i] + PSEUDO * rate;
		double known = df / (df + all * SELDOM);

		m->idf[i] = (float)log(1 + (all - df + .5) / (df + .5));
		for (size_t k = 0; k < t->n_weights; k++) {
			double x = t->weights[k].q * m->idf[i];

			m->norm[t->weights[k].topic] += (float)(x * x * known);
		}
	}
	for (size_t i = 0; i < n_topics; i++)
		m->norm[i] = m->norm[i] > 0 ? sqrtf(m->norm[i]) : 1;
}

float score_match_term(const struct score_match *m, const struct score_doc *d,
                       const struct score_hit *hit)
{
	double length = 1 - B + B * d->length / m->mean_length;

	return (float)((K1 + 1) * hit->tf / (hit->tf + K1 * length) *
	               m->idf[hit->term]);
}

bool score_match_tells(const struct score_match *m, int term,
                       const struct score_weight *w)
{
	return w->own &&
	       (w->q >= 1 || (m->idf[term] >= RARE && !(m->few && w->tail)));
}

void score_match_doc(const struct score_match *m, const struct score_doc *d,
                     struct score_value *out, struct arena *arena)
{
	double squares = 0;

	*out = (struct score_value){
		.topics = arena_array(arena, m->n_topics, sizeof(float)),
	};
	for (size_t i = 0; i < d->n_hits; i++) {
		const struct score_term *t =
		        score_query_term(m->query, d->hits[i].term);
		float x = score_match_term(m, d, &d->hits[i]);

		for (size_t k = 0; k < t->n_weights; k++) {
			const struct score_weight *w = &t->weights[k];

			out->topics[w->topic] += x * w->q;
			if (score_match_tells(m, d->hits[i].term, w))
				out->matched |= UINT64_C(1) << w->topic;
		}
		out->avoid += x * t->avoid;
	}
	for (size_t i = 0; i < m->n_topics; i++) {
		out->topics[i] /= m->norm[i];
		squares += out->topics[i] * out->topics[i];
	}
	out->match = (float)sqrt(squares);
}
