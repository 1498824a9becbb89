#pragma once
/*
 * The daemon at work: what is due, and the two workers that do it. The main
 * thread owns the service; workers see only their job's copy of the config and
 * a store connection of their own.
 */
#include "base/clock.h"
#include "base/err.h"
#include "conf/conf.h"

struct service;

/* Takes the config over, opens the store once (migrations, first key) and
 * starts the workers. done_fd: an eventfd, written when a worker is done;
 * stop_fd: readable when all must stop. NULL with err. */
struct service *service_start(struct conf *conf, const struct clock *clock,
                              int done_fd, const int *stop_fd, struct err *err);

/* Starts what is due and returns when to call again. Call it first, at that
 * instant, and whenever a worker is done. */
int64_t service_plan(struct service *s);

/* The due edition now, whatever the hour. */
void service_run_now(struct service *s);

/* Something new is due in the outbox; service_plan starts it. */
void service_nudge(struct service *s);

/* Another config from the next job on; jobs at work keep theirs. */
void service_reload(struct service *s, struct conf *conf);

/* One line for `systemctl status`. */
void service_status(struct service *s, char *out, size_t size);

/* False when a worker has not got on for half an hour: no part of a job takes
 * as long (the longest waits are a model's Retry-After, ten minutes at most,
 * and its timeouts). */
bool service_alive(struct service *s);

/* stop_fd must be readable by then. */
void service_stop(struct service *s);
