#include "store/store_prune.h"

#include "model/delivery.h"
#include "model/edition.h"
#include "model/subscriber.h"
#include "store/store_fact.h"
#include "store/store_sql.h"

enum {
	DAY = 24 * 3600,
	KEEP_MAIL = 90 * DAY,
	KEEP_LEDGER = 366 * DAY,
	KEEP_QUESTION = 30 * DAY,
	KEEP_STRANGER = 7 * DAY,
	PARTS_MAX = 2000, /* of a kind in one call; of as many rows as PART */
};

#define PART "1000"

_Static_assert(DELIVERY_SENDING == 1 && SUBSCRIBER_PENDING == 4 &&
                       EDITION_QUEUED == 3,
               "as the statements have them");

/* ?1: older than this instant; ?2: its date; ?3: now. */
static const struct {
	int keep;
	const char *remove;
} rules[] = {
	{ KEEP_MAIL, "DELETE FROM delivery WHERE id IN (SELECT id FROM delivery"
	             " WHERE edition < ?2 AND queued < ?1"
	             " AND next_try IS NULL AND state > 1 LIMIT " PART ")" },
	{ KEEP_MAIL, "DELETE FROM delivery WHERE id IN (SELECT id FROM delivery"
	             " INDEXED BY delivery_letter_age"
	             " WHERE edition IS NULL AND queued < ?1"
	             " AND next_try IS NULL AND state > 1 LIMIT " PART ")" },
	{ KEEP_MAIL,
	  "DELETE FROM block WHERE rowid IN (SELECT block.rowid"
	  " FROM edition JOIN block ON block.edition = edition.date"
	  " WHERE date < ?2 AND state = 3 AND finished < ?1"
	  " AND NOT EXISTS (SELECT 1 FROM delivery"
	  " WHERE delivery.edition = edition.date) LIMIT " PART ")" },
	{ KEEP_LEDGER, "DELETE FROM ledger WHERE name IN (SELECT name"
	               " FROM ledger WHERE received < ?1 LIMIT " PART ")" },
	{ KEEP_QUESTION,
	  "DELETE FROM confirmation WHERE id IN (SELECT id"
	  " FROM confirmation WHERE expires < ?1 LIMIT " PART ")" },
	{ KEEP_STRANGER, "DELETE FROM subscriber WHERE id IN (SELECT id"
	                 " FROM subscriber WHERE state = 4 AND created < ?1"
	                 " AND NOT EXISTS (SELECT 1 FROM confirmation"
	                 " WHERE subscriber = subscriber.id"
	                 " AND expires >= ?3) LIMIT " PART ")" },
};

static int apply(struct store *store, size_t rule, int64_t now, int *n,
                 struct err *err)
{
	int64_t before = now - rules[rule].keep;
	int changes = 1;

	for (int part = 0; changes && part < PARTS_MAX; part++) {
		sqlite3_stmt *q = sql(store, rules[rule].remove);

		sql_int(q, 1, before);
		sql_int(q, 2, date_of(before));
		sql_int(q, 3, now);
		if (sql_run(store, q, err))
			return -1;
		changes = sqlite3_changes(store->db);
		*n += changes;
	}
	return 0;
}

int store_prune(struct store *store, int64_t now, int *n, struct err *err)
{
	int rc = store_fact_once(store, "prune", DAY, now, err);

	*n = 0;
	if (rc)
		return rc < 0 ? -1 : 0;
	for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++)
		if (apply(store, i, now, n, err))
			return -1;
	return 0;
}
