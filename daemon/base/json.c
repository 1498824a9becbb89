#include "base/json.h"

#include <math.h>
#include <stdlib.h>

#include <cjson/cJSON.h>

static cJSON *in(const struct json *j)
{
	return (cJSON *)(uintptr_t)j;
}

static struct json *out_of(cJSON *c)
{
	return (struct json *)c;
}

static struct json *made(cJSON *c)
{
	if (!c)
		abort();
	return out_of(c);
}

/* cJSON recurses up to its own, larger limit; ours is what data may need. */
static bool too_deep(struct str text)
{
	int depth = 0;
	bool quoted = false;

	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (quoted && c == '\\')
			i++;
		else if (c == '"')
			quoted = !quoted;
		else if (!quoted && (c == '[' || c == '{') && ++depth > 100)
			return true;
		else if (!quoted && (c == ']' || c == '}'))
			depth--;
	}
	return false;
}

struct json *json_parse(struct str text, struct err *err)
{
	const char *end = NULL;
	cJSON *c;

	if (!text.ptr)
		text.ptr = "";
	if (too_deep(text)) {
		err_set(err, "JSON nested deeper than 100 levels");
		return NULL;
	}
	c = cJSON_ParseWithLengthOpts(text.ptr, text.len, &end, false);
	if (!c) {
		size_t at = end ? (size_t)(end - text.ptr) : 0;

		err_set(err, "not JSON at byte %zu", at);
		return NULL;
	}
	if (str_trim((struct str){ end, text.len - (size_t)(end - text.ptr) })
	            .len) {
		cJSON_Delete(c);
		err_set(err, "something after the JSON document");
		return NULL;
	}
	return out_of(c);
}

void json_free(struct json *j)
{
	cJSON_Delete(in(j));
}

const struct json *json_get(const struct json *obj, const char *key)
{
	return out_of(cJSON_GetObjectItemCaseSensitive(in(obj), key));
}

const char *json_as_str(const struct json *j)
{
	return cJSON_GetStringValue(in(j));
}

const char *json_str(const struct json *obj, const char *key)
{
	return json_as_str(json_get(obj, key));
}

double json_num(const struct json *obj, const char *key, double def)
{
	const struct json *j = json_get(obj, key);

	return json_is_num(j) ? json_as_num(j) : def;
}

bool json_bool(const struct json *obj, const char *key, bool def)
{
	const struct json *j = json_get(obj, key);

	if (json_is_true(j))
		return true;
	return json_is_false(j) ? false : def;
}

size_t json_len(const struct json *j)
{
	int n = j ? cJSON_GetArraySize(in(j)) : 0;

	return n > 0 ? (size_t)n : 0;
}

const struct json *json_first(const struct json *j)
{
	return j ? out_of(in(j)->child) : NULL;
}

const struct json *json_next(const struct json *element)
{
	return element ? out_of(in(element)->next) : NULL;
}

const char *json_name(const struct json *member)
{
	return member ? in(member)->string : NULL;
}

bool json_is_num(const struct json *j)
{
	/* "1e999" parses, to infinity, which no reader here can use. */
	return cJSON_IsNumber(in(j)) && isfinite(in(j)->valuedouble);
}

double json_as_num(const struct json *j)
{
	return json_is_num(j) ? in(j)->valuedouble : 0;
}

bool json_is_array(const struct json *j)
{
	return cJSON_IsArray(in(j));
}

bool json_is_object(const struct json *j)
{
	return cJSON_IsObject(in(j));
}

bool json_is_true(const struct json *j)
{
	return cJSON_IsTrue(in(j));
}

bool json_is_false(const struct json *j)
{
	return cJSON_IsFalse(in(j));
}

struct json *json_object(void)
{
	return made(cJSON_CreateObject());
}

struct json *json_array(void)
{
	return made(cJSON_CreateArray());
}

void json_set(struct json *obj, const char *key, struct json *child)
{
	if (!cJSON_AddItemToObject(in(obj), key, in(child)))
		abort();
}

void json_set_str(struct json *obj, const char *key, const char *value)
{
	if (!value)
		json_set_null(obj, key);
	else
		json_set(obj, key, made(cJSON_CreateString(value)));
}

void json_set_num(struct json *obj, const char *key, double value)
{
	json_set(obj, key, made(cJSON_CreateNumber(value)));
}

void json_set_bool(struct json *obj, const char *key, bool value)
{
	json_set(obj, key, made(cJSON_CreateBool(value)));
}

void json_set_null(struct json *obj, const char *key)
{
	json_set(obj, key, made(cJSON_CreateNull()));
}

void json_push(struct json *array, struct json *child)
{
	if (!cJSON_AddItemToArray(in(array), in(child)))
		abort();
}

void json_push_str(struct json *array, const char *value)
{
	json_push(array, made(cJSON_CreateString(value)));
}

void json_print(const struct json *j, bool pretty, struct buf *out)
{
	char *text =
	        pretty ? cJSON_Print(in(j)) : cJSON_PrintUnformatted(in(j));

	if (!text)
		abort();
	buf_adds(out, text);
	cJSON_free(text);
}
