/*
 * The schema, as the migrations that made it: number N takes a database from
 * user_version N - 1 to N, in one transaction. Migrations are never edited
 * once released; a change is a new one.
 *
 * Dates are days since 1970-01-01 (date(n * 86400, 'unixepoch') shows them),
 * instants are seconds; see base/clock.h.
 */
#include "base/buf.h"
#include "store/store_sql.h"

static const char *const migrations[] = {
	/* 1: the outbound flow */
	"CREATE TABLE edition ("
	"  date INTEGER PRIMARY KEY,"
	"  state INTEGER NOT NULL DEFAULT 0," /* enum edition_state */
	"  by_submission INTEGER NOT NULL DEFAULT 0,"
	"  announced INTEGER NOT NULL DEFAULT 0," /* as fetch counted them */
	"  relevance REAL NOT NULL DEFAULT 0,"    /* cut-offs when scored */
	"  novelty REAL NOT NULL DEFAULT 0,"
	"  scorer TEXT NOT NULL DEFAULT '',"
	"  prompt_tokens INTEGER NOT NULL DEFAULT 0,"
	"  cached_tokens INTEGER NOT NULL DEFAULT 0,"
	"  completion_tokens INTEGER NOT NULL DEFAULT 0,"
	"  cost REAL NOT NULL DEFAULT 0,"
	"  finished INTEGER NOT NULL DEFAULT 0"
	") STRICT;"

	/* What the last visit to a URL left (conditional GET). */
	"CREATE TABLE source ("
	"  url TEXT PRIMARY KEY,"
	"  etag TEXT NOT NULL,"
	"  last_modified TEXT NOT NULL,"
	"  date INTEGER,"
	"  fetched INTEGER NOT NULL,"
	"  error TEXT NOT NULL DEFAULT ''" /* '': the last visit succeeded */
	") STRICT;"

	"CREATE TABLE paper ("
	"  row INTEGER PRIMARY KEY,"
	"  id TEXT NOT NULL UNIQUE," /* without version */
	"  version INTEGER NOT NULL,"
	"  title TEXT NOT NULL,"
	"  abstract TEXT NOT NULL,"
	"  url TEXT NOT NULL,"
	"  authors TEXT NOT NULL," /* one a line */
	"  categories TEXT NOT NULL,"
	"  announce INTEGER NOT NULL"
	") STRICT;"

	/* Every item of every feed, once a document and date; skip says why it
	 * was not scanned. No edition: waits for the next one. */
	"CREATE TABLE announcement ("
	"  seq INTEGER PRIMARY KEY,"
	"  edition INTEGER REFERENCES edition(date),"
	"  source TEXT NOT NULL,"
	"  date INTEGER NOT NULL," /* of the document */
	"  key TEXT NOT NULL,"
	"  nth INTEGER NOT NULL," /* of this key in the document, from 0 */
	"  paper INTEGER REFERENCES paper(row),"
	"  type INTEGER NOT NULL,"
	"  skip TEXT,"
	"  UNIQUE (source, date, key, nth),"
	"  CHECK (skip IS NOT NULL OR paper IS NOT NULL)"
	") STRICT;"
	"CREATE INDEX announcement_edition ON announcement (edition);"
	"CREATE INDEX announcement_paper ON announcement (paper)"
	"  WHERE skip IS NULL;"

	"CREATE TABLE score ("
	"  edition INTEGER NOT NULL REFERENCES edition(date),"
	"  paper INTEGER NOT NULL REFERENCES paper(row),"
	"  by INTEGER NOT NULL," /* enum score_by; 0: could not be scored */
	"  fallback INTEGER NOT NULL,"
	"  relevance REAL NOT NULL,"
	"  novelty REAL NOT NULL,"
	"  topics TEXT NOT NULL," /* 'id=8.5 id=3.0' */
	"  comment TEXT NOT NULL,"
	"  PRIMARY KEY (edition, paper)"
	") STRICT, WITHOUT ROWID;"

	/* What fixes a queued mail's bytes: templates, settings, key. */
	"CREATE TABLE asset ("
	"  edition INTEGER NOT NULL REFERENCES edition(date),"
	"  name TEXT NOT NULL,"
	"  bytes BLOB NOT NULL,"
	"  PRIMARY KEY (edition, name)"
	") STRICT, WITHOUT ROWID;"
	"CREATE TABLE block ("
	"  edition INTEGER NOT NULL REFERENCES edition(date),"
	"  paper INTEGER NOT NULL REFERENCES paper(row),"
	"  part INTEGER NOT NULL," /* enum compose_part */
	"  decoded INTEGER NOT NULL,"
	"  bytes BLOB NOT NULL,"
	"  PRIMARY KEY (edition, paper, part)"
	") STRICT;"

	/* AUTOINCREMENT: an id that was erased is never another's. */
	"CREATE TABLE subscriber ("
	"  id INTEGER PRIMARY KEY AUTOINCREMENT,"
	"  address TEXT NOT NULL UNIQUE COLLATE NOCASE,"
	"  name TEXT NOT NULL DEFAULT '',"
	"  state INTEGER NOT NULL DEFAULT 0,"
	"  paused_until INTEGER NOT NULL DEFAULT 0,"
	"  threshold REAL," /* null: the config's default */
	"  novelty REAL,"
	"  max_papers INTEGER,"
	"  format INTEGER NOT NULL DEFAULT 0,"
	"  frequency INTEGER NOT NULL DEFAULT 0,"
	"  weekday INTEGER NOT NULL DEFAULT 1,"
	"  created INTEGER NOT NULL"
	") STRICT;"
	"CREATE TABLE wish ("
	"  subscriber INTEGER NOT NULL REFERENCES subscriber(id)"
	"    ON DELETE CASCADE,"
	"  topic TEXT NOT NULL," /* id */
	"  step INTEGER NOT NULL DEFAULT 0,"
	"  chosen INTEGER NOT NULL DEFAULT 0,"
	"  muted INTEGER NOT NULL DEFAULT 0,"
	"  PRIMARY KEY (subscriber, topic)"
	") STRICT, WITHOUT ROWID;"
	"CREATE TABLE follow ("
	"  subscriber INTEGER NOT NULL REFERENCES subscriber(id)"
	"    ON DELETE CASCADE,"
	"  author TEXT NOT NULL,"
	"  PRIMARY KEY (subscriber, author)"
	") STRICT, WITHOUT ROWID;"

	"CREATE TABLE delivery ("
	"  id INTEGER PRIMARY KEY,"
	"  edition INTEGER REFERENCES edition(date)," /* null: a letter */
	"  subscriber INTEGER NOT NULL REFERENCES subscriber(id)"
	"    ON DELETE CASCADE,"
	"  state INTEGER NOT NULL DEFAULT 0," /* enum delivery_state */
	"  address TEXT NOT NULL,"
	"  name TEXT NOT NULL DEFAULT '',"
	"  format INTEGER NOT NULL DEFAULT 0,"
	"  reply_expires INTEGER NOT NULL DEFAULT 0,"
	"  queued INTEGER NOT NULL,"
	"  settings TEXT NOT NULL DEFAULT '',"
	"  choices TEXT NOT NULL DEFAULT ''," /* see store_outbox.c */
	"  message BLOB," /* of a letter: the whole message */
	"  tries INTEGER NOT NULL DEFAULT 0,"
	"  unknowns INTEGER NOT NULL DEFAULT 0,"
	"  next_try INTEGER," /* null: never again */
	"  changed INTEGER NOT NULL,"
	"  reply TEXT NOT NULL DEFAULT '',"
	"  UNIQUE (edition, subscriber)"
	") STRICT;"
	"CREATE INDEX delivery_subscriber ON delivery (subscriber, edition);"
	/* What is due is read in the order of ids; the times stand in the index
	 * because a row's texts would have to be read past. */
	"CREATE INDEX delivery_due ON delivery (id, next_try, changed)"
	"  WHERE next_try IS NOT NULL;"
	"CREATE INDEX delivery_sending ON delivery (id) WHERE state = 1;"

	"CREATE TABLE key ("
	"  id INTEGER PRIMARY KEY," /* 1..255 */
	"  secret BLOB NOT NULL,"
	"  retired INTEGER NOT NULL DEFAULT 0,"
	"  created INTEGER NOT NULL"
	") STRICT;",

	/* 2: the language model's calls, written down before they go out */
	"ALTER TABLE edition ADD COLUMN model TEXT NOT NULL DEFAULT '';"
	"CREATE TABLE llm_call ("
	"  id INTEGER PRIMARY KEY,"
	"  edition INTEGER REFERENCES edition(date)," /* null: a command's */
	"  at INTEGER NOT NULL,"
	"  model TEXT NOT NULL,"
	"  titles INTEGER NOT NULL," /* the title pass */
	"  papers INTEGER NOT NULL,"
	"  answered INTEGER NOT NULL,"  /* 0: or nobody knows */
	"  estimated INTEGER NOT NULL," /* tokens are our own count */
	"  prompt_tokens INTEGER NOT NULL,"
	"  cached_tokens INTEGER NOT NULL,"
	"  completion_tokens INTEGER NOT NULL,"
	"  cost REAL NOT NULL"
	") STRICT;"
	"CREATE INDEX llm_call_at ON llm_call (at);"
	"CREATE INDEX llm_call_edition ON llm_call (edition);"

	/* What the title pass has said already. */
	"CREATE TABLE title ("
	"  edition INTEGER NOT NULL REFERENCES edition(date),"
	"  paper INTEGER NOT NULL REFERENCES paper(row),"
	"  dropped INTEGER NOT NULL,"
	"  PRIMARY KEY (edition, paper)"
	") STRICT, WITHOUT ROWID;",

	/* 3: the inbound flow */
	"ALTER TABLE subscriber ADD COLUMN bounces REAL NOT NULL DEFAULT 0;"
	"ALTER TABLE subscriber ADD COLUMN bounced INTEGER NOT NULL DEFAULT 0;"

	/* Every mail that had an effect or an answer, so that it has them once:
	 * by its Message-ID or, without one, by its content. */
	"CREATE TABLE ledger ("
	"  name TEXT PRIMARY KEY,"
	"  uidvalidity INTEGER NOT NULL,"
	"  uid INTEGER NOT NULL,"
	"  received INTEGER NOT NULL"
	") STRICT, WITHOUT ROWID;"

	/* Commands that wait for a confirmation by the registered address. */
	"CREATE TABLE confirmation ("
	"  id INTEGER PRIMARY KEY AUTOINCREMENT,"
	"  subscriber INTEGER NOT NULL REFERENCES subscriber(id)"
	"    ON DELETE CASCADE,"
	"  commands TEXT NOT NULL," /* canonical, one a line */
	"  expires INTEGER NOT NULL"
	") STRICT;"

	/* What was answered, for the limits. */
	"CREATE TABLE answer ("
	"  subscriber INTEGER NOT NULL REFERENCES subscriber(id)"
	"    ON DELETE CASCADE,"
	"  at INTEGER NOT NULL,"
	"  help INTEGER NOT NULL"
	") STRICT;"
	"CREATE INDEX answer_at ON answer (at);"

	/* The settings before the last change, for undo. */
	"CREATE TABLE undo ("
	"  subscriber INTEGER PRIMARY KEY REFERENCES subscriber(id)"
	"    ON DELETE CASCADE,"
	"  settings TEXT NOT NULL"
	") STRICT;"

	"CREATE TABLE judgement ("
	"  subscriber INTEGER NOT NULL REFERENCES subscriber(id)"
	"    ON DELETE CASCADE,"
	"  paper INTEGER NOT NULL REFERENCES paper(row),"
	"  liked INTEGER NOT NULL," /* 1 or -1 */
	"  PRIMARY KEY (subscriber, paper)"
	") STRICT, WITHOUT ROWID;"
	"CREATE TABLE phrase ("
	"  subscriber INTEGER NOT NULL REFERENCES subscriber(id)"
	"    ON DELETE CASCADE,"
	"  phrase TEXT NOT NULL,"
	"  step INTEGER NOT NULL,"
	"  PRIMARY KEY (subscriber, phrase)"
	") STRICT, WITHOUT ROWID;",

	/* 4: letters to nobody's subscription (the admin; who has just been
	 * forgotten). SQLite takes no NOT NULL away: the table is made anew. */
	"CREATE TABLE delivery_new ("
	"  id INTEGER PRIMARY KEY,"
	"  edition INTEGER REFERENCES edition(date),"    /* null: a letter */
	"  subscriber INTEGER REFERENCES subscriber(id)" /* null: nobody's */
	"    ON DELETE CASCADE,"
	"  state INTEGER NOT NULL DEFAULT 0,"
	"  address TEXT NOT NULL,"
	"  name TEXT NOT NULL DEFAULT '',"
	"  format INTEGER NOT NULL DEFAULT 0,"
	"  reply_expires INTEGER NOT NULL DEFAULT 0,"
	"  queued INTEGER NOT NULL,"
	"  settings TEXT NOT NULL DEFAULT '',"
	"  choices TEXT NOT NULL DEFAULT '',"
	"  message BLOB,"
	"  tries INTEGER NOT NULL DEFAULT 0,"
	"  unknowns INTEGER NOT NULL DEFAULT 0,"
	"  next_try INTEGER,"
	"  changed INTEGER NOT NULL,"
	"  reply TEXT NOT NULL DEFAULT '',"
	"  UNIQUE (edition, subscriber)"
	") STRICT;"
	"INSERT INTO delivery_new SELECT id, edition, subscriber, state,"
	"  address, name, format, reply_expires, queued, settings, choices,"
	"  message, tries, unknowns, next_try, changed, reply FROM delivery;"
	"DROP TABLE delivery;"
	"ALTER TABLE delivery_new RENAME TO delivery;"
	"CREATE INDEX delivery_subscriber ON delivery (subscriber, edition);"
	"CREATE INDEX delivery_due ON delivery (id, next_try, changed)"
	"  WHERE next_try IS NOT NULL;"
	"CREATE INDEX delivery_sending ON delivery (id) WHERE state = 1;"
	/* Nobody's letter leaves no address behind: once it will not be tried
	 * again (and is not being sent), its row goes. */
	"CREATE TRIGGER delivery_nobodys AFTER UPDATE ON delivery"
	"  WHEN new.subscriber IS NULL AND new.next_try IS NULL"
	"    AND new.state <> 1"
	"  BEGIN DELETE FROM delivery WHERE id = new.id; END;"

	"CREATE TABLE fact (" /* see store_fact.h */
	"  name TEXT PRIMARY KEY,"
	"  text TEXT NOT NULL DEFAULT '',"
	"  at INTEGER NOT NULL"
	") STRICT, WITHOUT ROWID;",

	/* 5: who asked to be forgotten */
	"CREATE TABLE forgotten (hash BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;"
	"CREATE TABLE salt (bytes BLOB NOT NULL) STRICT;"
	"INSERT INTO salt (bytes) VALUES (randomblob(32));",

	/* 6: a goodbye does not wait for ever (store_goodbye.h), */
	"ALTER TABLE delivery ADD COLUMN erase_at INTEGER;"
	"CREATE INDEX delivery_erase ON delivery (erase_at)"
	"  WHERE erase_at IS NOT NULL;"
	/* limits are asked at each mail, */
	"CREATE INDEX answer_subscriber ON answer (subscriber, at, help);"
	/* and how many bounced today is asked at each bounce */
	"CREATE INDEX subscriber_bounced ON subscriber (bounced)"
	"  WHERE bounced > 0;",

	/* 7: what a weekly digest covers, and the reader's threshold */
	"ALTER TABLE delivery ADD COLUMN week TEXT NOT NULL DEFAULT '';"
	"ALTER TABLE delivery ADD COLUMN threshold REAL NOT NULL DEFAULT 0;",

	/* 8: the outbox's states, each in an index as small as what it holds;
	 * what was sent, nearly all, is in none. fresh: 1 while queued or
	 * sending. It stands for itself, so that the commit before each final
	 * dot changes the row and no index. */
	"ALTER TABLE delivery ADD COLUMN fresh INTEGER NOT NULL DEFAULT 0;"
	"UPDATE delivery SET fresh = 1 WHERE state < 2;"
	"DROP INDEX delivery_due;"
	"DROP INDEX delivery_sending;"
	"CREATE INDEX delivery_fresh ON delivery (id, edition, subscriber)"
	"  WHERE fresh = 1;"
	"CREATE INDEX delivery_letter ON delivery (id)"
	"  WHERE next_try IS NOT NULL AND edition IS NULL;"
	"CREATE INDEX delivery_later ON delivery"
	"  (id, next_try, changed, state, edition, subscriber)"
	"  WHERE next_try IS NOT NULL AND state > 2;"
	"CREATE INDEX delivery_over ON delivery (state, id, edition)"
	"  WHERE next_try IS NULL AND state > 2;",

	/* 9: what is old goes (store_prune.c), and is found by its age */
	"CREATE INDEX delivery_letter_age ON delivery (queued)"
	"  WHERE edition IS NULL;"
	"CREATE INDEX ledger_received ON ledger (received);",
};

