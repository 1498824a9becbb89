#pragma once
/*
 * What the admin is told by mail (mail.admin), at most once a day and cause:
 * what happened, what the daemon does about it, what they can do. What is
 * raised has been logged as well, by who raised it; a letter that cannot be
 * written is logged and no more.
 */
#include <stdbool.h>

#include "conf/conf.h"
#include "edition.h"
#include "store/store.h"

enum alert_cause {
	ALERT_EDITION,  /* it failed */
	ALERT_MISSED,   /* due while we were down, and too long ago */
	ALERT_STALE,    /* no new feed although a working day */
	ALERT_SOURCE,   /* a source failed; the edition went on without it */
	ALERT_TOPICS,   /* readers' lists hold only topics that are gone */
	ALERT_SUM,      /* the sum does not add up */
	ALERT_FALLBACK, /* the model did not serve */
	ALERT_BUDGET,   /* the day's budget is spent */
	ALERT_BOUNCES,  /* many addresses bounced */
	ALERT_REFUSED,  /* 5.7.x: servers refuse us, not an address */
	ALERT_LISTENER, /* no mailbox for an hour */
	ALERT_DISK,     /* nearly full */
	ALERT_STATE,    /* could not be written, and can again */
	ALERT_CAUSES
};

/* "edition", "stale", ...: as in the store and in the log. */
const char *alert_name(enum alert_cause cause);

/* Queues the letter, in the caller's transaction or one of its own. what: the
 * finding, a sentence. True: there is one more in the outbox. */
bool alert_raise(struct store *store, const struct conf *conf, int64_t now,
                 enum alert_cause cause, const char *what, ...)
        __attribute__((format(printf, 5, 6)));

/* The same, for who raises it again until it is told: 0: queued; 1: told today,
 * or there is nobody to tell; < 0: not now, and not logged. */
int alert_try(struct store *store, const struct conf *conf, int64_t now,
              enum alert_cause cause, const char *what, struct err *err);

/* What a run of the edition flow found: sources, the sum, the model, the disk.
 * True: as above. */
bool alert_edition(struct store *store, const struct conf *conf, int64_t now,
                   const struct edition_report *report);
