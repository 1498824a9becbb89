/* The files in etc/ are valid as they stand, in the checkout. */
#include <unistd.h>

#include "cmocka_all.h"
#include "conf/conf.h"

static void shipped__valid(void **state)
{
	struct buf problems CLEANUP(buf_deinit) = BUF(65536);
	struct conf *conf CLEANUP(conf_freep) = NULL;

	(void)state;
	assert_int_equal(chdir(DIGESTD_SOURCE_DIR), 0);
	conf_load("etc/digestd.conf", &conf, &problems);
	assert_string_equal(buf_cstr(&problems), "");
	assert_non_null(conf);
	assert_string_equal(conf->state_dir, "/var/lib/digestd");
	assert_string_equal(conf->mail.domain, "example.org");
}

static void shipped__topics(void **state)
{
	static const char *const ids[] = { "representation", "architecture",
		                           "compression",    "llm",
		                           "science",        "emerging" };
	struct buf problems CLEANUP(buf_deinit) = BUF(65536);
	struct conf *conf CLEANUP(conf_freep) = NULL;

	(void)state;
	conf_load("etc/digestd.conf", &conf, &problems);
	assert_non_null(conf);
	assert_int_equal(conf->n_topics, sizeof(ids) / sizeof(*ids));
	for (size_t i = 0; i < conf->n_topics; i++) {
		const struct topic *t = &conf->topics[i];

		assert_string_equal(t->id, ids[i]);
		assert_true(t->relevant[0] && t->irrelevant[0]);
		assert_true(t->n_keywords >= 10 && t->n_aliases);
	}
	assert_int_equal(topic_find(conf->topics, conf->n_topics, "moe"), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shipped__valid),
		cmocka_unit_test(shipped__topics),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
