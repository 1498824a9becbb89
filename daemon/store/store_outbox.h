#pragma once
/*
 * The outbox: one row a delivery, its recipe and its state. A row is made
 * (store_queue, store_queue_letter), then store_move is the only way from one
 * state to the next, and delivery_step (model/delivery.h) says which there are;
 * what changes many rows at once does so by store_move, too.
 */
#include "model/delivery.h"
#include "model/digest.h"
#include "store/store.h"

struct store_delivery {
	int64_t id;
	struct delivery_place place;
	int tries;        /* that reached `sending` or were refused */
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

/* Digests by whether they were tried before. */
enum store_kind { STORE_LETTERS, STORE_FRESH, STORE_LATER };

/* Deliveries that are due, by id, after `after`, at most `most`. */
int store_due(struct store *store, enum store_kind kind, int64_t now,
              int64_t after, struct arena *arena,
              struct store_delivery *deliveries, size_t most, size_t *n,
              struct err *err);

/* This one; 1: it is not due any more. */
int store_due_one(struct store *store, int64_t now, int64_t id,
                  struct arena *arena, struct store_delivery *delivery,
                  struct err *err);

/* How many are due, while none is being sent. */
int store_count_due(struct store *store, int64_t now, size_t *n,
                    struct err *err);

struct store_happened {
	const char *reply; /* the server's, or what happened; NULL: as it was */
	int64_t next_try;  /* for what is tried again LATER */
	int64_t now;
};

/*
 * One transition, one commit (or part of the caller's transaction). *place is
 * where the caller believes the delivery to stand, and where it stands
 * afterwards. 1: that cannot happen to it where it really stands; nothing
 * changed.
 */
int store_move(struct store *store, int64_t id, struct delivery_place *place,
               enum delivery_event event, const struct store_happened *what,
               struct err *err);

/* What a crash left in `sending` is in doubt. Only while holding the turn and
 * before any delivery begins. *n: how many. */
int store_recover(struct store *store, int64_t now, int *n, struct err *err);

/* Has this subscriber unsubscribed? */
int store_has_left(struct store *store, int64_t subscriber, bool *left,
                   struct err *err);

/* What waits for this subscriber is not to be sent: they left. */
int store_withdraw(struct store *store, int64_t subscriber, int64_t now,
                   struct err *err);

/* How many in each state; edition DATE_NONE: of all. */
int store_outbox_counts(struct store *store, int edition,
                        int counts[DELIVERY_STATES], struct err *err);

/* state < 0: all. Newest first, before `before` (0: from the top). */
int store_outbox_list(struct store *store, int state, int64_t before,
                      struct arena *arena, struct store_delivery *deliveries,
                      size_t most, size_t *n, struct err *err);

/* By id, or (id 0) all in that state; state < 0: whatever theirs. *n: how many
 * changed. Who unsubscribed is not retried. */
int store_outbox_retry(struct store *store, int64_t id, int state, int64_t now,
                       int *n, struct err *err);
int store_outbox_drop(struct store *store, int64_t id, int state, int64_t now,
                      int *n, struct err *err);

/* Rows of the papers that this subscriber's digests of editions after one date,
 * but for those of another, carry; not of those that failed or were
 * superseded. */
int store_mailed(struct store *store, int64_t subscriber, int after, int but,
                 struct arena *arena, int64_t **papers, size_t *n,
                 struct err *err);

/* Those for whom a digest of an edition before this date waits, by id. */
int store_waiting_readers(struct store *store, int before, struct arena *arena,
                          int64_t **readers, size_t *n, struct err *err);

/* The digests of editions before this date that wait for this subscriber and
 * have not been in doubt, latest edition first, at most `most`. */
int store_waiting_digests(struct store *store, int64_t subscriber, int before,
                          struct arena *arena,
                          struct store_delivery *deliveries, size_t most,
                          size_t *n, struct err *err);

int store_is_queued(struct store *store, int edition, int64_t subscriber,
                    bool *queued, struct err *err);

/* The digest of this edition for this subscriber. 1: there was none. */
int store_digest(struct store *store, int edition, int64_t subscriber,
                 struct arena *arena, struct digest *digest, struct err *err);

/* When the next waiting delivery is due, as seen from now; 0: none waits. */
int store_next_due(struct store *store, int64_t now, int64_t *when,
                   struct err *err);
