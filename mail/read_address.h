#pragma once
/* Addresses and message ids on their way in. Inside mail/read. */
#include <stdbool.h>

#include "base/arena.h"
#include "mail/read_header.h"

enum { READ_LIST_MAX = 100 };

/* A list that grows up to READ_LIST_MAX; what comes later is dropped. */
struct read_list {
	const char **at;
	size_t n;
};

struct read_list read_list_new(struct arena *arena);

/* Adds the addresses of an address list (RFC 5322 3.4: names, comments,
 * groups), each in canonical form (mail/address.h); others are left out. */
void read_addresses(struct str value, struct arena *arena,
                    struct read_list *list);

/* The one mailbox of From: false when there is none, or several, or something
 * that could be read in two ways. *name is decoded, one line, may be "". */
bool read_mailbox(struct str value, struct arena *arena, const char **address,
                  const char **name);

/* Adds the "<...>" in it, as message ids: no blanks, no controls. */
void read_ids(struct str value, struct arena *arena, struct read_list *list);
