#include "base/json.h"

#include <stdlib.h>

#include "cmocka_all.h"

static struct json *parse(const char *text)
{
	struct err err = { "" };
	struct json *j = json_parse(str_of(text), &err);

	if (!j)
		fail_msg("%s: %s", text, err.msg);
	return j;
}

static void json_parse__refuses(void **state)
{
	static const char *const texts[] = {
		"",     "   ",  "{",       "[1,",     "\"open", "{\"a\" 1}",
		"nope", "{} x", "[1] [2]", "\"\\u12", "\"\\",   "[1e",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		/* exactly as long as it is, so that reading on is seen */
		size_t len = strlen(texts[i]);
		char *exact = malloc(len ? len : 1);
		struct err err = { "" };

		assert_non_null(exact);
		memcpy(exact, texts[i], len);
		assert_null(json_parse((struct str){ exact, len }, &err));
		assert_true(err.msg[0]);
		free(exact);
	}
	assert_null(json_parse((struct str){ NULL, 0 }, NULL));
}

static void json_parse__depth(void **state)
{
	(void)state;
	for (size_t depth = 100; depth <= 101; depth++) {
		char text[300];
		struct err err = { "" };
		struct json *j CLEANUP(json_freep) = NULL;

		memset(text, '[', depth);
		memset(text + depth, ']', depth);
		j = json_parse((struct str){ text, 2 * depth }, &err);
		assert_int_equal(j != NULL, depth == 100);
	}
	/* brackets in a string are no nesting */
	json_free(parse("\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
	                "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
	                "[[[[[[\\\"[[[[[\""));
}

static void json_get__types(void **state)
{
	struct json *j CLEANUP(json_freep) =
	        parse("{\"s\":\"text\",\"n\":1.5,\"t\":true,\"f\":false,"
	              "\"z\":null,\"a\":[1,2,3],\"o\":{\"k\":1},"
	              "\"big\":1e999}");

	(void)state;
	assert_string_equal(json_str(j, "s"), "text");
	assert_null(json_str(j, "n"));
	assert_null(json_str(j, "none"));
	assert_null(json_str(NULL, "s"));
	assert_true(json_num(j, "n", 7) == 1.5);
	assert_true(json_num(j, "s", 7) == 7);
	/* infinity is no number to work with */
	assert_true(json_num(j, "big", 7) == 7);
	assert_false(json_is_num(json_get(j, "big")));
	assert_true(json_bool(j, "t", false));
	assert_false(json_bool(j, "f", true));
	assert_true(json_bool(j, "z", true));
	assert_true(json_bool(NULL, "z", true));
	assert_int_equal(json_len(json_get(j, "a")), 3);
	assert_int_equal(json_len(NULL), 0);
	assert_int_equal(json_len(json_get(j, "s")), 0);
	assert_true(json_is_array(json_get(j, "a")));
	assert_true(json_is_object(json_get(j, "o")));
	assert_false(json_is_object(NULL));
	assert_null(json_get(j, "S"));
}

static void json_next__walks(void **state)
{
	struct json *j CLEANUP(json_freep) = parse("{\"a\":1,\"b\":2}");
	const struct json *m = json_first(j);

	(void)state;
	assert_string_equal(json_name(m), "a");
	m = json_next(m);
	assert_string_equal(json_name(m), "b");
	assert_true(json_as_num(m) == 2);
	assert_null(json_next(m));
	assert_null(json_next(NULL));
	assert_null(json_first(NULL));
	assert_null(json_name(NULL));
}

static void json_print__what_was_built(void **state)
{
	struct json *j CLEANUP(json_freep) = json_object();
	struct json *a = json_array(), *o = json_object();
	struct buf b CLEANUP(buf_deinit) = BUF(1000);

	(void)state;
	json_set_str(j, "s", "a\"\\\n\x01/é");
	json_set_str(j, "null", NULL);
	json_set_num(j, "n", 8.5);
	json_set_num(j, "i", -3);
	json_set_bool(j, "t", true);
	json_push_str(a, "x");
	json_push(a, o);
	json_set(j, "a", a);
	json_print(j, false, &b);
	assert_string_equal(buf_cstr(&b),
	                    "{\"s\":\"a\\\"\\\\\\n\\u0001/é\",\"null\":null,"
	                    "\"n\":8.5,\"i\":-3,\"t\":true,\"a\":[\"x\",{}]}");
	assert_null(strchr(buf_cstr(&b), '\n'));
	buf_clear(&b);
	json_print(j, true, &b);
	assert_non_null(strchr(buf_cstr(&b), '\n'));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(json_parse__refuses),
		cmocka_unit_test(json_parse__depth),
		cmocka_unit_test(json_get__types),
		cmocka_unit_test(json_next__walks),
		cmocka_unit_test(json_print__what_was_built),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
