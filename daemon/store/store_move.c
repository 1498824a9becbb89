/*
 * The outbox's transitions. What may become of a delivery is delivery_step's
 * word (model/delivery.h); here it is carried out, by one statement that
 * compares and swaps: the row must still stand where the step began. Whoever
 * was quicker (another process, the reader who left) is looked at anew.
 */
#include "store/store_outbox.h"
#include "store/store_sql.h"

enum { CHUNK = 500 };

static int look(struct store *store, int64_t id, struct delivery_place *place,
                struct err *err)
{
	sqlite3_stmt *q = sql(store, "SELECT state, next_try IS NOT NULL,"
	                             " unknowns FROM delivery WHERE id = ?1");
	int rc;

	sql_int(q, 1, id);
	rc = sql_row(store, q, err);
	if (rc <= 0)
		return rc < 0 ? -1 : 1;
	*place = (struct delivery_place){
		.state = (enum delivery_state)sql_get_int(q, 0),
		.waits = sql_get_int(q, 1) != 0,
		.doubted = sql_get_int(q, 2) != 0,
	};
	sql_done(q);
	return 0;
}

/* The way of nearly every mail, before its dot: see store_migrate.c, 5. 1: it
 * is not queued any more. */
static int swap_to_sending(struct store *store, int64_t id, int64_t now,
                           struct delivery_place from, struct err *err)
{
	sqlite3_stmt *q =
	        sql(store, "UPDATE delivery SET state = 1, next_try = NULL,"
	                   " changed = ?2, tries = tries + 1"
	                   " WHERE id = ?1 AND state = 0"
	                   " AND (unknowns > 0) = ?3");

	sql_int(q, 1, id);
	sql_int(q, 2, now);
	sql_int(q, 3, from.doubted);
	if (sql_run(store, q, err))
		return -1;
	return sqlite3_changes(store->db) ? 0 : 1;
}

/* 1: it does not stand at `from` any more. */
static int swap(struct store *store, int64_t id, struct delivery_place from,
                const struct delivery_step *step, bool doubt,
                const struct store_happened *what, struct err *err)
{
	sqlite3_stmt *q =
	        sql(store, "UPDATE delivery SET state = ?2, next_try = ?3,"
	                   " changed = ?4, reply = coalesce(?5, reply),"
	                   " tries = tries + ?6, unknowns = unknowns + ?7,"
	                   " fresh = (?2 < 2)"
	                   " WHERE id = ?1 AND state = ?8"
	                   " AND (next_try IS NOT NULL) = ?9"
	                   " AND (unknowns > 0) = ?10");
	int64_t next = step->next_try == DELIVERY_NOW     ? what->now
	               : step->next_try == DELIVERY_LATER ? what->next_try
	               : step->next_try == DELIVERY_AFTER_WAIT
	                       ? what->now + DELIVERY_UNKNOWN_WAIT
	                       : 0;

	sql_int(q, 1, id);
	sql_int(q, 2, step->to);
	sql_int_or_null(q, 3, next, 0);
	sql_int(q, 4, what->now);
	sql_str(q, 5, what->reply);
	sql_int(q, 6, step->a_try);
	sql_int(q, 7, doubt);
	sql_int(q, 8, from.state);
	sql_int(q, 9, from.waits);
	sql_int(q, 10, from.doubted);
	if (sql_run(store, q, err))
		return -1;
	return sqlite3_changes(store->db) ? 0 : 1;
}

static bool same(struct delivery_place a, struct delivery_place b)
{
	return a.state == b.state && a.waits == b.waits &&
	       a.doubted == b.doubted;
}

int store_move(struct store *store, int64_t id, struct delivery_place *place,
               enum delivery_event event, const struct store_happened *what,
               struct err *err)
{
	bool doubt = event == DELIVERY_IN_DOUBT || event == DELIVERY_FOUND;
	struct delivery_step step;
	int rc;

