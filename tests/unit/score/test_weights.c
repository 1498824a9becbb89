#include "cmocka_all.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "score/score.h"
#include "score/score_weights.h"

#define assert_near(a, b) assert_true(fabs((double)(a) - (b)) < 1e-6)

#define HEAD                                                                  \
	"# made by hand\ndigestd-weights\t1\ntopics\tmoe pruning\nbias\t-1\n" \
	"mean\t-0.5\nsd\t2\nunit\t4\n"

static const struct topic topics[] = {
	{ .id = "pruning", .name = "Pruning", .relevant = "" },
	{ .id = "moe", .name = "MoE", .relevant = "" },
	{ .id = "other", .name = "Other", .relevant = "" },
};

static void parse__reads_what_it_says(void **state)
{
	CLEANUP(score_vocab_freep) struct score_vocab *v = score_vocab_new();
	CLEANUP(score_weights_freep)
	struct score_weights *w = score_weights_parse(
	        STR(HEAD "terms\t3\n127\ta:expert\n\n# so\n-64\tt:rout expert\n"
	                 "1\tp:cs.LG\n"),
	        "w.tsv", v, NULL);
	const struct score_count counts[] = { { 0, 3 }, { 1, 2 } };
	double half = 64 / 127. * (64 / 127.) * 4;

	(void)state;
	assert_non_null(w);
	assert_int_equal(w->n, 3);
	assert_near(w->w[0], 4);
	assert_near(w->w[1], -half);
	assert_near(w->sd, 2);
	assert_near(score_weights_value(w, counts, 2, 100),
	            -1 + (4 * (1 + log(3)) - half * (1 + log(2))) / 10);
	assert_near(score_weights_value(w, NULL, 0, 0), -1);
	assert_near(score_weights_fit(w, topics, 2), 1);
	assert_near(score_weights_fit(w, topics, 3), 2 / 3.);
	assert_near(score_weights_fit(w, topics, 1), 1 / 2.);
	assert_near(score_weights_fit(w, topics + 2, 1), 0);
	assert_near(score_weights_fit(w, topics, 0), 0);
}

static void step__and_back(void **state)
{
	(void)state;
	for (int step = -127; step <= 127; step++)
		assert_int_equal(score_weights_step(
		                         score_weights_of_step(step, 3.7), 3.7),
		                 step);
	assert_int_equal(score_weights_step(1e9, 1), 127);
}

/* Each is refused, with the line and a word of what is wrong. */
static const struct {
	struct str text;
	const char *says;
} hostile[] = {
	{ STR("\n"), "w.tsv:1: the file ends before \"digestd-weights\"" },
	{ STR("PNG\x01 and so on"), "w.tsv:1: not a file of weights" },
	{ STR("<html>\t</html>\n"), "w.tsv:1: not a file of weights" },
	{ STR("digestd-weights\t2\n"), "w.tsv:1: format 2" },
	{ STR("digestd-weights\t1\nbias\t1\n"), "w.tsv:2: \"topics\"" },
	{ STR("digestd-weights\t1\ntopics\ta\nbias\tNaN\n"), "w.tsv:3: bias" },
	{ STR("digestd-weights\t1\ntopics\ta\nbias\tinf\n"), "w.tsv:3: bias" },
	{ STR("digestd-weights\t1\ntopics\ta\nbias\t1e300\n"), "w.tsv:3" },
	{ STR("digestd-weights\t1\ntopics\ta\nbias\t0\nmean\t0\nsd\t0\n"),
	  "w.tsv:5: sd" },
	{ STR("digestd-weights\t1\ntopics\ta\nbias\t0\nmean\t0\nsd\t-1\n"),
	  "w.tsv:5: sd" },
	{ STR(HEAD), "w.tsv:7: the file ends before \"terms\"" },
	{ STR(HEAD "terms\t99999999\n"), "w.tsv:8: terms" },
	{ STR(HEAD "terms\t-1\n"), "w.tsv:8: terms" },
	{ STR(HEAD "terms\t2\n5\ta:moe\n"), "w.tsv:9: the file ends after 1" },
	{ STR(HEAD "terms\t1\n5\ta:moe\n5\ta:mo"), "w.tsv:10: more terms" },
	{ STR(HEAD "terms\t1\n128\ta:moe\n"), "w.tsv:9: a weight is in" },
	{ STR(HEAD "terms\t1\n0\ta:moe\n"), "w.tsv:9: a weight is in" },
	{ STR(HEAD "terms\t1\n1.5\ta:moe\n"), "w.tsv:9: a weight is in" },
	{ STR(HEAD "terms\t1\nnan\ta:moe\n"), "w.tsv:9: a weight is in" },
	{ STR(HEAD "terms\t1\n5 a:moe\n"), "w.tsv:9: no tab" },
	{ STR(HEAD "terms\t1\n5\tmoe\n"), "w.tsv:9: \"moe\" is no term" },
	{ STR(HEAD "terms\t1\n5\ta:a b c\n"), "w.tsv:9: \"a:a b c\" is no" },
	{ STR(HEAD "terms\t2\n5\ta:moe\n6\ta:moe\n"), "w.tsv:10: \"a:moe\" a" },
	{ STR(HEAD "terms\t1\n5\ta:m\0e\n"), "w.tsv:9: not text" },
	{ STR(HEAD "terms\t1\n5\ta:m\xff\n"), "w.tsv:9: not text" },
};

