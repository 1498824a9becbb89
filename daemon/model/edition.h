#pragma once
/*
 * One announcement date and its sum. The date is the one in arXiv's feed.
 *
 *	announced = scanned + skipped
 *	scanned   = relevant + below + unscored
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"

/* How far an edition has come; each is committed before the next begins. */
enum edition_state {
	EDITION_OPEN,     /* nothing recorded yet */
	EDITION_RECORDED, /* announcements are in the store */
	EDITION_SCORED,   /* every scanned paper has its score or its reason */
	EDITION_QUEUED,   /* every digest is in the outbox: finished */
};

const char *edition_state_name(enum edition_state state);

struct edition_sum {
	int announced; /* everything in the feeds */
	int scanned;   /* left after announce types, primary_only, duplicates */
	int skipped;
	int relevant; /* at or above both cut-offs of the edition */
	int below;
	int unscored;
	int fallback;    /* scored by the fallback */
	int over_budget; /* of these, because the day's budget was spent */
};

struct edition {
	int date; /* days since 1970-01-01 */
	enum edition_state state;
	bool by_submission; /* from arxiv-api: submission dates, not announced
	                     * ones */
	struct edition_sum sum;
	double relevance, novelty; /* its cut-offs, once scored */
	char scorer[16];
	char model[201]; /* that was asked; "": none */
	int64_t prompt_tokens, cached_tokens, completion_tokens;
	double cost;
	int64_t finished; /* instant, 0 while unfinished */
};
