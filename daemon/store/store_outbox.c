#include "store/store_outbox.h"

#include "store/store_recipe.h"
#include "store/store_sql.h"

/*
 * The indexes of what is not sent (store_migrate.c, 5):
 *
 *	FRESH  queued or sending; what is queued is due at once
 *	LATER  deferred, or unknown with a try to come
 *	OVER   failed, superseded, or unknown for good
 */
#define FRESH "fresh = 1"
#define LATER "next_try IS NOT NULL AND state > 2"
#define OVER  "next_try IS NULL AND state > 2"

/* ?1: now. No mail waits for a clock that was set back by more than a day. */
#define IS_DUE "(next_try <= ?1 OR changed > ?1 + 86400)"

int store_queue(struct store *store, const struct digest *d, struct err *err)
{
	struct buf week CLEANUP(buf_deinit) = BUF(256);
	struct buf choices CLEANUP(buf_deinit) = BUF(CHOICES_TEXT_MAX);
	sqlite3_stmt *q =
	        sql(store, "INSERT INTO delivery (edition, subscriber, address,"
	                   " name, format, reply_expires, queued, settings,"
	                   " choices, week, threshold, next_try, changed,"
	                   " fresh)"
	                   " SELECT ?1, id, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10,"
	                   " ?11, ?7, ?7, 1"
	                   " FROM subscriber WHERE id = ?2"
	                   " ON CONFLICT DO NOTHING");

	recipe_print(&choices, d);
	if (choices.full)
		return err_set(err, "digest recipe larger than %d bytes",
		               CHOICES_TEXT_MAX);
	sql_int(q, 1, d->edition);
	sql_int(q, 2, d->subscriber);
	sql_str(q, 3, d->address);
	sql_str(q, 4, d->name);
	sql_int(q, 5, d->format);
	sql_int(q, 6, d->reply_expires);
	sql_int(q, 7, d->queued_at);
	sql_str(q, 8, d->settings);
	sql_str(q, 9, buf_cstr(&choices));
	recipe_print_week(&week, d);
	sql_str(q, 10, buf_cstr(&week));
	sql_real(q, 11, d->threshold);
	if (sql_run(store, q, err))
		return -1;
	return sqlite3_changes(store->db) ? 0 : 1;
}

int store_queue_letter(struct store *store, int64_t subscriber,
                       const char *address, struct str message, int64_t now,
                       struct err *err)
{
	sqlite3_stmt *q =
	        sql(store, "INSERT INTO delivery (subscriber, address, queued,"
	                   " message, next_try, changed, fresh)"
	                   " VALUES (?1, ?2, ?3, ?4, ?3, ?3, 1)");

	sql_int_or_null(q, 1, subscriber, 0);
	sql_str(q, 2, address);
	sql_int(q, 3, now);
	sql_blob(q, 4, message);
	return sql_run(store, q, err);
}

#define DELIVERY_COLUMNS                                                      \
	"SELECT id, state, tries, unknowns, next_try, changed, reply,"        \
	" edition, subscriber, address, name, format, reply_expires, queued," \
	" settings, choices, message, week, threshold FROM delivery "

static void read_delivery(sqlite3_stmt *q, struct arena *arena,
                          struct store_delivery *d)
{
	*d = (struct store_delivery){
		.id = sql_get_int(q, 0),
		.place = { .state = (enum delivery_state)sql_get_int(q, 1),
		           .waits = !sql_is_null(q, 4),
		           .doubted = sql_get_int(q, 3) != 0 },
		.tries = (int)sql_get_int(q, 2),
		.next_try = sql_get_int(q, 4),
		.changed = sql_get_int(q, 5),
		.reply = sql_text(q, 6, arena),
		.digest = {
			.edition = sql_is_null(q, 7)
			                   ? DATE_NONE
			                   : (int)sql_get_int(q, 7),
			.subscriber = sql_get_int(q, 8),
			.address = sql_text(q, 9, arena),
			.name = sql_text(q, 10, arena),
			.format = (enum format)sql_get_int(q, 11),
			.reply_expires = (int)sql_get_int(q, 12),
			.queued_at = sql_get_int(q, 13),
			.settings = sql_text(q, 14, arena),
			.threshold = sql_get_real(q, 18),
		},
	};
	recipe_read(str_of(sql_text(q, 15, arena)), arena, &d->digest);
	d->message = sql_bytes(q, 16, arena);
	recipe_read_week(str_of(sql_text(q, 17, arena)), &d->digest);
}

