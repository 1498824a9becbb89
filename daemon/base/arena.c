#include "base/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { CHUNK = 64 * 1024 };

struct chunk {
	struct chunk *next; /* the one filled before this one */
	size_t used, size;
	alignas(max_align_t) char mem[];
};

struct arena {
	struct chunk *top;
	size_t total, max;
};

struct arena *arena_new(size_t max_bytes)
{
	struct arena *a = calloc(1, sizeof(*a));

	if (!a)
		abort();
	a->max = max_bytes;
	return a;
}

static void free_chunks(struct chunk *c)
{
	while (c) {
		struct chunk *next = c->next;

		free(c);
		c = next;
	}
}

void arena_free(struct arena *a)
{
	if (!a)
		return;
	free_chunks(a->top);
	free(a);
}

void arena_reset(struct arena *a)
{
	if (!a->top)
		return;
	free_chunks(a->top->next);
	a->top->next = NULL;
	a->top->used = 0;
	a->total = a->top->size;
}

static void grow(struct arena *a, size_t size)
{
	size_t room = size > CHUNK ? size : CHUNK, left = a->max - a->total;
	struct chunk *c;

	/* The last chunk takes what is left, so that the maximum is what the
	 * caller asked for, also when it is less than a chunk. */
	if (room > left)
		room = left;
	if (size > room) {
		fprintf(stderr, "<2>arena: more than %zu bytes wanted\n",
		        a->max);
		abort();
	}
	c = malloc(sizeof(*c) + room);
	if (!c)
		abort();
	c->next = a->top;
	c->used = 0;
	c->size = room;
	a->top = c;
	a->total += room;
}

void *arena_alloc(struct arena *a, size_t size)
{
	const size_t align = alignof(max_align_t);
	void *p;

	if (size > SIZE_MAX - align)
		abort();
	size = (size + align - 1) / align * align;
	if (!a->top || a->top->size - a->top->used < size)
		grow(a, size);
	p = a->top->mem + a->top->used;
	a->top->used += size;
	memset(p, 0, size);
	return p;
}

void *arena_array(struct arena *a, size_t count, size_t size)
{
	if (size && count > SIZE_MAX / size)
		abort();
	return arena_alloc(a, count * size);
}

char *arena_strndup(struct arena *a, const char *s, size_t len)
{
	char *copy = arena_alloc(a, len + 1);

	if (len)
		memcpy(copy, s, len);
	return copy;
}

char *arena_strdup(struct arena *a, const char *s)
{
	return s ? arena_strndup(a, s, strlen(s)) : NULL;
}

char *arena_str(struct arena *a, struct str s)
{
	return arena_strndup(a, s.ptr, s.len);
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap, again;
	char *s = NULL;
	int need;

	va_start(ap, fmt);
	va_copy(again, ap);
	need = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (need < 0)
		abort();
	s = arena_alloc(a, (size_t)need + 1);
	vsnprintf(s, (size_t)need + 1, fmt, again);
	va_end(again);
	return s;
}
