/*
 * A request is a chain of hops, one a redirect. libcurl could follow redirects
 * itself, but then a second request to the same host would go out at once, and
 * whether a target may be visited would have to be said before it is known; so
 * every hop is checked, waits its turn and is made here.
 */
#include "base/http.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/stat.h>
#include <time.h>

#include <curl/curl.h>

#include "base/file.h"
#include "base/http_address.h"
#include "base/http_target.h"

enum {
	REDIRECTS_MAX = 3,
	HEADERS_MAX = 64 * 1024, /* bytes of all response headers of a hop */
	CONNECT_MS = 20 * 1000,
	RETRY_AFTER_MAX = 24 * 3600,
	HOSTS_MAX = 64, /* whose last visit is remembered */
};

struct visit {
	char *host;
	int64_t ended; /* ms, of now_ms */
};

struct http {
	CURLM *multi;
	CURL *easy;
	char *user_agent, *ca_file;
	unsigned spacing_ms;
	const int *stop_fd;
	struct visit visits[HOSTS_MAX];
	size_t next_visit; /* the slot to overwrite */
};

/* One exchange; libcurl's callbacks see this. */
struct hop {
	const struct http_target *target;
	const char *proxy; /* "": straight to the host */
	bool private_allowed;
	struct buf *body;
	size_t header_bytes;
	enum { FINE, TOO_LARGE, HEADERS_TOO_LARGE, PRIVATE } refused;
	char reason[CURL_ERROR_SIZE];
};

static void *or_abort(void *p)
{
	if (!p)
		abort();
	return p;
}

static void global_init(void)
{
	if (curl_global_init(CURL_GLOBAL_DEFAULT))
		abort();
}

struct http *http_new(const struct http_options *options)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct http *h = or_abort(calloc(1, sizeof(*h)));

	pthread_once(&once, global_init);
	h->multi = or_abort(curl_multi_init());
	h->easy = or_abort(curl_easy_init());
	h->user_agent = or_abort(strdup(options->user_agent));
	if (options->ca_file)
		h->ca_file = or_abort(strdup(options->ca_file));
	h->spacing_ms = options->spacing_ms;
	h->stop_fd = options->stop_fd;
	return h;
}

void http_free(struct http *h)
{
	if (!h)
		return;
	curl_easy_cleanup(h->easy);
	curl_multi_cleanup(h->multi);
	for (size_t i = 0; i < HOSTS_MAX; i++)
		free(h->visits[i].host);
	free(h->user_agent);
	free(h->ca_file);
	free(h);
}

void http_response_deinit(struct http_response *r)
{
	buf_deinit(&r->body);
}

static int64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_BOOTTIME, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/* --- one host, one request at a time, spacing_ms apart ------------------- */

static struct visit *visit_find(struct http *h, const char *host)
{
	for (size_t i = 0; i < HOSTS_MAX; i++)
		if (h->visits[i].host && !strcasecmp(h->visits[i].host, host))
			return &h->visits[i];
	return NULL;
}

static void visit_ended(struct http *h, const char *host)
{
	struct visit *v = visit_find(h, host);

	if (!v) {
		v = &h->visits[h->next_visit++ % HOSTS_MAX];
		free(v->host);
		v->host = or_abort(strdup(host));
	}
	v->ended = now_ms();
}

/* Sleeps until it is our turn; < 0: stopped. */
static int turn_wait(struct http *h, const char *host)
{
	const struct visit *v = h->spacing_ms ? visit_find(h, host) : NULL;
	struct pollfd stop = { .fd = h->stop_fd ? *h->stop_fd : -1,
		               .events = POLLIN };

	for (;;) {
		int64_t left = v ? v->ended + h->spacing_ms - now_ms() : 0;
		int ready;

		if (left < 0)
			left = 0;
		ready = poll(&stop, 1, left > 60000 ? 60000 : (int)left);
		if (ready > 0)
			return -1;
		if (left == 0)
			return 0;
	}
}

