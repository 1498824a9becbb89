#include "store/store_fact.h"

#include "store/store_sql.h"

int store_fact_put(struct store *store, const char *name, const char *text,
                   int64_t now, struct err *err)
{
	sqlite3_stmt *q =
	        sql(store, "INSERT INTO fact (name, text, at)"
	                   " VALUES (?1, ?2, ?3)"
	                   " ON CONFLICT (name) DO UPDATE"
	                   " SET text = ?2, at = ?3 WHERE text <> ?2");

	sql_str(q, 1, name);
	sql_str(q, 2, text);
	sql_int(q, 3, now);
	return sql_run(store, q, err);
}

int store_fact_once(struct store *store, const char *name, int64_t pause,
                    int64_t now, struct err *err)
{
	sqlite3_stmt *q =
	        sql(store, "INSERT INTO fact (name, at) VALUES (?1, ?2)"
	                   " ON CONFLICT (name) DO UPDATE SET at = ?2"
	                   " WHERE at <= ?2 - ?3 OR at > ?2");

	sql_str(q, 1, name);
	sql_int(q, 2, now);
	sql_int(q, 3, pause);
	if (sql_run(store, q, err))
		return -1;
	return sqlite3_changes(store->db) ? 0 : 1;
}

int store_facts(struct store *store, struct arena *arena,
                struct store_fact **facts, size_t *n, struct err *err)
{
	sqlite3_stmt *q = sql(store, "SELECT name, text, at FROM fact"
	                             " ORDER BY name LIMIT ?1");
	int rc;

	sql_int(q, 1, FACTS_MAX);
	*facts = arena_array(arena, FACTS_MAX, sizeof(**facts));
	*n = 0;
	while ((rc = sql_row(store, q, err)) > 0)
		(*facts)[(*n)++] = (struct store_fact){ sql_text(q, 0, arena),
			                                sql_text(q, 1, arena),
			                                sql_get_int(q, 2) };
	return rc;
}
