#pragma once
/*
 * How well papers match the topics' words: BM25, per topic.
 *
 *	idf   = ln(1 + (N - df + .5) / (df + .5))
 *	sat   = 3 tf / (tf + 2 (.25 + .75 length / mean length))
 *	S_t   = sum of sat q idf, over the norm of topic t's q idf, in which a
 *	        term counts as far as anybody uses it: df / (df + .002 N); a
 *	        keyword that no paper has must not thin out its topic
 *	match = root of the sum of squares of S_t
 *	avoid = sum of sat idf over avoided terms
 *
 * N, df and the mean length come from the papers at hand, eked out by
 * PSEUDO imaginary ones in which a word stands once in 50 papers and a bigram
 * once in 300, so that one paper alone gets a sensible answer too.
 */
#include <stdint.h>

#include "score/score_docs.h"

struct score_match {
	const struct score_query *query;
	float *idf;  /* by term */
	float *norm; /* by topic */
	size_t n_topics;
	double mean_length;
	bool few; /* papers: how common a term is can hardly be told */
};

struct score_value {
	float *topics;    /* S_t, by topic */
	uint64_t matched; /* bit t: a keyword of topic t occurs */
	float match, avoid;
};

void score_match_init(struct score_match *m, const struct score_query *q,
                      size_t n_topics, const struct score_docs *docs,
                      struct arena *arena);

/* What a term adds in a paper, before its weight q. */
float score_match_term(const struct score_match *m, const struct score_doc *d,
                       const struct score_hit *hit);

/* Whether the term alone says that a topic was meant: a keyword does, "neural
 * network" out of "spiking neural network" is too common to; where few papers
 * are at hand to tell that, the end of no longer phrase does. */
bool score_match_tells(const struct score_match *m, int term,
                       const struct score_weight *w);

void score_match_doc(const struct score_match *m, const struct score_doc *d,
                     struct score_value *out, struct arena *arena);
