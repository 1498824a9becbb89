#include "store/store_goodbye.h"

#include "store/store_fact.h"
#include "store/store_outbox.h"
#include "store/store_sql.h"
#include "store/store_subscriber.h"

enum { WAITS_AT_MOST = 24 * 3600 };

static const char fact[] = "erasure";

int store_goodbye(struct store *store, const char *address, struct str message,
                  int64_t now, struct err *err)
{
	sqlite3_stmt *q;

	if (store_queue_letter(store, 0, address, message, now, err))
		return -1;
	q = sql(store, "UPDATE delivery SET erase_at = ?2 WHERE id = ?1");
	sql_int(q, 1, sqlite3_last_insert_rowid(store->db));
	sql_int(q, 2, now + WAITS_AT_MOST);
	return sql_run(store, q, err) ||
	                       store_fact_put(store, fact,
	                                      "a goodbye is on its way", now,
	                                      err)
	               ? -1
	               : 0;
}

/* The first column of the first row; 0 where there is none. */
static int ask(struct store *store, sqlite3_stmt *q, bool *yes, struct err *err)
{
	int rc = sql_row(store, q, err);

	*yes = rc > 0 && sql_get_int(q, 0) != 0;
	sql_done(q);
	return rc < 0 ? -1 : 0;
}

int store_goodbyes_end(struct store *store, int64_t now, struct err *err)
{
	sqlite3_stmt *q =
	        sql(store, "SELECT 1 FROM fact WHERE name = ?1 AND text <> ''");
	bool any, waits;

	sql_str(q, 1, fact);
	if (ask(store, q, &any, err))
		return -1;
	if (!any)
		return 0;
	q = sql(store, "DELETE FROM delivery WHERE erase_at <= ?1");
	sql_int(q, 1, now);
	if (sql_run(store, q, err) ||
	    ask(store,
	        sql(store, "SELECT 1 FROM delivery WHERE erase_at IS NOT NULL"),
	        &waits, err))
		return -1;
	if (waits || store_empty_log(store, NULL))
		return 1;
	return store_fact_put(store, fact, "", now, err);
}
