#pragma once
/*
 * JSON, read and built (cJSON inside; this is the only place that sees it).
 * A struct json is a tree; what is put into another tree belongs to that tree.
 * Readers accept NULL and wrong types and answer "absent".
 */
#include <stdbool.h>

#include "base/buf.h"
#include "base/cleanup.h"
#include "base/err.h"

struct json;

/* The caller has capped len; nesting is capped at 100 levels. NULL with err. */
struct json *json_parse(struct str text, struct err *err);
void json_free(struct json *j);
CLEANUP_DEFINE(struct json *, json_free)

/* Members of an object; NULL / def / -1 where absent or of another type. */
const struct json *json_get(const struct json *obj, const char *key);
const char *json_str(const struct json *obj, const char *key);
double json_num(const struct json *obj, const char *key, double def);
bool json_bool(const struct json *obj, const char *key, bool def);

/* Elements of an array or object. */
size_t json_len(const struct json *j);
const struct json *json_first(const struct json *j);
const struct json *json_next(const struct json *element);
const char *json_name(const struct json *member); /* key inside an object */
const char *json_as_str(const struct json *j);    /* NULL: not a string */
bool json_is_num(const struct json *j);           /* finite */
double json_as_num(const struct json *j);
bool json_is_array(const struct json *j);
bool json_is_object(const struct json *j);
bool json_is_true(const struct json *j);
bool json_is_false(const struct json *j);

struct json *json_object(void);
struct json *json_array(void);

/* A NULL string becomes null; invalid UTF-8 is the caller's sin. */
void json_set_str(struct json *obj, const char *key, const char *value);
void json_set_num(struct json *obj, const char *key, double value);
void json_set_bool(struct json *obj, const char *key, bool value);
void json_set_null(struct json *obj, const char *key);
void json_set(struct json *obj, const char *key, struct json *child);
void json_push(struct json *array, struct json *child);
void json_push_str(struct json *array, const char *value);

/* Appends the text: one line without a newline, or indented. */
void json_print(const struct json *j, bool pretty, struct buf *out);
