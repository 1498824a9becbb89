#pragma once
/*
 * Byte strings to small numbers: the first key added is 0, the next 1, and so
 * on, so that what belongs to a key stands in a plain array beside the table.
 * Keys are copied. Open addressing, linear probing; allocation failure aborts.
 * One thread.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/cleanup.h"

struct score_intern;

struct score_intern *score_intern_new(void);
void score_intern_free(struct score_intern *t);
CLEANUP_DEFINE(struct score_intern *, score_intern_free)

/* The key's number, added if need be; *fresh, if not NULL: it was new. */
int score_intern_add(struct score_intern *t, const void *key, size_t len,
                     bool *fresh);

/* The key's number, or -1. */
int score_intern_find(const struct score_intern *t, const void *key,
                      size_t len);

size_t score_intern_count(const struct score_intern *t);

/* The bytes of key n (NUL-terminated beyond len), as long as the table. */
const char *score_intern_key(const struct score_intern *t, int n);
