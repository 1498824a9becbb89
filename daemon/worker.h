#pragma once
/*
 * A thread that sleeps until it is kicked, does its job, and says so. Kicks
 * while it works are remembered once: the job runs again.
 */
#include <stdbool.h>

#include "base/cleanup.h"
#include "base/err.h"

struct worker;

/* job(ctx) runs in the thread; after each, the eventfd done_fd is written. */
struct worker *worker_start(const char *name, void (*job)(void *ctx), void *ctx,
                            int done_fd, struct err *err);

void worker_kick(struct worker *w);

/* Kicked and not yet done. */
bool worker_busy(struct worker *w);

/* The job says that it gets on, or (rest) that it waits for the world and may
 * do so as long as it likes. It begins with a beat. */
void worker_beat(struct worker *w);
void worker_rest(struct worker *w);

/* Working, not resting, and no beat for longer than so many seconds. */
bool worker_stuck(struct worker *w, int seconds);

/* Waits for the job at hand (which has been told to stop) and frees. */
void worker_stop(struct worker *w);
CLEANUP_DEFINE(struct worker *, worker_stop)
