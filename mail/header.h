#pragma once
/*
 * Header fields on their way out: strict CRLF, folded at 78, at most 998
 * (RFC 5322 2.1.1), non-ASCII as encoded words (RFC 2047: at most 75 each,
 * whole characters, UTF-8, Q or B, whichever is shorter). No input can make a
 * second field: CR, LF and NUL in a value become blanks, as do other controls;
 * bytes that are no UTF-8 become U+FFFD, blanks at the ends go. A line is
 * never folded before the first word.
 */
#include <stdint.h>

#include "base/buf.h"

/* Unstructured text: Subject, Comments. Words that are not plain ASCII, or too
 * long for a line, or look like an encoded word, are encoded, with what stands
 * between the first and the last of them. */
void header_text(struct buf *out, const char *name, struct str value);

/* One mailbox: From, To, Reply-To; also "name <id>" of List-Id. display may be
 * "": then the address stands bare. It goes out as words, as a quoted string
 * or as encoded words, as it needs. The address is valid (mail/address.h). */
void header_mailbox(struct buf *out, const char *name, struct str display,
                    struct str address);

/* A structured value that is ASCII and safe by construction; folded only at
 * blanks. */
void header_raw(struct buf *out, const char *name, struct str value);

/* Date: RFC 5322 3.3, in UTC ("Fri, 18 Apr 2025 04:30:00 +0000"). */
void header_date(struct buf *out, int64_t instant);
