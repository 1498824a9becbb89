#pragma once
/* Charsets to UTF-8 (iconv). Any thread. */
#include "base/buf.h"

/* Appends bytes in the named charset as UTF-8; what does not decode becomes
 * U+FFFD. Names as mail writes them, case ignored. Charsets are read as their
 * usual superset, as every mail program does (WHATWG Encoding 4.2): ascii and
 * latin1 as windows-1252, gb2312 as GB18030, and so on. 0, or -1 when the
 * charset is unknown, NULL or not one that mail uses (then s is read as
 * UTF-8). Output that would pass the maximum is cut, out->full says so. */
int charset_to_utf8(struct buf *out, const char *charset, struct str s);

bool utf8_valid(struct str s);
