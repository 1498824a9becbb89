#pragma once
/* All papers' traits, read once; what is fitted to is a choice of rows. */
#include "score/score_traits.h"
#include "score/score_words.h"
#include "train/train.h"

struct train_row {
	const struct score_count *counts;
	size_t n, words;
	size_t day;
	bool selected;
	unsigned char halves; /* what the label is worth */
};

struct train_matrix {
	struct score_vocab *vocab;
	struct score_traits *traits;
	struct train_row *rows;
	size_t n;
	struct arena *arena;
};

void train_matrix_init(struct train_matrix *m, const struct train_day *days,
                       size_t n_days);
void train_matrix_deinit(struct train_matrix *m);
