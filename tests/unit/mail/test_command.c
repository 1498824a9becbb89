/* Whole mails: subject and text, what wins, what is said, limits. */
#include "cmocka_all.h"

#include "base/cleanup.h"
#include "readings.h"

static void assert_reading(const char *subject, const char *text,
                           const char *expected)
{
	struct buf out CLEANUP(buf_deinit) = BUF(1 << 16);

	reading_line(subject, text, &out);
	assert_string_equal(buf_cstr(&out), expected);
}

static void command_read__subject(void **state)
{
	static const struct {
		const char *subject, *text, *reading;
	} rows[] = {
		{ "more 3", "", "more 3" },
		{ "unsubscribe", "", "unsubscribe" },
		{ "unsubscribe", "unsubscribe", "unsubscribe" },
		{ "Unsubscribe from Daily Papers", "", "unsubscribe" },
		{ "more MoE", "less RL", "more moe; less rl" },
		{ "more MoE", "more MoE", "more moe" },
		{ "pause 2 weeks", "Thanks,\nAda", "pause until 2026-12-02" },
		{ "退订", "", "unsubscribe" },
		/* ours: never executed */
		{ "Daily Papers, 18 Apr: 12 papers; Less is More", "more MoE",
		  "more moe" },
		{ "Daily Papers, 18 Apr: 12 papers; Pause", "", "+help" },
		{ "Daily Papers, 18 Apr: 12 papers; How to Unsubscribe", "",
		  "+help" },
		{ "Daily Papers, 18 Apr: 12 papers; Stop", "", "+help" },
		{ "Stop Words Considered; Unsubscribe", "", "+help" },
		{ "Daily Papers, Mon 5 Jan 2026: 1 paper; 配信停止のお知らせ",
		  "more 1", "more 1" },
		{ "Daily Papers, Mon 5 to Fri 9 Jan 2026: 30 papers; Отписаться",
		  "", "+help" },
		{ "max: 10 papers", "", "max 10" },
		/* a question in the subject takes nothing away */
		{ "how do I pause?", "", "+help" },
		{ "threshold 11", "", "!threshold 11 +help" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		assert_reading(rows[i].subject, rows[i].text, rows[i].reading);
}

static void command_read__unsubscribe_wins(void **state)
{
	(void)state;
	assert_reading("more MoE", "less RL\nthreshold 11\nMoE\nplease stop",
	               "unsubscribe");
	assert_reading("unsubscribe", "pause 2 weeks", "unsubscribe");
	assert_reading("", "forget me, unsubscribe, more RL, my data",
	               "unsubscribe; forget me; my data");
}

static void command_read__signature_after_a_command_is_ignored(void **state)
{
	(void)state;
	assert_reading("",
	               "threshold 9\n\nDr. Ada Lovelace\nInstitute of Things\n"
	               "Tel. 0123 456",
	               "threshold 9");
	assert_reading("", "Dr. Ada Lovelace\nInstitute of Things",
	               "!Dr. Ada Lovelace !Institute of Things +help");
}

static void command_read__wrapped_lines(void **state)
{
	(void)state;
	assert_reading(
	        "",
	        "Dear all, please could I have a bit more of the work on\n"
	        "mixture of experts, and would you please never ever\n"
	        "unsubscribe me?\n",
	        "more moe");
	assert_reading("",
	               "only moe, rl, representation, compression, graphics\n"
	               "mute vision\npause until 2027-01-15",
	               "only moe, rl, representation, compression, graphics; "
	               "mute vision; pause until 2027-01-15");
}

static void command_read__ten_foreign_lines_end_it(void **state)
{
	struct buf text CLEANUP(buf_deinit) = BUF(4096);

	(void)state;
	for (int i = 0; i < 9; i++)
		buf_adds(&text, "lorem ipsum\n\n");
	buf_adds(&text, "more MoE\n");
	assert_reading("", buf_cstr(&text), "more moe");
	buf_clear(&text);
	for (int i = 0; i < 10; i++)
		buf_addf(&text, "lorem ipsum %c\n", 'a' + i);
	buf_adds(&text, "unsubscribe\n");
	assert_reading("", buf_cstr(&text),
	               "!lorem ipsum a !lorem ipsum b !lorem ipsum c "
	               "!lorem ipsum d !lorem ipsum e !lorem ipsum f "
	               "!lorem ipsum g !lorem ipsum h !lorem ipsum i "
	               "!lorem ipsum j +help");
}

static void command_read__amounts_count_from_the_readers_own(void **state)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(16 << 20);
	struct command_context context = { .topics = test_topics,
		                           .n_topics = test_topics_n,
		                           .today = test_today(),
		                           .threshold = 6.5,
		                           .max_papers = 30 };
	struct command_reading r;

	(void)state;
	command_read(&context, STR(""), STR("too many papers!"), arena, &r);
	assert_int_equal(r.n_questions, 1);
	assert_string_equal(r.questions[0].line, "too many papers");
	assert_string_equal(r.questions[0].readings[0], "threshold 7.5");
	assert_string_equal(r.questions[0].readings[1], "max 15");
}

static void command_read__fields(void **state)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(16 << 20);
	struct command_context context = { .topics = test_topics,
		                           .n_topics = test_topics_n,
		                           .today = test_today() };
	struct command_reading r;

	(void)state;
	command_read(&context, STR(""),
	             STR("weekly\npause\nwhy 2504.06426v3, more 4"), arena, &r);
	assert_int_equal(r.n_commands, 4);
	assert_int_equal(r.commands[0].verb, VERB_WEEKLY);
	assert_true(r.commands[0].number < 0);
	assert_int_equal(r.commands[1].until, DATE_NONE);
	assert_string_equal(r.commands[2].phrase, "2504.06426");
	assert_true(r.commands[2].arxiv);
	assert_int_equal(r.commands[3].paper, 4);
	assert_null(r.commands[3].phrase);
	assert_false(r.help);
}

