#pragma once
/*
 * A URL taken apart, and where a redirect may lead. Inside base/http.
 */
#include <stdbool.h>

#include "base/err.h"

/* Owned by libcurl's allocator. */
struct http_target {
	char *url;    /* normalised */
	char *scheme; /* lower case */
	char *host;   /* NULL for file: */
	char *path;   /* decoded; for file: only */
};

/* Of any scheme; credentials are refused. */
int http_target_parse(struct http_target *t, const char *url, struct err *err);
void http_target_deinit(struct http_target *t);

bool http_target_scheme(const struct http_target *t, const char *scheme);
bool http_target_same_host(const struct http_target *a,
                           const struct http_target *b);

/* The proxy to ask, "" for none; see http_proxy_for. */
const char *http_target_proxy(const struct http_target *at);

/* Whether a redirect of a request to origin may lead from one place on. */
int http_target_redirect(const struct http_target *origin,
                         const struct http_target *from,
                         const struct http_target *to, struct err *err);
