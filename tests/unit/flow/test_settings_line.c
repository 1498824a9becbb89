#include "cmocka_all.h"

#include "settings_line.h"

static const struct topic topics[] = {
	{ .id = "moe", .name = "Mixture of Experts" },
	{ .id = "rl", .name = "Reinforcement learning" },
	{ .id = "sci", .name = "Science" },
};

static const struct subscriber plain = { .threshold = 7.5,
	                                 .novelty = 1,
	                                 .max_papers = 30 };

static void line__table(void **state)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 20);
	const char *follows[] = { "Ada Example" };
	struct subscriber s = plain;

	(void)state;
	assert_string_equal(
	        "all topics; threshold 7.5; at most 30 papers; daily",
	        settings_line(&s, topics, arena));
	s.wishes[0] = (struct wish){ .topic = 0, .step = 1, .chosen = true };
	s.wishes[1] = (struct wish){ .topic = 1, .step = -2 };
	s.wishes[2] = (struct wish){ .topic = 2, .muted = true };
	s.n_wishes = 3;
	s.follows = follows;
	s.n_follows = 1;
	s.novelty = 5;
	s.frequency = FREQUENCY_WEEKLY;
	s.weekday = 5;
	assert_string_equal("Mixture of Experts (+1); Reinforcement learning "
	                    "(-2); muted: Science; following Ada Example; "
	                    "threshold 7.5; novelty 5; at most 30 papers; "
	                    "weekly on Friday",
	                    settings_line(&s, topics, arena));
}

/* Not "all topics": nothing comes. */
static void line__a_list_that_is_muted(void **state)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 20);
	struct subscriber s = plain;

	(void)state;
	s.wishes[0] =
	        (struct wish){ .topic = 2, .chosen = true, .muted = true };
	s.n_wishes = 1;
	s.max_papers = 1;
	s.format = FORMAT_TEXT;
	assert_string_equal("none of your topics; muted: Science; threshold "
	                    "7.5; at most 1 paper; daily; plain text",
	                    settings_line(&s, topics, arena));
}

/* However long the lists are, the numbers behind them are there. */
static void line__long_lists_are_counted(void **state)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 20);
	struct topic many[TOPICS_MAX];
	const char *follows[200];
	struct subscriber s = plain;
	char name[201];
	const char *line;

	(void)state;
	memset(name, 'n', 200);
	name[200] = '\0';
	for (int i = 0; i < TOPICS_MAX; i++) {
		many[i] = (struct topic){ .id = "t", .name = name };
		s.wishes[i] = (struct wish){ .topic = i, .chosen = true };
	}
	for (int i = 0; i < 200; i++)
		follows[i] = name;
	s.n_wishes = TOPICS_MAX;
	s.follows = follows;
	s.n_follows = 200;
	line = settings_line(&s, many, arena);
	assert_non_null(strstr(line, " and 52 more; following n"));
	assert_non_null(strstr(line, " and 188 more; threshold 7.5; at most 30 "
	                             "papers; daily"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(line__table),
		cmocka_unit_test(line__a_list_that_is_muted),
		cmocka_unit_test(line__long_lists_are_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
