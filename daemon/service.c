/*
 * When an edition is due it is tried until it is there: an empty or stale
 * feed, an unreachable source or a failure is tried again every RETRY seconds
 * until catch_up after the hour that it was due, then reported and left to the
 * next day. The outbox is worked off whenever something in it is due.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "schedule.h"
#include "service_intern.h"
#include "signing.h"
#include "store/store_edition.h"

struct held_conf *service_hold(struct service *s)
{
	struct held_conf *c;

	pthread_mutex_lock(&s->mutex);
	c = s->conf;
	c->holders++;
	pthread_mutex_unlock(&s->mutex);
	return c;
}

int64_t service_soonest(int64_t a, int64_t b)
{
	if (!a || !b)
		return a ? a : b;
	return a < b ? a : b;
}

void service_sick(struct service *s, const struct err *err)
{
	pthread_mutex_lock(&s->mutex);
	if (!s->sick_since)
		s->sick_since = clock_now(s->clock);
	snprintf(s->sick_why, sizeof(s->sick_why), "%s", err->msg);
	pthread_mutex_unlock(&s->mutex);
}

void service_drop(struct service *s, struct held_conf *c)
{
	bool last;

	pthread_mutex_lock(&s->mutex);
	last = !--c->holders;
	pthread_mutex_unlock(&s->mutex);
	if (!last)
		return;
	conf_free(c->conf);
	free(c);
}

/* ---- the inbox worker ---- */

/* In its thread: an answer is in the outbox. */
static void answered(void *ctx)
{
	struct service *s = ctx;
	uint64_t one = 1;

	service_nudge(s);
	if (write(s->done_fd, &one, sizeof(one)) < 0)
		return; /* full: the main thread wakes anyway */
}

static void stop_listening(struct service *s)
{
	listener_stop(s->listener);
	s->listener = NULL;
	if (s->listened)
		service_drop(s, s->listened);
	s->listened = NULL;
}

static int start_listening(struct service *s, struct err *err)
{
	s->listened = service_hold(s);
	s->listener =
	        listener_start(s->listened->conf, s->clock, answered, s, err);
	return s->listener || !s->listened->conf->mail.imap.present ? 0 : -1;
}

/* ---- the plan ---- */

/* The first key is made; a wake that an edition has followed is not taken up
 * again. */
static int prepare(struct service *s, const struct conf *conf, struct err *err)
{
	struct store *store CLEANUP(store_closep) = NULL;
	int64_t now = clock_now(s->clock), wake;
	struct token_key key;
	struct edition e;
	int newest, rc;

	if (store_open(conf->state_dir, &store, err) ||
	    signing_key(store, now, &key, err))
		return -1;
	explicit_bzero(&key, sizeof(key));
	s->outbox_due = now;
	rc = store_edition_find(store, EDITION_NEWEST_FINISHED, &newest, err);
	if (!rc)
		rc = store_edition(store, newest, &e, err);
	if (rc < 0)
		return -1;
	/* On a first start nothing was missed that is too late to make. */
	wake = schedule_last(&conf->schedule, now);
	if (rc ? !schedule_missed(&conf->schedule, now) : e.finished >= wake)
		s->taken = wake;
	return 0;
}

struct service *service_start(struct conf *conf, const struct clock *clock,
                              int done_fd, const int *stop_fd, struct err *err)
{
	struct service *s = calloc(1, sizeof(*s));

	if (!s || !(s->conf = calloc(1, sizeof(*s->conf))))
		abort();
	*s->conf = (struct held_conf){ conf, 1 };
	s->clock = clock;
	s->stop_fd = stop_fd;
	s->done_fd = done_fd;
	pthread_mutex_init(&s->mutex, NULL);
	schedule_zone(&conf->schedule);
	if (prepare(s, conf, err))
		goto fail;
	s->edition =
	        worker_start("edition", service_edition_job, s, done_fd, err);
	s->delivery =
	        worker_start("delivery", service_delivery_job, s, done_fd, err);
	if (s->edition && s->delivery && !start_listening(s, err))
		return s;
fail:
	service_stop(s);
	return NULL;
}

/* The admin is told in the delivery's thread, which has a store. */
static void look_after_listener(struct service *s, int64_t now)
{
	int64_t since;

	if (!s->listener)
		return;
	since = listener_down(s->listener, s->deaf_why, sizeof(s->deaf_why));
	if (!since || now - since < LISTENER_DOWN) {
		s->deaf = false;
	} else if (!s->deaf) {
		s->deaf = true;
		s->outbox_due = now;
	}
}

