#pragma once
/*
 * The proxies of the environment, as curl(1) reads them. Read here and not by
 * libcurl because http.c must know whether a request goes through one: behind
 * a proxy the address that is connected to says nothing about the host.
 * Inside base/http.
 */

/* The proxy for a host (of a URL with this scheme, "http" or "https"):
 * http_proxy in lower case only (httpoxy, CVE-2016-5385), https_proxy,
 * HTTPS_PROXY, then all_proxy, ALL_PROXY; or "" when there is none or no_proxy
 * names the host. Lives as long as the environment stays unchanged. */
const char *http_proxy_for(const char *scheme, const char *host);
