#pragma once
/*
 * The delivery flow: claim -> submit -> settle. Takes what is due in the
 * outbox, composes each mail from its frozen edition, and commits every
 * transition: `sending` before the final dot, the outcome before the next dot
 * on that connection. With manners: see delivery_manners.h.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/err.h"
#include "conf/conf.h"
#include "model/delivery.h"
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
	size_t cut_off;    /* queued as before: the connection was lost */
	size_t refused_us; /* 5.7.x: something is wrong with us */
	int recovered;     /* found in `sending`, left by a crash */
	enum delivery_state worst; /* failed, else unknown, else deferred, else
	                            * 0 (nothing of that), and */
	struct err why;            /* what was said to the first such mail, with
	                            * no address in it */
};

/* The caller holds the turn. 0; 1: no connection to the mail server was to be
 * had, or its Maildir is of no use now (err says why; what was not sent stays
 * due); < 0: the store failed. */
int delivery_run(const struct delivery_order *order, struct store *store,
                 struct delivery_report *report, struct err *err);

/* Its line in the log, where anything happened: a warning where mails failed or
 * may be lost. */
void delivery_log(const struct delivery_report *report);

/*
 * When to try again after try number `tries` (1..) was refused for now: 5, 15,
 * 30, 60 minutes after it, then hourly, each up to a tenth later by `jitter`
 * (0..1), so that a thousand deferred mails do not come back at once. A digest
 * is tried until the next one takes its papers along, ten days at most; a
 * letter three days. Pure.
 */
int64_t delivery_retry(int tries, int64_t now, double jitter);
