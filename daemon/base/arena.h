#pragma once
/*
 * Memory that lives and dies together: one arena for an edition, a config, a
 * page. Nothing in it is freed alone. Allocation failure, and passing the
 * maximum (inputs are capped long before), abort. One thread at a time.
 */
#include <stddef.h>

#include "base/cleanup.h"
#include "base/str.h"

struct arena;

struct arena *arena_new(size_t max_bytes);
void arena_free(struct arena *a);
CLEANUP_DEFINE(struct arena *, arena_free)

/* Everything handed out becomes invalid, the memory is kept for reuse. */
void arena_reset(struct arena *a);

/* Zeroed, aligned for any type. */
void *arena_alloc(struct arena *a, size_t size);
void *arena_array(struct arena *a, size_t count, size_t size);

char *arena_strdup(struct arena *a, const char *s); /* NULL gives NULL */
char *arena_strndup(struct arena *a, const char *s, size_t len);
char *arena_str(struct arena *a, struct str s);
char *arena_printf(struct arena *a, const char *fmt, ...)
        __attribute__((format(printf, 2, 3)));