/* --- file:// ------------------------------------------------------------- */

static int too_large(const char *url, size_t max, struct err *err)
{
	if (max >= 1000000)
		return err_set(err, "%.200s: larger than %zu MB", url,
		               max / 1000000);
	return err_set(err, "%.200s: larger than %zu bytes", url, max);
}

/* Not left to libcurl, whose open() waits for ever on a named pipe. */
static int get_file(const struct http_request *request, const char *path,
                    struct http_response *response, struct err *err)
{
	struct err why = { 0 };
	struct stat st;

	if (stat(path, &st))
		err_set(&why, "%s", strerror(errno));
	else if (!S_ISREG(st.st_mode))
		err_set(&why, "not a regular file");
	else if ((uintmax_t)st.st_size > request->max_bytes)
		too_large(request->url, request->max_bytes, err);
	else if (!file_read(path, &response->body, &why))
		response->status = 200;
	if (why.msg[0])
		err_set(err, "%.200s: %s", request->url, why.msg);
	return response->status ? 0 : -1;
}

/* --- one exchange -------------------------------------------------------- */

static size_t on_body(char *bytes, size_t one, size_t n, void *ctx)
{
	struct hop *hop = ctx;

	(void)one;
	if (!buf_add(hop->body, bytes, n))
		return n;
	hop->refused = TOO_LARGE;
	return 0;
}

static size_t on_header(char *bytes, size_t one, size_t n, void *ctx)
{
	struct hop *hop = ctx;

	(void)one;
	(void)bytes;
	hop->header_bytes += n;
	if (hop->header_bytes <= HEADERS_MAX)
		return n;
	hop->refused = HEADERS_TOO_LARGE;
	return 0;
}

/* Called for each address that the name has, just before connecting. */
static curl_socket_t on_socket(void *ctx, curlsocktype purpose,
                               struct curl_sockaddr *address)
{
	struct hop *hop = ctx;

	(void)purpose;
	if (!hop->private_allowed && !*hop->proxy &&
	    http_address_private(&address->addr)) {
		hop->refused = PRIVATE;
		return CURL_SOCKET_BAD;
	}
	return socket(address->family, address->socktype | SOCK_CLOEXEC,
	              address->protocol);
}

static bool is_header_value(const char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s < ' ' || *s == 0x7f)
			return false;
	return true;
}

static struct curl_slist *add_header(struct curl_slist *list, const char *name,
                                     const char *value)
{
	char line[512];
	int n;

	if (!value || !*value || !is_header_value(value))
		return list;
	n = snprintf(line, sizeof(line), "%s: %s", name, value);
	if (n < 0 || (size_t)n >= sizeof(line))
		return list;
	return or_abort(curl_slist_append(list, line));
}

