#include <stdio.h>

#include "store/store_edition.h"
#include "store/store_paper.h"
#include "store/store_sql.h"

/* Was this paper brought by an announcement that counts, and when? 0: no;
 * 1: *skip says so. */
static int brought_before(struct store *store,
                          const struct store_announcement *a, char *skip,
                          size_t size, struct err *err)
{
	sqlite3_stmt *q = sql(store, "SELECT n.edition FROM announcement n"
	                             " JOIN paper p ON p.row = n.paper"
	                             " WHERE p.id = ?1 AND n.skip IS NULL"
	                             " LIMIT 1");
	int rc;

	sql_str(q, 1, a->paper->id);
	rc = sql_row(store, q, err);
	if (rc <= 0)
		return rc;
	if (sql_is_null(q, 0) || sql_get_int(q, 0) == a->edition) {
		snprintf(skip, size, "duplicate");
	} else {
		char date[DATE_LEN];

		snprintf(skip, size, "seen on %s",
		         date_format((int)sql_get_int(q, 0), date));
	}
	sql_done(q);
	return 1;
}

static int known(struct store *store, const struct store_announcement *a,
                 struct err *err)
{
	sqlite3_stmt *q = sql(store, "SELECT 1 FROM announcement"
	                             " WHERE source = ?1 AND date = ?2"
	                             " AND key = ?3 AND nth = ?4");
	int rc;

	sql_str(q, 1, a->source);
	sql_int(q, 2, a->date);
	sql_str(q, 3, a->key);
	sql_int(q, 4, a->nth);
	rc = sql_row(store, q, err);
	sql_done(q);
	return rc;
}

/* Did another document of the same day have it? A day's papers read again, from
 * another place, are no news. */
static int known_elsewhere(struct store *store,
                           const struct store_announcement *a, struct err *err)
{
	sqlite3_stmt *q = sql(store, "SELECT 1 FROM announcement"
	                             " WHERE (edition = ?1 OR edition IS NULL)"
	                             " AND date = ?1 AND key = ?2 AND nth = ?3"
	                             " LIMIT 1");
	int rc;

	sql_int(q, 1, a->date);
	sql_str(q, 2, a->key);
	sql_int(q, 3, a->nth);
	rc = sql_row(store, q, err);
	sql_done(q);
	return rc;
}

int store_announce(struct store *store, const struct store_announcement *a,
                   struct err *err)
{
	const char *skip = a->skip;
	int64_t paper = 0;
	char reason[64];
	sqlite3_stmt *q;
	int rc;

	rc = known(store, a, err);
	if (!rc && a->edition == DATE_NONE)
		rc = known_elsewhere(store, a, err);
	if (rc)
		return rc;
	if (!skip && a->paper) {
		rc = brought_before(store, a, reason, sizeof(reason), err);
		if (rc < 0)
			return -1;
		if (rc)
			skip = reason;
	}
	if (!skip && store_paper_put(store, a->paper, &paper, err))
		return -1;
	q = sql(store, "INSERT INTO announcement (edition, source, date, key,"
	               " nth, paper, type, skip)"
	               " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
	sql_int_or_null(q, 1, a->edition, DATE_NONE);
	sql_str(q, 2, a->source);
	sql_int(q, 3, a->date);
	sql_str(q, 4, a->key);
	sql_int(q, 5, a->nth);
	sql_int_or_null(q, 6, paper, 0);
	sql_int(q, 7, a->paper ? (int64_t)a->paper->announce : 0);
	sql_str(q, 8, skip);
	return sql_run(store, q, err);
}

int store_adopt_waiting(struct store *store, int edition, struct err *err)
{
	sqlite3_stmt *q = sql(store, "UPDATE announcement SET edition = ?1"
	                             " WHERE edition IS NULL");

	sql_int(q, 1, edition);
	if (sql_run(store, q, err))
		return -1;
	return store_count_announced(store, edition, sqlite3_changes(store->db),
	                             err);
}

int store_waiting(struct store *store, int *n, struct err *err)
{
	sqlite3_stmt *q = sql(store, "SELECT count(*) FROM announcement"
	                             " WHERE edition IS NULL");

	if (sql_row(store, q, err) < 0)
		return -1;
	*n = (int)sql_get_int(q, 0);
	sql_done(q);
	return 0;
}

int store_count_announced(struct store *store, int edition, int n,
                          struct err *err)
{
	sqlite3_stmt *q = sql(store, "UPDATE edition"
	                             " SET announced = announced + ?2"
	                             " WHERE date = ?1");

