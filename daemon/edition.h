#pragma once
/*
 * The edition flow: fetch -> record -> score -> select -> compose -> queue.
 *
 * One call makes one edition, resuming what an earlier call left: each step is
 * committed before the next begins. Nothing here sends; what it queues is the
 * delivery flow's (delivery.h), and they meet only in the store.
 */
#include "base/arena.h"
#include "base/clock.h"
#include "base/err.h"
#include "conf/conf.h"
#include "fetch/fetch.h"
#include "model/edition.h"
#include "store/store.h"

enum edition_until { UNTIL_FETCH, UNTIL_SCORE, UNTIL_QUEUE };

struct edition_order {
	const struct conf *conf;
	const struct clock *clock;
	int date; /* DATE_NONE: what the feeds announce */
	enum edition_until until;
	/* When an arXiv source failed: wait for it (report->waits) rather than
	 * go on with what the others gave. */
	bool patient;
	bool dry;           /* the store is a copy; spend nothing on a model */
	const int *stop_fd; /* readable: stop at the next step; NULL: none */
	/* Long work says how far it is; NULL: nobody looks. */
	void (*progress)(void *ctx, const char *what, size_t done, size_t of);
	void *progress_ctx;
};

struct edition_source {
	const char *url;
	enum fetch_status status;
	const char *error; /* of FETCH_FAILED */
	int date;          /* of the document, DATE_NONE: it does not say */
	size_t items;
};

/* What happened; strings live in the arena given to edition_run. */
struct edition_report {
	bool any;   /* false: nothing announced, edition.date is the feed's */
	bool stale; /* the feeds are not newer than the newest finished one */
	bool resumed;
	bool waits; /* see edition_order.patient */
	struct edition edition;
	int waiting;   /* announcements kept for the next edition */
	size_t queued; /* digests, by this call */
	const char *const *skipped; /* "12 seen on 2025-04-17", ... */
	size_t n_skipped;
	const char *trouble; /* why the model was not asked to the end; "" */
	bool budget_spent;
	struct edition_source *sources; /* that were visited by this call */
	size_t n_sources;
};

/* 0; < 0 with err: no source answered, the store failed, or a template is
 * broken. What was committed stays. */
int edition_run(const struct edition_order *order, struct store *store,
                struct arena *arena, struct edition_report *report,
                struct err *err);
