#pragma once
/*
 * Inside the llm scorer: the endpoint as this run knows it (llm_endpoint.c),
 * and the queue of papers (llm.c).
 */
#include "base/http_pool.h"
#include "score/llm.h"
#include "score/llm_reply.h"
#include "score/llm_request.h"

/* Titles are short: a batch has so many times batch_size of them. */
enum { TITLES_A_PAPER = 8 };

struct llm_endpoint {
	const struct llm_settings *settings;
	struct buf url, name, bearer; /* bearer: wiped at the end */
	const char **headers;
	size_t n_headers;
	struct http_pool *pool;
	struct llm_dialect dialect;
	int strikes;           /* against it, since its last useful answer */
	char trouble[ERR_MAX]; /* "": it may be asked */
	enum llm_miss miss;    /* what trouble means for papers */
};

void llm_endpoint_init(struct llm_endpoint *e, const struct llm_settings *s);
void llm_endpoint_deinit(struct llm_endpoint *e);

/* The request for a user message, with room for so many bytes of answer. */
struct llm_request {
	struct buf body;
	struct llm_dialect dialect; /* it was made in */
	struct llm_usage most;
};

void llm_endpoint_ask(const struct llm_endpoint *e, const char *system,
                      const char *user, int64_t completion,
                      struct llm_request *request, struct http_call *call);
void llm_request_deinit(struct llm_request *request);

enum llm_verdict {
	LLM_READ,     /* there is an answer to read */
	LLM_FAILED,   /* not these papers, not now; reply->error says why */
	LLM_REPHRASE, /* the same question in the dialect as it is now */
};

/* What came of a call that is over: reads the body, learns the dialect, counts
 * strikes, and gives the endpoint up where asking on is useless. */
enum llm_verdict llm_endpoint_hear(struct llm_endpoint *e,
                                   const struct llm_request *request,
                                   const struct http_outcome *how,
                                   struct arena *arena,
                                   struct llm_reply *reply);

/* What an attempt used, as far as anybody knows: call->usage, which was the
 * most, and call->answered. */
void llm_endpoint_used(const struct http_outcome *how,
                       const struct llm_reply *reply, struct llm_call *call);

/* An attempt failed that may be repeated: is there hope? */
bool llm_endpoint_patient(const struct llm_endpoint *e,
                          const struct http_outcome *how, struct arena *arena);

/* The last answer that could be read had something, or nothing, in it. */
void llm_endpoint_useful(struct llm_endpoint *e, bool something);

/* Nobody is asked any more; the first reason stays. */
void llm_endpoint_give_up(struct llm_endpoint *e, enum llm_miss miss,
                          const char *why);
