#include "store/store_sql.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/statvfs.h>

#include "base/cut.h"

sqlite3_stmt *sql(struct store *store, const char *literal)
{
	size_t i = ((uintptr_t)literal >> 3) % SQL_STATEMENTS_MAX;

	for (size_t n = 0; n < SQL_STATEMENTS_MAX; n++) {
		if (store->cache[i].text == literal) {
			sql_done(store->cache[i].stmt);
			return store->cache[i].stmt;
		}
		if (!store->cache[i].text) {
			sqlite3_stmt *stmt = NULL;

			if (sqlite3_prepare_v3(store->db, literal, -1,
			                       SQLITE_PREPARE_PERSISTENT, &stmt,
			                       NULL))
				return NULL;
			store->cache[i].text = literal;
			store->cache[i].stmt = stmt;
			return stmt;
		}
		i = (i + 1) % SQL_STATEMENTS_MAX;
	}
	abort(); /* more literals than places: raise SQL_STATEMENTS_MAX */
}

void sql_int(sqlite3_stmt *q, int at, int64_t v)
{
	sqlite3_bind_int64(q, at, v);
}

void sql_int_or_null(sqlite3_stmt *q, int at, int64_t v, int64_t null)
{
	if (v == null)
		sqlite3_bind_null(q, at);
	else
		sqlite3_bind_int64(q, at, v);
}

void sql_real(sqlite3_stmt *q, int at, double v)
{
	sqlite3_bind_double(q, at, v);
}

void sql_str(sqlite3_stmt *q, int at, const char *s)
{
	sqlite3_bind_text(q, at, s, -1, SQLITE_TRANSIENT);
}

void sql_blob(sqlite3_stmt *q, int at, struct str bytes)
{
	sqlite3_bind_blob64(q, at, bytes.ptr ? bytes.ptr : "", bytes.len,
	                    SQLITE_STATIC);
}

/* What to do about it, where we know. SQLite's word for many a failure of the
 * disk is "disk I/O error" or "unable to open": what the system said is more.
 */
static const char *advice_of(const struct store *store, int code, int os)
{
	struct statvfs fs;

	if (code == SQLITE_FULL || os == ENOSPC || os == EDQUOT)
		return " (the disk is full: make room, then run again)";
	switch (code) {
	case SQLITE_IOERR:
		return " (the disk fails: see the kernel's log)";
	case SQLITE_BUSY:
		return " (another process holds it: try again)";
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return " (move it away and restore a backup; it was left as it "
		       "is)";
	case SQLITE_READONLY:
	case SQLITE_CANTOPEN:
		if (!statvfs(store->path, &fs) && fs.f_flag & ST_RDONLY)
			return " (the file system is read-only: the kernel's "
			       "log may say why)";
		return " (check the owner and the mode of state_dir)";
	default:
		return "";
	}
}

int sql_err(struct store *store, struct err *err)
{
	int code = sqlite3_errcode(store->db) & 0xff;
	bool system = code == SQLITE_IOERR || code == SQLITE_CANTOPEN;
	int os = system ? sqlite3_system_errno(store->db) : 0;

	return err_set(err, "%s: %s%s", store->path, sqlite3_errmsg(store->db),
	               advice_of(store, code, os));
}

int sql_row(struct store *store, sqlite3_stmt *q, struct err *err)
{
	int rc;

	if (!q)
		return sql_err(store, err);
	rc = sqlite3_step(q);
	if (rc == SQLITE_ROW)
		return 1;
	if (rc == SQLITE_DONE) {
		sql_done(q);
		return 0;
	}
	sql_err(store, err);
	sql_done(q);
	return -1;
}

int sql_run(struct store *store, sqlite3_stmt *q, struct err *err)
{
	bool commits = q && !sqlite3_stmt_readonly(q) &&
	               sqlite3_get_autocommit(store->db);
	int rc;

	if (commits)
		CUT_POINT("store.write");
	do {
		rc = sql_row(store, q, err);
	} while (rc > 0);
	if (commits)
		CUT_POINT("store.written");
	return rc;
}

void sql_done(sqlite3_stmt *q)
{
	if (!q)
		return;
	sqlite3_reset(q);
	sqlite3_clear_bindings(q);
}

int64_t sql_get_int(sqlite3_stmt *q, int column)
{
	return sqlite3_column_int64(q, column);
}

double sql_get_real(sqlite3_stmt *q, int column)
{
	return sqlite3_column_double(q, column);
}

bool sql_is_null(sqlite3_stmt *q, int column)
{
	return sqlite3_column_type(q, column) == SQLITE_NULL;
}

char *sql_text(sqlite3_stmt *q, int column, struct arena *arena)
{
	return arena_str(arena,
	                 (struct str){
	                         (const char *)sqlite3_column_text(q, column),
	                         (size_t)sqlite3_column_bytes(q, column),
	                 });
}

struct str sql_bytes(sqlite3_stmt *q, int column, struct arena *arena)
{
	const void *bytes = sqlite3_column_blob(q, column);
	size_t len = (size_t)sqlite3_column_bytes(q, column);

	return (struct str){ arena_strndup(arena, bytes, len), len };
}
