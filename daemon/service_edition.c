/* The edition worker's job: what is due is made, or tried again later. */
#include "base/log.h"
#include "edition.h"
#include "publish.h"
#include "service_intern.h"
#include "stop.h"

enum { RUN_BYTES = 1 << 30, RESUMES_MAX = 5 };

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

void service_edition_job(void *ctx)
{
	struct service *s = ctx;
	struct held_conf *c = service_hold(s);
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
	service_drop(s, c);
}
