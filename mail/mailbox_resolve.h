#pragma once
/* A name's addresses, without being stuck in the resolver. */
#include <netdb.h>

#include "base/err.h"

/* getaddrinfo(3) for TCP in a thread of its own, which is left behind when
 * stop_fd (may be NULL) becomes readable or the time is over. *out is the
 * caller's, for freeaddrinfo. */
int mailbox_resolve(const char *host, const char *port, unsigned timeout_ms,
                    const int *stop_fd, struct addrinfo **out, struct err *err);
