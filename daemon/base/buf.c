#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void buf_deinit(struct buf *b)
{
	free(b->ptr);
	*b = BUF(b->max);
}

void buf_clear(struct buf *b)
{
	b->len = 0;
	b->full = false;
	if (b->ptr)
		b->ptr[0] = '\0';
}

char *buf_reserve(struct buf *b, size_t len)
{
	if (b->full || len > b->max || b->len > b->max - len) {
		b->full = true;
		return NULL;
	}
	if (b->len + len + 1 > b->cap) {
		size_t cap = b->cap ? b->cap : 64;

		while (cap < b->len + len + 1)
			cap *= 2;
		b->ptr = realloc(b->ptr, cap);
		if (!b->ptr)
			abort();
		b->cap = cap;
		b->ptr[b->len] = '\0';
	}
	return b->ptr + b->len;
}

int buf_add(struct buf *b, const void *bytes, size_t len)
{
	char *to = buf_reserve(b, len);

	if (!to)
		return -1;
	if (len)
		memcpy(to, bytes, len);
	b->len += len;
	b->ptr[b->len] = '\0';
	return 0;
}

int buf_adds(struct buf *b, const char *s)
{
	return buf_add(b, s, strlen(s));
}

int buf_addstr(struct buf *b, struct str s)
{
	return buf_add(b, s.ptr, s.len);
}

int buf_addc(struct buf *b, char c)
{
	return buf_add(b, &c, 1);
}

int buf_addf(struct buf *b, const char *fmt, ...)
{
	va_list ap, again;
	int need;
	char *to;

	va_start(ap, fmt);
	va_copy(again, ap);
	need = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	to = need < 0 ? NULL : buf_reserve(b, (size_t)need);
	if (to) {
		vsnprintf(to, (size_t)need + 1, fmt, again);
		b->len += (size_t)need;
	}
	va_end(again);
	return to ? 0 : -1;
}

const char *buf_cstr(const struct buf *b)
{
	return b->ptr ? b->ptr : "";
}

struct str buf_str(const struct buf *b)
{
	return (struct str){ b->ptr ? b->ptr : "", b->len };
}

char *buf_steal(struct buf *b)
{
	char *p = b->ptr ? b->ptr : calloc(1, 1);

	if (!p)
		abort();
	b->ptr = NULL;
	buf_deinit(b);
	return p;
}
