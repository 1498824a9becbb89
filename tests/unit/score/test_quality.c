/*
 * How well the shipped topics pick what the labelled days' readers were given:
 * each day is scored with the ten days before it as unlabelled background, as a
 * daemon would, then without any. Prints the numbers; asserts floors a little
 * below them, so that a change that costs quality shows. Reads DIGESTD_CORPORA;
 * 77 where absent.
 */
#include "cmocka_all.h"

#include <glob.h>
#include <libconfig.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/file.h"
#include "base/json.h"
#include "score/score.h"

enum {
	BACKGROUND = 10, /* days */
	DAYS_MAX = 64,
	PAPERS_MAX = 20000,
	FILE_MAX = 1 << 24
};

static struct {
	struct arena *arena;
	config_t config;
	struct topic topics[TOPICS_MAX];
	size_t n_topics;
	struct paper papers[PAPERS_MAX];
	bool selected[PAPERS_MAX], left_out[PAPERS_MAX];
	size_t n, first[DAYS_MAX + 1], n_days;
} all;

/* ------------------------------------------------------------- reading */

static const char *const *config_list(const config_setting_t *group,
                                      const char *name, size_t *n)
{
	config_setting_t *list = config_setting_get_member(group, name);
	const char **out;

	*n = list ? (size_t)config_setting_length(list) : 0;
	out = arena_array(all.arena, *n, sizeof(*out));
	for (size_t i = 0; i < *n; i++)
		out[i] = config_setting_get_string_elem(list, (int)i);
	return out;
}

static const char *config_text(const config_setting_t *group, const char *name)
{
	const char *text = "";

	config_setting_lookup_string(group, name, &text);
	return text;
}

static void read_topics(void)
{
	config_setting_t *list;

	config_init(&all.config);
	assert_int_equal(config_read_file(&all.config, DIGESTD_SOURCE_DIR
	                                  "/etc/topics.conf"),
	                 CONFIG_TRUE);
	list = config_lookup(&all.config, "topics");
	all.n_topics = (size_t)config_setting_length(list);
	for (size_t i = 0; i < all.n_topics; i++) {
		config_setting_t *g =
		        config_setting_get_elem(list, (unsigned)i);
		struct topic *t = &all.topics[i];

		t->id = config_text(g, "id");
		t->name = config_text(g, "name");
		t->relevant = config_text(g, "relevant");
		t->irrelevant = config_text(g, "irrelevant");
		t->aliases = config_list(g, "aliases", &t->n_aliases);
		t->keywords = config_list(g, "keywords", &t->n_keywords);
		t->avoid = config_list(g, "avoid", &t->n_avoid);
	}
}

static void read_paper(struct str line)
{
	CLEANUP(json_freep) struct json *j = json_parse(line, NULL);
	const struct json *list = json_get(j, "categories");
	const char **categories =
	        arena_array(all.arena, json_len(list), sizeof(*categories));
	struct paper *p = &all.papers[all.n];
	const char *by = json_str(j, "selected_by");

	assert_non_null(j);
	assert_true(all.n < PAPERS_MAX);
	p->id = arena_strdup(all.arena, json_str(j, "arxiv_id"));
	p->title = arena_strdup(all.arena, json_str(j, "title"));
	p->abstract = arena_strdup(all.arena, json_str(j, "abstract"));
	for (const struct json *c = json_first(list); c; c = json_next(c))
		categories[p->n_categories++] =
		        arena_strdup(all.arena, json_as_str(c));
	p->categories = categories;
	all.selected[all.n] = json_bool(j, "selected", false);
	all.left_out[all.n] = by && !strcmp(by, "authors");
	all.n++;
}

