#pragma once
/*
 * The admin's topics as weighted terms. A term is a stem, or a bigram of two.
 * Weights:
 *
 *	keyword, name, alias of one word                1
 *	of m words, each bigram                         1/(m-1)
 *	            each word                           .3/m
 *	word of the prose in `relevant`                 .5
 *
 * where several apply, the largest. `avoid` counts for all topics together:
 * single words 1, of phrases the bigrams 1/(m-1) only, and never a term that
 * some topic asks for by keyword, name or alias. The prose in `irrelevant` is
 * not read: as negative words it does harm.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/cleanup.h"
#include "model/topic.h"
#include "score/score_words.h"

struct score_weight {
	int topic;
	float q;
	bool own;  /* of a keyword, name or alias as a word or bigram, so that
	            * it may stand as the reason; prose only where a topic has
	            * neither keywords nor aliases */
	bool tail; /* own, but only the last two words of longer phrases:
	            * "language model" of "protein language model" */
};

struct score_term {
	int stems[2]; /* the second is -1: a single word */
	float avoid;  /* 0: not avoided */
	const struct score_weight *weights; /* by topic, ascending */
	size_t n_weights;
};

struct score_query;

struct score_query *score_query_new(const struct topic *topics, size_t n,
                                    struct score_vocab *v);
void score_query_free(struct score_query *q);
CLEANUP_DEFINE(struct score_query *, score_query_free)

size_t score_query_count(const struct score_query *q);
const struct score_term *score_query_term(const struct score_query *q, int n);

/* The term's number, or -1. */
int score_query_word(const struct score_query *q, int stem);
int score_query_bigram(const struct score_query *q, int first, int second);
