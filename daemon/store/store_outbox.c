/*
 * Choices are stored as text, one paper a line, in mail order:
 *
 *	row TAB relevance TAB novelty TAB why TAB name TAB step
 *
 * why is T (topic), A (followed author) or O (over all); name is the topic's
 * or the author's, as it will be printed. The week of a weekly digest is one
 * line of numbers: its first date and its sum, in the order of struct
 * edition_sum; a daily digest has none.
 */
#include "store/store_outbox.h"

#include "store/store_sql.h"

enum { CHOICES_TEXT_MAX = 64 * 1024 };

/* ?1: now. No mail waits for a clock that was set back by more than a day. */
#define IS_DUE "(next_try <= ?1 OR changed > ?1 + 86400)"

static void print_choices(struct buf *out, const struct digest *d)
{
	for (size_t i = 0; i < d->n_choices; i++) {
		const struct choice *c = &d->choices[i];
		const char *name = c->why == WHY_TOPIC    ? c->topic_name
		                   : c->why == WHY_AUTHOR ? c->author
		                                          : "";

		buf_addf(out, "%lld\t%.2f\t%.2f\t%c\t%s\t%d\n",
		         (long long)c->paper, (double)c->relevance,
		         (double)c->novelty, "TAO"[c->why], name, c -> step);
	}
}

static int read_choice(struct str line, struct arena *arena, struct choice *c)
{
	struct str f[6];
	double relevance, novelty;
	int64_t row, step;
	size_t n = 0;

	while (n < 6 && str_split(&line, '\t', &f[n]))
		n++;
	if (n < 6 || str_to_int(f[0], 1, INT64_MAX, &row) ||
	    str_to_double(f[1], &relevance) || str_to_double(f[2], &novelty) ||
	    f[3].len != 1 || str_to_int(f[5], -STEP_MAX, STEP_MAX, &step))
		return -1;
	*c = (struct choice){ .paper = row,
		              .relevance = (float)relevance,
		              .novelty = (float)novelty,
		              .topic = -1,
		              .step = (int)step };
	if (*f[3].ptr == 'T') {
		c->why = WHY_TOPIC;
		c->topic_name = arena_str(arena, f[4]);
	} else if (*f[3].ptr == 'A') {
		c->why = WHY_AUTHOR;
		c->author = arena_str(arena, f[4]);
	} else {
		c->why = WHY_OVERALL;
	}
	return 0;
}

static void read_choices(struct str text, struct arena *arena, struct digest *d)
{
	struct choice *list = arena_array(arena, CHOICES_MAX, sizeof(*list));
	struct str line;

	d->choices = list;
	while (d->n_choices < CHOICES_MAX && str_split(&text, '\n', &line))
		if (line.len && !read_choice(line, arena, &list[d->n_choices]))
			d->n_choices++;
}

/* The members of a sum, in their order. */
enum { SUM_PARTS = 7 };

static void sum_parts(struct edition_sum *sum, int *parts[SUM_PARTS])
{
	parts[0] = &sum->announced;
	parts[1] = &sum->scanned;
	parts[2] = &sum->skipped;
	parts[3] = &sum->relevant;
	parts[4] = &sum->below;
	parts[5] = &sum->unscored;
	parts[6] = &sum->fallback;
}

static void print_week(struct buf *out, const struct digest *d)
{
	struct edition_sum sum = d->week.sum;
	int *parts[SUM_PARTS];

	if (d->frequency != FREQUENCY_WEEKLY)
		return;
	sum_parts(&sum, parts);
	buf_addf(out, "%d", d->week.first);
	for (int i = 0; i < SUM_PARTS; i++)
		buf_addf(out, " %d", *parts[i]);
}

static void read_week(struct str text, struct digest *d)
{
	int *parts[SUM_PARTS];
	struct str number;
	int64_t n;

	sum_parts(&d->week.sum, parts);
	if (!str_split(&text, ' ', &number) ||
	    str_to_int(number, INT_MIN, INT_MAX, &n))
		return;
	d->frequency = FREQUENCY_WEEKLY;
	d->week.first = (int)n;
	for (int i = 0; i < SUM_PARTS && str_split(&text, ' ', &number); i++)
		if (!str_to_int(number, 0, INT_MAX, &n))
			*parts[i] = (int)n;
}

