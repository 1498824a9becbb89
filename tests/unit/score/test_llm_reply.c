#include "cmocka_all.h"

#include <string.h>

#include "base/buf.h"
#include "score/llm_reply.h"

#define CHOICE(choice) "{\"model\":\"m-1\",\"choices\":[" choice "]}"
#define SAYS(content)                                                          \
	CHOICE("{\"finish_reason\":\"stop\",\"message\":{\"content\":" content \
	       "}}")

static void read__content_or_why_not(void **state)
{
	static const struct {
		const char *body, *content, *error; /* error: a part of it */
		bool cut;
	} cases[] = {
		{ SAYS("\"hello\""), "hello", "", false },
		{ SAYS("[{\"type\":\"text\",\"text\":\"a\"},{\"text\":\"b\"}]"),
		  "ab", "", false },
		{ SAYS("\"<think>{x}</think>y\""), "y", "", false },
		{ CHOICE("{\"finish_reason\":\"length\",\"message\":"
		         "{\"content\":\"ab\"}}"),
		  "ab", "", true },
		{ CHOICE("{\"finish_reason\":\"length\",\"message\":"
		         "{\"content\":\"\"}}"),
		  "", "cut off", true },
		{ SAYS("\"\""), "", "empty", false },
		{ SAYS("null"), "", "empty", false },
		{ SAYS("17"), "", "empty", false },
		{ CHOICE("{\"message\":{\"refusal\":\"I won't\"}}"), "",
		  "refused: I won't", false },
		{ CHOICE("{\"finish_reason\":\"content_filter\"}"), "",
		  "filter", false },
		{ CHOICE("null"), "", "empty", false },
		{ "{\"choices\":[]}", "", "no choices", false },
		{ "{\"choices\":{}}", "", "no choices", false },
		{ "{}", "", "no choices", false },
		{ "[]", "", "not JSON", false },
		{ "<html>", "", "not JSON", false },
		{ "", "", "not JSON", false },
		{ "{\"error\":{\"message\":\"bad \\u0007 key\\nx\"}}", "",
		  "bad key x", false },
		{ "{\"error\":\"no model\"}", "", "no model", false },
		{ "{\"object\":\"error\",\"message\":\"too long\"}", "",
		  "too long", false },
		{ "{\"detail\":\"nope\"}", "", "nope", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 20);
		struct llm_reply r;

		llm_reply_read(str_of(cases[i].body), arena, &r);
		if (!str_eq(r.content, str_of(cases[i].content)) ||
		    !strstr(r.error, cases[i].error) ||
		    !*r.error != !*cases[i].error || r.cut != cases[i].cut)
			fail_msg("%s: content %.*s, error %s", cases[i].body,
			         (int)r.content.len, r.content.ptr, r.error);
	}
}

static void read__errors_code_and_parameter(void **state)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 20);
	struct llm_reply r;

	(void)state;
	llm_reply_read(str_of("{\"error\":{\"message\":\"m\",\"param\":"
	                      "\"seed\",\"code\":\"unsupported\"}}"),
	               arena, &r);
	assert_string_equal(r.param, "seed");
	assert_string_equal(r.code, "unsupported");
	llm_reply_read(str_of("{\"error\":{\"type\":\"insufficient_quota\","
	                      "\"code\":null}}"),
	               arena, &r);
	assert_string_equal(r.code, "insufficient_quota");
}

static void read__usage(void **state)
{
	static const struct {
		const char *usage;
		bool counted;
		int64_t prompt, cached, completion;
	} cases[] = {
		{ "{\"prompt_tokens\":100,\"completion_tokens\":7,"
		  "\"prompt_tokens_details\":{\"cached_tokens\":64}}",
		  true, 100, 64, 7 },
		{ "{\"prompt_tokens\":100,\"completion_tokens\":7}", true, 100,
		  0, 7 },
		{ "{\"prompt_tokens\":100,\"completion_tokens\":7,"
		  "\"prompt_tokens_details\":{\"cached_tokens\":640}}",
		  true, 100, 100, 7 },
		{ "{\"prompt_tokens\":0,\"completion_tokens\":0}", false, 0, 0,
		  0 },
		{ "{\"prompt_tokens\":-5,\"completion_tokens\":7}", false, 0, 0,
		  0 },
		{ "{\"prompt_tokens\":1e30,\"completion_tokens\":7}", false, 0,
		  0, 0 },
		{ "{\"prompt_tokens\":1.5,\"completion_tokens\":7}", false, 0,
		  0, 0 },
		{ "{\"prompt_tokens\":\"9\"}", false, 0, 0, 0 },
		{ "null", false, 0, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 20);
		struct buf body CLEANUP(buf_deinit) = BUF(1000);
		struct llm_reply r;

		buf_addf(&body, "{\"usage\":%s}", cases[i].usage);
		llm_reply_read(buf_str(&body), arena, &r);
		assert_int_equal(r.counted, cases[i].counted);
		assert_int_equal(r.usage.prompt, cases[i].prompt);
		assert_int_equal(r.usage.cached, cases[i].cached);
		assert_int_equal(r.usage.completion, cases[i].completion);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(read__content_or_why_not),
		cmocka_unit_test(read__errors_code_and_parameter),
		cmocka_unit_test(read__usage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
