#pragma once
/*
 * The body of an answer of POST .../chat/completions (OpenAI's API reference,
 * "Create chat completion"), as vLLM, llama.cpp, Ollama and Azure send it too.
 * Pure.
 */
#include "base/arena.h"
#include "base/str.h"
#include "score/llm_budget.h"

/* Strings live in the arena. */
struct llm_reply {
	struct str content; /* what the model said; empty: nothing */
	bool cut;           /* finish_reason "length" */
	const char *model;  /* that answered; "" when it does not say */
	const char *error;  /* why there is nothing to read; "" when there is:
	                     * the endpoint's own words, one line, or ours */
	const char *code;   /* of the endpoint's error; "" for none */
	const char *param;  /* that it complains about; "" for none */
	bool counted;       /* usage is the endpoint's */
	struct llm_usage usage;
};

void llm_reply_read(struct str body, struct arena *arena,
                    struct llm_reply *reply);
