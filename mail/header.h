#pragma once
/*
 * Header fields on their way out: strict CRLF, folded at 78, at most 998
 * (RFC 5322 2.1.1), non-ASCII as encoded words (RFC 2047: at most 75 each,
 * whole characters, UTF-8, Q or B, whichever is shorter). No input can make a
 * second field: CR, LF and NUL in a value become blanks.
 */
#include <stdint.h>

#include "base/buf.h"

/* Unstructured text: Subject, Comments. */
void header_text(struct buf *out, const char *name, struct str value);

/* One mailbox: From, To, Reply-To. name may be "". */
void header_mailbox(struct buf *out, const char *name, struct str display,
                    struct str address);

/* A structured value that is ASCII and safe by construction; folded only at
 * blanks. */
void header_raw(struct buf *out, const char *name, struct str value);

/* Date: RFC 5322 3.3, in UTC ("Fri, 18 Apr 2025 04:30:00 +0000"). */
void header_date(struct buf *out, int64_t instant);
