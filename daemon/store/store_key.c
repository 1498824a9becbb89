#include "store/store_key.h"

#include "store/store_sql.h"

int store_keys(struct store *store, struct arena *arena,
               struct store_key **keys, size_t *n, struct err *err)
{
	enum { MOST = 255 };
	sqlite3_stmt *q = sql(store, "SELECT id, secret, retired, created"
	                             " FROM key ORDER BY id");
	int rc;

	*keys = arena_array(arena, MOST, sizeof(**keys));
	*n = 0;
	while (*n < MOST && (rc = sql_row(store, q, err))) {
		struct store_key *k = &(*keys)[*n];

		if (rc < 0)
			return -1;
		k->id = (uint8_t)sql_get_int(q, 0);
		k->secret = sql_bytes(q, 1, arena);
		k->retired = sql_get_int(q, 2) != 0;
		k->created = sql_get_int(q, 3);
		(*n)++;
	}
	sql_done(q);
	return 0;
}

int store_key_put(struct store *store, const struct store_key *key, int64_t now,
                  struct err *err)
{
	sqlite3_stmt *q = sql(store, "INSERT INTO key (id, secret, retired,"
	                             " created) VALUES (?1, ?2, ?3, ?4)"
	                             " ON CONFLICT DO NOTHING");

	sql_int(q, 1, key->id);
	sql_blob(q, 2, key->secret);
	sql_int(q, 3, key->retired);
	sql_int(q, 4, now);
	if (sql_run(store, q, err))
		return -1;
	return sqlite3_changes(store->db) ? 0 : 1;
}

int store_keys_retire(struct store *store, struct err *err)
{
	return sql_run(store, sql(store, "UPDATE key SET retired = 1"), err);
}
