#include "base/http_attempt.h"

#include <stdlib.h>

#include <curl/curl.h>

#include "base/http_target.h"

enum {
	HEADERS_MAX = 64 * 1024, /* bytes of all headers of an answer */
	CONNECT_MS = 20 * 1000,
	RETRY_AFTER_MAX = 24 * 3600,
};

_Static_assert(sizeof(((struct http_attempt *)0)->reason) >= CURL_ERROR_SIZE,
               "libcurl's words fit");

static void *or_abort(void *p)
{
	if (!p)
		abort();
	return p;
}

void http_attempt_init(struct http_attempt *a,
                       const struct http_pool_options *options)
{
	*a = (struct http_attempt){ .options = options };
	a->easy = or_abort(curl_easy_init());
	a->body = BUF(options->max_bytes);
}

void http_attempt_deinit(struct http_attempt *a)
{
	curl_easy_cleanup(a->easy);
	http_attempt_clear(a);
	buf_deinit(&a->body);
}

void http_attempt_clear(struct http_attempt *a)
{
	curl_slist_free_all(a->headers);
	a->headers = NULL;
}

static size_t on_body(char *bytes, size_t one, size_t n, void *ctx)
{
	struct http_attempt *a = ctx;

	(void)one;
	if (!buf_add(&a->body, bytes, n))
		return n;
	a->too_large = true;
	return 0;
}

static size_t on_header(char *bytes, size_t one, size_t n, void *ctx)
{
	struct http_attempt *a = ctx;

	(void)bytes;
	(void)one;
	a->header_bytes += n;
	if (a->header_bytes <= HEADERS_MAX)
		return n;
	a->too_large = true;
	return 0;
}

static void add_header(struct http_attempt *a, const char *line)
{
	a->headers = or_abort(curl_slist_append(a->headers, line));
}

static void set_headers(struct http_attempt *a)
{
	http_attempt_clear(a);
	add_header(a, "Accept: application/json");
	if (a->call->body.ptr)
		add_header(a, "Content-Type: application/json");
	add_header(a, "Expect:"); /* no round trip to ask whether we may */
	for (size_t i = 0; i < a->call->n_headers; i++)
		add_header(a, a->call->headers[i]);
}

/* "" where no proxy is to be asked. */
static const char *proxy_for(const char *url)
{
	struct http_target t = { 0 };
	const char *proxy;

	if (http_target_parse(&t, url, NULL))
		return "";
	proxy = t.host ? http_target_proxy(&t) : "";
	http_target_deinit(&t);
	return proxy;
}