static int read_deliveries(struct store *store, sqlite3_stmt *q,
                           struct arena *arena,
                           struct store_delivery *deliveries, size_t most,
                           size_t *n, struct err *err)
{
	int rc;

	*n = 0;
	while (*n < most && (rc = sql_row(store, q, err))) {
		if (rc < 0)
			return -1;
		read_delivery(q, arena, &deliveries[(*n)++]);
	}
	sql_done(q);
	return 0;
}

static sqlite3_stmt *due(struct store *store, enum store_kind kind)
{
#define NEXT " AND id > ?2 ORDER BY id LIMIT ?3"
	switch (kind) {
	case STORE_LETTERS:
		return sql(store, DELIVERY_COLUMNS
		           "INDEXED BY delivery_letter WHERE edition IS NULL"
		           " AND next_try IS NOT NULL AND " IS_DUE NEXT);
	case STORE_FRESH:
		return sql(store, DELIVERY_COLUMNS
		           "INDEXED BY delivery_fresh WHERE " FRESH
		           " AND state = 0 AND edition IS NOT NULL"
		           " AND ?1 = ?1" NEXT);
	default:
		return sql(store, DELIVERY_COLUMNS
		           "INDEXED BY delivery_later WHERE " LATER
		           " AND edition IS NOT NULL AND " IS_DUE NEXT);
	}
#undef NEXT
}

int store_due(struct store *store, enum store_kind kind, int64_t now,
              int64_t after, struct arena *arena,
              struct store_delivery *deliveries, size_t most, size_t *n,
              struct err *err)
{
	sqlite3_stmt *q = due(store, kind);

	sql_int(q, 1, now);
	sql_int(q, 2, after);
	sql_int(q, 3, (int64_t)most);
	return read_deliveries(store, q, arena, deliveries, most, n, err);
}

int store_due_one(struct store *store, int64_t now, int64_t id,
                  struct arena *arena, struct store_delivery *delivery,
                  struct err *err)
{
	sqlite3_stmt *q = sql(store, DELIVERY_COLUMNS
	                      "WHERE next_try IS NOT NULL"
	                      " AND (state = 0 OR " IS_DUE ") AND id = ?2");
	size_t n;

	sql_int(q, 1, now);
	sql_int(q, 2, id);
	if (read_deliveries(store, q, arena, delivery, 1, &n, err))
		return -1;
	return !n;
}

int store_count_due(struct store *store, int64_t now, size_t *n,
                    struct err *err)
{
	sqlite3_stmt *q =
	        sql(store, "SELECT (SELECT count(*) FROM delivery"
	                   " INDEXED BY delivery_fresh WHERE " FRESH ")"
	                   " + (SELECT count(*) FROM delivery"
	                   " INDEXED BY delivery_later WHERE " LATER
	                   " AND " IS_DUE ")");

	sql_int(q, 1, now);
	if (sql_row(store, q, err) < 0)
		return -1;
	*n = (size_t)sql_get_int(q, 0);
	sql_done(q);
	return 0;
}

/* The states, each read in the index that has it by id; "sent" has none: most
 * rows are. */
