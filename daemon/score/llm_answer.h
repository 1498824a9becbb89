#pragma once
/*
 * A model's answer -> a score for each paper asked about, as far as the answer
 * has one. Models put fences and prose around their JSON, lists and objects
 * around its lines, quotes around its numbers; they leave papers out, name
 * some twice, invent others, and stop in the middle. What can be understood in
 * one way only is taken, the rest is left: the caller asks again or falls back.
 *
 *	ids		with "arXiv:", a version or as a link, too
 *	numbers		9, 9.0, "9", "9/10", "9 out of 10"; 0..10, of which
 *			below 1 counts as 1; anything else is no answer
 *	RELEVANCE	must be there, and NOVELTY
 *	TOPICS		by id, name or alias; unknown ones and odd values are
 *			left out; none above RELEVANCE
 *	doubled ids	the first with valid numbers wins
 *	keys		in any case
 *
 * Pure, any thread; time is bounded whatever the answer is.
 */
#include "base/arena.h"
#include "base/str.h"
#include "model/paper.h"
#include "model/score.h"

struct llm_asked {
	const struct paper *const *papers;
	size_t n;
	const struct topic *topics;
	size_t n_topics;
};

struct llm_found {
	size_t scored;  /* papers that have a score now */
	size_t unknown; /* objects with an id that was not asked about */
	size_t odd;     /* objects of asked papers whose numbers are none */
};

/* Fills scores[i] for papers[i] (by SCORE_BY_LLM, comments in the arena) where
 * the answer has one and scores[i].by is SCORE_BY_NONE; others are left as
 * they are. */
void llm_answer_scores(struct str answer, const struct llm_asked *asked,
                       struct arena *arena, struct score *scores,
                       struct llm_found *found);

/*
 * The answer of the title pass: drop[i] says that it names papers[i]. Returns
 * how many; 0 as well when it names all of several papers, for that is what a
 * confused model does and one that was told to.
 */
size_t llm_answer_titles(struct str answer, const struct llm_asked *asked,
                         bool *drop);
