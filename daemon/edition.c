/* The edition flow, as its sentence. */
#include "edition.h"

#include "edition_work.h"
#include "stop.h"
#include "store/store_edition.h"

enum { BATCH_MAX = 256 << 20, READER_MAX = 32 << 20 };

bool edition_stopped(const struct edition_work *w, struct err *err)
{
	if (!stop_asked(w->order->stop_fd))
		return false;
	err_set(err, "stopped; the next run goes on from here");
	return true;
}

void edition_progress(const struct edition_work *w, const char *what,
                      size_t done, size_t of)
{
	if (w->order->progress)
		w->order->progress(w->order->progress_ctx, what, done, of);
}

void edition_work_deinit(struct edition_work *w)
{
	compose_templates_free(w->templates);
	for (size_t i = 0; i < sizeof(w->tastes) / sizeof(*w->tastes); i++)
		edition_tastes_free(w->tastes[i]);
	picks_deinit(&w->picks);
	arena_free(w->batch);
	arena_free(w->reader);
}

/* Is there an edition that an earlier run began and did not finish? Its
 * announcements are recorded: it goes on without the network. */
static int resume(struct edition_work *w, struct err *err)
{
	int date = w->order->date, rc;

	if (date == DATE_NONE) {
		rc = store_edition_find(w->store, EDITION_OLDEST_UNFINISHED,
		                        &date, err);
		if (rc)
			return rc;
	}
	rc = store_edition(w->store, date, &w->edition, err);
	if (rc)
		return rc;
	w->date = date;
	w->report->any = true;
	w->report->resumed = w->edition.state < EDITION_QUEUED;
	return 0;
}

static int queue_all(struct edition_work *w, struct err *err)
{
	int rc;

	if (edition_freeze(w, err))
		return -1;
	while (!(rc = edition_select(w, err)))
		if (edition_stopped(w, err) || edition_compose(w, err) ||
		    edition_queue(w, err))
			return -1;
	if (rc < 0)
		return -1;
	return store_edition_advance(w->store, w->date, EDITION_QUEUED,
	                             clock_now(w->order->clock), err);
}

static int steps(struct edition_work *w, struct err *err)
{
	int rc = resume(w, err);

	if (rc < 0)
		return -1;
	if (rc > 0) {
		if (edition_fetch(w, err))
			return -1;
		rc = edition_record(w, err);
		if (rc)
			return rc < 0 ? -1 : 0;
	}
	if (w->edition.state == EDITION_QUEUED ||
	    w->order->until == UNTIL_FETCH)
		return 0;
	if (edition_stopped(w, err) || edition_score(w, err))
		return -1;
	if (w->order->until == UNTIL_SCORE)
		return 0;
	if (edition_stopped(w, err))
		return -1;
	return queue_all(w, err);
}

/* The sum as the store has it now, whichever step was the last. */
static int report_sum(struct edition_work *w, struct err *err)
{
	struct edition_report *r = w->report;

	if (store_waiting(w->store, &r->waiting, err))
		return -1;
	if (!r->any)
		return 0;
	if (store_edition(w->store, w->date, &r->edition, err) < 0)
		return -1;
	return store_skipped(w->store, w->date, w->arena, &r->skipped,
	                     &r->n_skipped, err);
}

int edition_run(const struct edition_order *order, struct store *store,
                struct arena *arena, struct edition_report *report,
                struct err *err)
{
	struct edition_work w = { .order = order,
		                  .store = store,
		                  .arena = arena,
		                  .report = report,
		                  .date = DATE_NONE };
	int rc;

	*report = (struct edition_report){ .edition.date = DATE_NONE,
		                           .trouble = "" };
	w.batch = arena_new(BATCH_MAX);
	w.reader = arena_new(READER_MAX);
	rc = steps(&w, err);
	if (rc)
		store_rollback(store);
	if (report_sum(&w, rc ? NULL : err))
		rc = -1;
	edition_work_deinit(&w);
	return rc;
}