static void set_up(struct http *h, struct hop *hop, struct curl_slist *headers,
                   unsigned timeout_ms)
{
	CURL *e = h->easy;

	curl_easy_reset(e);
	curl_easy_setopt(e, CURLOPT_URL, hop->target->url);
	curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(e, CURLOPT_USERAGENT, h->user_agent);
	curl_easy_setopt(e, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(e, CURLOPT_ACCEPT_ENCODING, "gzip, deflate");
	curl_easy_setopt(e, CURLOPT_PROXY, hop->proxy);
	curl_easy_setopt(e, CURLOPT_NOPROXY, "");
	curl_easy_setopt(e, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	curl_easy_setopt(e, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (h->ca_file)
		curl_easy_setopt(e, CURLOPT_CAINFO, h->ca_file);
	curl_easy_setopt(e, CURLOPT_TIMEOUT_MS, (long)timeout_ms);
	curl_easy_setopt(e, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
	/* On a kept connection that has died libcurl asks again by itself, at
	 * once; requests are far apart anyway. */
	curl_easy_setopt(e, CURLOPT_FRESH_CONNECT, 1L);
	curl_easy_setopt(e, CURLOPT_FORBID_REUSE, 1L);
	curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L);
	/* A name that resolves slowly must not hold up a stop. */
	curl_easy_setopt(e, CURLOPT_QUICK_EXIT, 1L);
	curl_easy_setopt(e, CURLOPT_MAXFILESIZE_LARGE,
	                 (curl_off_t)hop->body->max);
	curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(e, CURLOPT_WRITEDATA, hop);
	curl_easy_setopt(e, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(e, CURLOPT_HEADERDATA, hop);
	curl_easy_setopt(e, CURLOPT_OPENSOCKETFUNCTION, on_socket);
	curl_easy_setopt(e, CURLOPT_OPENSOCKETDATA, hop);
	curl_easy_setopt(e, CURLOPT_ERRORBUFFER, hop->reason);
}

/* Runs the easy handle; > 0: stopped. *result is libcurl's word otherwise. */
static int drive(struct http *h, CURLcode *result)
{
	struct curl_waitfd stop = { .fd = h->stop_fd ? *h->stop_fd : -1,
		                    .events = CURL_WAIT_POLLIN };
	unsigned n_stop = h->stop_fd ? 1 : 0;
	int running = 1, left;
	CURLMsg *msg;

	if (curl_multi_add_handle(h->multi, h->easy))
		abort();
	*result = CURLE_FAILED_INIT;
	while (running && !stop.revents) {
		if (curl_multi_perform(h->multi, &running) ||
		    (running &&
		     curl_multi_poll(h->multi, &stop, n_stop, 1000, NULL)))
			break;
	}
	while ((msg = curl_multi_info_read(h->multi, &left)))
		if (msg->msg == CURLMSG_DONE)
			*result = msg->data.result;
	curl_multi_remove_handle(h->multi, h->easy);
	return running && stop.revents ? 1 : 0;
}

static int explain(const struct hop *hop, CURLcode rc, unsigned timeout_ms,
                   struct err *err)
{
	const char *url = hop->target->url;
	const char *reason =
	        hop->reason[0] ? hop->reason : curl_easy_strerror(rc);

	if (hop->refused == TOO_LARGE || rc == CURLE_FILESIZE_EXCEEDED)
		return too_large(url, hop->body->max, err);
	if (hop->refused == HEADERS_TOO_LARGE)
		return err_set(err, "%.200s: headers larger than %d bytes", url,
		               HEADERS_MAX);
	if (hop->refused == PRIVATE)
		return err_set(err,
		               "%.200s: %s is a public name with a private "
		               "address, refused",
		               url, hop->target->host);
	switch (rc) {
	case CURLE_OPERATION_TIMEDOUT:
		return err_set(err, "%.200s: no whole answer within %u s (%s)",
		               url, (timeout_ms + 999) / 1000, reason);
	case CURLE_PARTIAL_FILE:
		return err_set(err, "%.200s: truncated (%s)", url, reason);
	case CURLE_PEER_FAILED_VERIFICATION:
		return err_set(err, "%.200s: certificate refused (%s)", url,
		               reason);
	default:
		return err_set(err, "%.200s: %s", url, reason);
	}
}

static void copy_header(CURL *easy, const char *name, char *out, size_t size)
{
	struct curl_header *header;
	size_t len;

	out[0] = '\0';
	if (curl_easy_header(easy, name, 0, CURLH_HEADER, -1, &header))
		return;
	len = strlen(header->value);
	if (len < size && is_header_value(header->value))
		memcpy(out, header->value, len + 1);
}

static void take_response(struct http *h, struct http_response *r)
{
	curl_off_t wait = 0;

	curl_easy_getinfo(h->easy, CURLINFO_RESPONSE_CODE, &r->status);
	curl_easy_getinfo(h->easy, CURLINFO_RETRY_AFTER, &wait);
	r->retry_after = wait < 0                 ? 0
	                 : wait > RETRY_AFTER_MAX ? RETRY_AFTER_MAX
	                                          : wait;
	copy_header(h->easy, "ETag", r->etag, sizeof(r->etag));
	copy_header(h->easy, "Last-Modified", r->last_modified,
	            sizeof(r->last_modified));
}

/* Makes one exchange in its turn; *left_ms shrinks by what it took. */
static int exchange(struct http *h, const struct http_request *request,
                    struct hop *hop, unsigned *left_ms,
                    struct http_response *response, struct err *err)
{
	struct curl_slist *headers = NULL;
	int64_t start, took;
	CURLcode rc;
	int stopped;

	if (turn_wait(h, hop->target->host))
		return err_set(err, "%.200s: stopped", hop->target->url);
	headers = add_header(headers, "If-None-Match", request->etag);
	headers = add_header(headers, "If-Modified-Since",
	                     request->last_modified);
	buf_clear(hop->body);
	start = now_ms();
	set_up(h, hop, headers, *left_ms);
	stopped = drive(h, &rc);
	curl_slist_free_all(headers);
	visit_ended(h, hop->target->host);
	if (stopped)
		return err_set(err, "%.200s: stopped", hop->target->url);
	if (rc)
		return explain(hop, rc, request->timeout_ms, err);
	took = now_ms() - start;
	*left_ms = took < *left_ms ? *left_ms - (unsigned)took : 1;
	take_response(h, response);
	return 0;
}

/* --- the chain ----------------------------------------------------------- */

/* Whether the answer sends us elsewhere: 1, and *next is filled. */
static int redirected(struct http *h, const struct http_target *from,
                      const struct http_response *response,
                      struct http_target *next, struct err *err)
{
	char *url = NULL;

	switch (response->status) {
	case 301:
	case 302:
	case 303:
	case 307:
	case 308:
		curl_easy_getinfo(h->easy, CURLINFO_REDIRECT_URL, &url);
		break;
	default:
		break;
	}
	if (!url)
		return 0;
	if (http_target_parse(next, url, err))
		return err_prefix(err, "%.150s: redirected", from->url);
	return 1;
}

static int get_http(struct http *h, const struct http_request *request,
                    struct http_response *response, struct err *err)
{
	struct http_target origin CLEANUP(http_target_deinit) = { 0 };
	struct http_target at CLEANUP(http_target_deinit) = { 0 };
	unsigned left_ms = request->timeout_ms;

	if (http_target_parse(&origin, request->url, err) ||
	    http_target_parse(&at, request->url, err))
		return -1;
	for (int redirects = 0;; redirects++) {
		struct http_target next CLEANUP(http_target_deinit) = { 0 };
		struct hop hop = {
			.target = &at,
			.proxy = http_target_proxy(&at),
			.private_allowed = http_host_private(at.host) &&
			                   http_target_same_host(&origin, &at),
			.body = &response->body,
		};
		int rc;

		if (exchange(h, request, &hop, &left_ms, response, err))
			return redirects ? err_prefix(err, "%.150s: redirected",
			                              origin.url)
			                 : -1;
		rc = redirected(h, &at, response, &next, err);
		if (rc <= 0)
			return rc;
		if (redirects == REDIRECTS_MAX)
			return err_set(err, "%.200s: more than %d redirects",
			               origin.url, REDIRECTS_MAX);
		if (http_target_redirect(&origin, &at, &next, err))
			return -1;
		http_target_deinit(&at);
		at = next;
		next = (struct http_target){ 0 };
	}
}

int http_get(struct http *h, const struct http_request *request,
             struct http_response *response, struct err *err)
{
	struct http_target t CLEANUP(http_target_deinit) = { 0 };

	*response = (struct http_response){ .body = BUF(request->max_bytes) };
	if (http_target_parse(&t, request->url, err))
		return -1;
	if (http_target_scheme(&t, "file"))
		return get_file(request, t.path, response, err);
	if (!http_target_scheme(&t, "http") && !http_target_scheme(&t, "https"))
		return err_set(err, "%.200s: not http, https or file",
		               request->url);
	return get_http(h, request, response, err);
}
