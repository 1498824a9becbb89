#include "score/llm_intern.h"

#include <stdio.h>
#include <stdlib.h>

enum {
	URL_MAX = 4096,
	BODY_MAX = 64 << 20,
	ANSWER_MAX = 8 << 20,
	PATIENCE_MS = 10 * 60 * 1000, /* the longest Retry-After waited for */
	/* Three calls in a row without an answer, five answers in a row of no
	 * use: asking on would cost time, or money. */
	STRIKES_MAX = 5,
	NO_ANSWER = 2,
	NO_USE = 1,
	ROOM_MAX = 16,
	ECHO_MIN = 6, /* a shorter header value is no secret */
};

/* Beside the messages: model, parameters, and what a server adds around each
 * message. */
enum { FRAME_TOKENS = 32 };

/* At least so long ago: instants are cut to whole seconds. */
static int64_t idle_ms(const struct llm_settings *s)
{
	int64_t seconds = clock_now(s->clock) - s->last_call - 1;

	return seconds > 0 ? seconds * 1000 : 0;
}

void llm_endpoint_init(struct llm_endpoint *e, const struct llm_settings *s)
{
	*e = (struct llm_endpoint){ .settings = s,
		                    .url = BUF(URL_MAX),
		                    .name = BUF(URL_MAX),
		                    .bearer = BUF(2 * URL_MAX),
		                    .dialect = { .room = 1 } };
	llm_request_url(s->url, &e->url);
	llm_request_name(buf_cstr(&e->url), &e->name);
	e->headers = calloc(s->n_headers + 1, sizeof(*e->headers));
	if (!e->headers)
		abort();
	for (size_t i = 0; i < s->n_headers; i++)
		e->headers[e->n_headers++] = s->headers[i];
	if (*s->key) {
		buf_addf(&e->bearer, "Authorization: Bearer %s", s->key);
		e->headers[e->n_headers++] = buf_cstr(&e->bearer);
	}
	e->pool = http_pool_new(&(struct http_pool_options){
	        .user_agent = s->user_agent,
	        .concurrency = s->concurrency,
	        .per_minute = s->per_minute,
	        .idle_ms = idle_ms(s),
	        .retries = s->retries,
	        .timeout_ms = (unsigned)s->timeout * 1000,
	        .patience_ms = PATIENCE_MS,
	        .max_bytes = ANSWER_MAX,
	        .stop_fd = s->stop_fd,
	});
}

void llm_endpoint_deinit(struct llm_endpoint *e)
{
	http_pool_free(e->pool);
	if (e->bearer.ptr)
		explicit_bzero(e->bearer.ptr, e->bearer.cap);
	buf_deinit(&e->bearer);
	buf_deinit(&e->url);
	buf_deinit(&e->name);
	free(e->headers);
}

void llm_endpoint_ask(const struct llm_endpoint *e, const char *system,
                      const char *user, int64_t completion,
                      struct llm_request *request, struct http_call *call)
{
	const struct llm_settings *s = e->settings;

	completion *= e->dialect.room;
	*request = (struct llm_request){
		.body = BUF(BODY_MAX),
		.dialect = e->dialect,
		.most = { .prompt = FRAME_TOKENS +
		                    llm_tokens_most(strlen(system) +
		                                    strlen(user)),
		          .completion = completion },
	};
	llm_request_body(s->model, system, user, completion, &e->dialect,
	                 &request->body);
	*call = (struct http_call){
		.url = buf_cstr(&e->url),
		.name = buf_cstr(&e->name),
		.headers = e->headers,
		.n_headers = e->n_headers,
		.body = buf_str(&request->body),
	};
}

void llm_endpoint_used(const struct http_outcome *how,
                       const struct llm_reply *reply, struct llm_call *c)
{
	bool good = how->end == HTTP_ANSWERED && how->status >= 200 &&
	            how->status <= 299;

	c->answered = good && (reply->counted || reply->content.len);
	if (good && reply->counted) {
		c->usage = reply->usage;
	} else if (c->answered) {
		c->usage.completion = llm_tokens_most(reply->content.len);
	} else if ((how->end == HTTP_ANSWERED && !good) || !how->sent) {
		c->usage = (struct llm_usage){ 0 };
	}
	/* else: nobody knows; at worst all of it is paid for. */
}

void llm_request_deinit(struct llm_request *request)
{
	buf_deinit(&request->body);
}

void llm_endpoint_give_up(struct llm_endpoint *e, enum llm_miss miss,
                          const char *why)
{
	if (*e->trouble)
		return;
	snprintf(e->trouble, sizeof(e->trouble), "%s", why);
	e->miss = miss;
	http_pool_cancel(e->pool);
}

