#pragma once
/*
 * Header fields on their way in, as hostile senders and old programs write
 * them. Values are looked at where they stand (folded, undecoded) and unfolded
 * or decoded when asked for. Inside mail/read. Pure; any thread.
 */
#include "base/arena.h"
#include "base/buf.h"

/* What stands after the first so many fields of a header is not seen, nor what
 * stands after the first so many bytes of a value. libetpan recurses at each
 * "(" of an address and the like: the second cap is the depth of its stack. */
enum { READ_FIELDS_MAX = 1000, READ_VALUE_MAX = 4096 };

struct read_field {
	struct str name, value;
};

struct read_header {
	const struct read_field *fields;
	size_t n;
};

/* Splits the header off the front of raw; what follows the empty line is
 * *body. The first line that is no field ends a header too, and belongs to the
 * body (so does Postfix see it). A field cut off by the end counts. */
void read_header(struct str raw, struct arena *arena,
                 struct read_header *header, struct str *body);

/* The next field of this name at or after *from (then stepped behind it), or
 * NULL. ASCII case does not matter. */
const struct read_field *read_field_next(const struct read_header *header,
                                         const char *name, size_t *from);
/* The first one, or NULL. */
const struct read_field *read_field(const struct read_header *header,
                                    const char *name);

/* The value of the first field of this name as one line, line breaks and
 * controls as blanks; "" when there is none. Not decoded. */
const char *read_value(const struct read_header *header, const char *name,
                       struct arena *arena);
const char *read_unfold(struct str value, struct arena *arena);

/* The value of a parameter ("charset", "boundary") of a MIME value, unquoted;
 * or NULL. Lenient: a missing semicolon, doubled ones and an open quote are
 * met in practice. RFC 2045 5.1. */
const char *read_param(const char *value, const char *name,
                       struct arena *arena);

/* Appends s with its encoded words (RFC 2047) decoded, as one line without
 * controls. Words in an unknown charset and broken ones stay readable. */
void read_decode_words(struct buf *out, struct str s);
