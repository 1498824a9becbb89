/*
 * When an edition is due it is tried until it is there: an empty or stale
 * feed, an unreachable source or a failure is tried again every RETRY seconds
 * until catch_up after the hour that it was due, then reported and left to the
 * next day. The outbox is worked off whenever something in it is due.
 */
#include "service.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "delivery.h"
#include "edition.h"
#include "listener.h"
#include "publish.h"
#include "schedule.h"
#include "signing.h"
#include "stop.h"
#include "store/store_edition.h"
#include "store/store_outbox.h"
#include "worker.h"

enum {
	RETRY = 20 * 60,
	TURN_RETRY = 60,
	TRANSPORT_RETRY = 5 * 60,
	DAY = 24 * 3600,
	RUN_BYTES = 1 << 30,
	RESUMES_MAX = 5,
};

/* The config in force, and those that jobs at work still hold. */
struct held_conf {
	struct conf *conf;
	int holders;
};

struct service {
	const struct clock *clock;
	const int *stop_fd;
	int done_fd;
	struct worker *edition, *delivery;
	struct listener *listener;  /* NULL: no mail.imap */
	struct held_conf *listened; /* the config it holds */

	pthread_mutex_t mutex; /* all below */
	struct held_conf *conf;
	int64_t taken;      /* the last wake that was taken up: none before
	                     * it is, so a clock set back repeats nothing */
	int64_t due;        /* the wake whose edition is not done; 0: none */
	int64_t next_try;   /* of that edition */
	bool now;           /* SIGUSR1 */
	int64_t outbox_due; /* 0: nothing waits */
	char last[160];     /* the last sum, for the status */
};

static struct held_conf *hold(struct service *s)
{
	struct held_conf *c;

	pthread_mutex_lock(&s->mutex);
	c = s->conf;
	c->holders++;
	pthread_mutex_unlock(&s->mutex);
	return c;
}

/* Of two instants, of which 0 is never. */
static int64_t soonest(int64_t a, int64_t b)
{
	if (!a || !b)
		return a ? a : b;
	return a < b ? a : b;
}

static void drop(struct service *s, struct held_conf *c)
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

/* ---- the edition worker ---- */

static void log_edition(const struct edition_report *r)
{
	const struct edition_sum *sum = &r->edition.sum;
	char date[DATE_LEN];

	for (size_t i = 0; i < r->n_sources; i++)
		if (r->sources[i].status == FETCH_FAILED)
			log_warning("source failed: %s", r->sources[i].error);
	date_format(r->edition.date, date);
	if (!r->any || r->stale || r->waits) {
		log_info("edition date=%s %s waiting=%d", date,
		         r->waits   ? "waits for its source"
		         : r->stale ? "stale"
		                    : "nothing announced",
		         r->waiting);
		return;
	}
	log_info("edition date=%s announced=%d scanned=%d skipped=%d "
	         "relevant=%d below=%d unscored=%d scorer=%s fallback=%d "
	         "digests=%zu%s",
	         date, sum->announced, sum->scanned, sum->skipped,
	         sum->relevant, sum->below, sum->unscored, r->edition.scorer,
	         sum->fallback, r->queued, r->resumed ? " resumed" : "");
	if (sum->announced != sum->scanned + sum->skipped)
		log_err("edition date=%s the sum does not add up", date);
}

/* 1: try again later. */
static int one_edition(struct service *s, const struct conf *conf,
                       struct store *store, bool patient, bool *resumed)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(RUN_BYTES);
	struct edition_order order = { .conf = conf,
		                       .clock = s->clock,
		                       .date = DATE_NONE,
		                       .until = UNTIL_QUEUE,
		                       .patient = patient,
		                       .stop_fd = s->stop_fd };
	struct edition_report r;
	struct err err = { 0 };
	char date[DATE_LEN];

	*resumed = false;
	if (edition_run(&order, store, arena, &r, &err)) {
		if (stop_asked(s->stop_fd))
			log_info("edition: %s", err.msg);
		else
			log_err("edition failed: %s", err.msg);
		return 1;
	}
	log_edition(&r);
	/* Also of a finished one: a kill may have come before its pages. */
	if (r.any && publish_edition(conf, store, r.edition.date, &err))
		log_err("archive: %s", err.msg);
	if (!r.any || r.stale || r.waits)
		return 1;
	*resumed = r.resumed;
	pthread_mutex_lock(&s->mutex);
	snprintf(s->last, sizeof(s->last),
	         "%s: %d announced, %d scanned, %d relevant, %zu digests",
	         date_format(r.edition.date, date), r.edition.sum.announced,
	         r.edition.sum.scanned, r.edition.sum.relevant, r.queued);
	pthread_mutex_unlock(&s->mutex);
	return 0;
}

/* What an earlier run left is finished first; then today's. */
static int editions(struct service *s, const struct conf *conf, bool patient,
                    struct err *err)
{
	struct store *store CLEANUP(store_closep) = NULL;
	struct turn *turn CLEANUP(turn_releasep) = NULL;
	bool resumed = true;
	int rc;

	if (store_open(conf->state_dir, &store, err))
		return -1;
	rc = turn_take(conf->state_dir, "digestd", &turn, err);
	if (rc)
		return rc < 0 ? -1 : 2;
	for (int n = 0; resumed && n < RESUMES_MAX; n++)
		rc = one_edition(s, conf, store, patient, &resumed);
	return rc;
}

