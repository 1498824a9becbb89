#pragma once
/*
 * Papers as JSON lines: arxiv_id, title, abstract, authors, categories, and
 * announce_type where known; labelled ones also selected, selected_by.
 */
#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "model/paper.h"

/* FILE, or "-" for standard input. Texts are cleaned as fetch cleans them; a
 * line that is no paper fails the whole, named "FILE:LINE: reason". Empty
 * lines are passed over. */
int papers_read(const char *file, struct arena *arena, struct paper **papers,
                size_t *n, struct err *err);

/* What somebody decided about a paper. */
struct paper_label {
	bool selected;
	bool left_out;    /* "selected_by": "authors": not for its subject */
	double relevance; /* that it was given; 0: not said */
};

/* A labelled day: as papers_read, and labels[i] for papers[i]. A paper without
 * "selected" (true or false) fails the whole. labels NULL: none wanted. */
int papers_read_labelled(const char *file, struct arena *arena,
                         struct paper **papers, struct paper_label **labels,
                         size_t *n, struct err *err);

/* To two decimals, as scores are printed. */
double round_score(double score);
