#pragma once
/*
 * Papers + scores + one subscriber -> that subscriber's ordered list, with the
 * reason for each. Pure arithmetic, microseconds; no allocation.
 */
#include "model/digest.h"
#include "model/paper.h"
#include "model/score.h"
#include "model/subscriber.h"

struct select_edition {
	const struct paper *papers;
	const struct score *scores; /* same order */
	size_t n;
	const struct topic *topics;
	size_t n_topics;
};

/*
 * A reader's relevance of a paper: the largest, over the topics on their list
 * (all, when they chose none) that are not muted, of topic relevance + step
 * (1..10, where the topic matched at all); for a reader with no wishes at all,
 * the paper's overall relevance, if larger. Chosen: relevance >= threshold and
 * novelty >= the reader's novelty, or an author whom they follow (then even
 * below; never a paper that could not be scored, unless followed). Order:
 * relevance, then novelty, both down, then id; followed authors' papers keep
 * their place in that order. At most max_papers; the followed ones are kept
 * first when the list is cut.
 *
 * Fills out (CHOICES_MAX places) and returns how many. Strings in it are the
 * topics' and the subscriber's. *matched, if not NULL: how many passed before
 * max_papers cut.
 */
size_t select_papers(const struct select_edition *edition,
                     const struct subscriber *reader, struct choice *out,
                     size_t *matched);

/* Do two author names mean one person: accents, case, dots and order of
 * "Last, First" folded; initials match first names ("Y. LeCun", "Yann LeCun").
 * For follow lists. */
bool select_same_author(const char *a, const char *b);
