#pragma once
/*
 * Editions from the store to archive pages: what archive/ writes, fed from the
 * store. Nothing here decides what a page looks like. An edition has its pages
 * once it is scored: what they say does not change after that.
 */
#include "base/err.h"
#include "conf/conf.h"
#include "store/store.h"

/* The edition's pages, those whose links it changes (its neighbours', the
 * months'), index and feed; also whatever is missing, because the directory
 * was emptied or an earlier run failed. 0 also when there is no archive
 * configured. */
int publish_edition(const struct conf *conf, struct store *store, int date,
                    struct err *err);

/* All of them. *n: editions written. progress may be NULL. */
int publish_all(const struct conf *conf, struct store *store,
                void (*progress)(void *ctx, const char *what, size_t done,
                                 size_t of),
                int *n, struct err *err);
