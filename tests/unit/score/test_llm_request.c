#include "cmocka_all.h"

#include "base/json.h"
#include "score/llm_request.h"

static void url__puts_the_path_before_the_query(void **state)
{
	static const struct {
		const char *url, *want, *name;
	} cases[] = {
		{ "https://api.openai.com/v1",
		  "https://api.openai.com/v1/chat/completions",
		  "https://api.openai.com/v1" },
		{ "http://127.0.0.1:8080/v1/",
		  "http://127.0.0.1:8080/v1/chat/completions",
		  "http://127.0.0.1:8080/v1/" },
		{ "https://x.example/openai/deployments/d?api-version=2024&k=s",
		  "https://x.example/openai/deployments/d/chat/completions"
		  "?api-version=2024&k=s",
		  "https://x.example/openai/deployments/d" },
		{ "https://x.example/v1/chat/completions?a=b",
		  "https://x.example/v1/chat/completions?a=b",
		  "https://x.example/v1/chat/completions" },
		{ "https://x.example", "https://x.example/chat/completions",
		  "https://x.example" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct buf url CLEANUP(buf_deinit) = BUF(1000);
		struct buf name CLEANUP(buf_deinit) = BUF(1000);

		llm_request_url(cases[i].url, &url);
		llm_request_name(cases[i].url, &name);
		assert_string_equal(buf_cstr(&url), cases[i].want);
		assert_string_equal(buf_cstr(&name), cases[i].name);
	}
}

static struct json *body(const struct llm_dialect *d)
{
	struct buf text CLEANUP(buf_deinit) = BUF(10000);

	llm_request_body("m", "sys", "a \"quoted\"\n\xc3\xa9", 700, d, &text);
	return json_parse(buf_str(&text), NULL);
}

static void body__says_what_is_accepted(void **state)
{
	struct llm_dialect d = { .room = 1 };
	struct json *j CLEANUP(json_freep) = body(&d);
	const struct json *first = json_first(json_get(j, "messages"));

	(void)state;
	assert_string_equal(json_str(j, "model"), "m");
	assert_string_equal(json_str(first, "role"), "system");
	assert_string_equal(json_str(json_next(first), "content"),
	                    "a \"quoted\"\n\xc3\xa9");
	assert_true(json_num(j, "temperature", -1) == 0);
	assert_true(json_num(j, "seed", -1) >= 0);
	assert_true(json_num(j, "max_tokens", -1) == 700);
}

static void adapt__drops_what_is_named(void **state)
{
	struct llm_dialect d = { .room = 1 };
	struct json *j CLEANUP(json_freep) = NULL;

	(void)state;
	assert_false(llm_request_adapt(&d, "", "context length exceeded"));
	assert_false(llm_request_adapt(&d, "model", "no such model; seed"));
	assert_true(llm_request_adapt(&d, "seed", ""));
	assert_false(llm_request_adapt(&d, "seed", ""));
	assert_true(llm_request_adapt(&d, "", "Unknown field: Temperature"));
	assert_true(llm_request_adapt(&d, "max_tokens",
	                              "use 'max_completion_tokens' instead"));
	j = body(&d);
	assert_null(json_get(j, "seed"));
	assert_null(json_get(j, "temperature"));
	assert_null(json_get(j, "max_tokens"));
	assert_true(json_num(j, "max_completion_tokens", -1) == 700);
	assert_true(llm_request_adapt(&d, "max_completion_tokens", ""));
	assert_false(llm_request_adapt(&d, "max_completion_tokens", ""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(url__puts_the_path_before_the_query),
		cmocka_unit_test(body__says_what_is_accepted),
		cmocka_unit_test(adapt__drops_what_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
