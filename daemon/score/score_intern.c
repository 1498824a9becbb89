#include "score/score_intern.h"

#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

enum { FIRST_SLOTS = 1024 };

struct key {
	const char *bytes;
	uint32_t len;
};

/* The hash stands here, so that a search seldom looks at a wrong key. */
struct slot {
	uint32_t key; /* number + 1; 0: empty */
	uint32_t hash;
};

struct score_intern {
	struct arena *arena; /* the keys' bytes */
	struct key *keys;    /* by number */
	size_t n, cap;
	struct slot *slots;
	size_t mask; /* slots - 1, a power of two less one */
};

static void *need(void *p)
{
	if (!p)
		abort();
	return p;
}

struct score_intern *score_intern_new(void)
{
	struct score_intern *t = need(calloc(1, sizeof(*t)));

	t->arena = arena_new(SIZE_MAX);
	t->slots = need(calloc(FIRST_SLOTS, sizeof(*t->slots)));
	t->mask = FIRST_SLOTS - 1;
	return t;
}

void score_intern_free(struct score_intern *t)
{
	if (!t)
		return;
	arena_free(t->arena);
	free(t->keys);
	free(t->slots);
	free(t);
}

/* FNV-1a. Whoever writes papers can make keys collide, but a paper is capped
 * to a few thousand words: nothing to gain. */
static uint32_t hash(const void *key, size_t len)
{
	const unsigned char *p = key;
	uint32_t h = 2166136261u;

	for (size_t i = 0; i < len; i++)
		h = (h ^ p[i]) * 16777619u;
	return h;
}

/* Where the key stands, or the empty slot where it would. */
static size_t probe(const struct score_intern *t, const void *key, size_t len,
                    uint32_t h)
{
	size_t at = h & t->mask;

	while (t->slots[at].key) {
		const struct slot *slot = &t->slots[at];
		const struct key *k = &t->keys[slot->key - 1];

		if (slot->hash == h && k->len == len &&
		    !memcmp(k->bytes, key, len))
			break;
		at = (at + 1) & t->mask;
	}
	return at;
}

static void grow_slots(struct score_intern *t)
{
	size_t old_mask = t->mask, slots = 2 * (t->mask + 1);
	struct slot *old = t->slots;

	t->slots = need(calloc(slots, sizeof(*t->slots)));
	t->mask = slots - 1;
	for (size_t i = 0; i <= old_mask; i++) {
		size_t at = old[i].hash & t->mask;

		if (!old[i].key)
			continue;
		while (t->slots[at].key)
			at = (at + 1) & t->mask;
		t->slots[at] = old[i];
	}
	free(old);
}

int score_intern_find(const struct score_intern *t, const void *key, size_t len)
{
	return (int)t->slots[probe(t, key, len, hash(key, len))].key - 1;
}

int score_intern_add(struct score_intern *t, const void *key, size_t len,
                     bool *fresh)
{
	uint32_t h = hash(key, len);
	size_t at = probe(t, key, len, h);

	if (fresh)
		*fresh = !t->slots[at].key;
	if (t->slots[at].key)
		return (int)t->slots[at].key - 1;
	if (t->n == INT_MAX - 1)
		abort();
	if (t->n == t->cap) {
		t->cap = t->cap ? 2 * t->cap : FIRST_SLOTS / 2;
		t->keys = need(reallocarray(t->keys, t->cap, sizeof(*t->keys)));
	}
	t->keys[t->n] = (struct key){ arena_strndup(t->arena, key, len),
		                      (uint32_t)len };
	t->slots[at] = (struct slot){ (uint32_t)++t->n, h };
	if (2 * t->n > t->mask)
		grow_slots(t);
	return (int)t->n - 1;
}

size_t score_intern_count(const struct score_intern *t)
{
	return t->n;
}

const char *score_intern_key(const struct score_intern *t, int n)
{
	return t->keys[n].bytes;
}
