/*
 * Compose over real papers: the forty longest abstracts of the labelled days.
 * Other people's texts, read where they are; without them: skipped.
 */
#include <dirent.h>
#include <stdlib.h>

#include "cmocka_all.h"

#include "base/cleanup.h"
#include "base/file.h"
#include "base/json.h"
#include "day.h"

enum { LONGEST = 40, DAY_MAX = 8 << 20 };

static struct paper longest[LONGEST];
static size_t n_longest, n_seen;
static struct arena *arena;

static const char *text_of(const struct json *j, const char *key)
{
	const char *s = json_str(j, key);

	return arena_strdup(arena, s ? s : "");
}

static size_t list_of(const struct json *list, const char *const **out)
{
	const char **names =
	        arena_array(arena, json_len(list) + 1, sizeof(*names));
	size_t n = 0;

	for (const struct json *e = json_first(list); e; e = json_next(e))
		if (json_as_str(e))
			names[n++] = arena_strdup(arena, json_as_str(e));
	*out = names;
	return n;
}

/* Keeps the list ordered, longest abstract first. */
static void offer(const struct json *j)
{
	const char *abstract = json_str(j, "abstract");
	size_t len = abstract ? strlen(abstract) : 0, at = n_longest;
	struct paper p = { .announce = ANNOUNCE_NEW };

	n_seen++;
	while (at > 0 && strlen(longest[at - 1].abstract) < len)
		at--;
	if (at == LONGEST)
		return;
	p.id = text_of(j, "arxiv_id");
	p.title = text_of(j, "title");
	p.abstract = text_of(j, "abstract");
	p.url = "";
	p.n_authors = list_of(json_get(j, "authors"), &p.authors);
	p.n_categories = list_of(json_get(j, "categories"), &p.categories);
	if (n_longest < LONGEST)
		n_longest++;
	memmove(longest + at + 1, longest + at,
	        (n_longest - at - 1) * sizeof(*longest));
	longest[at] = p;
}

static void read_day(const char *path)
{
	struct buf file CLEANUP(buf_deinit) = BUF(DAY_MAX);
	struct err err = { "" };
	struct str rest, line;

	if (file_read(path, &file, &err))
		fail_msg("%s", err.msg);
	rest = buf_str(&file);
	while (str_split(&rest, '\n', &line)) {
		struct json *j CLEANUP(json_freep) =
		        line.len ? json_parse(line, &err) : NULL;

		if (j)
			offer(j);
	}
}

/* Is there anything to read? */
static bool read_days(const char *dir)
{
	DIR *d = opendir(dir);
	const struct dirent *e;

	if (!d)
		return false;
	while ((e = readdir(d))) {
		struct buf path CLEANUP(buf_deinit) = BUF(4096);

		if (!strstr(e->d_name, ".jsonl"))
			continue;
		buf_addf(&path, "%s/%s", dir, e->d_name);
		read_day(buf_cstr(&path));
	}
	closedir(d);
	return n_longest == LONGEST;
}

static void compose_body__the_forty_longest(void **state)
{
	struct day *day CLEANUP(day_freep) = day_new(LONGEST);
	struct buf html CLEANUP(buf_deinit) = BUF(1 << 20);
	struct buf text CLEANUP(buf_deinit) = BUF(1 << 20);

	(void)state;
	for (size_t i = 0; i < LONGEST; i++)
		day->papers[i] = longest[i];
	day_blocks(day);
	day_body(day, FORMAT_HTML, &html);
	day_body(day, FORMAT_TEXT, &text);
	print_message("%zu papers seen, html %zu bytes\n", n_seen, html.len);
	assert_true(html.len <= COMPOSE_HTML_MAX);
	for (size_t i = 0; i < LONGEST; i++) {
		assert_non_null(strstr(buf_cstr(&html), longest[i].id));
		assert_non_null(strstr(buf_cstr(&text), longest[i].id));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(compose_body__the_forty_longest),
	};
	int failed;

	arena = arena_new(1u << 30);
	if (!read_days(DIGESTD_CORPORA "/labelled/dev")) {
		arena_free(arena);
		return 77;
	}
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(arena);
	return failed;
}
