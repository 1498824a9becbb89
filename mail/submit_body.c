#include "mail/submit_body.h"

#include <stdint.h>

enum { LINE_MAX_OCTETS = 998 };

/* Where the check stands; a line may lie across slices. */
struct scan {
	size_t line;   /* number, from 1 */
	size_t column; /* octets of this line so far */
	char last;     /* octet before this one; 0: none */
};

static bool has_eightbit(struct str s)
{
	const char *p = s.ptr, *end = s.ptr + s.len;

	for (; end - p >= 8; p += 8) {
		uint64_t word;

		memcpy(&word, p, sizeof(word));
		if (word & 0x8080808080808080u)
			return true;
	}
	for (; p < end; p++) {
		if ((unsigned char)*p > 0x7f)
			return true;
	}
	return false;
}

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

	*facts = (struct submit_body_facts){ 0 };
	for (size_t i = 0; i < body->n; i++) {
		struct str part = body->parts[i];

		if (scan_slice(&at, part, err))
			return -1;
		if (!facts->eightbit && part.len)
			facts->eightbit = has_eightbit(part);
	}
	if (at.last == '\r')
		return wrong(&at, "has a bare CR", err);
	facts->unended = at.column > 0;
	return 0;
}

size_t submit_cursor_read(struct submit_cursor *c, char *to, size_t room)
{
	size_t copied = 0;

	while (copied < room && !submit_cursor_at_end(c)) {
		struct str part = c->body->parts[c->part];
		size_t n = part.len - c->offset;

		if (n > room - copied)
			n = room - copied;
		memcpy(to + copied, part.ptr + c->offset, n);
		copied += n;
		c->offset += n;
	}
	return copied;
}

bool submit_cursor_at_end(struct submit_cursor *c)
{
	while (c->part < c->body->n &&
	       c->offset == c->body->parts[c->part].len) {
		c->part++;
		c->offset = 0;
	}
	return c->part == c->body->n;
}
