/* Subscribers as select wants them: rows, wishes and follows put together. */
#include <stdlib.h>

#include "store/store_sql.h"
#include "store/store_subscriber.h"

#define SUBSCRIBER_COLUMNS                                                   \
	"SELECT id, address, name, state, paused_until, threshold, novelty," \
	" max_papers, format, frequency, weekday FROM subscriber "

static void read_row(sqlite3_stmt *q, const struct store_defaults *d,
                     struct arena *arena, struct subscriber *s)
{
	*s = (struct subscriber){
		.id = sql_get_int(q, 0),
		.address = sql_text(q, 1, arena),
		.name = sql_text(q, 2, arena),
		.state = (enum subscriber_state)sql_get_int(q, 3),
		.paused_until = sql_get_int(q, 4),
		.threshold =
		        sql_is_null(q, 5) ? d->threshold : sql_get_real(q, 5),
		.novelty = sql_is_null(q, 6) ? d->novelty : sql_get_real(q, 6),
		.max_papers = sql_is_null(q, 7) ? d->max_papers
		                                : (int)sql_get_int(q, 7),
		.format = (enum format)sql_get_int(q, 8),
		.frequency = (enum frequency)sql_get_int(q, 9),
		.weekday = (int)sql_get_int(q, 10),
	};
	if (s->state == SUBSCRIBER_PAUSED && s->paused_until &&
	    s->paused_until <= d->now) {
		s->state = SUBSCRIBER_ACTIVE;
		s->paused_until = 0;
	}
}

/* Both lists come in the order of ids, as the subscribers do. */
static struct subscriber *owner(struct subscriber *s, size_t n, size_t *at,
                                int64_t id)
{
	while (*at < n && s[*at].id < id)
		(*at)++;
	return *at < n && s[*at].id == id ? &s[*at] : NULL;
}

static int add_wishes(struct store *store, const struct store_defaults *d,
                      struct subscriber *s, size_t n, struct err *err)
{
	sqlite3_stmt *q = sql(store, "SELECT subscriber, topic, step, chosen,"
	                             " muted FROM wish"
	                             " WHERE subscriber BETWEEN ?1 AND ?2"
	                             " ORDER BY subscriber, topic");
	size_t at = 0;
	int rc;

	sql_int(q, 1, s[0].id);
	sql_int(q, 2, s[n - 1].id);
	while ((rc = sql_row(store, q, err)) > 0) {
		struct subscriber *who = owner(s, n, &at, sql_get_int(q, 0));
		int topic = topic_find(d->topics, d->n_topics,
		                       (const char *)sqlite3_column_text(q, 1));

		if (!who || topic < 0 || who->n_wishes >= TOPICS_MAX)
			continue;
		who->wishes[who->n_wishes++] = (struct wish){
			.topic = topic,
			.step = (int)sql_get_int(q, 2),
			.chosen = sql_get_int(q, 3) != 0,
			.muted = sql_get_int(q, 4) != 0,
		};
	}
	return rc;
}

static int add_follows(struct store *store, struct arena *arena,
                       struct subscriber *s, size_t n, struct err *err)
{
	enum { MOST = 200 };
	sqlite3_stmt *q = sql(store, "SELECT subscriber, author FROM follow"
	                             " WHERE subscriber BETWEEN ?1 AND ?2"
	                             " ORDER BY subscriber, author");
	const char **list = NULL;
	size_t at = 0;
	int rc;

	sql_int(q, 1, s[0].id);
	sql_int(q, 2, s[n - 1].id);
	while ((rc = sql_row(store, q, err)) > 0) {
		struct subscriber *who = owner(s, n, &at, sql_get_int(q, 0));

		if (!who || who->n_follows >= MOST)
			continue;
		if (!who->n_follows) {
			list = arena_array(arena, MOST, sizeof(*list));
			who->follows = list;
		}
		list[who->n_follows++] = sql_text(q, 1, arena);
	}
	return rc;
}

int store_subscribers(struct store *store, int64_t after,
                      const struct store_defaults *defaults,
                      struct arena *arena, struct subscriber *subscribers,
                      size_t most, size_t *n, struct err *err)
{
	sqlite3_stmt *q = sql(store, SUBSCRIBER_COLUMNS
	                      "WHERE id > ?1 ORDER BY id LIMIT ?2");
	int rc;

	sql_int(q, 1, after);
	sql_int(q, 2, (int64_t)most);
	*n = 0;
	while ((rc = sql_row(store, q, err)) > 0)
		read_row(q, defaults, arena, &subscribers[(*n)++]);
	if (rc < 0 || !*n)
		return rc;
	if (add_wishes(store, defaults, subscribers, *n, err))
		return -1;
	return add_follows(store, arena, subscribers, *n, err);
}

int store_subscriber(struct store *store, int64_t id,
                     const struct store_defaults *defaults, struct arena *arena,
                     struct subscriber *subscriber, struct err *err)
{
	size_t n;

	if (store_subscribers(store, id - 1, defaults, arena, subscriber, 1, &n,
	                      err))
		return -1;
	return !n || subscriber->id != id;
}
