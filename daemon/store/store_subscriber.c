#include "store/store_subscriber.h"

#include <stdlib.h>

#include "model/delivery.h"
#include "store/store_outbox.h"
#include "store/store_sql.h"

int store_subscriber_find(struct store *store, const char *address, int64_t *id,
                          struct err *err)
{
	sqlite3_stmt *q = sql(store, "SELECT id FROM subscriber"
	                             " WHERE address = ?1");
	int rc;

	sql_str(q, 1, address);
	rc = sql_row(store, q, err);
	if (rc > 0) {
		*id = sql_get_int(q, 0);
		sql_done(q);
	}
	return rc < 0 ? -1 : !rc;
}

int store_subscriber_add(struct store *store, const char *address,
                         const char *name, int64_t now, int64_t *id,
                         struct err *err)
{
	sqlite3_stmt *q = sql(store, "INSERT INTO subscriber (address, name,"
	                             " created) VALUES (?1, ?2, ?3)"
	                             " ON CONFLICT DO NOTHING");

	sql_str(q, 1, address);
	sql_str(q, 2, name);
	sql_int(q, 3, now);
	if (sql_run(store, q, err))
		return -1;
	/* RETURNING would take a table of its own for its row, each time. */
	if (!sqlite3_changes(store->db))
		return store_subscriber_find(store, address, id, err) ? -1 : 1;
	*id = sqlite3_last_insert_rowid(store->db);
	return 0;
}

int store_subscriber_counts(struct store *store, int counts[SUBSCRIBER_STATES],
                            struct err *err)
{
	sqlite3_stmt *q = sql(store, "SELECT state, count(*) FROM subscriber"
	                             " GROUP BY state");
	int rc;

	memset(counts, 0, SUBSCRIBER_STATES * sizeof(*counts));
	while ((rc = sql_row(store, q, err)) > 0) {
		int64_t state = sql_get_int(q, 0);

		if (state >= 0 && state < SUBSCRIBER_STATES)
			counts[state] = (int)sql_get_int(q, 1);
	}
	return rc;
}

/* Columns cannot be bound; these are the only texts that become SQL. */
static sqlite3_stmt *update(struct store *store, enum subscriber_field field)
{
	static const char *const texts[SUBSCRIBER_FIELDS] = {
		"UPDATE subscriber SET name = ?2 WHERE id = ?1",
		/* Back again: what bounced then does not count now. */
		"UPDATE subscriber SET state = ?2,"
		" bounces = iif(?2 = 0, 0, bounces),"
		" bounced = iif(?2 = 0, 0, bounced) WHERE id = ?1",
		"UPDATE subscriber SET paused_until = ?2 WHERE id = ?1",
		"UPDATE subscriber SET threshold = ?2 WHERE id = ?1",
		"UPDATE subscriber SET novelty = ?2 WHERE id = ?1",
		"UPDATE subscriber SET max_papers = ?2 WHERE id = ?1",
		"UPDATE subscriber SET format = ?2 WHERE id = ?1",
		"UPDATE subscriber SET frequency = ?2 WHERE id = ?1",
		"UPDATE subscriber SET weekday = ?2 WHERE id = ?1",
	};

	return sql(store, texts[field]);
}

int store_subscriber_set_str(struct store *store, int64_t id,
                             enum subscriber_field field, const char *value,
                             struct err *err)
{
	sqlite3_stmt *q = update(store, field);

	sql_int(q, 1, id);
	sql_str(q, 2, value);
	return sql_run(store, q, err);
}

int store_subscriber_set_num(struct store *store, int64_t id,
                             enum subscriber_field field, double value,
                             struct err *err)
{
	sqlite3_stmt *q = update(store, field);

	sql_int(q, 1, id);
	if (field == SUBSCRIBER_THRESHOLD || field == SUBSCRIBER_NOVELTY)
		sql_real(q, 2, value);
	else
		sql_int(q, 2, (int64_t)value);
	return sql_run(store, q, err);
}

/* Two parameters a field: is it to change, and to what. */
static void bind(sqlite3_stmt *q, int at, const struct store_settings *s,
                 enum subscriber_field field, double value)
{
	unsigned bit = 1U << field;

	sql_int(q, at, ((s->set | s->unset) & bit) != 0);
	if (s->unset & bit)
		return; /* null */
	if (field == SUBSCRIBER_THRESHOLD || field == SUBSCRIBER_NOVELTY)
		sql_real(q, at + 1, value);
	else
		sql_int(q, at + 1, (int64_t)value);
}

