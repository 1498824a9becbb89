#pragma once
/* What kind of mail it is, from its header and the types of its parts. Inside
 * mail/read. */
#include "mail/read.h"
#include "mail/read_mime.h"

/* *informs: as in struct read_message, else left alone. *why: the field or the
 * sign that decided, in the arena; "" for a command. subject: decoded, with its
 * "Re:". */
enum read_kind read_kind_of(const struct read_mail *mail, const char *subject,
                            struct arena *arena, const char **why,
                            bool *informs);
