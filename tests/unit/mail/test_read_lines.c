/* How lines are compared, and that the word lists are written so. */
#include "cmocka_all.h"

#include <string.h>

#include "base/cleanup.h"
#include "mail/read_text.h"

static struct arena *arena;

static int setup(void **state)
{
	(void)state;
	arena = arena_new(1 << 20);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static void read_fold__table(void **state)
{
	static const struct {
		const char *in, *out;
	} rows[] = {
		{ "", "" },
		{ " Hello\t World ", "hello world" },
		{ "*From:* ADA", "from:* ada" },
		{ "__ \"x\" __", "\"x\"" },
		{ "a\u00A0\u202F\u3000\u200Bb", "a b" },
		{ "l\u2019an \u201Cx\u201D", "l'an \"x\"" },
		{ "\u2014\u2014", "--" },
		{ "Stra\u00DFe", "strasse" },
		{ "e\u0301crit\uFF1A", "\u00E9crit:" },
		{ "\xFFx", "\uFFFDx" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct str got = read_fold(str_of(rows[i].in), arena);

		assert_string_equal(got.ptr, rows[i].out);
	}
}

static void read_has_word__table(void **state)
{
	static const struct {
		const char *s, *word;
		bool has;
	} rows[] = {
		{ "ada wrote:", "wrote", true },
		{ "wrote", "wrote", true },
		{ "typewrote", "wrote", false },
		{ "wroteup", "wrote", false },
		{ "rewrote, wrote", "wrote", true },
		{ "napisa\u0142(a):", "napisa\u0142", true },
		{ "\u0141wrote", "wrote", false },
		{ "a\u5199\u9053:", "\u5199\u9053", true },
		{ "\u65E5\u5199\u9053\u4E86", "\u5199\u9053", true },
		{ "iphone\u304B\u3089", "iphone", true },
		{ "", "wrote", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (read_has_word(str_of(rows[i].s), rows[i].word) !=
		    rows[i].has)
			fail_msg("%s in %s", rows[i].word, rows[i].s);
}

/* A word that is not folded is never found. */
static void read_words__are_folded(void **state)
{
	static const char *const *const lists[] = {
		read_words_wrote,     read_words_opening, read_words_original,
		read_words_forwarded, read_words_above,   read_words_sent_from,
		read_words_device,    read_words_secret,  read_words_message,
		read_words_greeting,
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++)
		for (const char *const *w = lists[i]; *w; w++)
			assert_string_equal(read_fold(str_of(*w), arena).ptr,
			                    *w);
}

static void read_label__folded(void **state)
{
	static const char *const labels[] = {
		"From",         "Envoy\u00E9 le",
		"\u00C0",       "\u00C4mne",
		"GESENDET",     "\u041E\u0442",
		"\u4EF6\u540D", "\u03A0\u03C1\u03BF\u03C2"
	};

	(void)state;
	for (size_t i = 0; i < sizeof(labels) / sizeof(*labels); i++)
		if (!read_label(read_fold(str_of(labels[i]), arena)))
			fail_msg("%s", labels[i]);
	assert_int_equal(read_label(STR("more")), READ_LABEL_NONE);
}

static void read_lines__splits(void **state)
{
	struct read_lines lines;

	(void)state;
	read_lines(STR("a\n > b\n\n \u00A0\nlast"), arena, &lines);
	assert_int_equal(lines.n, 5);
	assert_true(lines.at[1].quoted);
	assert_true(lines.at[2].blank && lines.at[3].blank);
	assert_int_equal(lines.at[4].raw.len, 4);
	read_lines((struct str){ NULL, 0 }, arena, &lines);
	assert_int_equal(lines.n, 1);
	assert_true(lines.at[0].blank);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(read_fold__table),       TEST(read_has_word__table),
		TEST(read_words__are_folded), TEST(read_label__folded),
		TEST(read_lines__splits),
	};

	return cmocka_run_group_tests_name("read_lines", tests, NULL, NULL);
}
