#pragma once
/* Who we are, told to the server; inside mail/mailbox. */
#include "mail/mailbox_session.h"

/* LOGIN, or AUTHENTICATE PLAIN (RFC 4616) where LOGIN is switched off or
 * cannot carry the bytes. 0, MAILBOX_REFUSED or < 0; no error text holds the
 * password, whatever the server says. */
int mailbox_login(struct mailbox_session *s, struct err *err);
