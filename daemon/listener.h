#pragma once
/*
 * The inbox worker: listens to the IMAP mailbox and gives every mail to the
 * inbox flow. A thread of its own, for libetpan blocks.
 */
#include "base/cleanup.h"
#include "base/clock.h"
#include "base/err.h"
#include "conf/conf.h"

struct listener;

/* conf is the caller's and outlives the listener. answered(ctx) is called in
 * the listener's thread when an answer was queued. NULL without a listener to
 * start (no mail.imap: err is "") or with err. */
struct listener *listener_start(const struct conf *conf,
                                const struct clock *clock,
                                void (*answered)(void *ctx), void *ctx,
                                struct err *err);

/* Within a second, whatever the server does. */
void listener_stop(struct listener *l);
CLEANUP_DEFINE(struct listener *, listener_stop)

/* Since when there is no mailbox to listen to, and why; 0: there is one. */
int64_t listener_down(struct listener *l, char *why, size_t size);

/* Has one mail kept it for longer than so many seconds? */
bool listener_stuck(struct listener *l, int seconds);

/* What it does now: "idle", "polling", or why it cannot; for the status. */
void listener_state(struct listener *l, char *out, size_t size);
