#pragma once
/*
 * Papers + scores + one subscriber -> that subscriber's ordered list, with the
 * reason for each. Pure arithmetic, microseconds; memory is asked for only
 * while a followed author's name is compared. Any thread.
 */
#include <stdbool.h>

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
 * the paper's overall relevance, if larger; 1 where nothing matched. It and the
 * novelty are rounded down to tenths first, so that the numbers in the mail are
 * those that decided.
 *
 * Chosen: relevance >= threshold and novelty >= the reader's novelty, or an
 * author whom they follow (then even below; a paper that could not be scored
 * comes only so, with relevance and novelty 0). Order: relevance, then novelty,
 * both down, then id; followed authors' papers keep their place in that order.
 * At most max_papers; the followed ones are kept first when the list is cut.
 *
 * Why: WHY_AUTHOR wherever an author is followed, else WHY_TOPIC with the topic
 * that gave the relevance (of equals the one without more steps, then the first
 * in the config), WHY_OVERALL when none did. `topic` is -1 but for WHY_TOPIC.
 *
 * Fills out (CHOICES_MAX places) and returns how many. Strings in it are the
 * topics' and the subscriber's. *matched, if not NULL: how many passed before
 * max_papers cut.
 */
size_t select_papers(const struct select_edition *edition,
                     const struct subscriber *reader, struct choice *out,
                     size_t *matched);

/*
 * Do two author names mean one person, as far as names can tell: accents, TeX,
 * case, dots, hyphens and the order of "Last, First" folded; initials match
 * first names ("Y. LeCun", "Yann LeCun"); middle names may be missing; "Jr."
 * and its like don't count. A family name alone is nobody. For follow lists.
 */
bool select_same_author(const char *a, const char *b);
