#pragma once
/*
 * One attempt of a call (base/http_pool.h) with libcurl: the request, what came
 * back, whether repeating it might help. The transfer itself runs on the pool's
 * multi handle.
 */
#include "base/http_pool.h"

struct http_attempt {
	void *easy; /* libcurl's handle, for the pool */
	void *headers;
	const struct http_call *call;
	const struct http_pool_options *options;
	struct buf body;
	size_t header_bytes;
	bool too_large;
	char reason[256]; /* libcurl's words */
};

/* *options outlives it. */
void http_attempt_init(struct http_attempt *a,
                       const struct http_pool_options *options);
void http_attempt_deinit(struct http_attempt *a);

/* The handle is ready to be added. *call stays as it is until _clear; owner is
 * the handle's CURLOPT_PRIVATE. */
void http_attempt_prepare(struct http_attempt *a, const struct http_call *call,
                          void *owner);
void http_attempt_clear(struct http_attempt *a);

/* How it ended, from libcurl's code: all but too_long; *err has the words of
 * how->why. True: worth repeating. */
bool http_attempt_ended(const struct http_attempt *a, int code,
                        struct http_outcome *how, struct err *err);
