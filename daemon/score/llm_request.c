#include "score/llm_request.h"

#include <string.h>

#include "base/json.h"

/* Any number does: the same one every time. */
enum { SEED = 20 };

static const char PATH[] = "/chat/completions";

void llm_request_url(const char *url, struct buf *out)
{
	size_t path = strcspn(url, "?#"), len = path;

	while (len && url[len - 1] == '/')
		len--;
	buf_add(out, url, len);
	if (len < sizeof(PATH) - 1 ||
	    memcmp(url + len - (sizeof(PATH) - 1), PATH, sizeof(PATH) - 1))
		buf_adds(out, PATH);
	if (url[path] == '?')
		buf_add(out, url + path, strcspn(url + path, "#"));
}

void llm_request_name(const char *url, struct buf *out)
{
	buf_add(out, url, strcspn(url, "?#"));
}

static void add_message(struct json *list, const char *role, const char *text)
{
	struct json *m = json_object();

	json_set_str(m, "role", role);
	json_set_str(m, "content", text);
	json_push(list, m);
}

void llm_request_body(const char *model, const char *system, const char *user,
                      int64_t max_completion, const struct llm_dialect *dialect,
                      struct buf *out)
{
	struct json *j CLEANUP(json_freep) = json_object();
	struct json *messages = json_array();

	json_set_str(j, "model", model);
	add_message(messages, "system", system);
	add_message(messages, "user", user);
	json_set(j, "messages", messages);
	if (!dialect->no_temperature)
		json_set_num(j, "temperature", 0);
	if (!dialect->no_seed)
		json_set_num(j, "seed", SEED);
	if (dialect->max == LLM_MAX_TOKENS)
		json_set_num(j, "max_tokens", (double)max_completion);
	else if (dialect->max == LLM_MAX_COMPLETION_TOKENS)
		json_set_num(j, "max_completion_tokens",
		             (double)max_completion);
	json_print(j, false, out);
}

static bool names(const char *word, const char *param, const char *message)
{
	return !strcmp(param, word) || (!*param && strcasestr(message, word));
}

bool llm_request_adapt(struct llm_dialect *d, const char *param,
                       const char *message)
{
	if (!d->no_seed && names("seed", param, message))
		return d->no_seed = true;
	if (!d->no_temperature && names("temperature", param, message))
		return d->no_temperature = true;
	if (d->max == LLM_MAX_TOKENS && names("max_tokens", param, message)) {
		d->max = LLM_MAX_COMPLETION_TOKENS;
		return true;
	}
	if (d->max == LLM_MAX_COMPLETION_TOKENS &&
	    names("max_completion_tokens", param, message)) {
		d->max = LLM_NO_MAX;
		return true;
	}
	return false;
}
