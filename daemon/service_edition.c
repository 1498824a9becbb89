/* The edition worker's job: what is due is made, or tried again later. */
#include "alert.h"
#include "base/log.h"
#include "edition.h"
#include "publish.h"
#include "service_intern.h"
#include "stop.h"
#include "store/store_edition.h"
#include "store/store_fact.h"

enum {
	RUN_BYTES = 1 << 30,
	RESUMES_MAX = 5,
	SOURCES_BYTES = 1 << 20,
	PATIENCE = 3, /* failures of one edition, 20 minutes apart, before the
	               * admin is told: a network may have a bad quarter of an
	               * hour */
};

/* How one try ended. */
enum outcome {
	MADE,
	BUSY,    /* another process has the turn */
	NOTHING, /* announced: a weekend, a holiday, or too early */
	WAITS,   /* for a source that failed */
	STALE,
	FAILED
};

/* One worker's job: the service, its config and the store as it has them. */
struct job {
	struct service *s;
	const struct conf *conf;
	struct store *store;
	int64_t due; /* the wake; 0: none, the admin asked */
	bool patient;
	bool resumed; /* what was made had been left by an earlier run */
};

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
}

static void on_progress(void *ctx, const char *what, size_t done, size_t of)
{
	struct service *s = ctx;

	(void)what;
	(void)done;
	(void)of;
	worker_beat(s->edition);
}

/* For the status; that it cannot be noted is no new failure. */
static int note(const struct job *j, const char *name, const char *text)
{
	return store_fact_put(j->store, name, text, clock_now(j->s->clock),
	                      NULL);
}

/* Also of a finished one: a kill may have come before its pages. */
static void publish(const struct job *j, int date)
{
	struct publish_order order = { .conf = j->conf,
		                       .store = j->store,
		                       .stop_fd = j->s->stop_fd,
		                       .progress = on_progress,
		                       .progress_ctx = j->s };
	struct err err = { 0 };

	if (publish_edition(&order, date, &err)) {
		if (stop_asked(j->s->stop_fd)) { /* the next run does it */
			log_info("archive: %s", err.msg);
			return;
		}
		log_err("archive: %s", err.msg);
	}
	note(j, "archive", err.msg);
}

static void remember_last(struct service *s, const struct edition_report *r)
{
	char date[DATE_LEN];

	pthread_mutex_lock(&s->mutex);
	snprintf(s->last, sizeof(s->last),
	         "%s: %d announced, %d scanned, %d relevant, %zu digests",
	         date_format(r->edition.date, date), r->edition.sum.announced,
	         r->edition.sum.scanned, r->edition.sum.relevant, r->queued);
	pthread_mutex_unlock(&s->mutex);
}

static enum outcome one_edition(struct job *j, struct err *err)
{
	struct service *s = j->s;
	struct arena *arena CLEANUP(arena_freep) = arena_new(RUN_BYTES);
	struct edition_order order = { .conf = j->conf,
		                       .clock = s->clock,
		                       .date = DATE_NONE,
		                       .until = UNTIL_QUEUE,
		                       .patient = j->patient,
		                       .stop_fd = s->stop_fd,
		                       .progress = on_progress,
		                       .progress_ctx = s };
	struct edition_report r;

	j->resumed = false;
	if (edition_run(&order, j->store, arena, &r, err)) {
		if (stop_asked(s->stop_fd)) {
			log_info("edition: %s", err->msg);
			return WAITS;
		}
		log_err("edition failed: %s", err->msg);
		if (note(j, "edition", err->msg))
			service_sick(s, err);
		return FAILED;
	}
	log_edition(&r);
	note(j, "edition", "");
	if (r.any)
		publish(j, r.edition.date);
	if (!r.waits)
		alert_edition(j->store, j->conf, clock_now(s->clock), &r);
	if (!r.any || r.stale || r.waits)
		return r.waits ? WAITS : r.stale ? STALE : NOTHING;
	j->resumed = r.resumed;
	remember_last(s, &r);
	return MADE;
}

/* The try after this one would come too late; or has this edition failed too
 * often? */
