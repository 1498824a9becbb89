/*
 * record: which edition is this, and what is in it.
 *
 * The edition's date is the feeds' own: the newest among the arXiv feeds, or,
 * where there is none, among the others. When that date is not newer than the
 * newest finished edition, the feeds are stale, and nothing is mailed: what a
 * feed has of that day that was not there before waits for the next edition; an
 * announcement list of an earlier day is history.
 */
#include <stdlib.h>

#include "base/log.h"
#include "edition_work.h"
#include "store/store_edition.h"
#include "store/store_subscriber.h"

static bool is_arxiv(const struct edition_work *w, size_t n)
{
	return w->document_sources[n]->type != SOURCE_FEED;
}

static int newest_date(const struct edition_work *w, bool arxiv)
{
	int newest = DATE_NONE;

	for (size_t i = 0; i < w->n_documents; i++) {
		const struct fetch_document *d = &w->documents[i];

		if (d->status != FETCH_FAILED && is_arxiv(w, i) == arxiv &&
		    d->date > newest)
			newest = d->date;
	}
	return newest;
}

/* A past day was asked for: only documents of that day count. */
static int keep_only(struct edition_work *w, int date, struct err *err)
{
	const struct fetch_document *other = NULL;
	char want[DATE_LEN], have[DATE_LEN];
	size_t kept = 0;

	for (size_t i = 0; i < w->n_documents; i++) {
		struct fetch_document *d = &w->documents[i];

		if (d->status == FETCH_FAILED)
			continue;
		if (d->date == date) {
			kept++;
			continue;
		}
		other = d;
		d->n_items = 0;
		d->date = DATE_NONE;
	}
	if (kept)
		return 0;
	date_format(date, want);
	if (!other)
		return err_set(err, "no source answered for %s", want);
	date_format(newest_date(w, true), have);
	return err_set(err,
	               "no source has %s (%s has another day); a source of "
	               "type arxiv-api finds past days by submission date",
	               want, other->url);
}

static bool all_by_submission(const struct edition_work *w)
{
	bool any = false;

	for (size_t i = 0; i < w->n_documents; i++) {
		if (!w->documents[i].n_items)
			continue;
		if (w->document_sources[i]->type != SOURCE_ARXIV_API)
			return false;
		any = true;
	}
	return any;
}

static int choose_date(struct edition_work *w, struct err *err)
{
	if (w->order->date != DATE_NONE) {
		w->date = w->order->date;
		return keep_only(w, w->date, err);
	}
	w->date = newest_date(w, true);
	if (w->date == DATE_NONE)
		w->date = newest_date(w, false);
	if (w->date == DATE_NONE)
		w->date = date_of(clock_now(w->order->clock));
	return 0;
}

struct keyed {
	const char *key;
	size_t at;
};

static int by_key(const void *a, const void *b)
{
	const struct keyed *x = a, *y = b;
	int order = strcmp(x->key, y->key);

	return order ? order : (x->at > y->at) - (x->at < y->at);
}

/* Numbers items of the same key within the document: 0, 1, ... */
static int *number_keys(const struct fetch_document *d, struct arena *arena)
{
	struct keyed *k = arena_array(arena, d->n_items, sizeof(*k));
	int *nth = arena_array(arena, d->n_items, sizeof(*nth));

	for (size_t i = 0; i < d->n_items; i++)
		k[i] = (struct keyed){ d->items[i].key, i };
	qsort(k, d->n_items, sizeof(*k), by_key);
	for (size_t i = 1; i < d->n_items; i++)
		if (!strcmp(k[i].key, k[i - 1].key))
			nth[k[i].at] = nth[k[i - 1].at] + 1;
	return nth;
}

/* *fresh: how many items were not there before. */
static int record_document(struct edition_work *w, size_t n, int edition,
                           int *fresh, struct err *err)
{
	const struct fetch_document *d = &w->documents[n];
	int *nth = number_keys(d, w->arena);
	int date = d->date == DATE_NONE ? w->date : d->date;

	for (size_t i = 0; i < d->n_items; i++) {
		const struct fetch_item *item = &d->items[i];
		struct store_announcement a = {
			.edition = edition,
			.source = d->url,
			.date = date,
			.key = item->key,
			.nth = nth[i],
			.paper = item->invalid ? NULL : &item->paper,
			.skip = fetch_skip(w->document_sources[n], item,
			                   w->arena),
		};
		int rc = store_announce(w->store, &a, err);

		if (rc < 0)
			return -1;
		*fresh += !rc;
	}
	return 0;
}

