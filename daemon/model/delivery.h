#pragma once
/*
 * A delivery is a row of the outbox.
 *
 *	queued -> sending -> sent | deferred | failed | unknown | superseded
 *
 * delivery_step is every transition there is; "The outbox" in ARCHITECTURE.md
 * shows it as a table, and a test compares the two. The store carries out what
 * it says (store/store_move.c) and nothing else.
 */
#include <stdbool.h>

enum delivery_state {
	DELIVERY_QUEUED,
	DELIVERY_SENDING, /* committed before the final dot goes out */
	DELIVERY_SENT,
	DELIVERY_DEFERRED, /* 4xx: waits until next_try */
	DELIVERY_FAILED,   /* 5xx, or too old */
	DELIVERY_UNKNOWN,  /* lost between the final dot and its reply */
	DELIVERY_SUPERSEDED,
	DELIVERY_STATES
};

const char *delivery_state_name(enum delivery_state state);
int delivery_state_of_name(const char *name); /* -1: no such state */

/* What happens to a delivery. */
enum delivery_event {
	DELIVERY_DOT,       /* the body is out, the final dot is next */
	DELIVERY_ACCEPTED,  /* 2xx to the dot */
	DELIVERY_PUT_OFF,   /* 4xx */
	DELIVERY_HELD,      /* not tried: its domain rests */
	DELIVERY_CUT_OFF,   /* the connection ended, or we were stopped, before
	                     * the dot was out: nobody refused anything */
	DELIVERY_REFUSED,   /* 5xx, or too old to be put off again */
	DELIVERY_IN_DOUBT,  /* the connection ended after the dot, before its
	                     * reply */
	DELIVERY_FOUND,     /* in `sending` by the run after a crash */
	DELIVERY_RETRY,     /* the admin's */
	DELIVERY_DROP,      /* the admin's */
	DELIVERY_LEFT,      /* the reader unsubscribed */
	DELIVERY_OVERTAKEN, /* the next digest takes its papers along */
	DELIVERY_EVENTS
};

/* "dot", "accepted", "put off", ... */
const char *delivery_event_name(enum delivery_event event);

/* Where a delivery stands. */
struct delivery_place {
	enum delivery_state state;
	bool waits;   /* it has a next try: always, never, or in `unknown` both
	               * are possible */
	bool doubted; /* it was in doubt before: it may have arrived */
};

enum delivery_when {
	DELIVERY_NEVER,
	DELIVERY_NOW,
	DELIVERY_LATER,     /* by the caller's schedule */
	DELIVERY_AFTER_WAIT /* DELIVERY_UNKNOWN_WAIT */
};

/* An unknown mail is tried once more, not sooner (RFC 5321 4.5.3.2.6 gives the
 * server ten minutes to answer; the first copy may still be on its way). */
enum { DELIVERY_UNKNOWN_WAIT = 30 * 60 };

/* One that we were killed with so often is not tried again: perhaps it is what
 * kills us. */
enum { DELIVERY_CRASHES_MAX = 5 };

struct delivery_step {
	enum delivery_state to;
	enum delivery_when next_try;
	bool a_try; /* counts as one */
};

/* False: that cannot happen to it there, and nothing changes (the admin or the
 * reader was quicker than the delivery, or the other way round). Pure. */
bool delivery_step(struct delivery_place from, enum delivery_event event,
                   struct delivery_step *step);
