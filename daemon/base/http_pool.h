#pragma once
/*
 * Many requests to one endpoint at a time, as a well-behaved client makes
 * them: at most so many in flight, at most so many a minute (repetitions
 * count), Retry-After obeyed by all of them, timeouts, and repetitions with
 * growing pauses where a repetition may help: no connection, a connection
 * lost, a timeout, 408, 429 and 5xx.
 *
 * The caller owns the queue. http_pool_run pulls: it asks for the next call
 * when there is room, asks before each attempt whether it may go out, and
 * tells how each attempt ended. One thread.
 *
 * TLS is verified (1.2 or later). Redirects are not followed: a body and a key
 * go where the admin said, or nowhere. Any host may be asked, private ones as
 * well: the endpoint comes from the config, not from a stranger. Headers and
 * bodies are in no message and no log.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/cleanup.h"
#include "base/err.h"

struct http_pool;

struct http_pool_options {
	const char *user_agent;
	const char *ca_file;  /* NULL: the system's roots */
	int concurrency;      /* calls in hand at a time, 1.. */
	int per_minute;       /* attempts; 0: no limit */
	int64_t idle_ms;      /* since the last request to the endpoint, an
	                       * earlier pool's; the rate counts it */
	int retries;          /* repetitions of one call, 0.. */
	unsigned timeout_ms;  /* of an attempt */
	unsigned patience_ms; /* a longer Retry-After is not waited for */
	size_t max_bytes;     /* of an answer, after decompression */
	const int *stop_fd;   /* readable: give up now; NULL: none */
};

/* Copies what it needs, except *stop_fd, which outlives it. */
struct http_pool *http_pool_new(const struct http_pool_options *options);
void http_pool_free(struct http_pool *pool);
CLEANUP_DEFINE(struct http_pool *, http_pool_free)

/* One call; everything stays the caller's and unchanged until the call ends. */
struct http_call {
	const char *url;
	const char *name; /* what messages call it: a URL's query may hold
	                   * secrets */
	const char *const *headers; /* "Name: value" */
	size_t n_headers;
	struct str body; /* sent by POST; ptr NULL: a GET */
	void *cookie;
};

enum http_end {
	HTTP_ANSWERED, /* whatever the status */
	HTTP_FAILED,   /* no whole answer; err says why */
	HTTP_REFUSED,  /* not sent: `start` did not allow it */
	HTTP_STOPPED,
};

/* How one attempt ended. */
struct http_outcome {
	enum http_end end;
	bool sent;   /* the server may have worked for it */
	long status; /* of HTTP_ANSWERED, else 0 */
	struct str body;
	int64_t retry_after; /* seconds, 0: not said */
	bool too_long;       /* it is past patience_ms */
	const char *why;     /* words for what is not a 2xx answer, with the
	                      * call's name; else "" */
};

struct http_pool_ops {
	/* 0: *call is filled; 1: none now (one may come when another ends). */
	int (*next)(void *ctx, struct http_call *call);
	/* May this attempt (1, 2, ...) go out? 0: yes; 1: not before another
	 * call has ended; < 0: never. NULL: always. */
	int (*start)(void *ctx, void *cookie, int attempt);
	/* Each attempt ends once. *again: it will be repeated; may be made
	 * false, never true. When false, the call is over. */
	void (*ended)(void *ctx, void *cookie, const struct http_outcome *how,
	              bool *again);
	void *ctx;
};

/* From within an op: nothing more goes out in this run. What waits ends as
 * HTTP_REFUSED, what is in flight may come back, `next` is not asked. */
void http_pool_cancel(struct http_pool *pool);

/* Until `next` has none and none is in hand: 0. 1: stopped; what was in flight
 * has ended as HTTP_STOPPED. */
int http_pool_run(struct http_pool *pool, const struct http_pool_ops *ops);
