#include "signing.h"

#include "store/store_key.h"

enum { KEYS_BYTES = 256 * 1024 };

int signing_keys(struct store *store, struct arena *arena,
                 struct token_key **keys, size_t *n, struct err *err)
{
	struct store_key *stored;

	if (store_keys(store, arena, &stored, n, err))
		return -1;
	*keys = arena_array(arena, *n, sizeof(**keys));
	for (size_t i = 0; i < *n; i++) {
		struct token_key *k = &(*keys)[i];

		if (stored[i].secret.len != sizeof(k->secret))
			return err_set(err, "key %d in the database is damaged",
			               stored[i].id);
		k->id = stored[i].id;
		k->retired = stored[i].retired;
		memcpy(k->secret, stored[i].secret.ptr, sizeof(k->secret));
	}
	return 0;
}

static int make_first(struct store *store, int64_t now, struct token_key *key,
                      struct err *err)
{
	if (token_key_make(1, key, err))
		return -1;
	return store_key_put(
	        store,
	        &(struct store_key){ .id = key->id,
	                             .secret = { (const char *)key->secret,
	                                         sizeof(key->secret) } },
	        now, err);
}

int signing_key(struct store *store, int64_t now, struct token_key *key,
                struct err *err)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(KEYS_BYTES);
	struct token_key *keys;
	size_t n;

	if (signing_keys(store, arena, &keys, &n, err))
		return -1;
	for (size_t i = n; i > 0; i--)
		if (!keys[i - 1].retired) {
			*key = keys[i - 1];
			return 0;
		}
	if (n)
		return err_set(err, "every signing key is retired");
	return make_first(store, now, key, err);
}

int signing_key_by_id(struct store *store, uint8_t id, struct token_key *key,
                      struct err *err)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(KEYS_BYTES);
	struct token_key *keys;
	size_t n;

	if (signing_keys(store, arena, &keys, &n, err))
		return -1;
	for (size_t i = 0; i < n; i++)
		if (keys[i].id == id) {
			*key = keys[i];
			return 0;
		}
	return 1;
}
