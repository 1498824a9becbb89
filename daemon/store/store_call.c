#include "store/store_call.h"

#include "store/store_sql.h"

enum { LONGEST_PAUSE = 120 }; /* seconds: one request a minute, and some */

int store_call_begin(struct store *store, struct store_call *c, struct err *err)
{
	sqlite3_stmt *q =
	        sql(store, "INSERT INTO llm_call (edition, at, model, titles,"
	                   " papers, answered, estimated, prompt_tokens,"
	                   " cached_tokens, completion_tokens, cost)"
	                   " VALUES (?1, ?2, ?3, ?4, ?5, 0, 1, ?6, ?7, ?8,"
	                   " ?9)");

	sql_int_or_null(q, 1, c->edition, DATE_NONE);
	sql_int(q, 2, c->at);
	sql_str(q, 3, c->model);
	sql_int(q, 4, c->titles);
	sql_int(q, 5, c->papers);
	sql_int(q, 6, c->prompt_tokens);
	sql_int(q, 7, c->cached_tokens);
	sql_int(q, 8, c->completion_tokens);
	sql_real(q, 9, c->cost);
	if (sql_run(store, q, err))
		return -1;
	c->id = sqlite3_last_insert_rowid(store->db);
	return 0;
}

/* A request for which nothing was paid counts for the rate alone: those that
 * are older than any rate's pause go. */
static int forget_older(struct store *store, const struct store_call *c,
                        struct err *err)
{
	sqlite3_stmt *q = sql(store, "DELETE FROM llm_call WHERE at < ?1"
	                             " AND prompt_tokens = 0"
	                             " AND completion_tokens = 0");

	sql_int(q, 1, c->at - LONGEST_PAUSE);
	return sql_run(store, q, err);
}

static bool used(const struct store_call *c)
{
	return c->prompt_tokens || c->completion_tokens;
}

static int bring_up_to_date(struct store *store, const struct store_call *c,
                            struct err *err)
{
	sqlite3_stmt *q =
	        sql(store, "UPDATE llm_call SET answered = ?2, estimated = ?3,"
	                   " prompt_tokens = ?4, cached_tokens = ?5,"
	                   " completion_tokens = ?6, cost = ?7 WHERE id = ?1");

	sql_int(q, 1, c->id);
	sql_int(q, 2, c->answered);
	sql_int(q, 3, c->estimated);
	sql_int(q, 4, c->prompt_tokens);
	sql_int(q, 5, c->cached_tokens);
	sql_int(q, 6, c->completion_tokens);
	sql_real(q, 7, used(c) ? c->cost : 0);
	return sql_run(store, q, err);
}

static int sum_up(struct store *store, int edition, struct err *err)
{
	sqlite3_stmt *q =
	        sql(store, "UPDATE edition SET (prompt_tokens, cached_tokens,"
	                   " completion_tokens, cost) ="
	                   " (SELECT coalesce(sum(prompt_tokens), 0),"
	                   "  coalesce(sum(cached_tokens), 0),"
	                   "  coalesce(sum(completion_tokens), 0),"
	                   "  coalesce(sum(cost), 0.0) FROM llm_call"
	                   "  WHERE edition = ?1 AND answered)"
	                   " WHERE date = ?1");

	sql_int(q, 1, edition);
	return sql_run(store, q, err);
}

int store_call_end(struct store *store, const struct store_call *c,
                   struct err *err)
{
	if (bring_up_to_date(store, c, err) ||
	    (!used(c) && forget_older(store, c, err)))
		return -1;
	return c->edition == DATE_NONE ? 0 : sum_up(store, c->edition, err);
}

int store_spent(struct store *store, int64_t from, int64_t to, double *cost,
                struct err *err)
{
	sqlite3_stmt *q =
	        sql(store, "SELECT coalesce(sum(cost), 0.0) FROM llm_call"
	                   " WHERE at >= ?1 AND at < ?2");

	sql_int(q, 1, from);
	sql_int(q, 2, to);
	if (sql_row(store, q, err) < 0)
		return -1;
	*cost = sql_get_real(q, 0);
	sql_done(q);
	return 0;
}

int store_last_call(struct store *store, int64_t *at, struct err *err)
{
	sqlite3_stmt *q =
	        sql(store, "SELECT coalesce(max(at), 0) FROM llm_call");

	if (sql_row(store, q, err) < 0)
		return -1;
	*at = sql_get_int(q, 0);
	sql_done(q);
	return 0;
}

int store_titles_add(struct store *store, int edition,
                     const struct paper *papers, const bool *dropped, size_t n,
                     struct err *err)
{
	for (size_t i = 0; i < n; i++) {
		sqlite3_stmt *q =
		        sql(store, "INSERT INTO title (edition, paper, dropped)"
		                   " VALUES (?1, ?2, ?3)"
		                   " ON CONFLICT DO UPDATE SET dropped = ?3");

		sql_int(q, 1, edition);
		sql_int(q, 2, papers[i].row);
		sql_int(q, 3, dropped[i]);
		if (sql_run(store, q, err))
			return -1;
	}
	return 0;
}

int store_titles(struct store *store, int edition, const struct paper *papers,
                 size_t n, bool *seen, bool *dropped, struct err *err)
{
	for (size_t i = 0; i < n; i++) {
		sqlite3_stmt *q = sql(store, "SELECT dropped FROM title WHERE"
		                             " edition = ?1 AND paper = ?2");
		int rc;

		sql_int(q, 1, edition);
		sql_int(q, 2, papers[i].row);
		rc = sql_row(store, q, err);
		if (rc < 0)
			return -1;
		seen[i] = rc > 0;
		dropped[i] = rc > 0 && sql_get_int(q, 0);
		sql_done(q);
	}
	return 0;
}
