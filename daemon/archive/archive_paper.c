#include "archive/archive_intern.h"

#include <string.h>

/*
 * What one paper may take on a page. arXiv's own abstracts end below 2,000
 * characters; collaborations sign with thousands of authors.
 */
enum {
	TITLE_COLUMNS = 500,
	NAME_COLUMNS = 120,
	ABSTRACT_COLUMNS = 10000,
	COMMENT_COLUMNS = 1000,
	CONTENTS_AUTHORS = 8,
	PAPER_AUTHORS = 60,
	TOPICS_SHOWN = 3
};

/* "A, B, C and 2,997 more". */
static const char *authors_text(const struct paper *p, size_t most,
                                struct arena *a)
{
	struct buf out CLEANUP(buf_deinit) = BUF(1 << 20);
	/* "and 1 more" takes the place of a name: rather the name. */
	size_t shown = p->n_authors <= most + 1 ? p->n_authors : most;

	for (size_t i = 0; i < shown; i++)
		buf_addf(&out, "%s%s", i ? ", " : "",
		         archive_readable(a, p->authors[i], NAME_COLUMNS));
	if (shown < p->n_authors)
		buf_addf(&out, " and %s more",
		         archive_number(a, (int64_t)(p->n_authors - shown)));
	return arena_str(a, buf_str(&out));
}

static const char *categories_text(const struct paper *p, struct arena *a)
{
	struct buf out CLEANUP(buf_deinit) = BUF(1 << 16);

	for (size_t i = 0; i < p->n_categories; i++)
		buf_addf(&out, "%s%s", i ? ", " : "",
		         archive_readable(a, p->categories[i], NAME_COLUMNS));
	return arena_str(a, buf_str(&out));
}

/* The strongest topics, strongest first, the admin's order among equals. */
static struct value *topics_value(const struct archive_site *site,
                                  const struct score *s, struct arena *a)
{
	struct value *list = value_list(a);
	bool taken[TOPICS_MAX] = { false };

	for (int shown = 0; shown < TOPICS_SHOWN; shown++) {
		struct value *item;
		size_t best = TOPICS_MAX;

		for (size_t t = 0; t < site->n_topics && t < TOPICS_MAX; t++)
			if (!taken[t] && s->topic[t] > 0 &&
			    (best == TOPICS_MAX ||
			     s->topic[t] > s->topic[best]))
				best = t;
		if (best == TOPICS_MAX)
			break;
		taken[best] = true;
		item = value_map(a);
		value_set_str(item, "topic", site->topics[best].name);
		value_set_str(item, "grade",
		              archive_grade(a, (double)s->topic[best]));
		value_push(list, item);
	}
	return list;
}

/* Links are built from identifiers or checked here once more: a page is opened
 * by people who trust it. */
static void set_links(struct value *v, const struct paper *p, struct arena *a)
{
	char id[PAPER_ID_MAX];
	int version;

	if (paper_is_arxiv(p) && !paper_id_parse(p->id, id, &version)) {
		value_set_str(v, "arxiv", arena_strdup(a, id));
		value_set_str(v, "url",
		              arena_printf(a, "https://arxiv.org/abs/%s", id));
		value_set_str(v, "pdf",
		              arena_printf(a, "https://arxiv.org/pdf/%s", id));
	} else if (p->url && (!strncmp(p->url, "https://", 8) ||
	                      !strncmp(p->url, "http://", 7))) {
		value_set_str(v, "url", p->url);
	}
}

struct value *archive_paper_value(const struct archive_site *site,
                                  const struct archive_paper *paper, int number,
                                  struct arena *a)
{
	const struct paper *p = paper->paper;
	const struct score *s = paper->score;
	struct value *v = value_map(a);

	value_set_int(v, "number", number);
	value_set_str(v, "title", archive_readable(a, p->title, TITLE_COLUMNS));
	set_links(v, p, a);
	value_set_str(v, "authors", authors_text(p, PAPER_AUTHORS, a));
	value_set_str(v, "authors_short", authors_text(p, CONTENTS_AUTHORS, a));
	value_set_str(v, "categories", categories_text(p, a));
	value_set_str(v, "announce", announce_name(p->announce));
	value_set_str(v, "abstract",
	              archive_readable(a, p->abstract, ABSTRACT_COLUMNS));
	value_set_str(v, "comment",
	              archive_readable(a, s->comment, COMMENT_COLUMNS));
	value_set_str(v, "relevance", archive_grade(a, (double)s->relevance));
	value_set_str(v, "novelty", archive_grade(a, (double)s->novelty));
	value_set_bool(v, "fallback", s->fallback);
	value_set(v, "topics", topics_value(site, s, a));
	return v;
}
