#pragma once
/*
 * Which papers the model need not see: those the lexical scorer is sure of.
 * Pure.
 */
#include <stdbool.h>

/* Papers of less lexical relevance than this are left out so that this part
 * (0..1) of those worth having is kept; 1: nothing is left out. trained: the
 * scorer has weights, and can be trusted with more. */
double llm_prefilter_cut(double recall, bool trained);

/* The part of all papers that has at least this relevance. */
double llm_prefilter_kept(double relevance, bool trained);
