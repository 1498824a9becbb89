#include "mail/slices.h"

#include <stdlib.h>

void slices_deinit(struct slices *s)
{
	free(s->parts);
	*s = (struct slices){ 0 };
}

void slices_clear(struct slices *s)
{
	s->n = 0;
	s->bytes = 0;
}

void slices_add(struct slices *s, struct str part)
{
	if (!part.len)
		return;
	if (s->n == s->cap) {
		s->cap = s->cap ? s->cap * 2 : 64;
		s->parts = reallocarray(s->parts, s->cap, sizeof(*s->parts));
		if (!s->parts)
			abort();
	}
	s->parts[s->n++] = part;
	s->bytes += part.len;
}

void slices_cut(struct slices *s, size_t n)
{
	while (s->n > n)
		s->bytes -= s->parts[--s->n].len;
}

void slices_flatten(const struct slices *s, struct buf *out)
{
	for (size_t i = 0; i < s->n; i++)
		buf_addstr(out, s->parts[i]);
}
