#pragma once
/*
 * HTTP(S) and file:// as a well-behaved robot does them (libcurl inside; this
 * and mail/submit are the only places that see it).
 *
 * Always: TLS verified, https never redirected to http, at most 3 redirects,
 * gzip, only http/https/file, file:// never reached by a redirect. A host that
 * is public may not resolve or redirect to a private, loopback or link-local
 * address (checked on the address about to be connected to); a host written as
 * a private address, or "localhost", may.
 * At least `spacing_ms` between two requests to one host, one at a time.
 * One struct http belongs to one thread.
 */
#include <stdint.h>

#include "base/buf.h"
#include "base/cleanup.h"
#include "base/err.h"

struct http;

struct http_options {
	const char *user_agent;
	unsigned spacing_ms; /* between requests to one host; 0: none */
	const int *stop_fd;  /* readable: give up now; NULL: none */
	const char *ca_file; /* NULL: the system's roots */
};

/* Copies what it needs. Calls curl_global_init once for the process. */
struct http *http_new(const struct http_options *options);
void http_free(struct http *http);
CLEANUP_DEFINE(struct http *, http_free)

struct http_request {
	const char *url;
	const char *etag;          /* "": none; sent as If-None-Match */
	const char *last_modified; /* sent as If-Modified-Since */
	unsigned timeout_ms;       /* for the whole request */
	size_t max_bytes;          /* after decompression */
};

struct http_response {
	long status; /* 200, 304, ...; file:// gives 200 */
	struct buf body;
	char etag[256];
	char last_modified[64];
	int64_t retry_after; /* seconds; 0: not said */
};

void http_response_deinit(struct http_response *r);

/* 0: an answer came (whatever its status); < 0: none, err names URL and
 * reason ("https://...: larger than 20 MB", "...: certificate ..."). */
int http_get(struct http *http, const struct http_request *request,
             struct http_response *response, struct err *err);
