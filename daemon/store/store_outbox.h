#pragma once
/*
 * The outbox: one row a delivery, its recipe and its state. The transitions
 * are these functions and no others (see "The outbox" in ARCHITECTURE.md):
 *
 *	store_queue	-> queued
 *	store_sending	queued, deferred, unknown -> sending
 *	store_settle	sending (or never sent) -> sent, deferred, failed,
 *			unknown, queued
 *	store_recover	sending -> unknown, after a crash
 *	store_outbox_retry, store_outbox_drop: the admin's
 *
 * Each is one statement and one commit; store_queue stands in the caller's
 * transaction.
 */
#include "model/delivery.h"
#include "model/digest.h"
#include "store/store.h"

struct store_delivery {
	int64_t id;
	enum delivery_state state;
	int tries;        /* that reached `sending` or were refused */
	int unknowns;     /* how often the final reply was lost */
	int64_t next_try; /* instant; 0: never again */
	int64_t changed;
	const char *reply; /* the server's last line, or what happened */
	struct digest digest;
	struct str message; /* of a letter: the whole message; then the digest
	                     * has no edition (DATE_NONE) and no choices */
};

/* 0: queued; 1: this edition's digest for this subscriber is there already, or
 * the subscriber was erased meanwhile. */
int store_queue(struct store *store, const struct digest *digest,
                struct err *err);

/* A letter (an answer, a confirmation), whole; sent from the null sender. In
 * the caller's transaction. Subscriber 0: nobody's (the admin's, a goodbye);
 * its row goes when it is sent or has failed for good, and with it the
 * address. */
int store_queue_letter(struct store *store, int64_t subscriber,
                       const char *address, struct str message, int64_t now,
                       struct err *err);

/* Deliveries that are due, by id, after `after`, at most `most`. */
int store_due(struct store *store, int64_t now, int64_t after,
              struct arena *arena, struct store_delivery *deliveries,
              size_t most, size_t *n, struct err *err);

int store_count_due(struct store *store, int64_t now, size_t *n,
                    struct err *err);

/* 1: it is not waiting any more: dropped, or its reader left or was erased. */
int store_sending(struct store *store, int64_t id, int64_t now,
                  struct err *err);

/* next_try 0: never again. What is not waiting any more stays as it is. */
int store_settle(struct store *store, int64_t id, enum delivery_state state,
                 const char *reply, int64_t next_try, int64_t now,
                 struct err *err);

/* What a crash left in `sending` becomes unknown: retried once at retry_at, or
 * never when that was done before. Only while holding the turn and before any
 * delivery begins. */
int store_recover(struct store *store, int64_t retry_at, int64_t now, int *n,
                  struct err *err);

/* How many in each state; edition DATE_NONE: of all. */
int store_outbox_counts(struct store *store, int edition,
                        int counts[DELIVERY_STATES], struct err *err);

/* state < 0: all. Newest first, before `before` (0: from the top). */
int store_outbox_list(struct store *store, int state, int64_t before,
                      struct arena *arena, struct store_delivery *deliveries,
                      size_t most, size_t *n, struct err *err);

/* By id, or (id 0) all in that state. retry: due at once, from deferred,
 * unknown and failed. drop: failed for good, from all that wait. *n: how many
 * changed. Who unsubscribed is not retried. */
int store_outbox_retry(struct store *store, int64_t id, int state, int64_t now,
                       int *n, struct err *err);
int store_outbox_drop(struct store *store, int64_t id, int state, int64_t now,
                      int *n, struct err *err);

/* Rows of the papers that this subscriber's digests of editions after one date,
 * but for those of another, carry; not of those that failed. */
int store_mailed(struct store *store, int64_t subscriber, int after, int but,
                 struct arena *arena, int64_t **papers, size_t *n,
                 struct err *err);

/* The digest of this edition for this subscriber. 1: there was none. */
int store_digest(struct store *store, int edition, int64_t subscriber,
                 struct arena *arena, struct digest *digest, struct err *err);

/* When the next waiting delivery is due, as seen from now; 0: none waits. */
int store_next_due(struct store *store, int64_t now, int64_t *when,
                   struct err *err);
