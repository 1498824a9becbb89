#pragma once
/*
 * A delivery is a row of the outbox.
 *
 *	queued -> sending -> sent | deferred | failed | unknown | superseded
 *
 * See "The outbox" in ARCHITECTURE.md for the whole table.
 */
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
