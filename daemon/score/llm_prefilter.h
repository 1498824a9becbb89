#pragma once
/*
 * Which papers the model need not see: those the lexical scorer is sure of.
 * Pure.
 */
#include <stdbool.h>

#include "model/score.h"

/* What the lexical scorer stands on: how far it may be trusted. */
enum llm_footing {
	LLM_FOOTING_WEIGHTS,  /* weights for these topics */
	LLM_FOOTING_KEYWORDS, /* most papers have words of some topic's */
	LLM_FOOTING_FEW,      /* few have */
};

/* Of the scores that it gave. trained: by weights for these topics. */
enum llm_footing llm_footing_of(const struct score *scores, size_t n,
                                size_t n_topics, bool trained);

/* Papers of less lexical relevance than this are left out so that this part
 * (0..1) of those worth having is kept; 1: nothing is left out. */
double llm_prefilter_cut(double recall, enum llm_footing footing);

/* The part of all papers that has at least this relevance. */
double llm_prefilter_kept(double relevance, enum llm_footing footing);