int store_subscriber_put(struct store *store, int64_t id,
                         const struct store_settings *s, struct err *err)
{
	sqlite3_stmt *q =
	        sql(store, "UPDATE subscriber SET name = coalesce(?2, name),"
	                   " threshold = iif(?3, ?4, threshold),"
	                   " novelty = iif(?5, ?6, novelty),"
	                   " max_papers = iif(?7, ?8, max_papers),"
	                   " format = iif(?9, ?10, format),"
	                   " frequency = iif(?11, ?12, frequency),"
	                   " weekday = iif(?13, ?14, weekday)"
	                   " WHERE id = ?1");

	sql_int(q, 1, id);
	sql_str(q, 2, s->set & 1U << SUBSCRIBER_NAME ? s->name : NULL);
	bind(q, 3, s, SUBSCRIBER_THRESHOLD, s->threshold);
	bind(q, 5, s, SUBSCRIBER_NOVELTY, s->novelty);
	bind(q, 7, s, SUBSCRIBER_MAX_PAPERS, s->max_papers);
	bind(q, 9, s, SUBSCRIBER_FORMAT, s->format);
	bind(q, 11, s, SUBSCRIBER_FREQUENCY, s->frequency);
	bind(q, 13, s, SUBSCRIBER_WEEKDAY, s->weekday);
	return sql_run(store, q, err);
}

int store_subscriber_pause(struct store *store, int64_t id, int64_t until,
                           struct err *err)
{
	sqlite3_stmt *q =
	        sql(store, "UPDATE subscriber SET state = ?2, paused_until = ?3"
	                   " WHERE id = ?1 AND state IN (?4, ?5)");

	sql_int(q, 1, id);
	sql_int(q, 2, until < 0 ? SUBSCRIBER_ACTIVE : SUBSCRIBER_PAUSED);
	sql_int(q, 3, until < 0 ? 0 : until);
	sql_int(q, 4, SUBSCRIBER_ACTIVE);
	sql_int(q, 5, SUBSCRIBER_PAUSED);
	return sql_run(store, q, err);
}

int store_pauses_end(struct store *store, int64_t id, int64_t now,
                     struct err *err)
{
	sqlite3_stmt *q = id ? sql(store, "UPDATE subscriber SET state = ?3,"
	                                  " paused_until = 0 WHERE id = ?1"
	                                  " AND state = ?4"
	                                  " AND paused_until BETWEEN 1 AND ?2")
	                     : sql(store, "UPDATE subscriber SET state = ?3,"
	                                  " paused_until = 0 WHERE ?1 = 0"
	                                  " AND state = ?4"
	                                  " AND paused_until BETWEEN 1 AND ?2");

	sql_int(q, 1, id);
	sql_int(q, 2, now);
	sql_int(q, 3, SUBSCRIBER_ACTIVE);
	sql_int(q, 4, SUBSCRIBER_PAUSED);
	return sql_run(store, q, err);
}

int store_subscriber_bounced(struct store *store, int64_t id, struct err *err)
{
	sqlite3_stmt *q = sql(store, "UPDATE subscriber SET state = ?2"
	                             " WHERE id = ?1 AND state IN (?3, ?4)");

	sql_int(q, 1, id);
	sql_int(q, 2, SUBSCRIBER_BOUNCED);
	sql_int(q, 3, SUBSCRIBER_ACTIVE);
	sql_int(q, 4, SUBSCRIBER_PAUSED);
	if (sql_run(store, q, err))
		return -1;
	return sqlite3_changes(store->db) ? 0 : 1;
}

int store_subscriber_leave(struct store *store, int64_t id, int64_t now,
                           struct err *err)
{
	bool own = sqlite3_get_autocommit(store->db) != 0;

	if (own && store_begin(store, err))
		return -1;
	if (store_subscriber_set_num(store, id, SUBSCRIBER_STATE,
	                             SUBSCRIBER_UNSUBSCRIBED, err) ||
	    store_subscriber_set_num(store, id, SUBSCRIBER_PAUSED_UNTIL, 0,
	                             err) ||
	    store_withdraw(store, id, now, err) ||
	    (own && store_commit(store, err))) {
		if (own)
			store_rollback(store);
		return -1;
	}
	return 0;
}

int store_subscriber_unset(struct store *store, int64_t id,
                           enum subscriber_field field, struct err *err)
{
	sqlite3_stmt *q = update(store, field);

	sql_int(q, 1, id);
	return sql_run(store, q, err);
}

int store_wish_put(struct store *store, int64_t id, const char *topic,
                   const struct wish *wish, struct err *err)
{
	sqlite3_stmt *q;

	if (!wish->step && !wish->chosen && !wish->muted) {
		q = sql(store, "DELETE FROM wish"
		               " WHERE subscriber = ?1 AND topic = ?2");
		sql_int(q, 1, id);
		sql_str(q, 2, topic);
		return sql_run(store, q, err);
	}
	q = sql(store, "INSERT INTO wish (subscriber, topic, step, chosen,"
	               " muted) VALUES (?1, ?2, ?3, ?4, ?5)"
	               " ON CONFLICT DO UPDATE SET step = ?3, chosen = ?4,"
	               " muted = ?5");
	sql_int(q, 1, id);
	sql_str(q, 2, topic);
	sql_int(q, 3, wish->step);
	sql_int(q, 4, wish->chosen);
	sql_int(q, 5, wish->muted);
	return sql_run(store, q, err);
}