static sqlite3_stmt *list_in(struct store *store, int state)
{
#define PAGE " AND (?2 = 0 OR id < ?2) ORDER BY id DESC LIMIT ?3"
	switch (state) {
	case DELIVERY_QUEUED:
	case DELIVERY_SENDING:
		return sql(store, DELIVERY_COLUMNS "INDEXED BY delivery_fresh"
		                                   " WHERE " FRESH
		                                   " AND state = ?1" PAGE);
	case DELIVERY_DEFERRED:
		return sql(store, DELIVERY_COLUMNS "INDEXED BY delivery_later"
		                                   " WHERE " LATER
		                                   " AND state = ?1" PAGE);
	case DELIVERY_FAILED:
	case DELIVERY_SUPERSEDED:
		return sql(store, DELIVERY_COLUMNS "INDEXED BY delivery_over"
		                                   " WHERE " OVER
		                                   " AND state = ?1" PAGE);
	case DELIVERY_UNKNOWN: /* they are few */
		return sql(store, DELIVERY_COLUMNS
		           "WHERE id IN (SELECT id FROM delivery WHERE " LATER
		           " AND state = ?1 UNION ALL SELECT id FROM delivery"
		           " WHERE " OVER " AND state = ?1)" PAGE);
	default:
		return sql(store, DELIVERY_COLUMNS
		           "WHERE (?1 < 0 OR state = ?1)" PAGE);
	}
#undef PAGE
}

int store_outbox_list(struct store *store, int state, int64_t before,
                      struct arena *arena, struct store_delivery *deliveries,
                      size_t most, size_t *n, struct err *err)
{
	sqlite3_stmt *q = list_in(store, state);

	sql_int(q, 1, state);
	sql_int(q, 2, before);
	sql_int(q, 3, (int64_t)most);
	return read_deliveries(store, q, arena, deliveries, most, n, err);
}

/* What was sent is what is left of all. */
#define COUNT(index, in)                                                      \
	"SELECT state, count(*) FROM delivery INDEXED BY " index " WHERE " in \
	" GROUP BY state UNION ALL "
#define COUNTS(of)                        \
	COUNT("delivery_fresh", FRESH of) \
	COUNT("delivery_later", LATER of) \
	COUNT("delivery_over", OVER of)   \
	"SELECT -1, count(*) FROM delivery WHERE +1" of

int store_outbox_counts(struct store *store, int edition,
                        int counts[DELIVERY_STATES], struct err *err)
{
	int64_t all = 0, others = 0;
	sqlite3_stmt *q;
	int rc;

	if (edition == DATE_NONE) {
		q = sql(store, COUNTS(""));
	} else {
		q = sql(store, COUNTS(" AND edition = ?1"));
		sql_int(q, 1, edition);
	}
	memset(counts, 0, DELIVERY_STATES * sizeof(*counts));
	while ((rc = sql_row(store, q, err)) > 0) {
		int64_t state = sql_get_int(q, 0), n = sql_get_int(q, 1);

		if (state < 0)
			all = n;
		else if (state < DELIVERY_STATES)
			counts[state] += (int)n;
		others += state < 0 ? 0 : n;
	}
	counts[DELIVERY_SENT] = (int)(all - others);
	return rc;
}

int store_next_due(struct store *store, int64_t now, int64_t *when,
                   struct err *err)
{
	sqlite3_stmt *q =
	        sql(store, "SELECT iif(EXISTS (SELECT 1 FROM delivery"
	                   " INDEXED BY delivery_fresh WHERE " FRESH
	                   " AND state = 0), ?1,"
	                   " (SELECT min(iif(" IS_DUE ", ?1, next_try))"
	                   " FROM delivery INDEXED BY delivery_later"
	                   " WHERE " LATER "))");

	sql_int(q, 1, now);
	if (sql_row(store, q, err) < 0)
		return -1;
	*when = sql_get_int(q, 0);
	sql_done(q);
	return 0;
}

int store_mailed(struct store *store, int64_t subscriber, int after, int but,
                 struct arena *arena, int64_t **papers, size_t *n,
                 struct err *err)
{
	enum { MOST = 64 };
	struct store_delivery *list = arena_array(arena, MOST, sizeof(*list));
	sqlite3_stmt *q = sql(store, DELIVERY_COLUMNS
	                      "WHERE subscriber = ?1 AND edition > ?2"
	                      " AND edition <> ?4"
	                      " AND state NOT IN (?3, ?5) LIMIT 64");
	size_t n_list;