static void tell(const struct job *j, enum outcome outcome, int failures,
                 bool last, const struct err *err)
{
	int64_t now = clock_now(j->s->clock);

	if (outcome == FAILED && (last || failures == PATIENCE))
		alert_raise(j->store, j->conf, now, ALERT_EDITION, "%s.",
		            err->msg);
	if (outcome == STALE && last && j->due)
		alert_raise(j->store, j->conf, now, ALERT_STALE,
		            "The feeds have nothing newer than the last "
		            "edition, although today is one of "
		            "schedule.days.");
}

/* Were the feeds read since this wake? What was left unfinished is what they
 * had then: a run goes on with that before it reads them again. */
static bool read_since(struct store *store, int64_t due)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(SOURCES_BYTES);
	struct store_source *sources;
	size_t n;

	if (!due || store_sources(store, arena, &sources, &n, NULL))
		return false;
	for (size_t i = 0; i < n; i++)
		if (sources[i].fetched >= due)
			return true;
	return false;
}

static bool all_finished(struct store *store)
{
	int date;

	return store_edition_find(store, EDITION_OLDEST_UNFINISHED, &date,
	                          NULL) > 0;
}

/* What an earlier run left is finished first; then today's, if that was not
 * it. */
static enum outcome editions(struct service *s, const struct conf *conf,
                             int64_t due, bool last, int failures,
                             struct err *err)
{
	struct store *store CLEANUP(store_closep) = NULL;
	struct turn *turn CLEANUP(turn_releasep) = NULL;
	struct job j = { .s = s, .conf = conf, .due = due, .patient = !last };
	enum outcome outcome = MADE;
	bool todays;
	int rc;

	if (store_open(conf->state_dir, &store, err)) {
		log_err("edition: %s", err->msg);
		service_sick(s, err);
		return FAILED;
	}
	rc = turn_take(conf->state_dir, "digestd", &turn, err);
	if (rc) {
		log_err("edition: %s", err->msg);
		return rc < 0 ? FAILED : BUSY;
	}
	j.store = store;
	j.resumed = true;
	todays = read_since(store, due);
	for (int n = 0; j.resumed && n < RESUMES_MAX; n++) {
		outcome = one_edition(&j, err);
		if (todays && all_finished(store))
			break;
	}
	tell(&j, outcome, failures + 1, last, err);
	return outcome;
}

/* What comes next for the wake that was due when the job began; the mutex is
 * held. */
static void plan_next(struct service *s, enum outcome outcome, int64_t due,
                      bool last)
{
	int64_t now = clock_now(s->clock);

	/* Whatever became of today's: one that was left unfinished may have
	 * been queued first. */
	s->outbox_due = now;
	if (outcome == MADE) {
		s->due = 0;
		return;
	}
	if (!s->due || s->due != due) /* a later wake came meanwhile */
		return;
	s->failures += outcome == FAILED;
	s->next_try = now + (outcome == BUSY ? TURN_RETRY : RETRY);
	if (!last && outcome != BUSY)
		return;
	if (outcome == BUSY &&
	    s->next_try <= due + s->conf->conf->schedule.catch_up)
		return;
	if (outcome == NOTHING)
		log_info("nothing was announced; until the next wake");
	else
		log_warning("no edition since it was due: left to the next "
		            "wake");
	s->due = 0;
}

void service_edition_job(void *ctx)
{
	struct service *s = ctx;
	struct held_conf *c = service_hold(s);
	int64_t due;
	struct err err = { 0 };
	enum outcome outcome;
	bool last;
	int failures;

	pthread_mutex_lock(&s->mutex);
	due = s->due;
	failures = s->failures;
	pthread_mutex_unlock(&s->mutex);
	/* Without a wake (SIGUSR1) there is no later try. */
	last = !due ||
	       clock_now(s->clock) + RETRY > due + c->conf->schedule.catch_up;
	outcome = editions(s, c->conf, due, last, failures, &err);
	pthread_mutex_lock(&s->mutex);
	plan_next(s, outcome, due, last);
	pthread_mutex_unlock(&s->mutex);
	service_drop(s, c);
}
