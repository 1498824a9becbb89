#pragma once
/*
 * Manners towards the domains that readers' mailboxes are in, whoever carries
 * the mails there (usually one relay): how many connections carry mails for a
 * domain at once, how quickly one follows the other, and when a domain is left
 * alone for the rest of a run.
 *
 * A domain that says "not now" (4xx) is slowed down as TCP would be: each
 * refusal halves its rate, each mail taken adds to it. Where the rate gets
 * below one mail in two seconds the domain rests: its mails are put off
 * without a try. Other domains don't notice.
 *
 * No clock, no store, no socket: time comes in, monotonic milliseconds. One
 * thread.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MANNERS_CONNECTIONS_MAX = 64 };

struct manners_rules {
	unsigned per_domain; /* connections for one domain; 0: no limit */
	unsigned per_minute; /* mails to one domain; 0: no limit */
};

struct manners_domain {
	struct manners_domain *next, *chain; /* of all, of its bucket */
	uint64_t connections; /* those that carry its mails now */
	uint8_t mails[MANNERS_CONNECTIONS_MAX]; /* on each of them */
	int64_t pace_ms;                        /* between mails; 0: none */
	int64_t not_before;
	bool rests;
	char why[128]; /* the refusal that slowed it down last */

	/* Mails set aside until it may have them, oldest first. */
	int64_t *aside;
	size_t n_aside, first_aside, room;
	bool listed; /* the caller's: it is among those looked through */

	char name[]; /* lower case */
};

struct manners;

struct manners *manners_new(const struct manners_rules *rules);
void manners_free(struct manners *m);

/* The domain of an address; made where it is new. */
struct manners_domain *manners_of(struct manners *m, const char *address);

/* May a mail for it go out on this connection (0..63) now? 0: yes; > 0: ask
 * again in so many milliseconds; MANNERS_WAIT: when one of its mails is done;
 * MANNERS_REST: not in this run. */
enum { MANNERS_WAIT = -1, MANNERS_REST = -2 };
int64_t manners_ask(const struct manners *m, const struct manners_domain *d,
                    unsigned connection, int64_t now);

/* One goes out. */
void manners_take(const struct manners *m, struct manners_domain *d,
                  unsigned connection, int64_t now);

enum manners_end {
	MANNERS_ACCEPTED,
	MANNERS_SLOWED,  /* the domain says: not now */
	MANNERS_NEITHER, /* says nothing about the domain */
};

/* It is done; why: the refusal. */
void manners_done(struct manners_domain *d, unsigned connection,
                  enum manners_end end, const char *why, int64_t now);

/* Does this 4xx speak of the domain, rather than of one mailbox that is full or
 * busy (RFC 3463 X.1, X.2) or a stranger that is to come again (greylisting)?
 */
bool manners_is_about_domain(const char *reply);

/* The mails set aside. pop: 0 when there are none. */
void manners_set_aside(struct manners_domain *d, int64_t id);
int64_t manners_pop(struct manners_domain *d);
