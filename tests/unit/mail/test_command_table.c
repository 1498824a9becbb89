/* mail/REPLIES.md, row by row: what it says is read so, is. */
#include "cmocka_all.h"

#include "base/cleanup.h"
#include "base/file.h"
#include "readings.h"

enum { CELLS = 4 };

static struct buf table;

/* The cells of "| a | b | c | d |"; false: no row of the table. */
static bool cells_of(struct str line, struct str cells[CELLS])
{
	struct str cell;

	if (!str_starts(line, STR("| ")))
		return false;
	str_split(&line, '|', &cell);
	for (int i = 0; i < CELLS; i++) {
		if (!str_split(&line, '|', &cell))
			return false;
		cells[i] = str_trim(cell);
	}
	return !str_starts(cells[0], STR("command")) &&
	       !str_starts(cells[0], STR("---"));
}

/* The next `...` of a cell. */
static bool next_code(struct str *cell, struct str *code)
{
	struct str before;

	return str_split(cell, '`', &before) && cell->len &&
	       str_split(cell, '`', code);
}

/* What reading_line writes for the third cell, but for the lines that are not
 * understood. */
static void expected_of(struct str cell, struct buf *out)
{
	bool asks = str_starts(cell, STR("asks"));
	struct str code;

	while (next_code(&cell, &code))
		buf_addf(out, "%s%.*s",
		         asks ? (out->len ? "/" : "?") : (out->len ? "; " : ""),
		         (int)code.len, code.ptr);
}

/* No command in it, and help. */
static bool is_help(struct str reading)
{
	struct str tail = STR("+help");

	return reading.len >= tail.len &&
	       !memcmp(reading.ptr + reading.len - tail.len, tail.ptr,
	               tail.len) &&
	       (*reading.ptr == '!' || *reading.ptr == '+');
}

static size_t check_row(struct str cells[CELLS], size_t *examples)
{
	bool help = str_eq(cells[2], STR("help"));
	struct buf expected CLEANUP(buf_deinit) = BUF(4096);
	struct str rest = cells[1], text;
	size_t wrong = 0;

	expected_of(cells[2], &expected);
	assert_true(help || expected.len);
	while (next_code(&rest, &text)) {
		struct buf sample CLEANUP(buf_deinit) = BUF(4096);
		struct buf reading CLEANUP(buf_deinit) = BUF(1 << 16);

		buf_addstr(&sample, text);
		reading_line("", buf_cstr(&sample), &reading);
		++*examples;
		if (help ? is_help(buf_str(&reading))
		         : !strcmp(buf_cstr(&reading), buf_cstr(&expected)))
			continue;
		print_error("\"%s\": read as \"%s\", not \"%s\"\n",
		            buf_cstr(&sample), buf_cstr(&reading),
		            help ? "help" : buf_cstr(&expected));
		wrong++;
	}
	return wrong;
}

static void replies__every_example_is_read_as_the_table_says(void **state)
{
	struct str rest = buf_str(&table), line, cells[CELLS];
	size_t rows = 0, examples = 0, wrong = 0;

	(void)state;
	while (str_split(&rest, '\n', &line)) {
		if (!cells_of(line, cells))
			continue;
		rows++;
		wrong += check_row(cells, &examples);
	}
	assert_true(rows > 40);
	assert_true(examples > 120);
	assert_int_equal(wrong, 0);
}

/* Every verb of the language has its row. */
static void replies__every_command_has_a_row(void **state)
{
	(void)state;
	for (int verb = VERB_MORE; verb <= VERB_FORGET; verb++) {
		struct command c = { .verb = (enum verb)verb,
			             .number = 5,
			             .until = DATE_NONE };
		struct buf out CLEANUP(buf_deinit) = BUF(256);
		struct buf code CLEANUP(buf_deinit) = BUF(300);
		struct str word, rest;

		command_print(&c, test_topics, &out);
		rest = buf_str(&out);
		if (verb == VERB_MY_DATA || verb == VERB_FORGET)
			word = rest;
		else
			str_split(&rest, ' ', &word);
		buf_addf(&code, "`%.*s", (int)word.len, word.ptr);
		if (str_find(buf_str(&table), buf_str(&code)) < 0)
			fail_msg("no row for %s", buf_cstr(&code));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		        replies__every_example_is_read_as_the_table_says),
		cmocka_unit_test(replies__every_command_has_a_row),
	};
	struct err err;
	int rc;

	table = BUF(1 << 20);
	if (file_read(DIGESTD_SOURCE_DIR "/mail/REPLIES.md", &table, &err)) {
		print_error("%s\n", err.msg);
		return 1;
	}
	rc = cmocka_run_group_tests(tests, NULL, NULL);
	buf_deinit(&table);
	return rc;
}