enum { NEWEST = sizeof(migrations) / sizeof(*migrations) };

static int version(struct store *s, int64_t *v, struct err *err)
{
	sqlite3_stmt *q = sql(s, "PRAGMA user_version");
	int rc = sql_row(s, q, err);

	if (rc <= 0)
		return -1;
	*v = sql_get_int(q, 0);
	sql_done(q);
	return 0;
}

static int step(struct store *s, int64_t to, struct err *err)
{
	struct buf set CLEANUP(buf_deinit) = BUF(64);
	int64_t now;

	buf_addf(&set, "PRAGMA user_version = %d", (int)to);
	if (store_begin(s, err))
		return -1;
	/* Another process may have done it while we waited for the lock. */
	if (version(s, &now, err))
		goto fail;
	if (now < to &&
	    (sqlite3_exec(s->db, migrations[to - 1], NULL, NULL, NULL) ||
	     sqlite3_exec(s->db, buf_cstr(&set), NULL, NULL, NULL))) {
		sql_err(s, err);
		goto fail;
	}
	return store_commit(s, err);
fail:
	store_rollback(s);
	return -1;
}

int store_migrate(struct store *s, struct err *err)
{
	int64_t have;

	if (version(s, &have, err))
		return -1;
	if (have > NEWEST)
		return err_set(err,
		               "%s: made by a newer digestd (schema %d, this "
		               "program knows %d): upgrade digestd",
		               s->path, (int)have, (int)NEWEST);
	for (int64_t v = have + 1; v <= NEWEST; v++)
		if (step(s, v, err))
			return err_prefix(err, "migration %d", (int)v);
	return 0;
}
