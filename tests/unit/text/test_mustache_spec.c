/* The mustache specification's own cases, read from the corpora. */
#include "text/template.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cmocka_all.h"

#include "base/file.h"
#include "base/json.h"

enum { ARENA_MAX = 1 << 20, FILE_MAX = 1 << 20 };

static char *path_of(struct buf *path, const char *file)
{
	buf_clear(path);
	buf_addf(path, "%s/mustache-spec/%s", DIGESTD_CORPORA, file);
	return path->ptr;
}

static struct json *load(const char *file)
{
	struct buf path CLEANUP(buf_deinit) = BUF(4096);
	struct buf text CLEANUP(buf_deinit) = BUF(FILE_MAX);
	struct err err = { "" };
	struct json *j;

	if (file_read(path_of(&path, file), &text, &err))
		fail_msg("%s", err.msg);
	j = json_parse(buf_str(&text), &err);
	if (!j)
		fail_msg("%s: %s", file, err.msg);
	return j;
}

/* The only way into a value is through a map, so the data come in as the
 * member "x" of one. Numbers that are no integers are written out by the
 * test: the daemon has none to show. */
static void set_json(struct arena *a, struct value *map, const char *name,
                     const struct json *j);

static struct value *container(struct arena *a, const struct json *j)
{
	bool is_map = json_is_object(j);
	struct value *v = is_map ? value_map(a) : value_list(a);

	for (const struct json *e = json_first(j); e; e = json_next(e)) {
		if (is_map) {
			set_json(a, v, json_name(e), e);
		} else if (json_is_object(e) || json_is_array(e)) {
			value_push(v, container(a, e));
		} else if (json_is_num(e)) {
			value_push_str(v,
			               arena_printf(a, "%g", json_as_num(e)));
		} else {
			value_push_str(v, json_as_str(e));
		}
	}
	return v;
}

static void set_json(struct arena *a, struct value *map, const char *name,
                     const struct json *j)
{
	double n = json_as_num(j);

	if (json_is_object(j) || json_is_array(j))
		value_set(map, name, container(a, j));
	else if (json_is_num(j) && n == (double)(long)n)
		value_set_int(map, name, (long)n);
	else if (json_is_num(j))
		value_set_str(map, name, arena_printf(a, "%g", n));
	else if (json_is_true(j) || json_is_false(j))
		value_set_bool(map, name, json_is_true(j));
	else
		value_set_str(map, name, json_as_str(j));
}

static struct template_set *set_of(const struct json *test, struct err *err)
{
	struct template_set *set = template_set_new(TEMPLATE_HTML);
	const struct json *p = json_first(json_get(test, "partials"));
	bool failed = template_add(set, "main",
	                           str_of(json_str(test, "template")), err);

	for (; p && !failed; p = json_next(p))
		failed = template_add(set, json_name(p), str_of(json_as_str(p)),
		                      err);
	if (!failed)
		return set;
	template_set_free(set);
	return NULL;
}

static void run_case(const char *file, const struct json *test)
{
	const struct json *data = json_get(test, "data");
	struct arena *a CLEANUP(arena_freep) = arena_new(ARENA_MAX);
	struct buf out CLEANUP(buf_deinit) = BUF(FILE_MAX);
	struct err err = { "" };
	struct template_set *set CLEANUP(template_set_freep) =
	        set_of(test, &err);
	struct value *map = value_map(a);
	const char *expected = json_str(test, "expected");

	if (!set)
		fail_msg("%s: %s: %s", file, json_str(test, "name"), err.msg);
	if (json_is_object(data)) {
		map = container(a, data);
		assert_int_equal(
		        template_render_buf(set, "main", map, &out, &err), 0);
	} else {
		/* A scalar on top of the stack: an outer section puts it
		 * there, as a list's only element. */
		struct value *list = value_list(a);
		char *digits =
		        json_is_num(data)
		                ? arena_printf(a, "%g", json_as_num(data))
		                : NULL;

		if (json_is_array(data))
			value_push(list, container(a, data));
		else
			value_push_str(list,
			               digits ? digits : json_as_str(data));
		value_set(map, "x", list);
		assert_int_equal(template_add(set, "outer",
		                              STR("{{#x}}{{>main}}{{/x}}"),
		                              &err),
		                 0);
		assert_int_equal(
		        template_render_buf(set, "outer", map, &out, &err), 0);
	}
	if (strcmp(buf_cstr(&out), expected))
		fail_msg("%s: %s:\nexpected %s\ngot      %s", file,
		         json_str(test, "name"), expected, buf_cstr(&out));
}

static void template_render__specification(void **state)
{
	static const struct {
		const char *file;
		size_t at_least;
	} files[] = {
		{ "comments.json", 12 },      { "delimiters.json", 14 },
		{ "interpolation.json", 40 }, { "inverted.json", 20 },
		{ "partials.json", 12 },      { "sections.json", 30 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		struct json *j CLEANUP(json_freep) = load(files[i].file);
		const struct json *tests = json_get(j, "tests");
		const struct json *t = json_first(tests);

		assert_true(json_len(tests) >= files[i].at_least);
		for (; t; t = json_next(t))
			run_case(files[i].file, t);
	}
}

static void template_add__refuses_optional_modules(void **state)
{
	static const struct {
		const char *file, *reason;
	} files[] = {
		{ "~inheritance.json", "inheritance" },
		{ "~dynamic-names.json", "fixed names" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		struct json *j CLEANUP(json_freep) = load(files[i].file);
		const struct json *t = json_first(json_get(j, "tests"));

		for (; t; t = json_next(t)) {
			struct err err = { "" };
			struct template_set *set CLEANUP(template_set_freep) =
			        set_of(t, &err);

			if (set)
				fail_msg("%s: %s: loaded", files[i].file,
				         json_str(t, "name"));
			assert_non_null(strstr(err.msg, files[i].reason));
			assert_memory_equal(err.msg, "line ", 5);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(template_render__specification),
		cmocka_unit_test(template_add__refuses_optional_modules),
	};

	if (access(DIGESTD_CORPORA "/mustache-spec/sections.json", R_OK))
		return 77;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
