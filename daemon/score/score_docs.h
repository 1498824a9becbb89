#pragma once
/*
 * Papers as the lexical scorer counts them: how often each term of the query
 * occurs, and which stems at all. One thread.
 */
#include "base/arena.h"
#include "model/paper.h"
#include "score/score_query.h"
#include "score/score_weights.h"

/* The title counts this many times. */
enum { SCORE_TITLE_WEIGHT = 3 };

struct score_hit {
	int term;
	float tf; /* 3 in the title + 1 in the abstract */
};

/* A text with the terms found in it. */
struct score_passage {
	const char *readable;
	const struct score_word *words;
	/* By word: the term it is, and the one it ends; -1: none. */
	int *single, *bigram;
	size_t n;
};

struct score_doc {
	const struct score_hit *hits;
	size_t n_hits;
	/* Each stem once: 2 * stem, and 2 * stem + 1 if it is in the title. */
	const int *features;
	size_t n_features;
	float length; /* words, weighted like tf */
	float learnt; /* the weights' value; batch only */
	float along;  /* what was learnt without labels; batch only */
	/* Of the batch, for the reasons; the background's are not kept. */
	struct score_passage title, abstract;
};

struct score_docs {
	struct score_doc *docs;
	size_t n;
	double mean_length;
	int *df;           /* by term of the query: papers it occurs in */
	size_t n_features; /* features are numbered below this */
};

/* Reads the batch, then the background; memory from the arena. w: NULL, or
 * weights over the same vocabulary. */
void score_docs_read(struct score_docs *out, struct score_vocab *v,
                     const struct score_query *q, const struct score_weights *w,
                     const struct paper *batch, size_t n_batch,
                     const struct paper *background, size_t n_background,
                     struct arena *arena);