	for (;;) {
		if (!delivery_step(*place, event, &step)) {
			struct delivery_place seen = *place;

			/* Is that so, or does the caller only think so? */
			rc = look(store, id, place, err);
			if (rc || same(seen, *place))
				return rc < 0 ? -1 : 1;
			continue;
		}
		if (event == DELIVERY_DOT && place->state == DELIVERY_QUEUED)
			rc = swap_to_sending(store, id, what->now, *place, err);
		else
			rc = swap(store, id, *place, &step, doubt, what, err);
		if (rc <= 0)
			break;
		rc = look(store, id, place, err);
		if (rc)
			return rc;
	}
	if (rc < 0)
		return -1;
	place->state = step.to;
	place->waits = step.next_try != DELIVERY_NEVER;
	place->doubted |= doubt;
	return 0;
}

/* ---- many at once ---- */

struct found {
	int64_t id;
	struct delivery_place place;
};

/* Rows of id, state, waits, unknowns, in the order of ids. */
static int find(struct store *store, sqlite3_stmt *q, struct found *found,
                size_t *n, struct err *err)
{
	int rc = 0;

	*n = 0;
	while (*n < CHUNK && (rc = sql_row(store, q, err)) > 0)
		found[(*n)++] = (struct found){
			.id = sql_get_int(q, 0),
			.place = { .state = (enum delivery_state)sql_get_int(q,
			                                                     1),
			           .waits = sql_get_int(q, 2) != 0,
			           .doubted = sql_get_int(q, 3) != 0 },
		};
	sql_done(q);
	return rc < 0 ? -1 : 0;
}

/* Which rows, and what happens to them. */
struct sweep {
	const char *find; /* ?1: ids after this one; ?2: `only` */
	int64_t only;
	enum delivery_event event;
	struct store_happened what;
};

/* Chunks of their own transaction, or of the caller's: a million rows must not
 * keep others from writing. Adds to *n what moved. */
static int sweep(struct store *store, const struct sweep *s, int *n,
                 struct err *err)
{
	bool own = sqlite3_get_autocommit(store->db) != 0;
	struct found found[CHUNK];
	int64_t after = 0;
	size_t n_found;

	do {
		sqlite3_stmt *q;

		if (own && store_begin(store, err))
			return -1;
		q = sql(store, s->find);
		sql_int(q, 1, after);
		sql_int(q, 2, s->only);
		if (find(store, q, found, &n_found, err))
			goto fail;
		for (size_t i = 0; i < n_found; i++) {
			int rc = store_move(store, found[i].id, &found[i].place,
			                    s->event, &s->what, err);

			if (rc < 0)
				goto fail;
			*n += !rc;
		}
		if (own && store_commit(store, err))
			goto fail;
		if (n_found)
			after = found[n_found - 1].id;
	} while (n_found == CHUNK);
	return 0;
fail:
	if (own)
		store_rollback(store);
	return -1;
}

#define FOUND                                                  \
	"SELECT id, state, next_try IS NOT NULL, unknowns > 0" \
	" FROM delivery "

/* Those that are tried again, and those that have been too often. */
#define LEFT_BEHIND(unknowns)                                           \
	FOUND "INDEXED BY delivery_fresh WHERE fresh = 1 AND state = 1" \
	      " AND unknowns " unknowns " AND id > ?1 AND ?2 = 0"       \
	      " ORDER BY id"
_Static_assert(DELIVERY_CRASHES_MAX == 5, "as the statements have it");

int store_recover(struct store *store, int64_t now, int *n, struct err *err)
{
	struct sweep s = { .find = LEFT_BEHIND(">= 4"),
		           .event = DELIVERY_IN_DOUBT,
		           .what = { "stopped before the reply came", 0,
		                     now } };

	*n = 0;
	if (sweep(store, &s, n, err))
		return -1;
	s.find = LEFT_BEHIND("< 4");
	s.event = DELIVERY_FOUND;
	return sweep(store, &s, n, err);
}

int store_has_left(struct store *store, int64_t subscriber, bool *left,
                   struct err *err)
{
	sqlite3_stmt *q = sql(store, "SELECT 1 FROM subscriber"
	                             " WHERE id = ?1 AND state = ?2");
	int rc;

