#pragma once
/*
 * TLS over a non-blocking socket, verified: chain to the system's roots or
 * ca_file, validity, and host name or address (RFC 6125), all within the
 * handshake, so that nothing is ever sent to somebody else. GnuTLS inside.
 */
#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/err.h"
#include "mail/mailbox_url.h"

struct mailbox_tls {
	void *session;     /* gnutls_session_t; NULL: plain */
	void *credentials; /* gnutls_certificate_credentials_t */
	bool up;           /* the handshake is over */
};

/* Over a connected socket. */
int mailbox_tls_init(struct mailbox_tls *tls, int fd,
                     const struct mailbox_url *url, const char *ca_file,
                     struct err *err);
void mailbox_tls_deinit(struct mailbox_tls *tls);

/* 0: done; 1: again when the socket is ready for *events; < 0. */
int mailbox_tls_handshake(struct mailbox_tls *tls, short *events,
                          struct err *err);

/* Bytes; 0: again when the socket is ready for *events; < 0: over. */
ssize_t mailbox_tls_recv(struct mailbox_tls *tls, void *to, size_t room,
                         short *events, struct err *err);
ssize_t mailbox_tls_send(struct mailbox_tls *tls, const void *from, size_t len,
                         short *events, struct err *err);

/* Decrypted bytes wait where poll does not see them. */
bool mailbox_tls_pending(const struct mailbox_tls *tls);

/* The admin's file of roots can be read. "": the system's. */
int mailbox_tls_check(const char *ca_file, struct err *err);
