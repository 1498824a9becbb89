#include "signing.h"

#include "store/store_key.h"

enum { KEYS_BYTES = 256 * 1024, KEY_IDS = 255, DAY = 24 * 3600 };

/* From the instant that it has a successor. */
static int64_t lingers_until(const struct store_key *keys, size_t n, size_t i)
{
	return i + 1 < n ? keys[i + 1].created + (int64_t)SIGNING_LINGERS * DAY
	                 : INT64_MAX;
}

static bool is_retired(const struct store_key *keys, size_t n, size_t i,
                       int64_t now)
{
	return keys[i].retired || now >= lingers_until(keys, n, i);
}

static int take_secret(const struct store_key *stored, struct token_key *key,
                       struct err *err)
{
	if (stored->secret.len != sizeof(key->secret))
		return err_set(err, "key %d in the database is damaged",
		               stored->id);
	key->id = stored->id;
	memcpy(key->secret, stored->secret.ptr, sizeof(key->secret));
	return 0;
}

int signing_keys(struct store *store, int64_t now, struct arena *arena,
                 struct token_key **keys, size_t *n, struct err *err)
{
	struct store_key *stored;

	if (store_keys(store, arena, &stored, n, err))
		return -1;
	*keys = arena_array(arena, *n, sizeof(**keys));
	for (size_t i = 0; i < *n; i++) {
		if (take_secret(&stored[i], &(*keys)[i], err))
			return -1;
		(*keys)[i].retired = is_retired(stored, *n, i, now);
	}
	return 0;
}

int signing_facts(struct store *store, int64_t now, struct arena *arena,
                  struct signing_fact **facts, size_t *n, struct err *err)
{
	struct store_key *stored;

	if (store_keys(store, arena, &stored, n, err))
		return -1;
	*facts = arena_array(arena, *n, sizeof(**facts));
	for (size_t i = 0; i < *n; i++) {
		struct signing_fact *f = &(*facts)[i];

		*f = (struct signing_fact){ .id = stored[i].id,
			                    .created = stored[i].created };
		if (is_retired(stored, *n, i, now)) {
			f->use = SIGNING_RETIRED;
		} else if (i + 1 < *n) {
			f->use = SIGNING_VERIFIES;
			f->until = lingers_until(stored, *n, i);
		}
	}
	return 0;
}

/* A key with the id after `last`; 1: somebody else was faster. */
static int make(struct store *store, uint8_t last, int64_t now, struct err *err)
{
	struct token_key key;
	int rc;

	if (last == KEY_IDS)
		return err_set(err,
		               "%d keys were made, a token can tell no "
		               "more apart",
		               KEY_IDS);
	if (token_key_make((uint8_t)(last + 1), &key, err))
		return -1;
	rc = store_key_put(
	        store,
	        &(struct store_key){ .id = key.id,
	                             .secret = { (const char *)key.secret,
	                                         sizeof(key.secret) } },
	        now, err);
	explicit_bzero(&key, sizeof(key));
	return rc;
}

int signing_key(struct store *store, int64_t now, struct token_key *key,
                struct err *err)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(KEYS_BYTES);
	struct token_key *keys;
	size_t n;

	if (signing_keys(store, now, arena, &keys, &n, err))
		return -1;
	if (!n && (make(store, 0, now, err) < 0 ||
	           signing_keys(store, now, arena, &keys, &n, err)))
		return -1;
	*key = keys[n - 1];
	return key->retired ? err_set(err, "every signing key is retired") : 0;
}

int signing_key_by_id(struct store *store, uint8_t id, struct token_key *key,
                      struct err *err)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(KEYS_BYTES);
	struct store_key *stored;
	size_t n;

	if (store_keys(store, arena, &stored, &n, err))
		return -1;
	for (size_t i = 0; i < n; i++)
		if (stored[i].id == id) {
			*key = (struct token_key){ 0 };
			return take_secret(&stored[i], key, err);
		}
	return 1;
}

static int rotate(struct store *store, int64_t now, bool revoke,
                  struct err *err)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(KEYS_BYTES);
	struct store_key *stored;
	size_t n;

	if (store_keys(store, arena, &stored, &n, err) ||
	    (revoke && store_keys_retire(store, err)))
		return -1;
	return make(store, n ? stored[n - 1].id : 0, now, err) ? -1 : 0;
}

int signing_rotate(struct store *store, int64_t now, bool revoke,
                   struct err *err)
{
	if (store_begin(store, err))
		return -1;
	if (!rotate(store, now, revoke, err) && !store_commit(store, err))
		return 0;
	store_rollback(store);
	return -1;
}
