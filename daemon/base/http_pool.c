/*
 * Each of `concurrency` slots holds one call, from `next` to its end:
 *
 *	FREE -> DUE -> FLYING -> FREE		answered, or over
 *	        DUE <- FLYING			to be repeated, later
 *	        DUE -> HELD -> DUE		`start` says: not now
 *
 * A call that waits for its repetition keeps its slot: an endpoint in trouble
 * is not asked more, only because what it refused is waiting.
 */
#include "base/http_pool.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <time.h>

#include <curl/curl.h>

#include "base/http_pace.h"
#include "base/http_target.h"

enum {
	HEADERS_MAX = 64 * 1024, /* bytes of all headers of an answer */
	CONNECT_MS = 20 * 1000,
	RETRY_AFTER_MAX = 24 * 3600,
	POLL_MS = 1000,
};

enum slot_state { SLOT_FREE, SLOT_DUE, SLOT_HELD, SLOT_FLYING };

struct slot {
	enum slot_state state;
	CURL *easy;
	struct curl_slist *headers;
	struct http_call call;
	int attempt;
	int64_t due; /* ms, of now_ms */
	struct buf body;
	size_t header_bytes;
	bool too_large;
	char reason[CURL_ERROR_SIZE];
};

struct http_pool {
	CURLM *multi;
	struct http_pool_options options;
	char *user_agent, *ca_file;
	struct http_pace pace;
	struct slot *slots;
	size_t n_slots, n_flying;
	const struct http_pool_ops *ops;
	bool cancelled;
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

struct http_pool *http_pool_new(const struct http_pool_options *options)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct http_pool *p = or_abort(calloc(1, sizeof(*p)));

	pthread_once(&once, global_init);
	p->options = *options;
	p->user_agent = or_abort(strdup(options->user_agent));
	if (options->ca_file)
		p->ca_file = or_abort(strdup(options->ca_file));
	p->multi = or_abort(curl_multi_init());
	p->pace.per_minute = options->per_minute;
	p->n_slots =
	        options->concurrency > 0 ? (size_t)options->concurrency : 1;
	p->slots = or_abort(calloc(p->n_slots, sizeof(*p->slots)));
	for (size_t i = 0; i < p->n_slots; i++) {
		p->slots[i].easy = or_abort(curl_easy_init());
		p->slots[i].body = BUF(options->max_bytes);
	}
	return p;
}

void http_pool_free(struct http_pool *p)
{
	if (!p)
		return;
	for (size_t i = 0; i < p->n_slots; i++) {
		curl_easy_cleanup(p->slots[i].easy);
		curl_slist_free_all(p->slots[i].headers);
		buf_deinit(&p->slots[i].body);
	}
	curl_multi_cleanup(p->multi);
	free(p->slots);
	free(p->user_agent);
	free(p->ca_file);
	free(p);
}

static int64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_BOOTTIME, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static double jitter(void)
{
	uint32_t r = 0;

	if (getrandom(&r, sizeof(r), 0) != sizeof(r))
		return 0;
	return (double)r / (double)UINT32_MAX;
}

/* --- one attempt --------------------------------------------------------- */

static size_t on_body(char *bytes, size_t one, size_t n, void *ctx)
{
	struct slot *s = ctx;

	(void)one;
	if (!buf_add(&s->body, bytes, n))
		return n;
	s->too_large = true;
	return 0;
}

static size_t on_header(char *bytes, size_t one, size_t n, void *ctx)
{
	struct slot *s = ctx;

	(void)bytes;
	(void)one;
	s->header_bytes += n;
	if (s->header_bytes <= HEADERS_MAX)
		return n;
	s->too_large = true;
	return 0;
}

static void add_header(struct slot *s, const char *line)
{
	s->headers = or_abort(curl_slist_append(s->headers, line));
}

