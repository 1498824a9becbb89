#pragma once
/*
 * The last letter to somebody who has just been erased. It is nobody's
 * (store_queue_letter), so its row goes once it is delivered or refused, and
 * here after a day at the latest. What SQLite's write-ahead log remembers is
 * emptied then; that this is still to be done is a fact ("erasure").
 */
#include "store/store.h"

/* After store_subscriber_erase, in the same transaction. */
int store_goodbye(struct store *store, const char *address, struct str message,
                  int64_t now, struct err *err);

/* To be called now and then, and after deliveries. 0: nothing is left of
 * anybody; 1: a letter waits, or somebody reads the log: again later. */
int store_goodbyes_end(struct store *store, int64_t now, struct err *err);
