/*
 * Prose is no command: sentences of real abstracts (other people's texts, so
 * read where they lie), as a reader may paste them above a comment of theirs.
 */
#include "cmocka_all.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/json.h"
#include "readings.h"

enum { DAY_BYTES_MAX = 32 << 20, SENTENCES = 2000, SKIPPED = 77 };

static struct buf day;

struct tally {
	size_t sentences, commands;
};

static void read_sentence(struct str sentence, struct tally *tally)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(24 << 20);
	struct command_context context = { .topics = test_topics,
		                           .n_topics = test_topics_n,
		                           .today = test_today() };
	struct command_reading r;

	command_read(&context, STR(""), sentence, arena, &r);
	tally->sentences++;
	tally->commands += r.n_commands > 0;
	for (size_t i = 0; i < r.n_commands; i++) {
		enum verb v = r.commands[i].verb;

		if (v == VERB_UNSUBSCRIBE || v == VERB_FORGET ||
		    v == VERB_PAUSE)
			fail_msg("read as a wish to leave: %.*s",
			         (int)sentence.len, sentence.ptr);
	}
}

static void read_abstract(struct str line, struct tally *tally)
{
	struct json *paper CLEANUP(json_freep) = json_parse(line, NULL);
	const char *abstract =
	        json_is_object(paper) ? json_str(paper, "abstract") : NULL;
	struct str rest = str_of(abstract);

	while (rest.len) {
		ptrdiff_t end = str_find(rest, STR(". "));
		size_t len = end < 0 ? rest.len : (size_t)end + 1;

		read_sentence((struct str){ rest.ptr, len }, tally);
		len += end >= 0;
		rest = (struct str){ rest.ptr + len, rest.len - len };
	}
}

static void command_read__prose_is_no_command(void **state)
{
	struct tally tally = { 0 };
	struct str rest = buf_str(&day), line;

	(void)state;
	while (tally.sentences < SENTENCES && str_split(&rest, '\n', &line))
		if (line.len)
			read_abstract(line, &tally);
	assert_true(tally.sentences > 500);
	/* "More precisely, ..." may be a wish for more: one in a thousand. */
	if (tally.commands * 1000 > tally.sentences)
		fail_msg("%zu of %zu sentences read as commands",
		         tally.commands, tally.sentences);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(command_read__prose_is_no_command),
	};
	int rc;

	day = BUF(DAY_BYTES_MAX);
	if (file_read(DIGESTD_CORPORA "/labelled/dev/2025-04-18.jsonl", &day,
	              NULL))
		return SKIPPED;
	rc = cmocka_run_group_tests(tests, NULL, NULL);
	buf_deinit(&day);
	return rc;
}
