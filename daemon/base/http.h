#pragma once
/*
 * HTTP(S) and file:// as a well-behaved robot does them (libcurl inside; this
 * and mail/submit are the only places that see it).
 *
 * Always: TLS verified (1.2 or later), https never redirected to http, at most
 * 3 redirects, gzip, only http/https/file, file:// never reached by a redirect
 * and only for regular files, no credentials in URLs.
 *
 * A host that is public may not resolve or redirect to a private, loopback or
 * link-local address (checked on the address about to be connected to). A host
 * written in the request as a private address, or as "localhost", may; a
 * redirect leads to such an address only on that very host.
 *
 * The environment's proxies are honoured, but not for hosts written as private
 * addresses. A proxy resolves names itself, so behind one that check is the
 * proxy's business, and what is left of it here is: no redirect to another
 * host.
 *
 * At least `spacing_ms` between the end of one request to a host and the start
 * of the next, redirects included, one at a time.
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

/* Copies what it needs, except *stop_fd, which outlives it. Calls
 * curl_global_init once for the process. */
struct http *http_new(const struct http_options *options);
void http_free(struct http *http);
CLEANUP_DEFINE(struct http *, http_free)

struct http_request {
	const char *url;
	const char *etag;          /* "" or NULL: none; as If-None-Match */
	const char *last_modified; /* the same; as If-Modified-Since */
	unsigned timeout_ms;       /* for the whole request with its redirects,
	                            * without the waits that spacing_ms asks
	                            * for */
	size_t max_bytes;          /* after decompression */
};

struct http_response {
	long status; /* 200, 304, ...; file:// gives 200 */
	struct buf body;
	char etag[256]; /* "": none, or longer than that */
	char last_modified[64];
	int64_t retry_after; /* seconds, at most a day; 0: not said */
};

void http_response_deinit(struct http_response *r);

/* 0: an answer came (whatever its status); < 0: none, err names URL and
 * reason ("https://...: larger than 20 MB", "...: certificate ..."). *response
 * is overwritten; http_response_deinit it in both cases. */
int http_get(struct http *http, const struct http_request *request,
             struct http_response *response, struct err *err);
