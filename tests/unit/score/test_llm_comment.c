#include "cmocka_all.h"

#include <string.h>

#include "base/cleanup.h"
#include "score/llm_comment.h"
#include "text/charset.h"

static void clean__strips(void **state)
{
	static const struct {
		const char *in, *out;
	} cases[] = {
		{ "Matches MoE.", "Matches MoE." },
		{ " two\n lines\t", "two lines" },
		{ "a <b>bold</b> word", "a bold word" },
		{ "<script>alert(1)</script>x", "alert(1) x" },
		{ "<!-- c -->x</p>", "x" },
		{ "p < .05 and n > 3", "p < .05 and n > 3" },
		{ "a <b", "a <b" },
		{ "see https://evil.example/x?y now", "see now" },
		{ "see www.evil.example, now", "see now" },
		{ "a [text](https://evil.example/) b", "a text b" },
		{ "[1] [a]( [b]", "[1] [a]( [b]" },
		{ "a]( b", "a]( b" },
		{ "[", "[" },
		{ "[x](", "[x](" },
		{ "mailto:a@b.c", "" },
		{ "**Strong** `code` __under__", "Strong code under" },
		{ "rtl \xe2\x80\xae"
		  "txt\x07 \xc2\x85 end",
		  "rtl txt end" },
		{ "", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct buf out CLEANUP(buf_deinit) = BUF(4096);

		llm_comment_clean(&out, str_of(cases[i].in));
		assert_string_equal(buf_cstr(&out), cases[i].out);
	}
}

static void clean__caps(void **state)
{
	static const char *const units[] = { "word ", "x", "\xc3\xa9" };

	(void)state;
	for (int i = 0; i < 3; i++) {
		struct buf in CLEANUP(buf_deinit) = BUF(1 << 20);
		struct buf out CLEANUP(buf_deinit) = BUF(4096);

		for (int n = 0; n < 5000; n++)
			buf_adds(&in, units[i]);
		llm_comment_clean(&out, buf_str(&in));
		assert_in_range(out.len, LLM_COMMENT_MAX / 2, LLM_COMMENT_MAX);
		assert_true(utf8_valid(buf_str(&out)));
		assert_string_equal(out.ptr + out.len - 3, "…");
	}
}

static void excerpt__whole_sentences(void **state)
{
	static const struct {
		const char *in;
		size_t most;
		const char *out;
	} cases[] = {
		{ "Short.", 20, "Short." },
		{ "First one. Second, long one.", 12, "First one." },
		{ "No sentence ends here at all", 15, "No sentence" },
		{ "Early. But then nothing but words", 25,
		  "Early. But then nothing" },
		{ "unbrokenlineofletters", 8, "unbroken" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct buf out CLEANUP(buf_deinit) = BUF(4096);

		llm_excerpt(&out, str_of(cases[i].in), cases[i].most);
		assert_string_equal(buf_cstr(&out), cases[i].out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(clean__strips),
		cmocka_unit_test(clean__caps),
		cmocka_unit_test(excerpt__whole_sentences),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
