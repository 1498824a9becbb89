#include "store/store_freeze.h"

#include "store/store_sql.h"

int store_asset_put(struct store *store, int edition, const char *name,
                    struct str bytes, struct err *err)
{
	sqlite3_stmt *q = sql(store, "INSERT INTO asset (edition, name, bytes)"
	                             " VALUES (?1, ?2, ?3)"
	                             " ON CONFLICT DO NOTHING");

	sql_int(q, 1, edition);
	sql_str(q, 2, name);
	sql_blob(q, 3, bytes);
	return sql_run(store, q, err);
}

int store_asset(struct store *store, int edition, const char *name,
                struct arena *arena, struct str *bytes, struct err *err)
{
	sqlite3_stmt *q = sql(store, "SELECT bytes FROM asset"
	                             " WHERE edition = ?1 AND name = ?2");
	int rc;

	*bytes = (struct str){ "", 0 };
	sql_int(q, 1, edition);
	sql_str(q, 2, name);
	rc = sql_row(store, q, err);
	if (rc > 0) {
		*bytes = sql_bytes(q, 0, arena);
		sql_done(q);
	}
	return rc < 0 ? -1 : !rc;
}

int store_block_put(struct store *store, int edition, int64_t paper, int part,
                    uint32_t decoded, struct str bytes, struct err *err)
{
	sqlite3_stmt *q = sql(store, "INSERT INTO block (edition, paper, part,"
	                             " decoded, bytes)"
	                             " VALUES (?1, ?2, ?3, ?4, ?5)"
	                             " ON CONFLICT DO NOTHING");

	sql_int(q, 1, edition);
	sql_int(q, 2, paper);
	sql_int(q, 3, part);
	sql_int(q, 4, decoded);
	sql_blob(q, 5, bytes);
	return sql_run(store, q, err);
}

int store_block(struct store *store, int edition, int64_t paper,
                struct arena *arena, struct str *parts, uint32_t *decoded,
                int n_parts, struct err *err)
{
	sqlite3_stmt *q = sql(store, "SELECT part, decoded, bytes FROM block"
	                             " WHERE edition = ?1 AND paper = ?2");
	bool any = false;
	int rc;

	for (int i = 0; i < n_parts; i++) {
		parts[i] = (struct str){ "", 0 };
		decoded[i] = 0;
	}
	sql_int(q, 1, edition);
	sql_int(q, 2, paper);
	while ((rc = sql_row(store, q, err)) > 0) {
		int64_t part = sql_get_int(q, 0);

		if (part < 0 || part >= n_parts)
			continue;
		parts[part] = sql_bytes(q, 2, arena);
		decoded[part] = (uint32_t)sql_get_int(q, 1);
		any = true;
	}
	return rc < 0 ? -1 : !any;
}