int store_queue(struct store *store, const struct digest *d, struct err *err)
{
	struct buf week CLEANUP(buf_deinit) = BUF(256);
	struct buf choices CLEANUP(buf_deinit) = BUF(CHOICES_TEXT_MAX);
	sqlite3_stmt *q =
	        sql(store, "INSERT INTO delivery (edition, subscriber, address,"
	                   " name, format, reply_expires, queued, settings,"
	                   " choices, next_try, changed, week, threshold)"
	                   " SELECT ?1, id, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?7, ?7,"
	                   " ?10, ?11"
	                   " FROM subscriber WHERE id = ?2"
	                   " ON CONFLICT DO NOTHING");

	print_choices(&choices, d);
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
	print_week(&week, d);
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
	                   " message, next_try, changed)"
	                   " VALUES (?1, ?2, ?3, ?4, ?3, ?3)");

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
		.state = (enum delivery_state)sql_get_int(q, 1),
		.tries = (int)sql_get_int(q, 2),
		.unknowns = (int)sql_get_int(q, 3),
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
	read_choices(str_of(sql_text(q, 15, arena)), arena, &d->digest);
	d->message = sql_bytes(q, 16, arena);
	read_week(str_of(sql_text(q, 17, arena)), &d->digest);
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

int store_due(struct store *store, int64_t now, int64_t after,
              struct arena *arena, struct store_delivery *deliveries,
              size_t most, size_t *n, struct err *err)
{
	sqlite3_stmt *q = sql(store, DELIVERY_COLUMNS
	                      "WHERE next_try IS NOT NULL AND " IS_DUE
	                      " AND id > ?2 ORDER BY id LIMIT ?3");

	sql_int(q, 1, now);
	sql_int(q, 2, after);
	sql_int(q, 3, (int64_t)most);
	return read_deliveries(store, q, arena, deliveries, most, n, err);
}

int store_count_due(struct store *store, int64_t now, size_t *n,
                    struct err *err)
{
	sqlite3_stmt *q = sql(store, "SELECT count(*) FROM delivery"
	                             " WHERE next_try IS NOT NULL"
	                             " AND " IS_DUE);

	sql_int(q, 1, now);
	if (sql_row(store, q, err) < 0)
		return -1;
	*n = (size_t)sql_get_int(q, 0);
	sql_done(q);
	return 0;
}

int store_outbox_list(struct store *store, int state, int64_t before,
                      struct arena *arena, struct store_delivery *deliveries,
                      size_t most, size_t *n, struct err *err)
{
	sqlite3_stmt *q =
	        sql(store, DELIVERY_COLUMNS "WHERE (?1 < 0 OR state = ?1)"
	                                    " AND (?2 = 0 OR id < ?2)"
	                                    " ORDER BY id DESC LIMIT ?3");

	sql_int(q, 1, state);
	sql_int(q, 2, before);
	sql_int(q, 3, (int64_t)most);
	return read_deliveries(store, q, arena, deliveries, most, n, err);
}

int store_sending(struct store *store, int64_t id, int64_t now, struct err *err)
{
	sqlite3_stmt *q = sql(store, "UPDATE delivery SET state = ?2,"
	                             " tries = tries + 1, next_try = NULL,"
	                             " changed = ?3 WHERE id = ?1"
	                             " AND next_try IS NOT NULL");

	sql_int(q, 1, id);
	sql_int(q, 2, DELIVERY_SENDING);
	sql_int(q, 3, now);
	if (sql_run(store, q, err))
		return -1;
	return sqlite3_changes(store->db) ? 0 : 1;
}

int store_settle(struct store *store, int64_t id, enum delivery_state state,
                 const char *reply, int64_t next_try, int64_t now,
                 struct err *err)
{
	sqlite3_stmt *q =
	        sql(store, "UPDATE delivery SET tries = tries + (state <> ?7),"
	                   " state = ?2, reply = ?3, next_try = ?4,"
	                   " changed = ?5, unknowns = unknowns + (?2 = ?6)"
	                   " WHERE id = ?1"
	                   " AND (state = ?7 OR next_try IS NOT NULL)");

	sql_int(q, 1, id);
	sql_int(q, 2, state);
	sql_str(q, 3, reply);
	sql_int_or_null(q, 4, next_try, 0);
	sql_int(q, 5, now);
	sql_int(q, 6, DELIVERY_UNKNOWN);
	sql_int(q, 7, DELIVERY_SENDING);
	return sql_run(store, q, err);
}

int store_recover(struct store *store, int64_t retry_at, int64_t now, int *n,
                  struct err *err)
{
	sqlite3_stmt *q =
	        sql(store, "UPDATE delivery SET state = ?2, changed = ?3,"
	                   " reply = 'stopped before the reply came',"
	                   " next_try = iif(unknowns = 0, ?4, NULL),"
	                   " unknowns = unknowns + 1"
	                   " WHERE state = 1"); /* DELIVERY_SENDING, for its
	                                         * index */

