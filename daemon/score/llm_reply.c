#include "score/llm_reply.h"

#include <math.h>
#include <string.h>

#include "base/buf.h"
#include "base/json.h"
#include "score/llm_comment.h"

enum { CONTENT_MAX = 4 << 20, WORDS_MAX = 200 };

static const double TOKENS_MAX = 1e8;

/* One line of what a stranger said, for a log. */
static const char *words(struct arena *arena, const char *text)
{
	struct buf line CLEANUP(buf_deinit) = BUF(2 * WORDS_MAX);

	llm_excerpt(&line, str_of(text ? text : ""), WORDS_MAX);
	return arena_str(arena, buf_str(&line));
}

/* A whole number of tokens, or -1. */
static int64_t tokens(const struct json *obj, const char *name)
{
	double v = json_num(obj, name, -1);

	return v >= 0 && v <= TOKENS_MAX && v == floor(v) ? (int64_t)v : -1;
}

static void read_usage(const struct json *usage, struct llm_reply *reply)
{
	const struct json *details = json_get(usage, "prompt_tokens_details");
	int64_t prompt = tokens(usage, "prompt_tokens");
	int64_t completion = tokens(usage, "completion_tokens");
	int64_t cached = tokens(details, "cached_tokens");

	/* No prompt is empty: a server that counts nothing says 0. */
	if (prompt <= 0 || completion < 0)
		return;
	if (cached < 0)
		cached = 0;
	reply->counted = true;
	reply->usage =
	        (struct llm_usage){ prompt, cached < prompt ? cached : prompt,
		                    completion, false };
}

/* Some servers hand out a reasoning model's draft before its answer. */
static struct str without_thoughts(struct str s)
{
	static const struct str end = { "</think>", 8 };
	ptrdiff_t at;

	while ((at = str_find(s, end)) >= 0) {
		s.ptr += (size_t)at + end.len;
		s.len -= (size_t)at + end.len;
	}
	return s;
}

/* A string, or a list of parts with a text each. */
static void read_content(const struct json *content, struct arena *arena,
                         struct llm_reply *reply)
{
	struct buf all CLEANUP(buf_deinit) = BUF(CONTENT_MAX);

	if (json_as_str(content))
		buf_adds(&all, json_as_str(content));
	else if (json_is_array(content))
		for (const struct json *p = json_first(content); p;
		     p = json_next(p))
			if (json_str(p, "text"))
				buf_adds(&all, json_str(p, "text"));
	reply->content = without_thoughts(
	        (struct str){ arena_str(arena, buf_str(&all)), all.len });
}

static void read_choice(const struct json *choice, struct arena *arena,
                        struct llm_reply *reply)
{
	const struct json *message = json_get(choice, "message");
	const char *finish = json_str(choice, "finish_reason");
	const char *refusal = json_str(message, "refusal");

	read_content(json_get(message, "content"), arena, reply);
	if (finish && !strcmp(finish, "length"))
		reply->cut = true;
	if (reply->content.len)
		return;
	if (refusal)
		reply->error = arena_printf(arena, "the model refused: %s",
		                            words(arena, refusal));
	else if (finish && !strcmp(finish, "content_filter"))
		reply->error = "the endpoint's content filter took the answer "
		               "away";
	else if (reply->cut)
		reply->error = "the answer was cut off before it began";
	else
		reply->error = "the answer is empty";
}

/* {"error": {"message": ..., "code": ..., "param": ...}}, {"error": "..."}, or
 * the members without the shell. */
static void read_error(const struct json *error, struct arena *arena,
                       struct llm_reply *reply)
{
	const char *message = json_as_str(error);
	const char *code = json_str(error, "code");

	if (!message)
		message = json_str(error, "message");
	if (!message)
		message = json_str(error, "detail");
	if (!code)
		code = json_str(error, "type");
	reply->error = words(arena, message ? message : "an error");
	reply->code = words(arena, code);
	reply->param = words(arena, json_str(error, "param"));
}

void llm_reply_read(struct str body, struct arena *arena,
                    struct llm_reply *reply)
{
	struct json *j CLEANUP(json_freep) = json_parse(body, NULL);
	const struct json *choice = json_first(json_get(j, "choices"));
	const struct json *error = json_get(j, "error");

	*reply = (struct llm_reply){
		.content = { "", 0 }, .error = "", .code = "", .param = ""
	};
	reply->model = words(arena, json_str(j, "model"));
	if (!json_is_object(j)) {
		reply->error = "the answer is not JSON";
		return;
	}
	read_usage(json_get(j, "usage"), reply);
	if (choice)
		read_choice(choice, arena, reply);
	else if (json_as_str(error) || json_is_object(error))
		read_error(error, arena, reply);
	else if (json_str(j, "message") || json_str(j, "detail"))
		read_error(j, arena, reply);
	else
		reply->error = "the answer has no choices";
}
