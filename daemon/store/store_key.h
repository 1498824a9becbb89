#pragma once
/* The secrets that sign tokens. They never leave the database file (0600). */
#include "store/store.h"

struct store_key {
	uint8_t id; /* 1..255 */
	bool retired;
	struct str secret;
};

/* Oldest first. */
int store_keys(struct store *store, struct arena *arena,
               struct store_key **keys, size_t *n, struct err *err);

/* Fails when the id is taken. */
int store_key_put(struct store *store, const struct store_key *key, int64_t now,
                  struct err *err);
