#include "cmocka_all.h"

#include <stdio.h>

#include "score/score_words.h"
#include "text/charset.h"

/* The words of a text, "|" before each that forms no bigram with the last. */
static void words_of(const char *text, struct buf *out)
{
	CLEANUP(score_vocab_freep)
	struct score_vocab *v = score_vocab_new();
	struct score_text t CLEANUP(score_text_deinit) = { 0 };

	buf_clear(out);
	score_text_read(&t, v, str_of(text));
	for (size_t i = 0; i < t.n; i++) {
		buf_adds(out, t.words[i].joined ? " " : "|");
		buf_add(out, t.readable.ptr + t.words[i].at, t.words[i].len);
	}
}

static void read__splits_words_and_bigrams(void **state)
{
	static const struct {
		const char *text, *words;
	} cases[] = {
		{ "Sparse experts", "|Sparse experts" },
		{ "mixture-of-experts", "|mixture experts" },
		{ "the of and", "" },
		{ "Pruning: a study. Really? (yes)",
		  "|Pruning|study|Really|yes" },
		{ "router (sparse) experts", "|router|sparse|experts" },
		{ "one, two; pruning", "|pruning" },
		{ "4-bit FP8 weights", "|4 bit FP8 weights" },
		{ "", "" },
		{ "...!?;()", "" },
		{ "Schr\xc3\xb6"
		  "dinger bridge",
		  "|Schr\xc3\xb6"
		  "dinger bridge" },
		{ "cost \xe2\x80\x93 benefit", "|cost benefit" },
		{ "bad \xff\xfe bytes\xc3", "|bad bytes" },
		/* Han and Kana: each letter a word; Hangul has spaces. */
		{ "混合专家。GPT模型", "|混 合 专 家|GPT 模 型" },
		{ "が ガ", "|が ガ" },
		{ "전문가 혼합", "|전문가 혼합" },
		{ "ภาษา", "|ภ า ษ า" },
		{ "क्ष", "|क्ष" },
	};
	struct buf out CLEANUP(buf_deinit) = BUF(4096);

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		words_of(cases[i].text, &out);
		assert_string_equal(buf_cstr(&out), cases[i].words);
	}
}

static void read__finds_one_stem_for_all_forms(void **state)
{
	static const struct {
		const char *a, *b;
		bool same;
	} cases[] = {
		{ "quantization", "quantized", true },
		{ "EXPERTS", "expert", true },
		{ "Schr\xc3\xb6"
		  "dinger",
		  "Schrodinger", true },
		{ "Schr\\\"odinger", "schrodinger", true },
		{ "protein", "prose", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		CLEANUP(score_vocab_freep)
		struct score_vocab *v = score_vocab_new();
		struct score_text a CLEANUP(score_text_deinit) = { 0 };
		struct score_text b CLEANUP(score_text_deinit) = { 0 };

		score_text_read(&a, v, str_of(cases[i].a));
		score_text_read(&b, v, str_of(cases[i].b));
		assert_int_equal(a.n, 1);
		assert_int_equal(b.n, 1);
		assert_int_equal(a.words[0].stem == b.words[0].stem,
		                 cases[i].same);
	}
}

/* Folded, a syllable is up to three letters: longer than a stem may be. */
static void read__cuts_no_letter_in_two(void **state)
{
	CLEANUP(score_vocab_freep)
	struct score_vocab *v = score_vocab_new();
	struct score_text t CLEANUP(score_text_deinit) = { 0 };

	(void)state;
	score_text_read(&t, v, STR("강강강강강강강강강강"));
	assert_int_equal(t.n, 1);
	assert_true(utf8_valid(str_of(score_vocab_stem(v, t.words[0].stem))));
}

static void read__replaces_what_was_there(void **state)
{
	CLEANUP(score_vocab_freep)
	struct score_vocab *v = score_vocab_new();
	struct score_text t CLEANUP(score_text_deinit) = { 0 };

	(void)state;
	score_text_read(&t, v, STR("sparse experts route tokens"));
	assert_int_equal(t.n, 4);
	score_text_read(&t, v, STR("pruning"));
	assert_int_equal(t.n, 1);
	score_text_read(&t, v, (struct str){ NULL, 0 });
	assert_int_equal(t.n, 0);
}

static void read__is_capped(void **state)
{
	CLEANUP(score_vocab_freep)
	struct score_vocab *v = score_vocab_new();
	struct score_text t CLEANUP(score_text_deinit) = { 0 };
	struct buf text CLEANUP(buf_deinit) = BUF(300000);

	(void)state;
	for (int i = 0; i < 20000; i++)
		buf_adds(&text, "expert ");
	score_text_read(&t, v, buf_str(&text));
	assert_in_range(t.n, SCORE_TEXT_MAX / 7 - 1, SCORE_TEXT_MAX / 7 + 1);
}

static void read__ignores_endless_words(void **state)
{
	struct buf out CLEANUP(buf_deinit) = BUF(4096);
	char text[200];

	(void)state;
	snprintf(text, sizeof(text), "big %0100d word", 7);
	words_of(text, &out);
	assert_string_equal(buf_cstr(&out), "|big word");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(read__splits_words_and_bigrams),
		cmocka_unit_test(read__finds_one_stem_for_all_forms),
		cmocka_unit_test(read__cuts_no_letter_in_two),
		cmocka_unit_test(read__replaces_what_was_there),
		cmocka_unit_test(read__is_capped),
		cmocka_unit_test(read__ignores_endless_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
