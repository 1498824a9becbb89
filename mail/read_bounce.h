#pragma once
/* The sentences of servers. Inside mail/read; all take folded text
 * (mail/read_text.h). */
#include <stdbool.h>

#include "mail/read.h"
#include "mail/read_mime.h"

/* What the words say of why; BOUNCE_NONE: nothing that we know. A full mailbox
 * is said before one that does not exist, that before a refusal: the latter's
 * words ("policy", "relay") stand in many sentences. */
enum bounce_class bounce_words(struct str words);

/* Nothing has failed yet: "delivery attempts will continue". */
bool bounce_delayed(struct str words);

/* The mail that came back begins at this line. */
bool bounce_original(struct str line);

/* Does the text of the mail explain a failure: in a server's sentences, by its
 * reply or status, or by one of these words (folded, NULL at the end)? */
bool bounce_explained(const struct read_mail *mail, const char *const *words,
                      struct arena *arena);