/* An endpoint may quote the key that it did not like. */
static bool tells_secret(const struct llm_endpoint *e, const char *words)
{
	for (size_t i = 0; i < e->n_headers; i++) {
		struct str rest = str_of(e->headers[i]), name, value;

		str_split(&rest, ':', &name);
		value = str_trim(rest);
		if (str_starts_nocase(value, STR("Bearer ")))
			value = str_trim(
			        (struct str){ value.ptr + 7, value.len - 7 });
		if (value.len >= ECHO_MIN &&
		    str_find(str_of(words), value) >= 0)
			return true;
	}
	return false;
}

/* Statuses after which the next call would fare the same. */
static bool hopeless(long status, const struct llm_reply *reply)
{
	if (status == 429)
		return !strcmp(reply->code, "insufficient_quota");
	return (status >= 300 && status < 400) || status == 401 ||
	       status == 402 || status == 403 || status == 404 || status == 405;
}

static bool same_dialect(const struct llm_dialect *a,
                         const struct llm_dialect *b)
{
	return a->no_seed == b->no_seed &&
	       a->no_temperature == b->no_temperature && a->room == b->room &&
	       a->max == b->max;
}

/* A parameter was refused: for this call, or for one before it that has
 * taught us already. */
static bool adapts(struct llm_endpoint *e, const struct llm_request *request,
                   long status, const struct llm_reply *reply)
{
	if (status != 400 && status != 422)
		return false;
	return !same_dialect(&request->dialect, &e->dialect) ||
	       llm_request_adapt(&e->dialect, reply->param, reply->error);
}

static void strike(struct llm_endpoint *e, int weight, const char *why)
{
	e->strikes += weight;
	if (e->strikes >= STRIKES_MAX)
		llm_endpoint_give_up(e, LLM_MISS_SILENT, why);
}

/* The status line's meaning in words, with the endpoint's own where it has
 * some. */
static enum llm_verdict failed(struct llm_endpoint *e, struct arena *arena,
                               const struct http_outcome *how,
                               struct llm_reply *reply)
{
	const char *own = "";

	if (how->end == HTTP_ANSWERED && *reply->error &&
	    !tells_secret(e, reply->error))
		own = reply->error;
	reply->error =
	        arena_printf(arena, "%s%s%s", how->why, *own ? ": " : "", own);
	reply->content = (struct str){ "", 0 };
	if (how->end == HTTP_ANSWERED &&
	    (how->too_long || hopeless(how->status, reply)))
		llm_endpoint_give_up(e, LLM_MISS_SILENT, reply->error);
	else if (how->end != HTTP_REFUSED && how->end != HTTP_STOPPED)
		strike(e, how->status < 429 && how->status ? NO_USE : NO_ANSWER,
		       reply->error);
	return LLM_FAILED;
}

bool llm_endpoint_patient(const struct llm_endpoint *e,
                          const struct http_outcome *how, struct arena *arena)
{
	struct llm_reply reply;

	if (*e->trouble)
		return false;
	if (how->end != HTTP_ANSWERED)
		return true;
	llm_reply_read(how->body, arena, &reply);
	return !hopeless(how->status, &reply);
}

void llm_endpoint_useful(struct llm_endpoint *e, bool something)
{
	if (something)
		e->strikes = 0;
	else
		strike(e, NO_USE, "the model's answers are of no use");
}

enum llm_verdict llm_endpoint_hear(struct llm_endpoint *e,
                                   const struct llm_request *request,
                                   const struct http_outcome *how,
                                   struct arena *arena, struct llm_reply *reply)
{
	llm_reply_read(how->body, arena, reply);
	if (how->end != HTTP_ANSWERED)
		return failed(e, arena, how, reply);
	if (adapts(e, request, how->status, reply))
		return LLM_REPHRASE;
	if (how->status < 200 || how->status > 299)
		return failed(e, arena, how, reply);
	if (tells_secret(e, reply->error))
		reply->error = "the endpoint answered with an error";
	/* What thinks before it answers needs more room than answers do. */
	if (reply->cut && !reply->content.len && e->dialect.room < ROOM_MAX &&
	    request->dialect.room == e->dialect.room)
		e->dialect.room *= 4;
	if (reply->content.len)
		return LLM_READ;
	reply->error =
	        arena_printf(arena, "%s: %s", buf_cstr(&e->name), reply->error);
	strike(e, NO_USE, reply->error);
	return LLM_FAILED;
}
