#pragma once
/*
 * When the next request may go to an endpoint: pure arithmetic over a clock in
 * milliseconds that the caller reads.
 *
 * A rate of N a minute is kept by distance: starts stand 60 s / N apart, and a
 * little more (see PACE_SLACK_MS), so that in no 60 seconds, as the server
 * counts them, there are more than N. Servers cut their minutes into smaller
 * windows too; a burst of N would be refused there.
 */
#include <stdint.h>

struct http_pace {
	int per_minute;  /* 0: no limit */
	int64_t next;    /* the earliest start by the rate */
	int64_t held_to; /* the earliest start by Retry-After */
};

/* How many milliseconds until a request may start; 0: now. */
int64_t http_pace_wait(const struct http_pace *p, int64_t now);

void http_pace_started(struct http_pace *p, int64_t now);

/* The server asked for this pause, of everybody who talks to it. */
void http_pace_hold(struct http_pace *p, int64_t now, int64_t ms);

/* What to wait after the attempt-th failure in a row (1, 2, ...): doubles from
 * half a second to 30 s, then jitter (0..1) takes up to half of it away, so
 * that calls that failed together do not come back together. */
int64_t http_pace_backoff(int attempt, double jitter);