static void parse__refuses_hostile_files(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(hostile) / sizeof(*hostile); i++) {
		CLEANUP(score_vocab_freep)
		struct score_vocab *v = score_vocab_new();
		struct err err = { "" };

		assert_null(
		        score_weights_parse(hostile[i].text, "w.tsv", v, &err));
		if (strncmp(err.msg, hostile[i].says, strlen(hostile[i].says)))
			fail_msg("%zu: \"%s\", not \"%s\"", i, err.msg,
			         hostile[i].says);
	}
}

static void parse__refuses_too_many_topics(void **state)
{
	struct buf text CLEANUP(buf_deinit) = BUF(4096);
	CLEANUP(score_vocab_freep) struct score_vocab *v = score_vocab_new();
	struct err err = { "" };

	(void)state;
	buf_adds(&text, "digestd-weights\t1\ntopics\t");
	for (int i = 0; i <= TOPICS_MAX; i++)
		buf_addf(&text, "t%d ", i);
	buf_addc(&text, '\n');
	assert_null(score_weights_parse(buf_str(&text), "w", v, &err));
	assert_string_equal(err.msg, "w:2: more than 64 topics");
}

/* A file cut anywhere is refused. */
static void parse__cut_anywhere(void **state)
{
	const struct str whole = STR(HEAD "terms\t2\n5\ta:moe\n-6\tt:a b\n");

	(void)state;
	for (size_t len = 0; len < whole.len; len++) {
		CLEANUP(score_vocab_freep)
		struct score_vocab *v = score_vocab_new();
		struct err err = { "" };
		CLEANUP(score_weights_freep)
		struct score_weights *w = score_weights_parse(
		        (struct str){ whole.ptr, len }, "w", v, &err);

		assert_null(w);
		assert_true(len == 0 || strstr(err.msg, "w:") == err.msg);
	}
}

static void new__refuses_files_that_are_none(void **state)
{
	char path[] = "/tmp/test-weights-XXXXXX";
	struct err err = { "" };
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	assert_null(scorer_lexical_new(topics, 2, path, &err)); /* empty */
	assert_non_null(strstr(err.msg, path));
	assert_int_equal(ftruncate(fd, 10 << 20), 0);
	assert_null(scorer_lexical_new(topics, 2, path, &err)); /* 10 MB */
	assert_non_null(strstr(err.msg, path));
	assert_int_equal(ftruncate(fd, 100), 0); /* zeros */
	assert_null(scorer_lexical_new(topics, 2, path, &err));
	assert_non_null(strstr(err.msg, ":1: not text"));
	assert_null(scorer_lexical_new(topics, 2, "/tmp", &err));
	assert_non_null(strstr(err.msg, "/tmp: "));
	close(fd);
	unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parse__reads_what_it_says),
		cmocka_unit_test(step__and_back),
		cmocka_unit_test(parse__refuses_hostile_files),
		cmocka_unit_test(parse__refuses_too_many_topics),
		cmocka_unit_test(parse__cut_anywhere),
		cmocka_unit_test(new__refuses_files_that_are_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
