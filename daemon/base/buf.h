#pragma once
/*
 * struct buf builds bytes. It owns its memory, is always NUL-terminated (the
 * NUL is not counted), and has a maximum: what would pass it is not appended,
 * and `full` stays set until buf_clear, so a caller may append freely and ask
 * once at the end. Allocation failure aborts.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

struct buf {
	char *ptr; /* NULL until the first append; see buf_cstr */
	size_t len, cap, max;
	bool full;
};

#define BUF(max_bytes) ((struct buf){ .max = (max_bytes) })

void buf_deinit(struct buf *b);
void buf_clear(struct buf *b); /* keeps the memory and the maximum */

/* 0, or -1 when the maximum would be passed. */
int buf_add(struct buf *b, const void *bytes, size_t len);
int buf_adds(struct buf *b, const char *s);
int buf_addstr(struct buf *b, struct str s);
int buf_addc(struct buf *b, char c);
int buf_addf(struct buf *b, const char *fmt, ...)
        __attribute__((format(printf, 2, 3)));

/* Makes room for len more bytes and a NUL, and returns where they go; the
 * caller writes at most len of them, adds what it wrote to b->len and puts the
 * NUL behind. NULL when full. */
char *buf_reserve(struct buf *b, size_t len);

/* Never NULL. */
const char *buf_cstr(const struct buf *b);
struct str buf_str(const struct buf *b);

/* Hands the memory to the caller (free it); the buffer is empty after. */
char *buf_steal(struct buf *b);
