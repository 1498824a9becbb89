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
#include <stdlib.h>
#include <sys/random.h>
#include <time.h>

#include <curl/curl.h>

#include "base/http_attempt.h"
#include "base/http_pace.h"

enum { POLL_MS = 1000 };

enum slot_state { SLOT_FREE, SLOT_DUE, SLOT_HELD, SLOT_FLYING };

struct slot {
	enum slot_state state;
	struct http_call call;
	int attempt;
	int64_t due; /* ms, of now_ms */
	struct http_attempt now;
};

struct http_pool {
	CURLM *multi;
	struct http_pool_options options;
	char *user_agent, *ca_file; /* which options point at */
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

static int64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_BOOTTIME, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
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
	p->options.user_agent = p->user_agent;
	p->options.ca_file = p->ca_file;
	p->multi = or_abort(curl_multi_init());
	p->pace.per_minute = options->per_minute;
	http_pace_started(&p->pace, now_ms() - options->idle_ms);
	p->n_slots =
	        options->concurrency > 0 ? (size_t)options->concurrency : 1;
	p->slots = or_abort(calloc(p->n_slots, sizeof(*p->slots)));
	for (size_t i = 0; i < p->n_slots; i++)
		http_attempt_init(&p->slots[i].now, &p->options);
	return p;
}

void http_pool_free(struct http_pool *p)
{
	if (!p)
		return;
	for (size_t i = 0; i < p->n_slots; i++)
		http_attempt_deinit(&p->slots[i].now);
	curl_multi_cleanup(p->multi);
	free(p->slots);
	free(p->user_agent);
	free(p->ca_file);
	free(p);
}

static double jitter(void)
{
	uint32_t r = 0;

	if (getrandom(&r, sizeof(r), 0) != sizeof(r))
		return 0;
	return (double)r / (double)UINT32_MAX;
}

static void fly(struct http_pool *p, struct slot *s, int64_t now)
{
	http_attempt_prepare(&s->now, &s->call, s);
	if (curl_multi_add_handle(p->multi, s->now.easy))
		abort();
	http_pace_started(&p->pace, now);
	s->state = SLOT_FLYING;
	p->n_flying++;
}

static void release(struct slot *s)
{
	http_attempt_clear(&s->now);
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

static void land(struct http_pool *p, struct slot *s, CURLcode rc)
{
	struct err err;
	int64_t pause = http_pace_backoff(s->attempt, jitter());
	struct http_outcome how;
	bool again;

	p->n_flying--;
	curl_multi_remove_handle(p->multi, s->now.easy);
	again = http_attempt_ended(&s->now, rc, &how, &err) &&
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
			curl_multi_remove_handle(p->multi, s->now.easy);
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