	sql_int(q, 2, DELIVERY_UNKNOWN);
	sql_int(q, 3, now);
	sql_int(q, 4, retry_at);
	if (sql_run(store, q, err))
		return -1;
	*n = sqlite3_changes(store->db);
	return 0;
}

int store_outbox_counts(struct store *store, int edition,
                        int counts[DELIVERY_STATES], struct err *err)
{
	sqlite3_stmt *q;
	int rc;

	if (edition == DATE_NONE) {
		q = sql(store, "SELECT state, count(*) FROM delivery"
		               " GROUP BY state");
	} else {
		q = sql(store, "SELECT state, count(*) FROM delivery"
		               " WHERE edition = ?1 GROUP BY state");
		sql_int(q, 1, edition);
	}
	memset(counts, 0, DELIVERY_STATES * sizeof(*counts));
	while ((rc = sql_row(store, q, err)) > 0) {
		int64_t state = sql_get_int(q, 0);

		if (state >= 0 && state < DELIVERY_STATES)
			counts[state] = (int)sql_get_int(q, 1);
	}
	return rc;
}

/* The admin's: ?1 which id, ?2 which state, ?3 when. */
static int change(struct store *store, sqlite3_stmt *q, int64_t id, int state,
                  int64_t now, int *n, struct err *err)
{
	sql_int(q, 1, id);
	sql_int(q, 2, state);
	sql_int(q, 3, now);
	if (sql_run(store, q, err))
		return -1;
	*n = sqlite3_changes(store->db);
	return 0;
}

int store_outbox_retry(struct store *store, int64_t id, int state, int64_t now,
                       int *n, struct err *err)
{
	sqlite3_stmt *q =
	        sql(store, "UPDATE delivery SET state = ?4, next_try = ?3,"
	                   " changed = ?3, unknowns = 0"
	                   " WHERE (?1 = 0 OR id = ?1)"
	                   " AND (?2 < 0 OR state = ?2)"
	                   " AND state IN (?5, ?6, ?7)"
	                   " AND coalesce(subscriber, 0) NOT IN"
	                   " (SELECT id FROM subscriber WHERE state = ?8)");

	sql_int(q, 4, DELIVERY_QUEUED);
	sql_int(q, 5, DELIVERY_DEFERRED);
	sql_int(q, 6, DELIVERY_UNKNOWN);
	sql_int(q, 7, DELIVERY_FAILED);
	sql_int(q, 8, SUBSCRIBER_UNSUBSCRIBED);
	return change(store, q, id, state, now, n, err);
}

int store_outbox_drop(struct store *store, int64_t id, int state, int64_t now,
                      int *n, struct err *err)
{
	sqlite3_stmt *q =
	        sql(store, "UPDATE delivery SET state = ?4, next_try = NULL,"
	                   " changed = ?3, reply = 'dropped by the admin'"
	                   " WHERE (?1 = 0 OR id = ?1)"
	                   " AND (?2 < 0 OR state = ?2)"
	                   " AND state IN (?5, ?6, ?7)");

	sql_int(q, 4, DELIVERY_FAILED);
	sql_int(q, 5, DELIVERY_QUEUED);
	sql_int(q, 6, DELIVERY_DEFERRED);
	sql_int(q, 7, DELIVERY_UNKNOWN);
	return change(store, q, id, state, now, n, err);
}

int store_next_due(struct store *store, int64_t now, int64_t *when,
                   struct err *err)
{
	sqlite3_stmt *q = sql(store, "SELECT min(iif(" IS_DUE ", ?1, next_try))"
	                             " FROM delivery"
	                             " WHERE next_try IS NOT NULL");

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
	                      " AND edition <> ?4 AND state <> ?3 LIMIT 64");
	size_t n_list;

	sql_int(q, 1, subscriber);
	sql_int(q, 2, after);
	sql_int(q, 3, DELIVERY_FAILED);
	sql_int(q, 4, but);
	if (read_deliveries(store, q, arena, list, MOST, &n_list, err))
		return -1;
	*papers = arena_array(arena, MOST * CHOICES_MAX, sizeof(**papers));
	*n = 0;
	for (size_t i = 0; i < n_list; i++)
		for (size_t c = 0; c < list[i].digest.n_choices; c++)
			(*papers)[(*n)++] = list[i].digest.choices[c].paper;
	return 0;
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
