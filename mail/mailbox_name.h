#pragma once
/* A mailbox's name on the wire: modified UTF-7 (RFC 3501, 5.1.3). Pure. */
#include "base/buf.h"
#include "base/err.h"

/* Appends the UTF-8 name encoded. Empty names, control characters, bad UTF-8
 * and LIST's wildcards (* %) are refused. */
int mailbox_name_encode(struct buf *out, const char *name, struct err *err);
