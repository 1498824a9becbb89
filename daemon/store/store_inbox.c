#include "store/store_inbox.h"

#include <math.h>

#include "store/store_sql.h"

enum { DAY = 24 * 3600, WEEK = 7 * DAY, PHRASE_STEP_MAX = 3 };

/* The one number of a query, 0 where there is no row. */
static int number(struct store *store, sqlite3_stmt *q, int *n, struct err *err)
{
	int rc = sql_row(store, q, err);

	if (rc < 0)
		return -1;
	*n = rc ? (int)sql_get_int(q, 0) : 0;
	sql_done(q);
	return 0;
}

int store_ledger(struct store *store, const char *name, uint32_t uidvalidity,
                 uint32_t uid, int64_t now, struct err *err)
{
	sqlite3_stmt *q = sql(store, "INSERT INTO ledger (name, uidvalidity,"
	                             " uid, received) VALUES (?1, ?2, ?3, ?4)"
	                             " ON CONFLICT DO NOTHING");

	sql_str(q, 1, name);
	sql_int(q, 2, uidvalidity);
	sql_int(q, 3, uid);
	sql_int(q, 4, now);
	if (sql_run(store, q, err))
		return -1;
	return sqlite3_changes(store->db) ? 0 : 1;
}

int store_confirmation_put(struct store *store, int64_t subscriber,
                           const char *commands, int64_t expires, int64_t *id,
                           struct err *err)
{
	sqlite3_stmt *q = sql(store, "INSERT INTO confirmation (subscriber,"
	                             " commands, expires) VALUES (?1, ?2, ?3)");

	sql_int(q, 1, subscriber);
	sql_str(q, 2, commands);
	sql_int(q, 3, expires);
	if (sql_run(store, q, err))
		return -1;
	*id = sqlite3_last_insert_rowid(store->db);
	return 0;
}

int store_confirmation_owner(struct store *store, int64_t id,
                             int64_t *subscriber, struct err *err)
{
	sqlite3_stmt *q = sql(store, "SELECT subscriber FROM confirmation"
	                             " WHERE id = ?1");
	int rc;

	sql_int(q, 1, id);
	rc = sql_row(store, q, err);
	if (rc <= 0)
		return rc < 0 ? -1 : 1;
	*subscriber = sql_get_int(q, 0);
	sql_done(q);
	return 0;
}

int store_confirmation_take(struct store *store, int64_t id, int64_t now,
                            struct arena *arena, int64_t *subscriber,
                            const char **commands, struct err *err)
{
	sqlite3_stmt *q = sql(store, "DELETE FROM confirmation WHERE id = ?1"
	                             " AND expires >= ?2"
	                             " RETURNING subscriber, commands");
	int rc;

	sql_int(q, 1, id);
	sql_int(q, 2, now);
	rc = sql_row(store, q, err);
	if (rc <= 0)
		return rc < 0 ? -1 : 1;
	*subscriber = sql_get_int(q, 0);
	*commands = sql_text(q, 1, arena);
	return sql_run(store, q, err);
}

int store_answers(struct store *store, int64_t subscriber, int64_t since,
                  int *mine, int *help, int *all, struct err *err)
{
	sqlite3_stmt *q =
	        sql(store, "SELECT count(*), coalesce(sum(help), 0) FROM answer"
	                   " WHERE subscriber = ?1 AND at >= ?2");

	sql_int(q, 1, subscriber);
	sql_int(q, 2, since);
	if (sql_row(store, q, err) < 0)
		return -1;
	*mine = (int)sql_get_int(q, 0);
	*help = (int)sql_get_int(q, 1);
	sql_done(q);
	q = sql(store, "SELECT count(*) FROM answer WHERE at >= ?1");
	sql_int(q, 1, since);
	return number(store, q, all, err);
}

int store_answered(struct store *store, int64_t subscriber, bool help,
                   int64_t now, struct err *err)
{
	sqlite3_stmt *q = sql(store, "INSERT INTO answer (subscriber, at, help)"
	                             " VALUES (?1, ?2, ?3)");

	sql_int(q, 1, subscriber);
	sql_int(q, 2, now);
	sql_int(q, 3, help);
	if (sql_run(store, q, err))
		return -1;
	q = sql(store, "DELETE FROM answer WHERE at < ?1");
	sql_int(q, 1, now - 2 * DAY);
	return sql_run(store, q, err);
}