	sql_int(q, 1, edition);
	sql_int(q, 2, n);
	return sql_run(store, q, err);
}

int store_skipped(struct store *store, int edition, struct arena *arena,
                  const char *const **reasons, size_t *n, struct err *err)
{
	enum { MOST = 50 };
	const char **list = arena_array(arena, MOST, sizeof(*list));
	sqlite3_stmt *q =
	        sql(store, "SELECT count(*), skip FROM announcement"
	                   " WHERE edition = ?1 AND skip IS NOT NULL"
	                   " GROUP BY skip ORDER BY 1 DESC, 2 LIMIT 50");
	int rc;

	sql_int(q, 1, edition);
	*n = 0;
	*reasons = list;
	while (*n < MOST && (rc = sql_row(store, q, err))) {
		if (rc < 0)
			return -1;
		list[(*n)++] =
		        arena_printf(arena, "%d %s", (int)sql_get_int(q, 0),
		                     (const char *)sqlite3_column_text(q, 1));
	}
	sql_done(q);
	return 0;
}

static void read_source(sqlite3_stmt *q, struct arena *arena,
                        struct store_source *s)
{
	*s = (struct store_source){
		.url = sql_text(q, 0, arena),
		.etag = sql_text(q, 1, arena),
		.last_modified = sql_text(q, 2, arena),
		.date = sql_is_null(q, 3) ? DATE_NONE : (int)sql_get_int(q, 3),
		.fetched = sql_get_int(q, 4),
		.error = sql_text(q, 5, arena),
	};
}

int store_source(struct store *store, const char *url, struct arena *arena,
                 struct store_source *source, struct err *err)
{
	sqlite3_stmt *q = sql(store, "SELECT url, etag, last_modified, date,"
	                             " fetched, error FROM source"
	                             " WHERE url = ?1");
	int rc;

	*source = (struct store_source){ url, "", "", DATE_NONE, 0, "" };
	sql_str(q, 1, url);
	rc = sql_row(store, q, err);
	if (rc > 0) {
		read_source(q, arena, source);
		sql_done(q);
	}
	return rc < 0 ? -1 : !rc;
}

int store_source_put(struct store *store, const struct store_source *source,
                     struct err *err)
{
	sqlite3_stmt *q =
	        sql(store, "INSERT INTO source (url, etag, last_modified, date,"
	                   " fetched) VALUES (?1, ?2, ?3, ?4, ?5)"
	                   " ON CONFLICT DO UPDATE SET etag = ?2,"
	                   " last_modified = ?3, date = ?4, fetched = ?5,"
	                   " error = ''");

	sql_str(q, 1, source->url);
	sql_str(q, 2, source->etag);
	sql_str(q, 3, source->last_modified);
	sql_int_or_null(q, 4, source->date, DATE_NONE);
	sql_int(q, 5, source->fetched);
	return sql_run(store, q, err);
}

int store_source_failed(struct store *store, const char *url, int64_t now,
                        const char *error, struct err *err)
{
	sqlite3_stmt *q =
	        sql(store, "INSERT INTO source (url, etag, last_modified,"
	                   " fetched, error) VALUES (?1, '', '', ?2, ?3)"
	                   " ON CONFLICT DO UPDATE SET fetched = ?2,"
	                   " error = ?3");

	sql_str(q, 1, url);
	sql_int(q, 2, now);
	sql_str(q, 3, error);
	return sql_run(store, q, err);
}

int store_sources(struct store *store, struct arena *arena,
                  struct store_source **sources, size_t *n, struct err *err)
{
	enum { MOST = 256 };
	sqlite3_stmt *q = sql(store, "SELECT url, etag, last_modified, date,"
	                             " fetched, error FROM source"
	                             " ORDER BY url LIMIT 256");
	int rc;

	*sources = arena_array(arena, MOST, sizeof(**sources));
	*n = 0;
	while (*n < MOST && (rc = sql_row(store, q, err))) {
		if (rc < 0)
			return -1;
		read_source(q, arena, &(*sources)[(*n)++]);
	}
	sql_done(q);
	return 0;
}
