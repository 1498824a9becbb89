#pragma once
/*
 * Editions from the store to archive pages: what archive/ writes, fed from the
 * store. Nothing here decides what a page looks like.
 */
#include "base/err.h"
#include "conf/conf.h"
#include "store/store.h"

/* The edition's page, its neighbours' (their links change), its month and the
 * index. 0 also when there is no archive configured. */
int publish_edition(const struct conf *conf, struct store *store, int date,
                    struct err *err);

/* All of them. *n: editions written. */
int publish_all(const struct conf *conf, struct store *store, int *n,
                struct err *err);

/* The selection prompt in full, as the admin's files and topics make it. */
int publish_prompt(const struct conf *conf, struct buf *out, struct err *err);
