#pragma once
/* The secrets that sign tokens. They never leave the database file (0600). */
#include "store/store.h"

struct store_key {
	uint8_t id; /* 1..255 */
	bool retired;
	int64_t created; /* instant */
	struct str secret;
};

/* Oldest first; ids grow with time. */
int store_keys(struct store *store, struct arena *arena,
               struct store_key **keys, size_t *n, struct err *err);

/* created is `now`. 1: the id is taken, nothing was put. */
int store_key_put(struct store *store, const struct store_key *key, int64_t now,
                  struct err *err);

/* All keys so far: from now on they are good for unsubscribing alone. */
int store_keys_retire(struct store *store, struct err *err);
