#pragma once
/*
 * Labelled days out of the store: what a model said of its papers, and what
 * readers judged by replying (more 3, less 5), for training the lexical scorer.
 *
 *	the model gave a score          selected where it reaches both cut-offs,
 *	                                worth as much as train_halves says
 *	the prefilter was sure of it    not selected
 *	a reader's "more", or "less"    half a label for, or against; all
 *	                                readers' together at most two labels
 *	the fallback, or no model       says nothing; judgements alone count
 *
 * What speaks for a paper and what speaks against it are added; where nothing
 * remains the paper teaches nothing. So one reader shades what the model said,
 * and it takes three who dislike a paper to overrule a score at the cut-off. A
 * judgement counts only where the paper matched a topic of the config: a paper
 * that came for a personal phrase, or for its author, was liked for that.
 */
#include "base/arena.h"
#include "conf/conf.h"
#include "store/store.h"
#include "train/train.h"

/* Days with at least one label, in the order of time, named by their dates; the
 * newest, where there are more than TRAIN_PAPERS papers. *judged: papers that
 * readers' judgements counted for. Everything lives in the arena. */
int labelled_read_store(struct store *store, const struct conf *conf,
                        struct arena *arena, struct train_day **days, size_t *n,
                        size_t *judged, struct err *err);
