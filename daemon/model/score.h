#pragma once
/*
 * What a scorer says of one paper: once an edition, against all topics at
 * once. Everything that a reader's own view needs is arithmetic over these.
 */
#include <stdbool.h>
#include <stdint.h>

#include "model/topic.h"

/* Stored as text ("lexical", "llm"), see score_by_name. */
enum score_by { SCORE_BY_NONE, SCORE_BY_LEXICAL, SCORE_BY_LLM };

const char *score_by_name(enum score_by by);
enum score_by score_by_of_name(const char *name);

/* By another scorer than the admin asked for, and why. Stored as these. */
enum score_fallback {
	FALLBACK_NONE,
	FALLBACK_SILENT, /* the model gave no score */
	FALLBACK_BUDGET, /* it was not asked: the day's budget was spent */
};

struct score {
	enum score_by by; /* NONE: this paper could not be scored */
	enum score_fallback fallback;
	float relevance;         /* 1..10, over all topics */
	float novelty;           /* 1..10 */
	float topic[TOPICS_MAX]; /* 1..10 by topic number; 0: no match */
	const char *comment; /* one line, plain text, says what matched; never
	                      * NULL once scored */
};

/* A grade as people read it, in tenths, 0 to 100: rounded down, as select does,
 * so that a 7.96 that missed a threshold of 8 does not read 8. */
int score_tenths(float grade);
