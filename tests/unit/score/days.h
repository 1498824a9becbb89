#pragma once
/* The labelled days of DIGESTD_CORPORA and the shipped topics, for tests that
 * measure; 77 (skipped) where they are absent. */
#include <glob.h>
#include <libconfig.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/json.h"
#include "cmocka_all.h"
#include "model/paper.h"
#include "model/topic.h"

enum { DAYS_MAX = 64, PAPERS_MAX = 20000, FILE_MAX = 1 << 24 };

static struct {
	struct arena *arena;
	config_t config;
	struct topic topics[TOPICS_MAX];
	size_t n_topics;
	struct paper papers[PAPERS_MAX];
	bool selected[PAPERS_MAX], left_out[PAPERS_MAX];
	size_t n, first[DAYS_MAX + 1], n_days;
} all;

static inline const char *const *config_list(const config_setting_t *group,
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

static inline const char *config_text(const config_setting_t *group,
                                      const char *name)
{
	const char *text = "";

	config_setting_lookup_string(group, name, &text);
	return text;
}

static inline void read_topics(void)
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

static inline void read_paper(struct str line)
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

static inline int read_days(void **state)
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

static inline int forget_days(void **state)
{
	(void)state;
	config_destroy(&all.config);
	arena_free(all.arena);
	return 0;
}

static inline bool days_absent(void)
{
	glob_t files;
	int rc = glob(DIGESTD_CORPORA "/labelled/dev/*.jsonl", 0, NULL, &files);

	if (!rc)
		globfree(&files);
	return rc != 0;
}