static void take_wake(struct service *s, int64_t now)
{
	const struct conf_schedule *schedule = &s->conf->conf->schedule;
	int64_t wake = schedule_last(schedule, now);

	/* Set back so far that waiting for it to catch up is no plan: what was
	 * planned by the wrong clock is forgotten. The stale rule sees to it
	 * that no edition comes twice. */
	if (s->taken > now + DAY) {
		log_warning("schedule: the clock was set back");
		s->taken = s->due = 0;
		s->outbox_due = now;
	}
	if (wake <= s->taken)
		return;
	s->taken = wake;
	/* Down, asleep, or the clock was set: never in silence. */
	if (now - wake > schedule->catch_up) {
		log_warning("schedule: an edition was due %lld hours ago, "
		            "longer than schedule.catch_up: left out",
		            (long long)(now - wake) / 3600);
		s->missed = wake;
		s->outbox_due = now;
		return;
	}
	if (now - wake > RETRY)
		log_info("schedule: an edition was due, catching up");
	s->due = wake;
	s->failures = 0;
	s->next_try = now;
}

int64_t service_plan(struct service *s)
{
	bool edition_busy = worker_busy(s->edition);
	bool delivery_busy = worker_busy(s->delivery);
	int64_t now = clock_now(s->clock), next;

	pthread_mutex_lock(&s->mutex);
	take_wake(s, now);
	look_after_listener(s, now);
	if (!edition_busy && (s->now || (s->due && s->next_try <= now))) {
		s->now = false;
		edition_busy = true;
		worker_kick(s->edition);
	}
	if (!delivery_busy && s->outbox_due && s->outbox_due <= now) {
		s->outbox_due = 0;
		delivery_busy = true;
		worker_kick(s->delivery);
	}
	next = schedule_next(&s->conf->conf->schedule, now);
	/* A worker at work wakes us when it is done: until then what is due of
	 * its kind is no reason to. */
	if (s->due && !edition_busy)
		next = service_soonest(next, s->next_try);
	if (!delivery_busy)
		next = service_soonest(next, s->outbox_due);
	pthread_mutex_unlock(&s->mutex);
	return next;
}

void service_run_now(struct service *s)
{
	pthread_mutex_lock(&s->mutex);
	s->now = true;
	pthread_mutex_unlock(&s->mutex);
}

void service_nudge(struct service *s)
{
	pthread_mutex_lock(&s->mutex);
	s->outbox_due = clock_now(s->clock);
	pthread_mutex_unlock(&s->mutex);
}

void service_reload(struct service *s, struct conf *conf)
{
	struct held_conf *fresh = calloc(1, sizeof(*fresh)), *old;
	int64_t now = clock_now(s->clock), wake;
	struct err err = { 0 };

	if (!fresh)
		abort();
	*fresh = (struct held_conf){ conf, 1 };
	schedule_zone(&conf->schedule);
	pthread_mutex_lock(&s->mutex);
	old = s->conf;
	s->conf = fresh;
	/* The hour was moved on: the day that had its wake has no other. */
	wake = schedule_last(&conf->schedule, now);
	if (wake > s->taken && schedule_one_day(wake, s->taken))
		s->taken = wake;
	pthread_mutex_unlock(&s->mutex);
	stop_listening(s);
	service_drop(s, old);
	if (start_listening(s, &err))
		log_err("listener: %s", err.msg);
}

void service_status(struct service *s, char *out, size_t size)
{
	int64_t next;
	char when[64];
	struct tm tm;
	time_t t;

	pthread_mutex_lock(&s->mutex);
	next = schedule_next(&s->conf->conf->schedule, clock_now(s->clock));
	t = (time_t)next;
	localtime_r(&t, &tm);
	if (!strftime(when, sizeof(when), "%a %Y-%m-%d %H:%M %Z", &tm))
		when[0] = '\0';
	snprintf(out, size, "next wake %s%s%s", when, *s->last ? "; last " : "",
	         s->last);
	pthread_mutex_unlock(&s->mutex);
}

bool service_alive(struct service *s)
{
	return !worker_stuck(s->edition, STUCK) &&
	       !worker_stuck(s->delivery, STUCK) &&
	       !(s->listener && listener_stuck(s->listener, STUCK));
}

void service_stop(struct service *s)
{
	if (!s)
		return;
	stop_listening(s);
	worker_stop(s->edition);
	worker_stop(s->delivery);
	service_drop(s, s->conf);
	pthread_mutex_destroy(&s->mutex);
	free(s);
}