int store_undo_put(struct store *store, int64_t subscriber,
                   const char *settings, struct err *err)
{
	sqlite3_stmt *q =
	        sql(store, "INSERT INTO undo (subscriber, settings)"
	                   " VALUES (?1, ?2)"
	                   " ON CONFLICT DO UPDATE SET settings = ?2");

	sql_int(q, 1, subscriber);
	sql_str(q, 2, settings);
	return sql_run(store, q, err);
}

int store_undo_take(struct store *store, int64_t subscriber,
                    struct arena *arena, const char **settings, struct err *err)
{
	sqlite3_stmt *q = sql(store, "DELETE FROM undo WHERE subscriber = ?1"
	                             " RETURNING settings");
	int rc;

	sql_int(q, 1, subscriber);
	rc = sql_row(store, q, err);
	if (rc <= 0)
		return rc < 0 ? -1 : 1;
	*settings = sql_text(q, 0, arena);
	return sql_run(store, q, err);
}

int store_judge(struct store *store, int64_t subscriber, int64_t paper,
                int liked, struct err *err)
{
	sqlite3_stmt *q =
	        liked ? sql(store, "INSERT INTO judgement (subscriber, paper,"
	                           " liked) VALUES (?1, ?2, ?3)"
	                           " ON CONFLICT DO UPDATE SET liked = ?3")
	              : sql(store, "DELETE FROM judgement"
	                           " WHERE subscriber = ?1 AND paper = ?2");

	sql_int(q, 1, subscriber);
	sql_int(q, 2, paper);
	if (liked)
		sql_int(q, 3, liked);
	return sql_run(store, q, err);
}

int store_judgement(struct store *store, int64_t subscriber, int64_t paper,
                    int *liked, struct err *err)
{
	sqlite3_stmt *q = sql(store, "SELECT liked FROM judgement"
	                             " WHERE subscriber = ?1 AND paper = ?2");

	sql_int(q, 1, subscriber);
	sql_int(q, 2, paper);
	return number(store, q, liked, err);
}

int store_phrase(struct store *store, int64_t subscriber, const char *phrase,
                 int *step, struct err *err)
{
	sqlite3_stmt *q = sql(store, "SELECT step FROM phrase"
	                             " WHERE subscriber = ?1 AND phrase = ?2");

	sql_int(q, 1, subscriber);
	sql_str(q, 2, phrase);
	return number(store, q, step, err);
}

int store_phrase_put(struct store *store, int64_t subscriber,
                     const char *phrase, int step, struct err *err)
{
	sqlite3_stmt *q =
	        step ? sql(store, "INSERT INTO phrase (subscriber, phrase,"
	                          " step) VALUES (?1, ?2, ?3)"
	                          " ON CONFLICT DO UPDATE SET step = ?3")
	             : sql(store, "DELETE FROM phrase"
	                          " WHERE subscriber = ?1 AND phrase = ?2");

	sql_int(q, 1, subscriber);
	sql_str(q, 2, phrase);
	if (step)
		sql_int(q, 3, step);
	return sql_run(store, q, err);
}

int store_phrase_step(struct store *store, int64_t subscriber,
                      const char *phrase, int by, int *step, struct err *err)
{
	if (store_phrase(store, subscriber, phrase, step, err))
		return -1;
	*step += by;
	if (*step > PHRASE_STEP_MAX)
		*step = PHRASE_STEP_MAX;
	if (*step < -PHRASE_STEP_MAX)
		*step = -PHRASE_STEP_MAX;
	return store_phrase_put(store, subscriber, phrase, *step, err);
}

int store_phrases(struct store *store, int64_t subscriber, struct arena *arena,
                  struct store_phrase *phrases, size_t most, size_t *n,
                  struct err *err)
{
	sqlite3_stmt *q = sql(store, "SELECT phrase, step FROM phrase"
	                             " WHERE subscriber = ?1"
	                             " ORDER BY phrase LIMIT ?2");
	int rc;

