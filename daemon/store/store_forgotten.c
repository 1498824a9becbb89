#include "store/store_forgotten.h"

#include <string.h>

#include "store/store_sql.h"

int store_salt(struct store *store, uint8_t salt[STORE_SALT_LEN],
               struct err *err)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(4096);
	sqlite3_stmt *q = sql(store, "SELECT bytes FROM salt");
	struct str bytes;

	if (sql_row(store, q, err) < 0)
		return -1;
	bytes = sql_bytes(q, 0, arena);
	sql_done(q);
	if (bytes.len != STORE_SALT_LEN)
		return err_set(err, "%s: the salt is gone", store->path);
	memcpy(salt, bytes.ptr, STORE_SALT_LEN);
	return 0;
}

static int with_hash(struct store *store, sqlite3_stmt *q,
                     const uint8_t hash[STORE_HASH_LEN], struct err *err)
{
	sql_blob(q, 1, (struct str){ (char *)(uintptr_t)hash, STORE_HASH_LEN });
	return sql_run(store, q, err);
}

int store_forgotten_put(struct store *store, const uint8_t hash[STORE_HASH_LEN],
                        struct err *err)
{
	return with_hash(store,
	                 sql(store, "INSERT INTO forgotten (hash) VALUES (?1)"
	                            " ON CONFLICT DO NOTHING"),
	                 hash, err);
}

int store_forgotten_remove(struct store *store,
                           const uint8_t hash[STORE_HASH_LEN], struct err *err)
{
	return with_hash(store,
	                 sql(store, "DELETE FROM forgotten WHERE hash = ?1"),
	                 hash, err);
}

int store_forgotten(struct store *store, const uint8_t hash[STORE_HASH_LEN],
                    struct err *err)
{
	sqlite3_stmt *q = sql(store, "SELECT 1 FROM forgotten WHERE hash = ?1");
	int rc;

	sql_blob(q, 1, (struct str){ (char *)(uintptr_t)hash, STORE_HASH_LEN });
	rc = sql_row(store, q, err);
	sql_done(q);
	return rc < 0 ? -1 : !rc;
}