static void edition_job(void *ctx)
{
	struct service *s = ctx;
	struct held_conf *c = hold(s);
	int64_t now = clock_now(s->clock), due, last_hour;
	struct err err = { 0 };
	int rc;

	pthread_mutex_lock(&s->mutex);
	due = s->due;
	pthread_mutex_unlock(&s->mutex);
	last_hour = due + c->conf->schedule.catch_up;
	rc = editions(s, c->conf, due && now + RETRY < last_hour, &err);
	if (rc < 0 || rc == 2)
		log_err("edition: %s", err.msg);
	pthread_mutex_lock(&s->mutex);
	now = clock_now(s->clock);
	/* Whatever became of today's: one that was left unfinished may have
	 * been queued first. */
	s->outbox_due = now;
	if (!rc) {
		s->due = 0;
	} else if (s->due && s->due == due) { /* no later wake came meanwhile */
		s->next_try = now + (rc == 2 ? TURN_RETRY : RETRY);
		if (s->next_try > last_hour) {
			log_warning("no edition since it was due: left to the "
			            "next wake");
			s->due = 0;
		}
	}
	pthread_mutex_unlock(&s->mutex);
	drop(s, c);
}

/* ---- the delivery worker ---- */

/* *again: when something is due next, 0: nothing waits. */
static int deliver(struct service *s, const struct conf *conf, int64_t *again,
                   struct err *err)
{
	struct store *store CLEANUP(store_closep) = NULL;
	struct turn *turn CLEANUP(turn_releasep) = NULL;
	struct delivery_order order = { .conf = conf,
		                        .clock = s->clock,
		                        .stop_fd = s->stop_fd };
	struct delivery_report r;
	int rc;

	*again = clock_now(s->clock) + TURN_RETRY;
	if (store_open(conf->state_dir, &store, err))
		return -1;
	rc = turn_take(conf->state_dir, "digestd", &turn, err);
	if (rc)
		return -1;
	rc = delivery_run(&order, store, &r, err);
	if (r.sent || r.deferred || r.failed || r.unknown || r.recovered)
		log_info("delivery sent=%zu deferred=%zu failed=%zu "
		         "unknown=%zu recovered=%d",
		         r.sent, r.deferred, r.failed, r.unknown, r.recovered);
	*again = clock_now(s->clock) + TRANSPORT_RETRY;
	if (rc)
		return -1;
	return store_next_due(store, clock_now(s->clock), again, err);
}

static void delivery_job(void *ctx)
{
	struct service *s = ctx;
	struct held_conf *c = hold(s);
	struct err err = { 0 };
	int64_t again;

	if (deliver(s, c->conf, &again, &err))
		log_err("delivery: %s", err.msg);
	pthread_mutex_lock(&s->mutex);
	/* An edition may have been queued while this job was ending. */
	s->outbox_due = soonest(s->outbox_due, again);
	pthread_mutex_unlock(&s->mutex);
	drop(s, c);
}

/* ---- the inbox worker ---- */

/* In its thread: an answer is in the outbox. */
static void answered(void *ctx)
{
	struct service *s = ctx;
	uint64_t one = 1;

	pthread_mutex_lock(&s->mutex);
	s->outbox_due = clock_now(s->clock);
	pthread_mutex_unlock(&s->mutex);
	if (write(s->done_fd, &one, sizeof(one)) < 0)
		return; /* full: the main thread wakes anyway */
}

static void stop_listening(struct service *s)
{
	listener_stop(s->listener);
	s->listener = NULL;
	if (s->listened)
		drop(s, s->listened);
	s->listened = NULL;
}

static int start_listening(struct service *s, struct err *err)
{
	s->listened = hold(s);
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
	wake = schedule_missed(&conf->schedule, now);
	if (!rc && e.finished >= wake)
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
	s->edition = worker_start("edition", edition_job, s, done_fd, err);
	s->delivery = worker_start("delivery", delivery_job, s, done_fd, err);
	if (s->edition && s->delivery && !start_listening(s, err))
		return s;
fail:
	service_stop(s);
	return NULL;
}

static void take_wake(struct service *s, int64_t now)
{
	int64_t wake = schedule_missed(&s->conf->conf->schedule, now);

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
	if (now - wake > RETRY)
		log_info("schedule: an edition was due, catching up");
	s->taken = s->due = wake;
	s->next_try = now;
}

int64_t service_plan(struct service *s)
{
	bool edition_busy = worker_busy(s->edition);
	bool delivery_busy = worker_busy(s->delivery);
	int64_t now = clock_now(s->clock), next;

	pthread_mutex_lock(&s->mutex);
	take_wake(s, now);
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
		next = soonest(next, s->next_try);
	if (!delivery_busy)
		next = soonest(next, s->outbox_due);
	pthread_mutex_unlock(&s->mutex);
	return next;
}

void service_run_now(struct service *s)
{
	pthread_mutex_lock(&s->mutex);
	s->now = true;
	pthread_mutex_unlock(&s->mutex);
}

void service_reload(struct service *s, struct conf *conf)
{
	struct held_conf *fresh = calloc(1, sizeof(*fresh)), *old;
	struct err err = { 0 };

	if (!fresh)
		abort();
	*fresh = (struct held_conf){ conf, 1 };
	schedule_zone(&conf->schedule);
	pthread_mutex_lock(&s->mutex);
	old = s->conf;
	s->conf = fresh;
	pthread_mutex_unlock(&s->mutex);
	stop_listening(s);
	drop(s, old);
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

void service_stop(struct service *s)
{
	if (!s)
		return;
	stop_listening(s);
	worker_stop(s->edition);
	worker_stop(s->delivery);
	drop(s, s->conf);
	pthread_mutex_destroy(&s->mutex);
	free(s);
}