	sql_int(q, 1, subscriber);
	sql_int(q, 2, SUBSCRIBER_UNSUBSCRIBED);
	rc = sql_row(store, q, err);
	*left = rc > 0;
	sql_done(q);
	return rc < 0 ? -1 : 0;
}

int store_withdraw(struct store *store, int64_t subscriber, int64_t now,
                   struct err *err)
{
	struct sweep s = {
		.find = FOUND "WHERE subscriber = ?2 AND next_try IS NOT NULL"
		              " AND id > ?1 ORDER BY id",
		.only = subscriber,
		.event = DELIVERY_LEFT,
		.what = { "unsubscribed before it was sent", 0, now },
	};
	int n = 0;

	return sweep(store, &s, &n, err);
}

/* ---- the admin's ---- */

/* Each in the index that has it (store_outbox.c), in the order of ids. */
#define QUEUED                                            \
	FOUND "INDEXED BY delivery_fresh WHERE fresh = 1" \
	      " AND state = 0 AND id > ?1"
#define LATER(state)                                      \
	FOUND "INDEXED BY delivery_later"                 \
	      " WHERE next_try IS NOT NULL AND state > 2" \
	      " AND state = " #state " AND id > ?1"
#define OVER(state)                                   \
	FOUND "INDEXED BY delivery_over"              \
	      " WHERE next_try IS NULL AND state > 2" \
	      " AND state = " #state " AND id > ?1"
#define ONE " AND (?2 = 0 OR id = ?2) ORDER BY id"
#define STAYED                                                           \
	" AND coalesce(subscriber, 0) NOT IN (SELECT id FROM subscriber" \
	" WHERE state = 2)"

_Static_assert(DELIVERY_QUEUED == 0 && DELIVERY_SENDING == 1 &&
                       DELIVERY_SENT == 2 && DELIVERY_DEFERRED == 3 &&
                       DELIVERY_FAILED == 4 && DELIVERY_UNKNOWN == 5 &&
                       (int)SUBSCRIBER_UNSUBSCRIBED == 2,
               "as the statements have them");

struct admin_find {
	enum delivery_state state;
	const char *find;
};

static int by_admin(struct store *store, const struct admin_find *finds,
                    size_t n_finds, int state, struct sweep *s, int *n,
                    struct err *err)
{
	*n = 0;
	for (size_t i = 0; i < n_finds; i++) {
		if (state >= 0 && state != (int)finds[i].state)
			continue;
		s->find = finds[i].find;
		if (sweep(store, s, n, err))
			return -1;
	}
	return 0;
}

int store_outbox_retry(struct store *store, int64_t id, int state, int64_t now,
                       int *n, struct err *err)
{
	static const struct admin_find finds[] = {
		{ DELIVERY_DEFERRED, LATER(3) STAYED ONE },
		{ DELIVERY_UNKNOWN, LATER(5) STAYED ONE },
		{ DELIVERY_UNKNOWN, OVER(5) STAYED ONE },
		{ DELIVERY_FAILED, OVER(4) STAYED ONE },
	};
	struct sweep s = { .only = id,
		           .event = DELIVERY_RETRY,
		           .what = { NULL, 0, now } };

	return by_admin(store, finds, sizeof(finds) / sizeof(*finds), state, &s,
	                n, err);
}

int store_outbox_drop(struct store *store, int64_t id, int state, int64_t now,
                      int *n, struct err *err)
{
	static const struct admin_find finds[] = {
		{ DELIVERY_QUEUED, QUEUED ONE },
		{ DELIVERY_DEFERRED, LATER(3) ONE },
		{ DELIVERY_UNKNOWN, LATER(5) ONE },
		{ DELIVERY_UNKNOWN, OVER(5) ONE },
	};
	struct sweep s = { .only = id,
		           .event = DELIVERY_DROP,
		           .what = { "dropped by the admin", 0, now } };

	return by_admin(store, finds, sizeof(finds) / sizeof(*finds), state, &s,
	                n, err);
}
