#pragma once
/*
 * A message's slices on their way to the wire: the check that they may go
 * there as they stand, and the cursor that hands them out, never copied.
 */
#include <stdbool.h>
#include <sys/uio.h>

#include "base/err.h"
#include "mail/slices.h"

struct submit_body_facts {
	bool eightbit; /* has bytes above 0x7f */
	bool unended;  /* the last line has no CRLF */
};

/*
 * What the transactions rely on: strict CRLF, no line that starts with a dot
 * (so nothing needs dot-stuffing, and no text can end the message early), no
 * NUL, at most 998 octets a line (RFC 5321 4.5.3.1.6, 2.3.8). One pass at the
 * speed of memchr. < 0: err names the line.
 */
int submit_body_check(const struct slices *body,
                      struct submit_body_facts *facts, struct err *err);

struct submit_cursor {
	const struct slices *body;
	size_t part, offset; /* of the next byte */
	size_t left;         /* bytes from there to the end */
};

struct submit_cursor submit_cursor_of(const struct slices *body);

/* The next bytes, where they lie: at most `most` pieces; how many. */
size_t submit_cursor_pieces(const struct submit_cursor *c, struct iovec *pieces,
                            size_t most);

void submit_cursor_skip(struct submit_cursor *c, size_t bytes); /* <= left */
