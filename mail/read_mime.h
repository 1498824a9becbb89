#pragma once
/*
 * The parts of a message, found without recursion and in one pass, so that
 * nothing a sender nests can cost more than its bytes: mailmime_parse of
 * libetpan overflows the stack on a megabyte of nested message/rfc822 and is
 * quadratic in nested multiparts. libetpan decodes what is found. Inside
 * mail/read. Pure; any thread.
 */
#include <stdbool.h>

#include "base/err.h"
#include "mail/read_header.h"

/* Parts beyond are not looked at. */
enum { READ_PARTS_MAX = 256 };

/* A leaf: anything but a multipart. A message/rfc822 is one leaf, never
 * entered: what was said in there was not said to us. */
struct read_part {
	const char *type; /* "text/plain", in lower case */
	struct read_header header;
	struct str body; /* as it stands in the message */
	bool attachment;
};

struct read_mail {
	struct read_header header;
	const char *type; /* of the whole */
	const struct read_part *parts;
	size_t n_parts;
};

/* < 0: no header, or multiparts nested deeper than READ_DEPTH_MAX. A message
 * that was cut off is read as far as it goes. */
int read_mail(struct str raw, struct arena *arena, struct read_mail *mail,
              struct err *err);

/* The first part of this type, or NULL. */
const struct read_part *read_part_of(const struct read_mail *mail,
                                     const char *type);

/* Appends the part's text as UTF-8: transfer encoding and charset undone. */
void read_part_text(const struct read_part *part, struct arena *arena,
                    struct buf *out);

/* Append what the encodings hide; what is no base64 is skipped, all after its
 * padding too (mailing lists put footers there). */
void read_base64(struct buf *out, struct str s);
void read_quoted_printable(struct buf *out, struct str s);

/* Appends s as UTF-8. NULL, US-ASCII and charsets that nobody knows: UTF-8
 * where it is valid, else windows-1252. */
void read_charset(struct buf *out, const char *charset, struct str s);
