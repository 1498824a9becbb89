#include "papers_json.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/json.h"
#include "text/escape.h"

enum {
	LINE_BYTES = 8 << 20,
	TEXT_BYTES = 1 << 20,
	PAPERS_MAX = 1000000,
	LIST_MAX = 10000,
};

double round_score(double score)
{
	return round(score * 100) / 100;
}

static char *clean(struct arena *arena, const char *text)
{
	struct buf out CLEANUP(buf_deinit) = BUF(TEXT_BYTES);

	text_line(&out, str_of(text));
	return arena_str(arena, buf_str(&out));
}

static const char *const *read_list(const struct json *array,
                                    struct arena *arena, size_t *n)
{
	size_t room = json_len(array);
	const char **list;

	*n = 0;
	if (!json_is_array(array))
		return NULL;
	if (room > LIST_MAX)
		room = LIST_MAX;
	list = arena_array(arena, room, sizeof(*list));
	for (const struct json *e = json_first(array); e && *n < room;
	     e = json_next(e))
		if (json_as_str(e))
			list[(*n)++] = clean(arena, json_as_str(e));
	return list;
}

static int read_paper(struct str line, struct arena *arena, struct paper *p,
                      struct err *err)
{
	struct json *j CLEANUP(json_freep) = json_parse(line, err);
	const char *type;

	if (!j)
		return -1;
	if (!json_str(j, "arxiv_id") || !json_str(j, "title"))
		return err_set(err, "no arxiv_id or no title");
	type = json_str(j, "announce_type");
	*p = (struct paper){
		.id = clean(arena, json_str(j, "arxiv_id")),
		.title = clean(arena, json_str(j, "title")),
		.abstract = clean(arena, json_str(j, "abstract")
		                                 ? json_str(j, "abstract")
		                                 : ""),
		.announce = announce_of_name(type),
	};
	if (!p->announce)
		p->announce = ANNOUNCE_NEW;
	p->url = arena_printf(arena, "https://arxiv.org/abs/%s", p->id);
	p->authors = read_list(json_get(j, "authors"), arena, &p->n_authors);
	p->categories =
	        read_list(json_get(j, "categories"), arena, &p->n_categories);
	return 0;
}

/* The whole stream, with room for more where it is full. */
static struct paper *room_for(struct paper *papers, size_t n)
{
	if (n & (n - 1) || (n && n < 64))
		return papers;
	papers = realloc(papers, (n < 64 ? 64 : 2 * n) * sizeof(*papers));
	if (!papers)
		abort();
	return papers;
}

static int read_lines(FILE *f, const char *file, struct arena *arena,
                      struct paper **papers, size_t *n, struct err *err)
{
	char *line CLEANUP(cleanup_free) = NULL;
	size_t size = 0, number = 0;
	ssize_t len;

	while ((len = getline(&line, &size, f)) >= 0) {
		struct str text = str_trim((struct str){ line, (size_t)len });

		number++;
		if (!text.len)
			continue;
		if (*n == PAPERS_MAX || text.len > LINE_BYTES)
			return err_set(err, "%s:%zu: too many or too long",
			               file, number);
		*papers = room_for(*papers, *n);
		if (read_paper(text, arena, &(*papers)[*n], err))
			return err_prefix(err, "%s:%zu", file, number);
		(*n)++;
	}
	return ferror(f) ? err_set(err, "%s: %s", file, strerror(errno)) : 0;
}

int papers_read(const char *file, struct arena *arena, struct paper **papers,
                size_t *n, struct err *err)
{
	bool standard = !strcmp(file, "-");
	FILE *f = standard ? stdin : fopen(file, "re");
	struct paper *list = NULL;
	int rc;

	*n = 0;
	if (!f)
		return err_set(err, "%s: %s", file, strerror(errno));
	rc = read_lines(f, standard ? "standard input" : file, arena, &list, n,
	                err);
	if (!standard)
		fclose(f);
	*papers = arena_array(arena, *n, sizeof(**papers));
	if (*n)
		memcpy(*papers, list, *n * sizeof(**papers));
	free(list);
	return rc;
}
