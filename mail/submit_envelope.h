#pragma once
/*
 * A mail's envelope as commands (RFC 5321 3.3), and what must hold before they
 * are said: an address that no command can hide in, a message within the
 * server's SIZE, and 8BITMIME and SMTPUTF8 only where they are needed and
 * offered. Pure.
 */
#include "base/err.h"
#include "mail/submit.h"
#include "mail/submit_body.h"
#include "mail/submit_reply.h"

/* Octets of MAIL, RCPT and DATA together, at most. */
enum { ENVELOPE_MAX = 768 };

/*
 * Everything that can be said about the mail without asking the server; the
 * message's facts on the way. A mail without recipient (NULL) and body asks
 * about its sender only. < 0: this mail can never go out here, err says why.
 */
int submit_envelope_check(const struct submit_mail *mail,
                          const struct submit_features *features,
                          struct submit_body_facts *facts, struct err *err);

/* One command each with its CRLF, into room for ENVELOPE_MAX; their lengths.
 * Only for a mail that passed the check. */
size_t submit_envelope_mail(const struct submit_mail *mail,
                            const struct submit_features *features,
                            const struct submit_body_facts *facts, char *to);
size_t submit_envelope_rcpt(const struct submit_mail *mail, char *to);
