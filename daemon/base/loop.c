#include "base/loop.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <systemd/sd-daemon.h>
#include <systemd/sd-event.h>

enum { HANDLERS_MAX = 16 };

struct handler {
	void (*on_signal)(void *ctx, int signal);
	void (*on_wake)(void *ctx);
	void *ctx;
	sd_event_source *source;
};

struct loop {
	sd_event *event;
	struct handler handlers[HANDLERS_MAX];
	size_t n_handlers;
	struct handler timer, beat;
	uint64_t beat_usec; /* 0: no beat */
};

static int fail(struct err *err, const char *what, int negative_errno)
{
	return err_set(err, "%s: %s", what, strerror(-negative_errno));
}

struct loop *loop_new(struct err *err)
{
	struct loop *loop = calloc(1, sizeof(*loop));
	int rc;

	if (!loop)
		abort();
	rc = sd_event_new(&loop->event);
	if (rc < 0) {
		fail(err, "event loop", rc);
		free(loop);
		return NULL;
	}
	return loop;
}

void loop_free(struct loop *loop)
{
	if (!loop)
		return;
	for (size_t i = 0; i < loop->n_handlers; i++)
		sd_event_source_unref(loop->handlers[i].source);
	sd_event_source_unref(loop->timer.source);
	sd_event_unref(loop->event);
	free(loop);
}

static struct handler *new_handler(struct loop *loop, void *ctx)
{
	struct handler *h;

	if (loop->n_handlers == HANDLERS_MAX)
		abort();
	h = &loop->handlers[loop->n_handlers++];
	h->ctx = ctx;
	return h;
}

static int signal_came(sd_event_source *source,
                       const struct signalfd_siginfo *info, void *userdata)
{
	struct handler *h = userdata;

	(void)source;
	h->on_signal(h->ctx, (int)info->ssi_signo);
	return 0;
}

int loop_on_signal(struct loop *loop, int signal,
                   void (*fn)(void *ctx, int signal), void *ctx,
                   struct err *err)
{
	struct handler *h = new_handler(loop, ctx);
	sigset_t set;
	int rc;

	h->on_signal = fn;
	sigemptyset(&set);
	sigaddset(&set, signal);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	rc = sd_event_add_signal(loop->event, &h->source, signal, signal_came,
	                         h);
	return rc < 0 ? fail(err, "signal handler", rc) : 0;
}

static int eventfd_came(sd_event_source *source, int fd, uint32_t revents,
                        void *userdata)
{
	struct handler *h = userdata;
	char sink[4096]; /* that it said something is enough */

	(void)source;
	(void)revents;
	if (read(fd, sink, sizeof(sink)) > 0)
		h->on_wake(h->ctx);
	return 0;
}

int loop_on_eventfd(struct loop *loop, int fd, void (*fn)(void *ctx), void *ctx,
                    struct err *err)
{
	struct handler *h = new_handler(loop, ctx);
	int rc;

	h->on_wake = fn;
	rc = sd_event_add_io(loop->event, &h->source, fd, EPOLLIN, eventfd_came,
	                     h);
	return rc < 0 ? fail(err, "worker's eventfd", rc) : 0;
}

static int timer_came(sd_event_source *source, uint64_t usec, void *userdata)
{
	struct handler *h = userdata;

	(void)source;
	(void)usec;
	h->on_wake(h->ctx);
	return 0;
}

int loop_on_timer(struct loop *loop, void (*fn)(void *ctx), void *ctx,
                  struct err *err)
{
	int rc;

	loop->timer.on_wake = fn;
	loop->timer.ctx = ctx;
	rc = sd_event_add_time(loop->event, &loop->timer.source, CLOCK_REALTIME,
	                       UINT64_MAX, 1000000, timer_came, &loop->timer);
	return rc < 0 ? fail(err, "timer", rc) : 0;
}

int loop_set_timer(struct loop *loop, int64_t instant, struct err *err)
{
	sd_event_source *t = loop->timer.source;
	int rc;

	if (!instant)
		rc = sd_event_source_set_enabled(t, SD_EVENT_OFF);
	else
		rc = sd_event_source_set_time(t, (uint64_t)instant * 1000000);
	if (rc >= 0 && instant)
		rc = sd_event_source_set_enabled(t, SD_EVENT_ONESHOT);
	return rc < 0 ? fail(err, "timer", rc) : 0;
}

void loop_on_beat(struct loop *loop, int seconds, void (*fn)(void *ctx),
                  void *ctx)
{
	loop->beat.on_wake = fn;
	loop->beat.ctx = ctx;
	loop->beat_usec = (uint64_t)seconds * 1000000;
}

int loop_watchdog(void)
{
	uint64_t usec;

	if (sd_watchdog_enabled(0, &usec) <= 0)
		return 0;
	return usec > INT_MAX * 1000000ull ? INT_MAX : (int)(usec / 1000000);
}

static uint64_t usec_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

/* Waits for what comes, not beyond the next beat. */
int loop_run(struct loop *loop, struct err *err)
{
	uint64_t next = usec_now() + loop->beat_usec;

	while (sd_event_get_state(loop->event) != SD_EVENT_FINISHED) {
		uint64_t now = usec_now(), wait = next > now ? next - now : 0;
		int rc = sd_event_run(loop->event,
		                      loop->beat_usec ? wait : UINT64_MAX);

		if (rc < 0)
			return fail(err, "event loop", rc);
		if (!loop->beat_usec || usec_now() < next)
			continue;
		next = usec_now() + loop->beat_usec;
		loop->beat.on_wake(loop->beat.ctx);
	}
	return 0;
}

void loop_stop(struct loop *loop)
{
	sd_event_exit(loop->event, 0);
}

void loop_notify(const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	sd_notify(0, text);
}
