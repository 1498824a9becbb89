#include "mail/submit_body.h"

#include <stdint.h>

enum { LINE_MAX_OCTETS = 998 };

/*
 * Two passes say the same: a quick one over every mail, which looks at octets
 * sixteen at a time and only answers "sound" or "look closer"; and a slow one
 * over what is not sound, which names the line.
 */
struct glance {
	unsigned char last; /* octet before this slice; LF: none yet */
	size_t column;      /* octets of this line so far */
	bool closer;
	bool eightbit;
};

/* GCC and Clang make this the machine's own vector. */
typedef uint8_t octets __attribute__((vector_size(16)));

static inline uint64_t any(octets v)
{
	uint64_t half[2];

	memcpy(half, &v, sizeof(v));
	return half[0] | half[1];
}

/* n octets, a multiple of sixteen, with their right neighbours: reads p[n],
 * too. */
static void glance_at(struct glance *g, const unsigned char *p, size_t n)
{
	octets closer = { 0 }, all = { 0 };

	for (size_t i = 0; i < n; i += sizeof(octets)) {
		octets a, b;

		memcpy(&a, p + i, sizeof(a));
		memcpy(&b, p + i + 1, sizeof(b));
		closer |= (octets)((a == '\r') ^ (b == '\n'));
		closer |= (octets)((a == '\n') & (b == '.'));
		closer |= (octets)(a == 0);
		all |= a;
	}
	g->closer |= any(closer) != 0;
	g->eightbit |= any(all & 0x80) != 0;
}

static void glance_at_one(struct glance *g, unsigned char a, unsigned char b)
{
	g->closer |=
	        !a || (a == '\r') != (b == '\n') || (a == '\n' && b == '.');
	g->eightbit |= a > 0x7f;
}

/* Only an LF that lies within 1000 octets of its line's beginning lets it go
 * on: many lines are passed at once. */
static void glance_at_lines(struct glance *g, struct str s)
{
	while (s.len && !g->closer) {
		size_t room = LINE_MAX_OCTETS + 2 - g->column;
		size_t n = s.len < room ? s.len : room;
		const char *lf = memrchr(s.ptr, '\n', n);
		size_t over = lf ? (size_t)(lf + 1 - s.ptr) : n;

		g->column = lf ? 0 : g->column + n;
		g->closer |= g->column > LINE_MAX_OCTETS;
		s.ptr += over;
		s.len -= over;
	}
}

static void glance_at_slice(struct glance *g, struct str s)
{
	const unsigned char *p = (const unsigned char *)s.ptr;
	size_t pairs = s.len - 1, whole = pairs - pairs % sizeof(octets);

	glance_at_one(g, g->last, p[0]);
	glance_at(g, p, whole);
	if (whole) /* the rest, overlapping: cheaper than one by one */
		glance_at(g, p + pairs - sizeof(octets), sizeof(octets));
	for (size_t i = whole ? pairs : 0; i < pairs; i++)
		glance_at_one(g, p[i], p[i + 1]);
	g->last = p[pairs];
	glance_at_lines(g, s);
}

static bool looks_sound(const struct slices *body,
                        struct submit_body_facts *facts)
{
	struct glance g = { .last = '\n' };

	for (size_t i = 0; i < body->n; i++)
		glance_at_slice(&g, body->parts[i]);
	g.closer |= g.last == '\r' || g.last == 0;
	facts->eightbit = g.eightbit || g.last > 0x7f;
	facts->unended = g.last != '\n';
	return !g.closer;
}

/* Where the slow pass stands; a line may lie across slices. */
struct scan {
	size_t line;   /* number, from 1 */
	size_t column; /* octets of this line so far */
	char last;     /* octet before this one; 0: none */
};

static int wrong(const struct scan *at, const char *what, struct err *err)
{
	return err_set(err, "line %zu of the mail %s", at->line, what);
}

/* Octets of one line, or of a part of it, without its LF. */
static int scan_text(struct scan *at, struct str text, struct err *err)
{
	const char *cr;

	if (!text.len)
		return 0;
	if (!at->column && text.ptr[0] == '.')
		return wrong(at, "starts with a dot", err);
	if (at->last == '\r')
		return wrong(at, "has a bare CR", err);
	if (memchr(text.ptr, '\0', text.len))
		return wrong(at, "has a NUL", err);
	/* Only the last octet may be CR; what follows is seen next time. */
	cr = memchr(text.ptr, '\r', text.len);
	if (cr && cr != text.ptr + text.len - 1)
		return wrong(at, "has a bare CR", err);
	at->column += text.len;
	at->last = text.ptr[text.len - 1];
	if (at->column - (cr ? 1 : 0) > LINE_MAX_OCTETS)
		return wrong(at, "is longer than 998 octets", err);
	return 0;
}

static int scan_slice(struct scan *at, struct str s, struct err *err)
{
	while (s.len) {
		const char *lf = memchr(s.ptr, '\n', s.len);
		size_t len = lf ? (size_t)(lf - s.ptr) : s.len;

		if (scan_text(at, (struct str){ s.ptr, len }, err))
			return -1;
		s.ptr += len;
		s.len -= len;
		if (!lf)
			continue;
		if (at->last != '\r')
			return wrong(at, "ends in a bare LF", err);
		*at = (struct scan){ .line = at->line + 1 };
		s.ptr++;
		s.len--;
	}
	return 0;
}

int submit_body_check(const struct slices *body,
                      struct submit_body_facts *facts, struct err *err)
{
	struct scan at = { .line = 1 };

	if (looks_sound(body, facts))
		return 0;
	for (size_t i = 0; i < body->n; i++) {
		if (scan_slice(&at, body->parts[i], err))
			return -1;
	}
	if (at.last == '\r')
		return wrong(&at, "has a bare CR", err);
	return 0;
}

struct submit_cursor submit_cursor_of(const struct slices *body)
{
	return (struct submit_cursor){ .body = body, .left = body->bytes };
}

/* struct iovec serves reading and writing; nobody writes through this one. */
static struct iovec piece_of(const char *ptr, size_t len)
{
	return (struct iovec){ (void *)(uintptr_t)ptr, len };
}

size_t submit_cursor_pieces(const struct submit_cursor *c, struct iovec *pieces,
                            size_t most)
{
	size_t offset = c->offset, n = 0;

	for (size_t i = c->part; i < c->body->n && n < most; i++) {
		struct str part = c->body->parts[i];

		pieces[n++] = piece_of(part.ptr + offset, part.len - offset);
		offset = 0;
	}
	return n;
}

void submit_cursor_skip(struct submit_cursor *c, size_t bytes)
{
	c->left -= bytes;
	c->offset += bytes;
	while (c->part < c->body->n && c->offset >= c->body->parts[c->part].len)
		c->offset -= c->body->parts[c->part++].len;
}