static int remember(struct edition_work *w, const struct fetch_document *d,
                    struct err *err)
{
	struct store_source s = { .url = d->url,
		                  .etag = d->etag ? d->etag : "",
		                  .last_modified = d->last_modified
		                                           ? d->last_modified
		                                           : "",
		                  .date = d->date,
		                  .fetched = clock_now(w->order->clock),
		                  .error = "" };

	if (d->status != FETCH_OK || w->order->date != DATE_NONE)
		return 0;
	return store_source_put(w->store, &s, err);
}

/* Waiting is for what came late, not for an old listing served again. A blog's
 * date, or that of a search by submission date, says nothing of the kind. */
static bool is_history(const struct edition_work *w, size_t n)
{
	const struct fetch_document *d = &w->documents[n];

	return w->document_sources[n]->type == SOURCE_ARXIV_RSS &&
	       d->date != DATE_NONE && d->date < w->date;
}

/* Everything the documents have, to this edition or (DATE_NONE) to wait. */
static int record_all(struct edition_work *w, int edition, struct err *err)
{
	int fresh = 0;

	for (size_t i = 0; i < w->n_documents; i++) {
		if (w->documents[i].status != FETCH_OK)
			continue;
		if (edition == DATE_NONE && is_history(w, i))
			continue;
		if (record_document(w, i, edition, &fresh, err) ||
		    remember(w, &w->documents[i], err))
			return -1;
	}
	if (edition == DATE_NONE)
		return 0;
	return store_count_announced(w->store, edition, fresh, err);
}

static int record_stale(struct edition_work *w, int newest, struct err *err)
{
	w->report->stale = true;
	w->report->any = true;
	w->date = newest;
	if (store_begin(w->store, err) || record_all(w, DATE_NONE, err) ||
	    store_commit(w->store, err))
		return -1;
	return store_edition(w->store, newest, &w->edition, err) ? -1 : 1;
}

static bool arxiv_failed(const struct edition_work *w)
{
	for (size_t i = 0; i < w->n_documents; i++)
		if (is_arxiv(w, i) && w->documents[i].status == FETCH_FAILED)
			return true;
	return false;
}

static bool nothing_announced(const struct edition_work *w)
{
	for (size_t i = 0; i < w->n_documents; i++)
		if (w->documents[i].n_items)
			return false;
	return true;
}

/* What waits, waits for the next day: a past one that somebody asked for
 * leaves it waiting. */
static int record_new(struct edition_work *w, bool newest, struct err *err)
{
	struct store *s = w->store;

	if (store_begin(s, err) ||
	    store_pauses_end(s, 0, clock_now(w->order->clock), err) ||
	    store_edition_make(s, w->date, all_by_submission(w), err) ||
	    (newest && store_adopt_waiting(s, w->date, err)) ||
	    record_all(w, w->date, err) ||
	    store_edition_advance(s, w->date, EDITION_RECORDED, 0, err) ||
	    store_commit(s, err))
		return -1;
	w->report->any = true;
	return store_edition(s, w->date, &w->edition, err) ? -1 : 0;
}

int edition_record(struct edition_work *w, struct err *err)
{
	int newest, rc;

	if (choose_date(w, err))
		return -1;
	if (w->order->patient && arxiv_failed(w)) {
		w->report->waits = true;
		return 1;
	}
	rc = store_edition_find(w->store, EDITION_NEWEST_FINISHED, &newest,
	                        err);
	if (rc < 0)
		return -1;
	if (w->order->date == DATE_NONE && w->date <= newest)
		return record_stale(w, newest, err);
	if (nothing_announced(w)) {
		w->report->edition.date = w->date;
		return 1;
	}
	return record_new(w, w->date > newest, err);
}