	sql_int(q, 1, subscriber);
	sql_int(q, 2, (int64_t)most);
	*n = 0;
	while ((rc = sql_row(store, q, err)) > 0) {
		phrases[*n].phrase = sql_text(q, 0, arena);
		phrases[(*n)++].step = (int)sql_get_int(q, 1);
	}
	return rc;
}

int store_judgements(struct store *store, int64_t subscriber,
                     struct store_judgement *judgements, size_t most, size_t *n,
                     struct err *err)
{
	sqlite3_stmt *q = sql(store, "SELECT paper, liked FROM judgement"
	                             " WHERE subscriber = ?1"
	                             " ORDER BY paper DESC LIMIT ?2");
	int rc;

	sql_int(q, 1, subscriber);
	sql_int(q, 2, (int64_t)most);
	*n = 0;
	while ((rc = sql_row(store, q, err)) > 0) {
		judgements[*n].paper = sql_get_int(q, 0);
		judgements[(*n)++].liked = sql_get_int(q, 1) > 0;
	}
	return rc;
}

int store_votes(struct store *store, struct arena *arena, size_t most,
                struct store_votes **list, size_t *n, struct err *err)
{
	struct store_votes *votes = arena_array(arena, most, sizeof(*votes));
	sqlite3_stmt *q = sql(store, "SELECT paper, votes FROM"
	                             " (SELECT paper, sum(liked) AS votes"
	                             "  FROM judgement GROUP BY paper"
	                             "  ORDER BY paper DESC LIMIT ?1)"
	                             " ORDER BY paper");
	int rc;

	sql_int(q, 1, (int64_t)most);
	*list = votes;
	*n = 0;
	while ((rc = sql_row(store, q, err)) > 0)
		votes[(*n)++] = (struct store_votes){ sql_get_int(q, 0),
			                              (int)sql_get_int(q, 1) };
	return rc;
}

int store_phrases_all(struct store *store, struct arena *arena, size_t most,
                      const char *const **phrases, size_t *n, struct err *err)
{
	const char **list = arena_array(arena, most, sizeof(*list));
	sqlite3_stmt *q = sql(store, "SELECT DISTINCT phrase FROM phrase"
	                             " ORDER BY phrase LIMIT ?1");
	int rc;

	sql_int(q, 1, (int64_t)most);
	*n = 0;
	while ((rc = sql_row(store, q, err)) > 0)
		list[(*n)++] = sql_text(q, 0, arena);
	*phrases = list;
	return rc;
}

int store_digests_of(struct store *store, int64_t subscriber, int *editions,
                     size_t most, size_t *n, struct err *err)
{
	sqlite3_stmt *q = sql(store, "SELECT edition FROM delivery"
	                             " WHERE subscriber = ?1"
	                             " AND edition IS NOT NULL"
	                             " ORDER BY edition DESC LIMIT ?2");
	int rc;

	sql_int(q, 1, subscriber);
	sql_int(q, 2, (int64_t)most);
	*n = 0;
	while ((rc = sql_row(store, q, err)) > 0)
		editions[(*n)++] = (int)sql_get_int(q, 0);
	return rc;
}

int store_bounced(struct store *store, int64_t since, int *n, struct err *err)
{
	sqlite3_stmt *q = sql(store, "SELECT count(*) FROM subscriber"
	                             " WHERE bounced > 0 AND bounced >= ?1");

	sql_int(q, 1, since);
	return number(store, q, n, err);
}

int store_bounce(struct store *store, int64_t subscriber, double by,
                 int64_t now, double *score, struct err *err)
{
	sqlite3_stmt *q = sql(store, "SELECT bounces, bounced FROM subscriber"
	                             " WHERE id = ?1");
	double was;
	int64_t at;
	int rc;

	sql_int(q, 1, subscriber);
	rc = sql_row(store, q, err);
	if (rc <= 0)
		return rc < 0 ? -1 : 1;
	was = sql_get_real(q, 0);
	at = sql_get_int(q, 1);
	sql_done(q);
	*score = was * exp2(-(double)(now - at) / WEEK);
	if (at && now - at < DAY)
		return 0;
	*score += by;
	q = sql(store, "UPDATE subscriber SET bounces = ?2, bounced = ?3"
	               " WHERE id = ?1");
	sql_int(q, 1, subscriber);
	sql_real(q, 2, *score);
	sql_int(q, 3, now);
	return sql_run(store, q, err);
}
