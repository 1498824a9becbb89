#pragma once
/*
 * Readers' personal phrases ("more protein folding"), each a topic of its own,
 * over one day's papers: all phrases of all readers in one pass, so that ten
 * thousand of them cost little more than one. The same words, weights and BM25
 * as the admin's topics (score_query.h, score_match.h); pure, one thread.
 *
 * A phrase matches where its single word, or one of its bigrams that is not too
 * common, occurs. The relevance rises with how often and how prominently: about
 * 7 for once in an abstract, 9 for the title. But a phrase that many papers
 * match is no better than its best ones: 8 is for the best 9 % of the papers,
 * as everywhere (score_scale.h).
 */
#include "base/arena.h"
#include "score/score.h"

struct score_found {
	size_t paper;    /* its place in the batch */
	float relevance; /* 1..10 */
};

struct score_phrase {
	const char *text;                /* in */
	const struct score_found *found; /* out, in the arena; by place */
	size_t n_found;
};

/* Fills found and n_found of n phrases. Phrases may be anything (hostile,
 * empty, doubled); the background only says how common words are. */
void score_phrases(struct score_phrase *phrases, size_t n,
                   const struct paper *papers, size_t n_papers,
                   const struct score_background *background,
                   struct arena *arena);
