/* The delivery worker's job: what is due in the outbox goes out. */
#include "alert.h"
#include "base/log.h"
#include "delivery.h"
#include "metrics.h"
#include "service_intern.h"
#include "store/store_fact.h"
#include "store/store_goodbye.h"
#include "store/store_outbox.h"
#include "store/store_prune.h"

static void on_progress(void *ctx, const char *what, size_t done, size_t of)
{
	struct service *s = ctx;

	(void)what;
	(void)done;
	(void)of;
	worker_beat(s->delivery);
}

/* What the main thread found, which has no store. */
static void tell(struct service *s, const struct conf *conf,
                 struct store *store)
{
	int64_t now = clock_now(s->clock), missed;
	char why[ERR_MAX], when[INSTANT_LEN];
	bool deaf;

	pthread_mutex_lock(&s->mutex);
	deaf = s->deaf;
	missed = s->missed;
	s->missed = 0;
	snprintf(why, sizeof(why), "%s", s->deaf_why);
	pthread_mutex_unlock(&s->mutex);
	if (deaf)
		alert_raise(store, conf, now, ALERT_LISTENER, "%s", why);
	if (missed)
		alert_raise(store, conf, now, ALERT_MISSED, "It was due at %s.",
		            instant_format(missed, when));
}

/* While it could not be written, nobody could be told. */
static void tell_of_recovery(struct service *s, const struct conf *conf,
                             struct store *store)
{
	char why[ERR_MAX], text[ERR_MAX + 64], when[INSTANT_LEN];
	struct err err = { 0 };
	int64_t since;

	pthread_mutex_lock(&s->mutex);
	since = s->sick_since;
	snprintf(why, sizeof(why), "%s", s->sick_why);
	pthread_mutex_unlock(&s->mutex);
	if (!since)
		return;
	snprintf(text, sizeof(text), "From %s on it failed: %s.",
	         instant_format(since, when), why);
	if (alert_try(store, conf, clock_now(s->clock), ALERT_STATE, text,
	              &err) < 0)
		return;
	pthread_mutex_lock(&s->mutex);
	s->sick_since = 0;
	pthread_mutex_unlock(&s->mutex);
	log_notice("the state can be written again");
}

/* After every job of both workers: an edition is followed by a delivery. */
static void write_metrics(struct service *s, const struct conf *conf,
                          struct store *store)
{
	struct err err;

	if (metrics_write(conf, store, clock_now(s->clock), &err))
		log_warning("%s", err.msg);
}

/* *again: when something is due next, 0: nothing waits. */
static int deliver(struct service *s, const struct conf *conf, int64_t *again,
                   struct err *err)
{
	struct store *store CLEANUP(store_closep) = NULL;
	struct turn *turn CLEANUP(turn_releasep) = NULL;
	struct delivery_order order = { .conf = conf,
		                        .clock = s->clock,
		                        .stop_fd = s->stop_fd,
		                        .progress = on_progress,
		                        .progress_ctx = s };
	struct delivery_report r;
	struct err trouble;
	int pruned, rc;

	*again = clock_now(s->clock) + TURN_RETRY;
	if (store_open(conf->state_dir, &store, err)) {
		service_sick(s, err);
		return -1;
	}
	rc = turn_take(conf->state_dir, "digestd", &turn, err);
	if (rc)
		return -1;
	tell(s, conf, store);
	rc = delivery_run(&order, store, &r, err);
	delivery_log(&r);
	if (rc < 0)
		service_sick(s, err);
	else
		tell_of_recovery(s, conf, store);
	if (store_goodbyes_end(store, clock_now(s->clock), &trouble) < 0)
		log_err("erasure: %s", trouble.msg);
	if (store_prune(store, clock_now(s->clock), &pruned, &trouble))
		log_err("prune: %s", trouble.msg);
	else if (pruned)
		log_info("prune rows=%d", pruned);
	*again = clock_now(s->clock) + TRANSPORT_RETRY;
	if (rc >= 0)
		store_fact_put(store, "delivery", rc ? err->msg : "",
		               clock_now(s->clock), NULL);
	write_metrics(s, conf, store);
	if (rc || store_next_due(store, clock_now(s->clock), again, err))
		return -1;
	/* A server that hangs up is not called again at once. */
	if (r.cut_off && *again < clock_now(s->clock) + CUT_OFF_RETRY)
		*again = clock_now(s->clock) + CUT_OFF_RETRY;
	return 0;
}

void service_delivery_job(void *ctx)
{
	struct service *s = ctx;
	struct held_conf *c = service_hold(s);
	struct err err = { 0 };
	int64_t again;

	if (deliver(s, c->conf, &again, &err))
		log_err("delivery: %s", err.msg);
	pthread_mutex_lock(&s->mutex);
	/* An edition may have been queued while this job was ending. */
	s->outbox_due = service_soonest(s->outbox_due, again);
	pthread_mutex_unlock(&s->mutex);
	service_drop(s, c);
}
