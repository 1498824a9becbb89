#pragma once
/*
 * Editions from the store to archive pages: what archive/ writes, fed from the
 * store. Nothing here decides what a page looks like. An edition has its pages
 * once it is scored: what they say does not change after that.
 */
#include "base/err.h"
#include "conf/conf.h"
#include "store/store.h"

struct publish_order {
	const struct conf *conf;
	struct store *store;
	const int *stop_fd; /* readable: stop before the next edition; NULL:
	                     * none */
	/* Long work says how far it is; NULL: nobody looks. */
	void (*progress)(void *ctx, const char *what, size_t done, size_t of);
	void *progress_ctx;
};

/* The edition's pages, those whose links it changes (its neighbours', the
 * months'), index and feed; also whatever is missing, because the directory
 * was emptied or an earlier run failed or was stopped. 0 also when there is no
 * archive configured; < 0 also when it was stopped. */
int publish_edition(const struct publish_order *order, int date,
                    struct err *err);

/* All of them. *n: editions written. */
int publish_all(const struct publish_order *order, int *n, struct err *err);
