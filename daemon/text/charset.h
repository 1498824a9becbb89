#pragma once
/* Charsets to UTF-8 (iconv). */
#include "base/buf.h"

/* Bytes in the named charset to UTF-8; what does not decode becomes U+FFFD.
 * latin1 and ascii are read as windows-1252, as everybody's mail program
 * does. 0, or -1 when the charset is unknown (then s is read as UTF-8). */
int charset_to_utf8(struct buf *out, const char *charset, struct str s);

bool utf8_valid(struct str s);
