#pragma once
/* Which papers the model need not see: those the lexical scorer is sure of.
 * by_weights: as in score/score.h's scorer_by_weights, for they are surer. */
#include <stdbool.h>

/* Papers of less lexical relevance than this are left out so that this part
 * (0..1) of those worth having is kept; 1: nothing is left out. Pure. */
double llm_prefilter_cut(double recall, bool by_weights);

/* The part of all papers that has at least this relevance. Pure. */
double llm_prefilter_kept(double relevance, bool by_weights);
