#pragma once
/* Where the mailbox is: imap[s]://host[:port]. Inside mail/mailbox; pure. */
#include <stdbool.h>

#include "base/err.h"

struct mailbox_url {
	bool imaps;
	char host[256]; /* lower case as written, [] of IPv6 taken off */
	char port[6];   /* "143", "993" or as given */
	char name[300]; /* "imaps://host:port", for messages */
};

/* Credentials, paths and queries are refused: a password has no place in a
 * URL, the mailbox a setting of its own. */
int mailbox_url_parse(struct mailbox_url *url, const char *text,
                      struct err *err);

/* Nothing but an IP address, which has no place in TLS's server name
 * indication (RFC 6066, 3). */
bool mailbox_url_is_address(const struct mailbox_url *url);