static void set_options(struct http_attempt *a)
{
	const struct http_pool_options *o = a->options;
	CURL *e = a->easy;

	curl_easy_setopt(e, CURLOPT_URL, a->call->url);
	curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(e, CURLOPT_USERAGENT, o->user_agent);
	curl_easy_setopt(e, CURLOPT_HTTPHEADER, a->headers);
	curl_easy_setopt(e, CURLOPT_ACCEPT_ENCODING, "gzip, deflate");
	curl_easy_setopt(e, CURLOPT_PROXY, proxy_for(a->call->url));
	curl_easy_setopt(e, CURLOPT_NOPROXY, "");
	curl_easy_setopt(e, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	curl_easy_setopt(e, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (o->ca_file)
		curl_easy_setopt(e, CURLOPT_CAINFO, o->ca_file);
	curl_easy_setopt(e, CURLOPT_TIMEOUT_MS, (long)o->timeout_ms);
	curl_easy_setopt(e, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
	/* On a kept connection that has died libcurl asks again by itself: an
	 * attempt that nobody counted, and perhaps paid for. */
	curl_easy_setopt(e, CURLOPT_FRESH_CONNECT, 1L);
	curl_easy_setopt(e, CURLOPT_FORBID_REUSE, 1L);
	curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(e, CURLOPT_QUICK_EXIT, 1L);
	if (a->call->body.ptr) {
		curl_easy_setopt(e, CURLOPT_POSTFIELDSIZE_LARGE,
		                 (curl_off_t)a->call->body.len);
		curl_easy_setopt(e, CURLOPT_POSTFIELDS, a->call->body.ptr);
	}
	curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(e, CURLOPT_WRITEDATA, a);
	curl_easy_setopt(e, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(e, CURLOPT_HEADERDATA, a);
	curl_easy_setopt(e, CURLOPT_ERRORBUFFER, a->reason);
}

void http_attempt_prepare(struct http_attempt *a, const struct http_call *call,
                          void *owner)
{
	a->call = call;
	buf_clear(&a->body);
	a->header_bytes = 0;
	a->too_large = false;
	a->reason[0] = '\0';
	set_headers(a);
	curl_easy_reset(a->easy);
	set_options(a);
	curl_easy_setopt(a->easy, CURLOPT_PRIVATE, owner);
}

static bool worth_repeating(const struct http_attempt *a, CURLcode rc,
                            long status)
{
	if (a->too_large)
		return false;
	switch (rc) {
	case CURLE_OK:
		return status == 408 || status == 429 ||
		       (status >= 500 && status != 501 && status != 505);
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_RESOLVE_PROXY:
	case CURLE_COULDNT_CONNECT:
	case CURLE_OPERATION_TIMEDOUT:
	case CURLE_PARTIAL_FILE:
	case CURLE_GOT_NOTHING:
	case CURLE_SEND_ERROR:
	case CURLE_RECV_ERROR:
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_HTTP2:
	case CURLE_HTTP2_STREAM:
		return true;
	default:
		return false;
	}
}

static void explain(const struct http_attempt *a, CURLcode rc, long status,
                    struct err *err)
{
	const char *name = a->call->name;
	const char *reason = a->reason[0] ? a->reason : curl_easy_strerror(rc);

	err->msg[0] = '\0';
	if (a->too_large)
		err_set(err, "%.200s: answer larger than %zu bytes", name,
		        a->options->max_bytes);
	else if (rc == CURLE_OPERATION_TIMEDOUT)
		err_set(err, "%.200s: no whole answer within %u s", name,
		        (a->options->timeout_ms + 999) / 1000);
	else if (rc == CURLE_PEER_FAILED_VERIFICATION)
		err_set(err, "%.200s: certificate refused (%s)", name, reason);
	else if (rc)
		err_set(err, "%.200s: %s", name, reason);
	else if (status >= 300 && status < 400)
		err_set(err,
		        "%.200s: answered %ld, a redirect; it is not "
		        "followed, put the right URL into the config",
		        name, status);
	else if (status < 200 || status > 299)
		err_set(err, "%.200s: answered %ld", name, status);
}

static int64_t retry_after(CURL *easy)
{
	curl_off_t wait = 0;

	curl_easy_getinfo(easy, CURLINFO_RETRY_AFTER, &wait);
	return wait < 0 ? 0 : wait > RETRY_AFTER_MAX ? RETRY_AFTER_MAX : wait;
}

bool http_attempt_ended(const struct http_attempt *a, int code,
                        struct http_outcome *how, struct err *err)
{
	CURLcode rc = (CURLcode)code;
	curl_off_t sent = 0;

	*how = (struct http_outcome){ .end = HTTP_FAILED, .why = err->msg };
	if (!rc) {
		how->end = HTTP_ANSWERED;
		curl_easy_getinfo(a->easy, CURLINFO_RESPONSE_CODE,
		                  &how->status);
		how->body = buf_str(&a->body);
		how->retry_after = retry_after(a->easy);
	}
	curl_easy_getinfo(a->easy, CURLINFO_SIZE_UPLOAD_T, &sent);
	how->sent = a->call->body.ptr && sent >= (curl_off_t)a->call->body.len;
	explain(a, rc, how->status, err);
	return worth_repeating(a, rc, how->status);
}