	sql_int(q, 1, subscriber);
	sql_int(q, 2, after);
	sql_int(q, 3, DELIVERY_FAILED);
	sql_int(q, 4, but);
	sql_int(q, 5, DELIVERY_SUPERSEDED);
	if (read_deliveries(store, q, arena, list, MOST, &n_list, err))
		return -1;
	*papers = arena_array(arena, MOST * CHOICES_MAX, sizeof(**papers));
	*n = 0;
	for (size_t i = 0; i < n_list; i++)
		for (size_t c = 0; c < list[i].digest.n_choices; c++)
			(*papers)[(*n)++] = list[i].digest.choices[c].paper;
	return 0;
}

int store_waiting_readers(struct store *store, int before, struct arena *arena,
                          int64_t **readers, size_t *n, struct err *err)
{
#define READERS                                                     \
	"SELECT subscriber FROM delivery INDEXED BY delivery_fresh" \
	" WHERE " FRESH " AND edition < ?1 AND subscriber NOT NULL" \
	" UNION SELECT subscriber FROM delivery INDEXED BY"         \
	" delivery_later WHERE " LATER " AND edition < ?1"          \
	" AND subscriber NOT NULL"
	sqlite3_stmt *q = sql(store, "SELECT count(*) FROM (" READERS ")");
	size_t room;
	int rc;

	sql_int(q, 1, before);
	if (sql_row(store, q, err) < 0)
		return -1;
	room = (size_t)sql_get_int(q, 0);
	sql_done(q);
	*n = 0;
	*readers = arena_array(arena, room, sizeof(**readers));
	if (!room)
		return 0;
	q = sql(store, READERS " ORDER BY subscriber");
	sql_int(q, 1, before);
	while ((rc = sql_row(store, q, err)) > 0 && *n < room)
		(*readers)[(*n)++] = sql_get_int(q, 0);
	sql_done(q);
	return rc < 0 ? -1 : 0;
#undef READERS
}

int store_waiting_digests(struct store *store, int64_t subscriber, int before,
                          struct arena *arena,
                          struct store_delivery *deliveries, size_t most,
                          size_t *n, struct err *err)
{
	sqlite3_stmt *q =
	        sql(store, DELIVERY_COLUMNS
	            "INDEXED BY delivery_subscriber WHERE next_try IS NOT NULL"
	            " AND subscriber = ?1 AND edition < ?2 AND unknowns = 0"
	            " ORDER BY edition DESC LIMIT ?3");

	sql_int(q, 1, subscriber);
	sql_int(q, 2, before);
	sql_int(q, 3, (int64_t)most);
	return read_deliveries(store, q, arena, deliveries, most, n, err);
}

int store_is_queued(struct store *store, int edition, int64_t subscriber,
                    bool *queued, struct err *err)
{
	sqlite3_stmt *q = sql(store, "SELECT 1 FROM delivery"
	                             " WHERE edition = ?1 AND subscriber = ?2");
	int rc;

	sql_int(q, 1, edition);
	sql_int(q, 2, subscriber);
	rc = sql_row(store, q, err);
	*queued = rc > 0;
	sql_done(q);
	return rc < 0 ? -1 : 0;
}

int store_digest(struct store *store, int edition, int64_t subscriber,
                 struct arena *arena, struct digest *digest, struct err *err)
{
	struct store_delivery d;
	sqlite3_stmt *q = sql(store, DELIVERY_COLUMNS
	                      "WHERE edition = ?1 AND subscriber = ?2");
	size_t n;

	sql_int(q, 1, edition);
	sql_int(q, 2, subscriber);
	if (read_deliveries(store, q, arena, &d, 1, &n, err))
		return -1;
	if (n)
		*digest = d.digest;
	return !n;
}
