#pragma once
/*
 * A paper's text as the lexical scorer reads it: words without case, accents
 * and TeX, no stop words, Porter stems as numbers. Where a script has no spaces
 * between words (Han, Kana, Thai) each letter counts as one. Each word
 * remembers where it stands in the readable text, so that a reason can quote
 * what the author wrote and not its stem. One thread.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/cleanup.h"

/* The stems seen so far, and the way from a word to its stem. */
struct score_vocab;

struct score_vocab *score_vocab_new(void);
void score_vocab_free(struct score_vocab *v);
CLEANUP_DEFINE(struct score_vocab *, score_vocab_free)

/* Stems have the numbers 0 to this, less one. */
size_t score_vocab_count(const struct score_vocab *v);

/* The letters of a stem, as long as the vocabulary; and the number of one that
 * is known by its letters, added if need be. */
const char *score_vocab_stem(const struct score_vocab *v, int stem);
int score_vocab_add(struct score_vocab *v, struct str stem);

struct score_word {
	int stem;
	uint32_t at, len; /* bytes of the readable text */
	bool joined;      /* forms a bigram with the word before it: neither
	                   * .;:?!() nor the text's beginning lies between */
};

/* b follows a with at most a space or a hyphen between them. */
static inline bool score_words_adjoin(const struct score_word *a,
                                      const struct score_word *b)
{
	return b->joined && b->at <= a->at + a->len + 1;
}

struct score_text {
	struct buf readable; /* UTF-8 */
	struct score_word *words;
	size_t n, cap;
};

/* More than this of a text is not read: ten times the longest abstract that
 * arXiv takes (1,920 characters). */
enum { SCORE_TEXT_MAX = 20000 };

/* Replaces what t held ({0} at first). The raw text may be anything. */
void score_text_read(struct score_text *t, struct score_vocab *v,
                     struct str raw);
void score_text_deinit(struct score_text *t);
