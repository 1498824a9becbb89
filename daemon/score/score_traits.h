#pragma once
/*
 * What the linear model sees of a paper: named traits, and how often each
 * occurs. Training and scoring read papers here, so they cannot disagree.
 *
 *	a:expert  a:mixtur expert   a stem, a bigram of two, in the abstract
 *	t:expert                    the same in the title; counts twice
 *	p:cs.LG   c:stat.ML         primary category, each of the others
 *	n:cross                     announced as
 *
 * A table knows the traits it was told of (score_traits_add) or, while
 * learning, all that it meets. One thread.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/cleanup.h"
#include "model/paper.h"
#include "score/score_words.h"

enum score_part { PART_ABSTRACT, PART_TITLE, PARTS };

struct score_count {
	int trait;
	float tf;
};

struct score_traits;

/* v outlives the table. */
struct score_traits *score_traits_new(struct score_vocab *v);
void score_traits_free(struct score_traits *t);
CLEANUP_DEFINE(struct score_traits *, score_traits_free)

/* Traits have the numbers 0 to this, less one. */
size_t score_traits_count(const struct score_traits *t);

/* The number of the trait of that name, added if need be; -1: no such name can
 * be. */
int score_traits_add(struct score_traits *t, struct str name);

/* Appends the name. */
void score_traits_name(const struct score_traits *t, int trait,
                       struct buf *out);

/* The number of a stem or (second >= 0) bigram, or -1. */
int score_traits_find(const struct score_traits *t, enum score_part part,
                      int first, int second);

/*
 * Counting one paper: begin, each text once, the announcement, end. With grow
 * unknown traits are added, else passed over. What end gives back holds each
 * trait once, in no order, and is overwritten by the next begin.
 */
void score_traits_begin(struct score_traits *t, bool grow);
void score_traits_text(struct score_traits *t, enum score_part part,
                       const struct score_word *words, size_t n);
void score_traits_announcement(struct score_traits *t, const struct paper *p);
size_t score_traits_end(struct score_traits *t,
                        const struct score_count **counts);