static void command_read__caps(void **state)
{
	struct buf text CLEANUP(buf_deinit) = BUF(1 << 20);
	struct arena *arena CLEANUP(arena_freep) = arena_new(64 << 20);
	struct command_context context = { .topics = test_topics,
		                           .n_topics = test_topics_n,
		                           .today = test_today() };
	struct command_reading r;

	(void)state;
	for (int i = 0; i < 3000; i++)
		buf_addf(&text, "more thing%d\n", i);
	command_read(&context, STR(""), buf_str(&text), arena, &r);
	assert_int_equal(r.n_commands, COMMANDS_MAX);
	buf_clear(&text);
	for (int i = 0; i < 3000; i++)
		buf_addf(&text, "threshold %d\n", i + 11);
	command_read(&context, STR(""), buf_str(&text), arena, &r);
	assert_int_equal(r.n_commands, 0);
	assert_in_range(r.n_unknown, 10, 100);
	buf_clear(&text);
	buf_adds(&text, "more ");
	for (int i = 0; i < 5000; i++)
		buf_adds(&text, "xxxx");
	command_read(&context, STR(""), buf_str(&text), arena, &r);
	assert_int_equal(r.n_commands, 0);
	assert_int_equal(r.n_unknown, 1);
	assert_true(strlen(r.unknown[0]) <= 200);
}

/* Hostile texts, as long as they may be: memory and time stay small. */
static void command_read__hostile_lengths(void **state)
{
	static const char *const pieces[] = {
		"more ",
		"and ",
		", ",
		"\"",
		"more and, ",
		"unsubscribe if ",
		"xxxxxxxx ",
		"more MoE and RL and graphs and networks, less vision, why 3\n",
		"please could you please mute reinforcement learning again\n",
		"a\n",
		"if possible ",
		"1,",
		"3-99 ",
		"pause until ",
		"\xe9\x80\x80",
		"not ",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(pieces) / sizeof(*pieces); i++) {
		struct buf text CLEANUP(buf_deinit) = BUF(1 << 20);
		struct arena *arena CLEANUP(arena_freep) = arena_new(24 << 20);
		struct command_context context = { .topics = test_topics,
			                           .n_topics = test_topics_n,
			                           .today = test_today() };
		struct command_reading r;

		while (text.len < 100000)
			buf_adds(&text, pieces[i]);
		command_read(&context, buf_str(&text), buf_str(&text), arena,
		             &r);
		assert_true(r.n_commands <= COMMANDS_MAX);
	}
}

/* The canonical form reads as itself. */
static void command_print__reads_as_itself(void **state)
{
	static const char *const lines[] = {
		"only moe, rl",
		"less graphs",
		"only compression",
		"mute ai-science",
		"unmute emerging",
		"add vision",
		"drop graphics",
		"follow Yann LeCun",
		"unfollow Ada B. C.",
		"threshold 7.5",
		"novelty 3",
		"max 12",
		"why 3",
		"why hep-th/9901001",
		"pause",
		"pause until 2027-01-15",
		"resume",
		"daily",
		"weekly",
		"weekly sunday",
		"text",
		"html",
		"topics",
		"status",
		"help",
		"undo",
		"subscribe",
		"confirm",
		"unsubscribe",
		"my data",
		"forget me",
		"more \"cats, dogs and mice\"",
		"less 2504.06426",
		"more 17",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		assert_reading("", lines[i], lines[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(command_read__subject),
		cmocka_unit_test(command_read__unsubscribe_wins),
		cmocka_unit_test(
		        command_read__signature_after_a_command_is_ignored),
		cmocka_unit_test(command_read__wrapped_lines),
		cmocka_unit_test(command_read__ten_foreign_lines_end_it),
		cmocka_unit_test(
		        command_read__amounts_count_from_the_readers_own),
		cmocka_unit_test(command_read__fields),
		cmocka_unit_test(command_read__caps),
		cmocka_unit_test(command_read__hostile_lengths),
		cmocka_unit_test(command_print__reads_as_itself),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
