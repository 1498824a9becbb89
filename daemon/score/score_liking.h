#pragma once
/*
 * Which of a paper's own words the trained weights like most, or least: what a
 * reason can say beyond the topics' words.
 */
#include "score/score_docs.h"

/* Words first to last of one of the paper's texts. */
struct score_liked {
	const struct score_passage *text;
	size_t first, last;
	double value; /* what they add to the paper's value */
};

enum { LIKED_WORDS = 3 }; /* at most, in a row */

/*
 * The strongest, none twice: sign 1: those that speak for the paper, -1:
 * against it. Words whose stems are in `said` (n_said of them) are passed over.
 * d is of the batch. Returns how many, at most `most`.
 */
size_t score_liking(const struct score_weights *w, const struct score_doc *d,
                    int sign, const int *said, size_t n_said,
                    struct score_liked *out, size_t most);
