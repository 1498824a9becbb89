/* fetch: every document of every source, one after the other. */
#include <stdio.h>

#include "edition_work.h"
#include "store/store_edition.h"

/* arXiv asks for three seconds between requests. */
enum { SPACING_MS = 3000, API_LOOK_BACK_DAYS = 4 };

/* A feed further ahead of the clock is broken. Believed, it would make every
 * true one stale until that day. A year, for clocks are broken as well. */
enum { AHEAD_DAYS = 366 };

static void user_agent(const struct conf *conf, struct buf *out)
{
	buf_addf(out, "digestd/%s (+mailto:%s)", DIGESTD_VERSION,
	         conf->mail.admin);
}

/* What was submitted some days before the last announcement may be announced
 * only now; what came already is told apart by its id. */
static int wish_of(struct edition_work *w, struct fetch_wish *wish,
                   struct err *err)
{
	int newest, rc;

	*wish = (struct fetch_wish){ w->order->date, DATE_NONE };
	rc = store_edition_find(w->store, EDITION_NEWEST_FINISHED, &newest,
	                        err);
	if (!rc)
		wish->since = newest - API_LOOK_BACK_DAYS;
	return rc < 0 ? -1 : 0;
}

static void refuse_future(const struct edition_work *w,
                          struct fetch_document *doc)
{
	char date[DATE_LEN];

	if (doc->status != FETCH_OK || doc->date == DATE_NONE ||
	    doc->date <= date_of(clock_now(w->order->clock)) + AHEAD_DAYS)
		return;
	err_set(&doc->err, "%s: dated %s, more than a year ahead", doc->url,
	        date_format(doc->date, date));
	doc->status = FETCH_FAILED;
	doc->n_items = 0;
	doc->date = DATE_NONE;
}

static int visit(struct edition_work *w, struct http *http,
                 const struct source *source, size_t n, const char *url,
                 const struct fetch_wish *wish, struct err *err)
{
	struct fetch_document *doc = &w->documents[w->n_documents];
	struct store_source was;
	struct fetch_memory memory;

	if (store_source(w->store, url, w->arena, &was, err) < 0)
		return -1;
	memory = (struct fetch_memory){ was.etag, was.last_modified, was.date };
	/* For a past day everything is wanted, changed or not. */
	if (wish->date != DATE_NONE)
		memory = (struct fetch_memory){ "", "", DATE_NONE };
	fetch_document(http, source, n, &memory, wish, w->arena, doc);
	refuse_future(w, doc);
	w->document_sources[w->n_documents++] = source;
	/* What failed because we stop is no failure of the source. */
	if (edition_stopped(w, err))
		return -1;
	if (doc->status == FETCH_FAILED)
		return store_source_failed(w->store, url,
		                           clock_now(w->order->clock),
		                           doc->err.msg, err);
	return 0;
}

static int report_sources(struct edition_work *w, struct err *err)
{
	struct edition_report *r = w->report;
	const struct fetch_document *first = NULL;
	size_t failed = 0;

	r->sources = arena_array(w->arena, w->n_documents, sizeof(*r->sources));
	for (size_t i = 0; i < w->n_documents; i++) {
		const struct fetch_document *d = &w->documents[i];

		r->sources[r->n_sources++] = (struct edition_source){
			.url = d->url,
			.status = d->status,
			.error = d->err.msg,
			.date = d->date,
			.items = d->n_items,
		};
		failed += d->status == FETCH_FAILED;
		if (!first && d->status == FETCH_FAILED)
			first = d;
	}
	if (!first || failed < w->n_documents)
		return 0;
	if (failed == 1)
		return err_set(err, "%s", first->err.msg);
	return err_set(err, "no source answered: %s (and %zu more)",
	               first->err.msg, failed - 1);
}

int edition_fetch(struct edition_work *w, struct err *err)
{
	const struct conf *conf = w->order->conf;
	struct buf agent CLEANUP(buf_deinit) = BUF(1024);
	struct http *http CLEANUP(http_freep) = NULL;
	const char *const **urls;
	struct fetch_wish wish;
	size_t *counts, total = 0;

	if (wish_of(w, &wish, err))
		return -1;
	user_agent(conf, &agent);
	http = http_new(&(struct http_options){
	        .user_agent = buf_cstr(&agent),
	        .spacing_ms = SPACING_MS,
	        .stop_fd = w->order->stop_fd,
	});
	urls = arena_array(w->arena, conf->n_sources, sizeof(*urls));
	counts = arena_array(w->arena, conf->n_sources, sizeof(*counts));
	for (size_t s = 0; s < conf->n_sources; s++) {
		counts[s] = fetch_urls(&conf->sources[s], w->arena, &urls[s]);
		total += counts[s];
	}
	w->documents = arena_array(w->arena, total, sizeof(*w->documents));
	w->document_sources =
	        arena_array(w->arena, total, sizeof(*w->document_sources));
	for (size_t s = 0; s < conf->n_sources; s++)
		for (size_t n = 0; n < counts[s]; n++) {
			edition_progress(w, "fetch", w->n_documents, total);
			if (visit(w, http, &conf->sources[s], n, urls[s][n],
			          &wish, err))
				return -1;
		}
	edition_progress(w, "fetch", total, total);
	return report_sources(w, err);
}
