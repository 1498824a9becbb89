#pragma once
/* A Maildir that mails were delivered to (transport "maildir:"). */
#include <stddef.h>

#include "base/err.h"

/* Removes the mails whose To is this address, from new, cur and tmp; *n: how
 * many. url: mail.smtp.url; one that is no maildir: has none. < 0: some may be
 * left; err says which. */
int maildir_erase(const char *url, const char *address, size_t *n,
                  struct err *err);
