#pragma once
/*
 * Papers as JSON lines: arxiv_id, title, abstract, authors, categories, and
 * announce_type where known.
 */
#include "base/arena.h"
#include "base/err.h"
#include "model/paper.h"

/* FILE, or "-" for standard input. Texts are cleaned as fetch cleans them; a
 * line that is no paper fails the whole, named "FILE:LINE: reason". Empty
 * lines are passed over. */
int papers_read(const char *file, struct arena *arena, struct paper **papers,
                size_t *n, struct err *err);

/* To two decimals, as scores are printed. */
double round_score(double score);
