#pragma once
/*
 * Forgetting a person: afterwards their address and name are in no table, no
 * write-ahead log and no Maildir of ours; a salted hash keeps a list that
 * somebody still has from bringing them back.
 */
#include "conf/conf.h"
#include "store/store.h"

/* Erases the subscriber with this id and address (0: who is gone already, of
 * whom something may be left). Inside a transaction the caller calls
 * store_empty_log after it. < 0: must be done again. */
int forget(struct store *store, const struct conf *conf, int64_t id,
           const char *address, struct err *err);

/* 0: this address asked to be forgotten; 1: it did not. */
int forgotten(struct store *store, const char *address, struct err *err);

/* They come back by their own wish. */
int forgotten_no_more(struct store *store, const char *address,
                      struct err *err);
