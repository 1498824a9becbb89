#pragma once
/*
 * Inside the store only: prepared statements with little ceremony. SQL texts
 * are string literals; a statement is prepared once a connection and found
 * again by the literal's address.
 *
 *	sqlite3_stmt *q = sql(store, "SELECT name FROM t WHERE id = ?1");
 *	sql_int(q, 1, id);
 *	while ((rc = sql_row(store, q, err)) > 0)
 *		use(sql_text(q, 0, arena));
 *
 * A failed prepare or bind shows up as the failure of the next sql_row or
 * sql_run. Reading to the end, an error and sql_done reset the statement.
 */
#include <sqlite3.h>

#include "base/buf.h"
#include "store/store.h"

enum { SQL_STATEMENTS_MAX = 128 };

struct store {
	sqlite3 *db;
	char *path;
	struct {
		const char *text;
		sqlite3_stmt *stmt;
	} cache[SQL_STATEMENTS_MAX];
};

sqlite3_stmt *sql(struct store *store, const char *literal);

void sql_int(sqlite3_stmt *q, int at, int64_t v);
void sql_int_or_null(sqlite3_stmt *q, int at, int64_t v, int64_t null);
void sql_real(sqlite3_stmt *q, int at, double v);
void sql_str(sqlite3_stmt *q, int at, const char *s);     /* NULL: null */
void sql_blob(sqlite3_stmt *q, int at, struct str bytes); /* not copied: must
                                                           * live until reset */

/* 1: a row; 0: no more; < 0: err. */
int sql_row(struct store *store, sqlite3_stmt *q, struct err *err);
/* Runs a statement that gives no rows (or whose rows are of no interest). */
int sql_run(struct store *store, sqlite3_stmt *q, struct err *err);
void sql_done(sqlite3_stmt *q);

int64_t sql_get_int(sqlite3_stmt *q, int column);
double sql_get_real(sqlite3_stmt *q, int column);
bool sql_is_null(sqlite3_stmt *q, int column);
char *sql_text(sqlite3_stmt *q, int column, struct arena *arena); /* "" for
                                                                   * null */
struct str sql_bytes(sqlite3_stmt *q, int column, struct arena *arena);

/* Says what SQLite says, with the file, and what to do where we know. */
int sql_err(struct store *store, struct err *err);

/* The directory and an empty database are there, and nobody else may read or
 * write the state's files (store_private.c). */
int store_make_private(const char *dir, const char *path, struct err *err);
/* < 0: the database is empty, and was not always. */
int store_look_for_loss(const char *dir, const char *path, struct err *err);

/* Runs the numbered migrations that are still missing. */
int store_migrate(struct store *store, struct err *err);
