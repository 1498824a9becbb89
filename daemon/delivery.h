#pragma once
/*
 * The delivery flow: claim -> submit -> settle. Takes what is due in the
 * outbox, composes each mail from its frozen edition, and commits every
 * transition: `sending` before the final dot, the outcome before the next dot
 * on that connection.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/err.h"
#include "conf/conf.h"
#include "store/store.h"

struct delivery_order {
	const struct conf *conf;
	const struct clock *clock;
	const int *stop_fd; /* readable: settle what is in flight and return */
	void (*progress)(void *ctx, const char *what, size_t done, size_t of);
	void *progress_ctx;
};

struct delivery_report {
	size_t sent, deferred, failed, unknown; /* by this call */
	int recovered; /* found in `sending`, left by a crash */
};

/* The caller holds the turn. 0; 1: no connection to the mail server was to be
 * had, or its Maildir is of no use now (err says why; what was not sent stays
 * due); < 0: the store failed. */
int delivery_run(const struct delivery_order *order, struct store *store,
                 struct delivery_report *report, struct err *err);

/*
 * When to try again after try number `tries` (1..) was refused for now: 5, 15,
 * 30, 60 minutes after it, then hourly, each up to a tenth later by `jitter`
 * (0..1), so that a thousand deferred mails do not come back at once; 0 when
 * the mail was queued three days ago: then it failed. Pure.
 */
int64_t delivery_retry(int tries, int64_t queued, int64_t now, double jitter);

/* An unknown mail is tried once more, not sooner (RFC 5321 4.5.3.2.6 gives the
 * server ten minutes to answer; the first copy may still be on its way). */
enum { DELIVERY_UNKNOWN_WAIT = 30 * 60 };
