#include "store/store_edition.h"

#include <stdio.h>

#include "store/store_sql.h"

/* The sum, counted from the rows: skipped and scanned from announcements, the
 * rest from scores; a scanned paper without a score row is unscored too. */
#define EDITION_COLUMNS                                                   \
	"SELECT e.date, e.state, e.by_submission, e.announced, e.scorer," \
	" e.prompt_tokens, e.cached_tokens, e.completion_tokens, e.cost," \
	" e.finished,"                                                    \
	" (SELECT count(*) FROM announcement a"                           \
	"  WHERE a.edition = e.date AND a.skip IS NOT NULL),"             \
	" (SELECT count(*) FROM announcement a"                           \
	"  WHERE a.edition = e.date AND a.skip IS NULL),"                 \
	" (SELECT count(*) FROM score s WHERE s.edition = e.date"         \
	"  AND s.by > 0 AND s.relevance >= e.relevance"                   \
	"  AND s.novelty >= e.novelty),"                                  \
	" (SELECT count(*) FROM score s WHERE s.edition = e.date"         \
	"  AND s.by > 0 AND (s.relevance < e.relevance"                   \
	"  OR s.novelty < e.novelty)),"                                   \
	" (SELECT count(*) FROM score s WHERE s.edition = e.date"         \
	"  AND s.fallback), e.relevance, e.novelty, e.model,"             \
	" (SELECT count(*) FROM score s WHERE s.edition = e.date"         \
	"  AND s.fallback = 2) FROM edition e " /* 2: FALLBACK_BUDGET */

static void read_edition(sqlite3_stmt *q, struct edition *e)
{
	*e = (struct edition){
		.date = (int)sql_get_int(q, 0),
		.state = (enum edition_state)sql_get_int(q, 1),
		.by_submission = sql_get_int(q, 2) != 0,
		.prompt_tokens = sql_get_int(q, 5),
		.cached_tokens = sql_get_int(q, 6),
		.completion_tokens = sql_get_int(q, 7),
		.cost = sql_get_real(q, 8),
		.finished = sql_get_int(q, 9),
		.relevance = sql_get_real(q, 15),
		.novelty = sql_get_real(q, 16),
		.sum = {
			.announced = (int)sql_get_int(q, 3),
			.skipped = (int)sql_get_int(q, 10),
			.scanned = (int)sql_get_int(q, 11),
			.relevant = (int)sql_get_int(q, 12),
			.below = (int)sql_get_int(q, 13),
			.fallback = (int)sql_get_int(q, 14),
			.over_budget = (int)sql_get_int(q, 18),
		},
	};
	e->sum.unscored = e->sum.scanned - e->sum.relevant - e->sum.below;
	snprintf(e->scorer, sizeof(e->scorer), "%s",
	         (const char *)sqlite3_column_text(q, 4));
	snprintf(e->model, sizeof(e->model), "%s",
	         (const char *)sqlite3_column_text(q, 17));
}

int store_edition(struct store *store, int date, struct edition *edition,
                  struct err *err)
{
	sqlite3_stmt *q = sql(store, EDITION_COLUMNS "WHERE e.date = ?1");
	int rc;

	sql_int(q, 1, date);
	rc = sql_row(store, q, err);
	if (rc < 0)
		return -1;
	if (!rc)
		return 1;
	read_edition(q, edition);
	sql_done(q);
	return 0;
}

int store_edition_find(struct store *store, enum edition_which which, int *date,
                       struct err *err)
{
	sqlite3_stmt *q = NULL;
	int rc;

	switch (which) {
	case EDITION_NEWEST_FINISHED:
		q = sql(store,
		        "SELECT max(date) FROM edition WHERE state = ?1");
		sql_int(q, 1, EDITION_QUEUED);
		break;
	case EDITION_OLDEST_UNFINISHED:
		q = sql(store,
		        "SELECT min(date) FROM edition WHERE state < ?1");
		sql_int(q, 1, EDITION_QUEUED);
		break;
	case EDITION_NEWEST:
		q = sql(store,
		        "SELECT max(date) FROM edition WHERE state >= ?1");
		sql_int(q, 1, EDITION_SCORED);
		break;
	}
	*date = DATE_NONE;
	rc = sql_row(store, q, err);
	if (rc < 0)
		return -1;
	if (rc && !sql_is_null(q, 0))
		*date = (int)sql_get_int(q, 0);
	sql_done(q);
	return *date == DATE_NONE;
}

int store_editions(struct store *store, int first, int last,
                   struct arena *arena, struct edition **editions, size_t *n,
                   struct err *err)
{
	sqlite3_stmt *q = sql(store, "SELECT count(*) FROM edition"
	                             " WHERE date BETWEEN ?1 AND ?2");
	size_t room;
	int rc;

	sql_int(q, 1, first);
	sql_int(q, 2, last);
	if (sql_row(store, q, err) < 0)
		return -1;
	room = (size_t)sql_get_int(q, 0);
	sql_done(q);
	*editions = arena_array(arena, room, sizeof(**editions));
	*n = 0;
	q = sql(store, EDITION_COLUMNS "WHERE e.date BETWEEN ?1 AND ?2"
	                               " ORDER BY e.date");
	sql_int(q, 1, first);
	sql_int(q, 2, last);
	while (*n < room && (rc = sql_row(store, q, err))) {
		if (rc < 0)
			return -1;
		read_edition(q, &(*editions)[(*n)++]);
	}
	sql_done(q);
	return 0;
}

int store_edition_make(struct store *store, int date, bool by_submission,
                       struct err *err)
{
	sqlite3_stmt *q = sql(store, "INSERT INTO edition (date, by_submission)"
	                             " VALUES (?1, ?2) ON CONFLICT DO NOTHING");

	sql_int(q, 1, date);
	sql_int(q, 2, by_submission);
	return sql_run(store, q, err);
}

int store_edition_advance(struct store *store, int date,
                          enum edition_state state, int64_t now,
                          struct err *err)
{
	sqlite3_stmt *q = sql(store, "UPDATE edition SET state = ?2,"
	                             " finished = ?3"
	                             " WHERE date = ?1 AND state < ?2");

	sql_int(q, 1, date);
	sql_int(q, 2, state);
	sql_int(q, 3, state == EDITION_QUEUED ? now : 0);
	return sql_run(store, q, err);
}

int store_edition_scored(struct store *store, const struct edition *edition,
                         struct err *err)
{
	sqlite3_stmt *q = sql(store, "UPDATE edition SET scorer = ?2,"
	                             " model = ?3, relevance = ?4,"
	                             " novelty = ?5 WHERE date = ?1");

	sql_int(q, 1, edition->date);
	sql_str(q, 2, edition->scorer);
	sql_str(q, 3, edition->model);
	sql_real(q, 4, edition->relevance);
	sql_real(q, 5, edition->novelty);
	return sql_run(store, q, err);
}
