#include "model/topic.h"

#include "cmocka_all.h"

static void topic_find__id_name_or_alias(void **state)
{
	static const char *const moe[] = { "MoE", "experts" };
	static const char *const rl[] = { "RL" };
	static const struct topic topics[] = {
		{ .id = "moe",
		  .name = "Mixture of Experts",
		  .aliases = moe,
		  .n_aliases = 2 },
		{ .id = "reinforcement",
		  .name = "Reinforcement learning",
		  .aliases = rl,
		  .n_aliases = 1 },
		{ .id = "plain", .name = "Plain" },
	};

	(void)state;
	assert_int_equal(topic_find(topics, 3, "moe"), 0);
	assert_int_equal(topic_find(topics, 3, "mixture of EXPERTS"), 0);
	assert_int_equal(topic_find(topics, 3, "Experts"), 0);
	assert_int_equal(topic_find(topics, 3, "rl"), 1);
	assert_int_equal(topic_find(topics, 3, "PLAIN"), 2);
	assert_int_equal(topic_find(topics, 3, "expert"), -1);
	assert_int_equal(topic_find(topics, 3, ""), -1);
	assert_int_equal(topic_find(topics, 0, "moe"), -1);
	assert_int_equal(topic_find(NULL, 0, "moe"), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(topic_find__id_name_or_alias),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
