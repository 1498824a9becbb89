#pragma once
/*
 * A message on its way out: bytes that others own, in order. Copies pointers,
 * not text; sent with writev-like calls. Start with a zeroed struct.
 */
#include <stddef.h>

#include "base/buf.h"

struct slices {
	struct str *parts;
	size_t n, cap;
	size_t bytes; /* sum of all */
};

void slices_deinit(struct slices *s);
void slices_clear(struct slices *s); /* keeps the memory */

/* An empty part is left out: no slice is ever empty. */
void slices_add(struct slices *s, struct str part);

/* Back to the first n parts. */
void slices_cut(struct slices *s, size_t n);

void slices_flatten(const struct slices *s, struct buf *out);
