#pragma once
/*
 * Bytes to items, without any network: what the tests and the fuzzers hold on
 * to. Inside the fetch module.
 */
#include "fetch/fetch.h"

/* Reads one document of the source. doc->url is given (it is named in errors
 * and resolves relative links); status, err, date and items are set. Returns 0,
 * or -1 for FETCH_FAILED. */
int fetch_parse(const struct source *source, struct str bytes,
                struct arena *arena, struct fetch_document *doc);

/* The same for one page of a query. */
struct fetch_page {
	struct fetch_item *items;
	const int *dates; /* when each was published; DATE_NONE: not said */
	size_t n_items;
	int date;      /* the feed's own */
	int64_t total; /* opensearch:totalResults; -1: not said */
};

int fetch_page_parse(const struct source *source, const char *url,
                     struct str bytes, struct arena *arena,
                     struct fetch_page *page, struct err *err);

/* The newest of them; DATE_NONE when nothing says. */
int fetch_newest(const int *dates, size_t n);
