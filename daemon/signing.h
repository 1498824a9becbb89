#pragma once
/* The keys that sign tokens, between the store and mail/token. */
#include "base/arena.h"
#include "base/err.h"
#include "mail/token.h"
#include "store/store.h"

/* All keys, oldest first. */
int signing_keys(struct store *store, struct arena *arena,
                 struct token_key **keys, size_t *n, struct err *err);

/* The newest key that is not retired; the first start makes one. */
int signing_key(struct store *store, int64_t now, struct token_key *key,
                struct err *err);

/* The key with this id; 1: there is none. */
int signing_key_by_id(struct store *store, uint8_t id, struct token_key *key,
                      struct err *err);