int store_wish_choose(struct store *store, int64_t id, const char *topic,
                      struct err *err)
{
	sqlite3_stmt *q = sql(store, "INSERT INTO wish (subscriber, topic,"
	                             " chosen) VALUES (?1, ?2, 1)"
	                             " ON CONFLICT DO UPDATE SET chosen = 1");

	sql_int(q, 1, id);
	sql_str(q, 2, topic);
	return sql_run(store, q, err);
}

int store_wishes_unchoose(struct store *store, int64_t id, struct err *err)
{
	sqlite3_stmt *q = sql(store, "UPDATE wish SET chosen = 0"
	                             " WHERE subscriber = ?1");

	sql_int(q, 1, id);
	if (sql_run(store, q, err))
		return -1;
	q = sql(store, "DELETE FROM wish WHERE subscriber = ?1 AND step = 0"
	               " AND chosen = 0 AND muted = 0");
	sql_int(q, 1, id);
	return sql_run(store, q, err);
}

/* The ids as a JSON array, for json_each: conf allows no quotes in them. */
static void list_ids(const struct topic *topics, size_t n, struct buf *out)
{
	buf_addc(out, '[');
	for (size_t i = 0; i < n; i++)
		buf_addf(out, "%s\"%s\"", i ? "," : "", topics[i].id);
	buf_addc(out, ']');
}

int store_wishes_astray(struct store *store, const struct topic *topics,
                        size_t n_topics, struct arena *arena, int *readers,
                        const char **gone, struct err *err)
{
	sqlite3_stmt *q = sql(
	        store, "SELECT count(DISTINCT w.subscriber),"
	               " substr(group_concat(DISTINCT w.topic), 1, 1000)"
	               " FROM wish AS w JOIN subscriber AS s"
	               " ON s.id = w.subscriber AND s.state IN (?2, ?3)"
	               " WHERE w.chosen AND w.topic NOT IN"
	               " (SELECT value FROM json_each(?1))"
	               " AND NOT EXISTS (SELECT 1 FROM wish AS v"
	               " WHERE v.subscriber = w.subscriber AND v.chosen"
	               " AND v.topic IN (SELECT value FROM json_each(?1)))");
	struct buf ids CLEANUP(buf_deinit) = BUF(TOPICS_MAX * 64);

	list_ids(topics, n_topics, &ids);
	sql_str(q, 1, buf_cstr(&ids));
	sql_int(q, 2, SUBSCRIBER_ACTIVE);
	sql_int(q, 3, SUBSCRIBER_PAUSED);
	if (sql_row(store, q, err) < 0)
		return -1;
	*readers = (int)sql_get_int(q, 0);
	*gone = sql_text(q, 1, arena);
	sql_done(q);
	return 0;
}

int store_follow(struct store *store, int64_t id, const char *author,
                 bool follow, struct err *err)
{
	sqlite3_stmt *q =
	        follow ? sql(store, "INSERT INTO follow (subscriber, author)"
	                            " VALUES (?1, ?2) ON CONFLICT DO NOTHING")
	               : sql(store, "DELETE FROM follow"
	                            " WHERE subscriber = ?1 AND author = ?2");

	sql_int(q, 1, id);
	sql_str(q, 2, author);
	return sql_run(store, q, err);
}

/* What the write-ahead log still holds goes too. SQLite says in a row, not by
 * an error, that it could not wait for a reader any longer. */
static int empty_log(struct store *store, struct err *err)
{
	sqlite3_stmt *q = sql(store, "PRAGMA wal_checkpoint(TRUNCATE)");
	bool busy;

	if (sql_row(store, q, err) < 0)
		return -1;
	busy = sql_get_int(q, 0) != 0;
	sql_done(q);
	return busy ? err_set(err,
	                      "%s-wal: erased, but another process reads and "
	                      "this file still holds what was: do it again",
	                      store->path)
	            : 0;
}

int store_subscriber_erase(struct store *store, int64_t id, struct err *err)
{
	sqlite3_stmt *q = sql(store, "DELETE FROM subscriber WHERE id = ?1");

	sql_int(q, 1, id);
	if (sql_run(store, q, err))
		return -1;
	/* Inside a transaction the log cannot be emptied yet. */
	return sqlite3_get_autocommit(store->db) ? empty_log(store, err) : 0;
}

int store_empty_log(struct store *store, struct err *err)
{
	return empty_log(store, err);
}
