#pragma once
/*
 * What goes to an OpenAI-compatible endpoint. Pure.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

/* What an endpoint wants otherwise, as it has turned out in this run. Starts
 * as { .room = 1 }. */
struct llm_dialect {
	bool no_seed, no_temperature;
	int room; /* times the usual room for an answer: 1, 4 or 16, for models
	           * that think before they answer */
	enum {
		LLM_MAX_TOKENS,
		LLM_MAX_COMPLETION_TOKENS, /* OpenAI's reasoning models */
		LLM_NO_MAX,
	} max;
};

/* "{url}/chat/completions", before a query string (Azure's "?api-version=");
 * as it stands where it ends so already. */
void llm_request_url(const char *url, struct buf *out);

/* The URL for messages: without its query. */
void llm_request_name(const char *url, struct buf *out);

void llm_request_body(const char *model, const char *system, const char *user,
                      int64_t max_completion, const struct llm_dialect *dialect,
                      struct buf *out);

/* The endpoint refused a request (400) with these words: is it a parameter
 * that can be left out or called otherwise? Then *dialect is changed and the
 * request may be made again. */
bool llm_request_adapt(struct llm_dialect *dialect, const char *param,
                       const char *message);
