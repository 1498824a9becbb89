#pragma once
/*
 * The main thread's loop (sd-event inside; this is the only place that sees
 * libsystemd): signals, one wall-clock timer, wake-ups from workers, and the
 * notes to systemd, which are silent where nobody listens.
 */
#include <stdint.h>

#include "base/cleanup.h"
#include "base/err.h"

struct loop;

/* Blocks the given signals in this thread: call before other threads start,
 * so that they inherit the mask. NULL with err. */
struct loop *loop_new(struct err *err);
void loop_free(struct loop *loop);
CLEANUP_DEFINE(struct loop *, loop_free)

int loop_on_signal(struct loop *loop, int signal,
                   void (*fn)(void *ctx, int signal), void *ctx,
                   struct err *err);

/* fn runs in the main thread each time the eventfd (or an inotify descriptor)
 * becomes readable; the loop empties it. */
int loop_on_eventfd(struct loop *loop, int fd, void (*fn)(void *ctx), void *ctx,
                    struct err *err);

/* The timer: fn at this instant of the wall clock or soon after; one at a
 * time, setting replaces; 0 switches it off. Follows when the clock is set. */
int loop_on_timer(struct loop *loop, void (*fn)(void *ctx), void *ctx,
                  struct err *err);
int loop_set_timer(struct loop *loop, int64_t instant, struct err *err);

/* fn every so many seconds that the machine is awake, by a clock that nobody
 * sets. */
void loop_on_beat(struct loop *loop, int seconds, void (*fn)(void *ctx),
                  void *ctx);

/* How often systemd's watchdog wants "WATCHDOG=1", in seconds; 0: not. */
int loop_watchdog(void);

/* Until loop_stop; 0, or < 0 when the loop itself failed. */
int loop_run(struct loop *loop, struct err *err);
void loop_stop(struct loop *loop);

/* sd_notify(3): "READY=1", "STATUS=...", one assignment a line. */
void loop_notify(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