static void set_headers(struct slot *s)
{
	curl_slist_free_all(s->headers);
	s->headers = NULL;
	add_header(s, "Accept: application/json");
	if (s->call.body.ptr)
		add_header(s, "Content-Type: application/json");
	add_header(s, "Expect:"); /* no round trip to ask whether we may */
	for (size_t i = 0; i < s->call.n_headers; i++)
		add_header(s, s->call.headers[i]);
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

static void set_up(const struct http_pool *p, struct slot *s)
{
	CURL *e = s->easy;

	set_headers(s);
	curl_easy_reset(e);
	curl_easy_setopt(e, CURLOPT_URL, s->call.url);
	curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(e, CURLOPT_USERAGENT, p->user_agent);
	curl_easy_setopt(e, CURLOPT_HTTPHEADER, s->headers);
	curl_easy_setopt(e, CURLOPT_ACCEPT_ENCODING, "gzip, deflate");
	curl_easy_setopt(e, CURLOPT_PROXY, proxy_for(s->call.url));
	curl_easy_setopt(e, CURLOPT_NOPROXY, "");
	curl_easy_setopt(e, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	curl_easy_setopt(e, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (p->ca_file)
		curl_easy_setopt(e, CURLOPT_CAINFO, p->ca_file);
	curl_easy_setopt(e, CURLOPT_TIMEOUT_MS, (long)p->options.timeout_ms);
	curl_easy_setopt(e, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
	/* On a kept connection that has died libcurl asks again by itself: an
	 * attempt that nobody counted, and perhaps paid for. */
	curl_easy_setopt(e, CURLOPT_FRESH_CONNECT, 1L);
	curl_easy_setopt(e, CURLOPT_FORBID_REUSE, 1L);
	curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(e, CURLOPT_QUICK_EXIT, 1L);
	if (s->call.body.ptr) {
		curl_easy_setopt(e, CURLOPT_POSTFIELDSIZE_LARGE,
		                 (curl_off_t)s->call.body.len);
		curl_easy_setopt(e, CURLOPT_POSTFIELDS, s->call.body.ptr);
	}
	curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(e, CURLOPT_WRITEDATA, s);
	curl_easy_setopt(e, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(e, CURLOPT_HEADERDATA, s);
	curl_easy_setopt(e, CURLOPT_ERRORBUFFER, s->reason);
	curl_easy_setopt(e, CURLOPT_PRIVATE, s);
}

static void fly(struct http_pool *p, struct slot *s, int64_t now)
{
	buf_clear(&s->body);
	s->header_bytes = 0;
	s->too_large = false;
	s->reason[0] = '\0';
	set_up(p, s);
	if (curl_multi_add_handle(p->multi, s->easy))
		abort();
	http_pace_started(&p->pace, now);
	s->state = SLOT_FLYING;
	p->n_flying++;
}

/* --- how it ended -------------------------------------------------------- */

static bool worth_repeating(const struct slot *s, CURLcode rc, long status)
{
	if (s->too_large)
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

static void explain(const struct http_pool *p, const struct slot *s,
                    CURLcode rc, long status, struct err *err)
{
	const char *name = s->call.name;
	const char *reason = s->reason[0] ? s->reason : curl_easy_strerror(rc);

	err->msg[0] = '\0';
	if (s->too_large)
		err_set(err, "%.200s: answer larger than %zu bytes", name,
		        p->options.max_bytes);
	else if (rc == CURLE_OPERATION_TIMEDOUT)
		err_set(err, "%.200s: no whole answer within %u s", name,
		        (p->options.timeout_ms + 999) / 1000);
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

static void release(struct slot *s)
{
	curl_slist_free_all(s->headers);
	s->headers = NULL;
	s->state = SLOT_FREE;
	s->attempt = 0;
}

/* Something ended: whoever was told "not now" may ask again. */
static void wake_held(struct http_pool *p)
{
	for (size_t i = 0; i < p->n_slots; i++)
		if (p->slots[i].state == SLOT_HELD)
			p->slots[i].state = SLOT_DUE;
}

static void end(struct http_pool *p, struct slot *s,
                const struct http_outcome *how, bool again, int64_t pause)
{
	p->ops->ended(p->ops->ctx, s->call.cookie, how, &again);
	wake_held(p);
	if (!again) {
		release(s);
		return;
	}
	s->state = SLOT_DUE;
	s->due = now_ms() + pause;
}

static int64_t retry_after(CURL *easy)
{
	curl_off_t wait = 0;

	curl_easy_getinfo(easy, CURLINFO_RETRY_AFTER, &wait);
	return wait < 0 ? 0 : wait > RETRY_AFTER_MAX ? RETRY_AFTER_MAX : wait;
}

static void land(struct http_pool *p, struct slot *s, CURLcode rc)
{
	struct err err;
	curl_off_t sent = 0;
	int64_t pause = http_pace_backoff(s->attempt, jitter());
	struct http_outcome how = { .why = err.msg };
	bool again;

	p->n_flying--;
	curl_multi_remove_handle(p->multi, s->easy);
	if (!rc) {
		how.end = HTTP_ANSWERED;
		curl_easy_getinfo(s->easy, CURLINFO_RESPONSE_CODE, &how.status);
		how.body = buf_str(&s->body);
		how.retry_after = retry_after(s->easy);
	} else {
		how.end = HTTP_FAILED;
	}
	curl_easy_getinfo(s->easy, CURLINFO_SIZE_UPLOAD_T, &sent);
	how.sent = s->call.body.ptr && sent >= (curl_off_t)s->call.body.len;
	explain(p, s, rc, how.status, &err);
	again = worth_repeating(s, rc, how.status) &&
	        s->attempt <= p->options.retries;
	if (how.retry_after && (how.status == 429 || how.status == 503)) {
		pause = how.retry_after * 1000;
		how.too_long = pause > (int64_t)p->options.patience_ms;
		if (!how.too_long)
			http_pace_hold(&p->pace, now_ms(), pause);
		again = again && !how.too_long;
	}
	end(p, s, &how, again, pause);
}

/* --- the loop ------------------------------------------------------------ */

static void stop_all(struct http_pool *p)
{
	static const struct http_outcome unsent = { .end = HTTP_STOPPED,
		                                    .why = "stopped" };
	static const struct http_outcome sent = { .end = HTTP_STOPPED,
		                                  .sent = true,
		                                  .why = "stopped" };

	for (size_t i = 0; i < p->n_slots; i++) {
		struct slot *s = &p->slots[i];
		bool flying = s->state == SLOT_FLYING;

		if (s->state == SLOT_FREE)
			continue;
		if (flying) {
			p->n_flying--;
			curl_multi_remove_handle(p->multi, s->easy);
		}
		end(p, s, flying ? &sent : &unsent, false, 0);
		release(s);
	}
}

static struct slot *slot_in(struct http_pool *p, enum slot_state state,
                            int64_t now)
{
	for (size_t i = 0; i < p->n_slots; i++)
		if (p->slots[i].state == state &&
		    (state != SLOT_DUE || p->slots[i].due <= now))
			return &p->slots[i];
	return NULL;
}

/* The next call that could start now; NULL: none. */
static struct slot *take(struct http_pool *p, int64_t now)
{
	struct slot *s = slot_in(p, SLOT_DUE, now);

	if (s)
		return s;
	s = slot_in(p, SLOT_FREE, now);
	if (!s)
		return NULL;
	s->call = (struct http_call){ 0 };
	if (p->ops->next(p->ops->ctx, &s->call))
		return NULL;
	s->state = SLOT_DUE;
	s->due = now;
	s->attempt = 0;
	return s;
}

static const struct http_outcome refused = { .end = HTTP_REFUSED,
	                                     .why = "not sent" };

static void refuse_all(struct http_pool *p)
{
	for (size_t i = 0; i < p->n_slots; i++)
		if (p->slots[i].state == SLOT_DUE ||
		    p->slots[i].state == SLOT_HELD)
			end(p, &p->slots[i], &refused, false, 0);
}

static void launch(struct http_pool *p)
{
	int64_t now = now_ms();
	struct slot *s;

	while (!p->cancelled && !http_pace_wait(&p->pace, now) &&
	       (s = take(p, now))) {
		int rc = 0;

		s->attempt++;
		if (p->ops->start)
			rc = p->ops->start(p->ops->ctx, s->call.cookie,
			                   s->attempt);
		/* "Not now" with nothing in flight would be never. */
		if (rc < 0 || (rc > 0 && !p->n_flying)) {
			end(p, s, &refused, false, 0);
		} else if (rc > 0) {
			s->attempt--;
			s->state = SLOT_HELD;
		} else {
			fly(p, s, now);
		}
	}
	if (p->cancelled)
		refuse_all(p);
}

void http_pool_cancel(struct http_pool *p)
{
	p->cancelled = true;
}

/* How long nothing can happen but what the network brings: until a call is due
 * and the pace lets it go. */
static int idle_ms(const struct http_pool *p)
{
	int64_t now = now_ms(), wait = POLL_MS;
	int64_t pace = http_pace_wait(&p->pace, now);

	for (size_t i = 0; i < p->n_slots; i++) {
		const struct slot *s = &p->slots[i];
		int64_t left = 0; /* SLOT_FREE: `next` may have a call */

		if (s->state == SLOT_FLYING || s->state == SLOT_HELD ||
		    (s->state == SLOT_FREE && !pace))
			continue;
		if (s->state == SLOT_DUE && s->due > now)
			left = s->due - now;
		if (left < pace)
			left = pace;
		if (left < wait)
			wait = left;
	}
	return (int)wait;
}

static void reap(struct http_pool *p)
{
	CURLMsg *msg;
	int left;

	while ((msg = curl_multi_info_read(p->multi, &left))) {
		CURLcode rc = msg->data.result;
		struct slot *s = NULL;

		if (msg->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(msg->easy_handle, CURLINFO_PRIVATE,
		                  (char **)&s);
		land(p, s, rc);
	}
}

static bool at_rest(const struct http_pool *p)
{
	for (size_t i = 0; i < p->n_slots; i++)
		if (p->slots[i].state != SLOT_FREE)
			return false;
	return true;
}

/* Whether `next` has another call although all is at rest: the pace may have
 * kept us from asking. */
static bool any_left(struct http_pool *p)
{
	return !p->cancelled && take(p, now_ms()) != NULL;
}

int http_pool_run(struct http_pool *p, const struct http_pool_ops *ops)
{
	struct curl_waitfd stop = {
		.fd = p->options.stop_fd ? *p->options.stop_fd : -1,
		.events = CURL_WAIT_POLLIN,
	};
	unsigned n_stop = p->options.stop_fd ? 1 : 0;
	int running;

	p->ops = ops;
	p->cancelled = false;
	for (;;) {
		if (curl_multi_perform(p->multi, &running))
			abort();
		reap(p);
		launch(p);
		if (at_rest(p) && !any_left(p))
			return 0;
		if (curl_multi_poll(p->multi, &stop, n_stop, idle_ms(p), NULL))
			abort();
		if (stop.revents) {
			stop_all(p);
			return 1;
		}
	}
}
