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

/* What has been read so far. */
struct lines {
	FILE *f;
	const char *name;
	struct arena *arena;
	struct paper *papers;
	struct paper_label *labels;
	bool labelled; /* a paper needs a label */
	size_t n, room;
};

static int read_label(const struct json *j, struct paper_label *out,
                      struct err *err)
{
	const struct json *selected = json_get(j, "selected");
	const char *by = json_str(j, "selected_by");

	if (!json_is_true(selected) && !json_is_false(selected))
		return err_set(err, "no \"selected\" (true or false)");
	*out = (struct paper_label){
		.selected = json_is_true(selected),
		.left_out = by && !strcmp(by, "authors"),
		.relevance = json_num(j, "relevance", 0),
	};
	return 0;
}

static int read_paper(struct lines *l, struct str line, struct err *err)
{
	struct json *j CLEANUP(json_freep) = json_parse(line, err);
	struct paper *p = &l->papers[l->n];
	struct arena *arena = l->arena;
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
	if (!*p->id)
		return err_set(err, "an empty arxiv_id");
	if (!p->announce)
		p->announce = ANNOUNCE_NEW;
	p->url = arena_printf(arena, "https://arxiv.org/abs/%s", p->id);
	p->authors = read_list(json_get(j, "authors"), arena, &p->n_authors);
	p->categories =
	        read_list(json_get(j, "categories"), arena, &p->n_categories);
	return l->labelled ? read_label(j, &l->labels[l->n], err) : 0;
}

static void *grown(void *list, size_t room, size_t size)
{
	list = reallocarray(list, room, size);
	if (!list)
		abort();
	return list;
}

static void make_room(struct lines *l)
{
	if (l->n < l->room)
		return;
	l->room = l->room ? 2 * l->room : 64;
	l->papers = grown(l->papers, l->room, sizeof(*l->papers));
	l->labels = grown(l->labels, l->room, sizeof(*l->labels));
}

static int read_lines(struct lines *l, struct err *err)
{
	char *line CLEANUP(cleanup_free) = NULL;
	size_t size = 0, number = 0;
	ssize_t len;

	while ((len = getline(&line, &size, l->f)) >= 0) {
		struct str text = str_trim((struct str){ line, (size_t)len });

		number++;
		if (!text.len)
			continue;
		if (l->n == PAPERS_MAX || text.len > LINE_BYTES)
			return err_set(err, "%s:%zu: too many or too long",
			               l->name, number);
		make_room(l);
		if (read_paper(l, text, err))
			return err_prefix(err, "%s:%zu", l->name, number);
		l->n++;
	}
	return ferror(l->f) ? err_set(err, "%s: %s", l->name, strerror(errno))
	                    : 0;
}

static void *settled(struct arena *arena, const void *list, size_t n,
                     size_t size)
{
	void *out = arena_array(arena, n, size);

	if (n)
		memcpy(out, list, n * size);
	return out;
}

static int read_file(const char *file, struct arena *arena, bool labelled,
                     struct lines *l, struct err *err)
{
	bool standard = !strcmp(file, "-");
	int rc;

	*l = (struct lines){ .f = standard ? stdin : fopen(file, "re"),
		             .name = standard ? "standard input" : file,
		             .arena = arena,
		             .labelled = labelled };
	if (!l->f)
		return err_set(err, "%s: %s", file, strerror(errno));
	rc = read_lines(l, err);
	if (!standard)
		fclose(l->f);
	return rc;
}

int papers_read_labelled(const char *file, struct arena *arena,
                         struct paper **papers, struct paper_label **labels,
                         size_t *n, struct err *err)
{
	struct lines l;
	int rc = read_file(file, arena, labels != NULL, &l, err);

	*n = l.n;
	*papers = settled(arena, l.papers, l.n, sizeof(*l.papers));
	if (labels)
		*labels = settled(arena, l.labels, l.n, sizeof(*l.labels));
	free(l.papers);
	free(l.labels);
	return rc;
}

int papers_read(const char *file, struct arena *arena, struct paper **papers,
                size_t *n, struct err *err)
{
	return papers_read_labelled(file, arena, papers, NULL, n, err);
}
