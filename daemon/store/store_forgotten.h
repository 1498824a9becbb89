#pragma once
/*
 * Who asked to be forgotten, as salted hashes: enough to know an address when
 * it comes again, not enough to read it. The salt is random, made with the
 * table, and never leaves the database.
 */
#include "store/store.h"

enum { STORE_SALT_LEN = 32, STORE_HASH_LEN = 32 };

int store_salt(struct store *store, uint8_t salt[STORE_SALT_LEN],
               struct err *err);

/* In the caller's transaction, or one of its own. */
int store_forgotten_put(struct store *store, const uint8_t hash[STORE_HASH_LEN],
                        struct err *err);
int store_forgotten_remove(struct store *store,
                           const uint8_t hash[STORE_HASH_LEN], struct err *err);

/* 0: it is among them; 1: it is not. */
int store_forgotten(struct store *store, const uint8_t hash[STORE_HASH_LEN],
                    struct err *err);
