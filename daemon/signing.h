#pragma once
/*
 * The keys that sign tokens, between the store and mail/token, and how long
 * each is good for what:
 *
 *	signs     the newest: every new mail's tokens
 *	verifies  a former one, until the last mail that it signed is too old to
 *	          be replied to: SIGNING_LINGERS days after its successor came
 *	retired   for ever: unsubscribing, and nothing else
 *
 * Whoever needs keys reads them from the store then, so a new one is used at
 * once, by a running daemon, too.
 */
#include "base/arena.h"
#include "base/err.h"
#include "mail/token.h"
#include "store/store.h"

/* A mail may be queued, and its token begin to live, some days after its
 * edition was frozen with the key of that day. */
enum { SIGNING_LINGERS = TOKEN_REPLY_DAYS + 7 };

enum signing_use { SIGNING_SIGNS, SIGNING_VERIFIES, SIGNING_RETIRED };

struct signing_fact {
	uint8_t id;
	enum signing_use use;
	int64_t created;
	int64_t until; /* instant, of SIGNING_VERIFIES; else 0 */
};

/* All keys, oldest first, retired ones marked. */
int signing_keys(struct store *store, int64_t now, struct arena *arena,
                 struct token_key **keys, size_t *n, struct err *err);

/* What is to be said about them: no secrets. */
int signing_facts(struct store *store, int64_t now, struct arena *arena,
                  struct signing_fact **facts, size_t *n, struct err *err);

/* The key that signs; the first start makes one. */
int signing_key(struct store *store, int64_t now, struct token_key *key,
                struct err *err);

/* The key with this id; 1: there is none. */
int signing_key_by_id(struct store *store, uint8_t id, struct token_key *key,
                      struct err *err);

/* A new key signs from now on. revoke: somebody else may have the former ones,
 * they retire at once, and replies to mails that are out already have to be
 * confirmed. A transaction of its own. */
int signing_rotate(struct store *store, int64_t now, bool revoke,
                   struct err *err);
