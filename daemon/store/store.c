#include "store/store_sql.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/cut.h"
#include "base/file.h"

/* Writers hold the lock for milliseconds; a stopping daemon has ten seconds. */
enum { BUSY_MS = 4000 };

/* foreign_keys and busy_timeout belong to the connection, WAL to the file.
 * secure_delete: what a person had erased is not left in free pages. */
static const char pragmas[] = "PRAGMA journal_mode = WAL;"
                              "PRAGMA synchronous = NORMAL;"
                              "PRAGMA foreign_keys = ON;"
                              "PRAGMA secure_delete = ON;"
                              "PRAGMA temp_store = MEMORY;"
                              "PRAGMA trusted_schema = OFF;";

static int open_db(struct store *s, const char *path, int flags,
                   struct err *err)
{
	s->path = strdup(path);
	if (!s->path)
		abort();
	if (sqlite3_open_v2(path, &s->db, flags | SQLITE_OPEN_NOMUTEX, NULL)) {
		if (!s->db)
			return err_set(err, "%s: cannot be opened", path);
		return sql_err(s, err);
	}
	sqlite3_extended_result_codes(s->db, 1);
	sqlite3_busy_timeout(s->db, BUSY_MS);
	if (sqlite3_exec(s->db, pragmas, NULL, NULL, NULL))
		return sql_err(s, err);
	return 0;
}

static struct store *store_new(void)
{
	struct store *s = calloc(1, sizeof(*s));

	if (!s)
		abort();
	return s;
}

int store_open(const char *state_dir, struct store **store, struct err *err)
{
	struct store *s CLEANUP(store_closep) = store_new();
	struct buf path CLEANUP(buf_deinit) = BUF(4096);

	file_join(&path, state_dir, "digestd.db");
	if (store_make_private(state_dir, buf_cstr(&path), err) ||
	    open_db(s, buf_cstr(&path), SQLITE_OPEN_READWRITE, err) ||
	    store_migrate(s, err))
		return -1;
	*store = STEAL(s);
	return 0;
}

static int copy_into(struct store *to, const char *path, struct err *err)
{
	struct store *from CLEANUP(store_closep) = store_new();
	sqlite3_backup *backup;
	struct stat st;
	int rc;

	if (stat(path, &st))
		return 0; /* nothing there yet: an empty copy */
	if (open_db(from, path, SQLITE_OPEN_READWRITE, err))
		return -1;
	backup = sqlite3_backup_init(to->db, "main", from->db, "main");
	if (!backup)
		return sql_err(to, err);
	rc = sqlite3_backup_step(backup, -1);
	sqlite3_backup_finish(backup);
	return rc == SQLITE_DONE ? 0 : sql_err(from, err);
}

int store_open_copy(const char *state_dir, struct store **store,
                    struct err *err)
{
	struct store *s CLEANUP(store_closep) = store_new();
	struct buf path CLEANUP(buf_deinit) = BUF(4096);

	file_join(&path, state_dir, "digestd.db");
	if (store_look_for_loss(state_dir, buf_cstr(&path), err) ||
	    open_db(s, ":memory:", SQLITE_OPEN_READWRITE, err) ||
	    copy_into(s, buf_cstr(&path), err))
		return -1;
	/* What goes wrong from here on is about what was copied. */
	free(s->path);
	s->path = buf_steal(&path);
	if (store_migrate(s, err))
		return -1;
	*store = STEAL(s);
	return 0;
}

void store_close(struct store *store)
{
	if (!store)
		return;
	for (size_t i = 0; i < SQL_STATEMENTS_MAX; i++)
		sqlite3_finalize(store->cache[i].stmt);
	sqlite3_close_v2(store->db);
	free(store->path);
	free(store);
}

int store_check(struct store *store, struct err *err)
{
	sqlite3_stmt *q = sql(store, "PRAGMA quick_check(1)");
	struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 16);
	const char *says;

	if (sql_row(store, q, err) < 0)
		return -1;
	says = sql_text(q, 0, arena);
	sql_done(q);
	return strcmp(says, "ok") ? err_set(err, "%s: %s", store->path, says)
	                          : 0;
}

int store_begin(struct store *store, struct err *err)
{
	return sql_run(store, sql(store, "BEGIN IMMEDIATE"), err);
}

int store_commit(struct store *store, struct err *err)
{
	int rc;

	CUT_POINT("store.commit");
	rc = sql_run(store, sql(store, "COMMIT"), err);
	CUT_POINT("store.committed");
	return rc;
}

void store_rollback(struct store *store)
{
	if (!sqlite3_get_autocommit(store->db))
		sql_run(store, sql(store, "ROLLBACK"), NULL);
}

int store_savepoint(struct store *store, struct err *err)
{
	return sql_run(store, sql(store, "SAVEPOINT part"), err);
}

int store_savepoint_end(struct store *store, bool keep, struct err *err)
{
	if (!keep &&
	    sql_run(store, sql(store, "ROLLBACK TO SAVEPOINT part"), err))
		return -1;
	return sql_run(store, sql(store, "RELEASE SAVEPOINT part"), err);
}
