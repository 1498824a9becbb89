#include <stdlib.h>

#include "base/buf.h"
#include "store/store_paper.h"
#include "store/store_sql.h"

/* Topics are stored by id ("architecture=9.2 llm=4.0"): numbers change when
 * the admin edits the list. */
static void print_topics(struct buf *out, const struct score *score,
                         const struct topic *topics, size_t n_topics)
{
	for (size_t t = 0; t < n_topics; t++)
		if (score->topic[t] > 0)
			buf_addf(out, "%s%s=%.2f", out->len ? " " : "",
			         topics[t].id, (double)score->topic[t]);
}

static int topic_of_id(const struct topic *topics, size_t n, struct str id)
{
	for (size_t t = 0; t < n; t++)
		if (str_eq(str_of(topics[t].id), id))
			return (int)t;
	return -1;
}

static void read_topics(struct str text, const struct topic *topics,
                        size_t n_topics, struct score *score)
{
	struct str pair, id;

	while (str_split(&text, ' ', &pair)) {
		double v;
		int t;

		if (!str_split(&pair, '=', &id) || !pair.ptr ||
		    str_to_double(pair, &v))
			continue;
		t = topic_of_id(topics, n_topics, id);
		if (t >= 0)
			score->topic[t] = (float)v;
	}
}

static int put(struct store *store, int edition, const struct paper *paper,
               const struct score *score, const char *topics, struct err *err)
{
	sqlite3_stmt *q =
	        sql(store, "INSERT INTO score (edition, paper, by, fallback,"
	                   " relevance, novelty, topics, comment)"
	                   " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"
	                   " ON CONFLICT DO UPDATE SET by = ?3, fallback = ?4,"
	                   " relevance = ?5, novelty = ?6, topics = ?7,"
	                   " comment = ?8");

	sql_int(q, 1, edition);
	sql_int(q, 2, paper->row);
	sql_int(q, 3, score->by);
	sql_int(q, 4, score->fallback);
	sql_real(q, 5, (double)score->relevance);
	sql_real(q, 6, (double)score->novelty);
	sql_str(q, 7, topics);
	sql_str(q, 8, score->comment ? score->comment : "");
	return sql_run(store, q, err);
}

int store_scores_put(struct store *store, int edition,
                     const struct paper *papers, const struct score *scores,
                     size_t n, const struct topic *topics, size_t n_topics,
                     struct err *err)
{
	struct buf text CLEANUP(buf_deinit) = BUF(64 * TOPICS_MAX);

	for (size_t i = 0; i < n; i++) {
		buf_clear(&text);
		print_topics(&text, &scores[i], topics, n_topics);
		if (put(store, edition, &papers[i], &scores[i], buf_cstr(&text),
		        err))
			return -1;
	}
	return 0;
}

static int by_row(const void *a, const void *b)
{
	int64_t x = (*(const struct paper *const *)a)->row;
	int64_t y = (*(const struct paper *const *)b)->row;

	return (x > y) - (x < y);
}

static void read_score(sqlite3_stmt *q, const struct topic *topics,
                       size_t n_topics, struct arena *arena,
                       struct score *score)
{
	*score = (struct score){
		.by = (enum score_by)sql_get_int(q, 1),
		.fallback = (enum score_fallback)sql_get_int(q, 2),
		.relevance = (float)sql_get_real(q, 3),
		.novelty = (float)sql_get_real(q, 4),
		.comment = sql_text(q, 6, arena),
	};
	read_topics(str_of((const char *)sqlite3_column_text(q, 5)), topics,
	            n_topics, score);
}

int store_scores(struct store *store, int edition, const struct paper *papers,
                 size_t n, const struct topic *topics, size_t n_topics,
                 struct arena *arena, struct score *scores, struct err *err)
{
	const struct paper **sorted = arena_array(arena, n, sizeof(*sorted));
	sqlite3_stmt *q = sql(store, "SELECT paper, by, fallback, relevance,"
	                             " novelty, topics, comment FROM score"
	                             " WHERE edition = ?1");
	int rc;

	for (size_t i = 0; i < n; i++) {
		sorted[i] = &papers[i];
		scores[i] = (struct score){ .comment = "" };
	}
	qsort(sorted, n, sizeof(*sorted), by_row);
	sql_int(q, 1, edition);
	while ((rc = sql_row(store, q, err)) > 0) {
		struct paper want = { .row = sql_get_int(q, 0) };
		const struct paper *key = &want, **hit;

		hit = bsearch(&key, sorted, n, sizeof(*sorted), by_row);
		if (hit)
			read_score(q, topics, n_topics, arena,
			           &scores[*hit - papers]);
	}
	return rc;
}
