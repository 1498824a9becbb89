#pragma once
/*
 * A mail that we do not survive must not be read again and again by one daemon
 * after the other. Before each mail its name is written down (the fact
 * "inbox"), and struck out when all is worked off; what stands there at a start
 * is what the last process died on. After three deaths it is passed over: it
 * stays in the mailbox, for a person to look at.
 */
#include <stdbool.h>
#include <stdint.h>

#include "store/store.h"

struct poison {
	struct store *store;
	char name[32]; /* of the mail that was not survived; "" none */
	int deaths;
	bool said;
	char now[48]; /* what is written down; "" nothing */
};

void poison_load(struct poison *p, struct store *store);

/* Before a mail is handled; false: it is passed over (the log says so once). */
bool poison_enter(struct poison *p, uint32_t uidvalidity, uint32_t uid,
                  int64_t now);

/* All is worked off. */
void poison_leave(struct poison *p, int64_t now);