static int read_days(void **state)
{
	glob_t files;

	(void)state;
	all.arena = arena_new(1 << 28);
	read_topics();
	glob(DIGESTD_CORPORA "/labelled/dev/*.jsonl", 0, NULL, &files);
	for (size_t i = 0; i < files.gl_pathc && i < DAYS_MAX; i++) {
		struct buf text CLEANUP(buf_deinit) = BUF(FILE_MAX);
		struct str rest, line;

		assert_int_equal(file_read(files.gl_pathv[i], &text, NULL), 0);
		rest = buf_str(&text);
		all.first[all.n_days++] = all.n;
		while (str_split(&rest, '\n', &line))
			if (line.len)
				read_paper(line);
	}
	all.first[all.n_days] = all.n;
	globfree(&files);
	return 0;
}

static int forget_days(void **state)
{
	(void)state;
	config_destroy(&all.config);
	arena_free(all.arena);
	return 0;
}

/* ----------------------------------------------------------- measuring */

struct quality {
	double auc, average_precision; /* means over days */
	double at_8;                   /* part of the papers at 8 or more */
	double ms;                     /* a thousand papers */
};

struct ranked {
	float relevance;
	bool selected;
};

static int descending(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	return (x->relevance < y->relevance) - (x->relevance > y->relevance);
}

static void add_day(struct quality *q, const struct score *scores, size_t from,
                    size_t to)
{
	struct ranked *r = calloc(to - from, sizeof(*r));
	double precisions = 0, pairs = 0, hits = 0, misses = 0;
	size_t n = 0;

	for (size_t i = from; i < to; i++)
		if (!all.left_out[i])
			r[n++] = (struct ranked){ scores[i - from].relevance,
				                  all.selected[i] };
	qsort(r, n, sizeof(*r), descending);
	for (size_t i = 0; i < n; i++) {
		if (r[i].selected)
			precisions += ++hits / (double)(i + 1);
		else
			misses++;
		if (!r[i].selected)
			pairs += hits;
		q->at_8 += (r[i].relevance >= 8) / (double)all.n;
	}
	q->auc += pairs / (hits * misses) / (double)all.n_days;
	q->average_precision += precisions / hits / (double)all.n_days;
	free(r);
}

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static struct quality measure(bool with_background)
{
	static struct score scores[PAPERS_MAX];
	struct quality q = { 0 };
	size_t n_read = 0;

	for (size_t d = 0; d < all.n_days; d++) {
		size_t from = all.first[d], to = all.first[d + 1];
		struct score_background b = { NULL, 0 };
		CLEANUP(arena_freep) struct arena *a = arena_new(1 << 28);
		CLEANUP(scorer_freep)
		struct scorer *s =
		        scorer_lexical_new(all.topics, all.n_topics, "", NULL);
		double start = now_ms();

		if (with_background) {
			size_t earliest =
			        all.first[d < BACKGROUND ? 0 : d - BACKGROUND];
			b = (struct score_background){ all.papers + earliest,
				                       from - earliest };
		}
		assert_int_equal(scorer_run(s, all.papers + from, to - from, &b,
		                            a, scores, NULL),
		                 0);
		q.ms += now_ms() - start;
		n_read += to - from + b.n;
		add_day(&q, scores, from, to);
	}
	q.ms *= 1e3 / (double)n_read;
	printf("%s background: AUC %.3f, average precision %.3f, "
	       "%.1f %% at 8 or more, %.0f ms for 1,000 papers\n",
	       with_background ? "with" : "no", q.auc, q.average_precision,
	       100 * q.at_8, q.ms);
	return q;
}

static void run__finds_what_was_selected(void **state)
{
	struct quality q = measure(true);

	(void)state;
	assert_true(q.auc >= .885);
	assert_true(q.average_precision >= .475);
	assert_true(q.at_8 > .085 && q.at_8 < .10);
}

static void run__finds_it_in_one_day_alone(void **state)
{
	struct quality q = measure(false);

	(void)state;
	assert_true(q.auc >= .88);
	assert_true(q.average_precision >= .46);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(run__finds_what_was_selected),
		cmocka_unit_test(run__finds_it_in_one_day_alone),
	};
	glob_t files;
	int absent =
	        glob(DIGESTD_CORPORA "/labelled/dev/*.jsonl", 0, NULL, &files);

	if (absent)
		return 77;
	globfree(&files);
	return cmocka_run_group_tests(tests, read_days, forget_days);
}
