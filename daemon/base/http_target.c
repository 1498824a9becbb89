#include "base/http_target.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <curl/curl.h>

#include "base/http_address.h"
#include "base/http_proxy.h"

void http_target_deinit(struct http_target *t)
{
	curl_free(t->url);
	curl_free(t->scheme);
	curl_free(t->host);
	curl_free(t->path);
	*t = (struct http_target){ 0 };
}

bool http_target_scheme(const struct http_target *t, const char *scheme)
{
	return !strcmp(t->scheme, scheme);
}

int http_target_parse(struct http_target *t, const char *url, struct err *err)
{
	CURLU *u = curl_url();
	CURLUcode rc;

	if (!u)
		abort();
	rc = curl_url_set(u, CURLUPART_URL, url,
	                  CURLU_DISALLOW_USER | CURLU_NON_SUPPORT_SCHEME);

	if (!rc)
		rc = curl_url_get(u, CURLUPART_URL, &t->url, 0);
	if (!rc)
		rc = curl_url_get(u, CURLUPART_SCHEME, &t->scheme, 0);
	if (!rc && http_target_scheme(t, "file"))
		rc = curl_url_get(u, CURLUPART_PATH, &t->path, CURLU_URLDECODE);
	else if (!rc)
		rc = curl_url_get(u, CURLUPART_HOST, &t->host, 0);
	curl_url_cleanup(u);
	if (rc) {
		http_target_deinit(t);
		return err_set(err, "%.200s: %s", url, curl_url_strerror(rc));
	}
	return 0;
}

bool http_target_same_host(const struct http_target *a,
                           const struct http_target *b)
{
	return !strcasecmp(a->host, b->host);
}

const char *http_target_proxy(const struct http_target *at)
{
	if (http_host_private(at->host))
		return "";
	return http_proxy_for(at->scheme, at->host);
}

int http_target_redirect(const struct http_target *origin,
                         const struct http_target *from,
                         const struct http_target *to, struct err *err)
{
	const char *why = NULL;

	if (!http_target_scheme(to, "http") && !http_target_scheme(to, "https"))
		why = "only http and https are followed";
	else if (http_target_scheme(from, "https") &&
	         http_target_scheme(to, "http"))
		why = "https may not lead to http";
	else if (!http_target_same_host(origin, to) &&
	         http_host_private(to->host))
		why = "a private address, refused";
	else if (!http_target_same_host(origin, to) && *http_target_proxy(to))
		why = "behind a proxy another host is refused";
	if (!why)
		return 0;
	return err_set(err, "%.150s: redirected to %.150s: %s", from->url,
	               to->url, why);
}
