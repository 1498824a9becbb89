#include "archive/archive_intern.h"

#include <stdlib.h>
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
		         words_readable(a, p->authors[i], NAME_COLUMNS));
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
		         words_readable(a, p->categories[i], NAME_COLUMNS));
	return arena_str(a, buf_str(&out));
}

/* The strongest one that is not taken yet. */
static int strongest(const struct archive_edition *e, const struct score *s,
                     const bool taken[TOPICS_MAX])
{
	int best = -1;

	for (size_t t = 0; t < e->n_topics && t < TOPICS_MAX; t++)
		if (s->topic[t] > 0 && !(taken && taken[t]) &&
		    (best < 0 || s->topic[t] > s->topic[best]))
			best = (int)t;
	return best;
}

int archive_topic(const struct archive_edition *e, const struct score *s)
{
	return strongest(e, s, NULL);
}

/* The view by topic has a section for a paper's main topic and for those that
 * it is relevant to. */
static struct value *topics_value(const struct archive_edition *e,
                                  const struct score *s, struct arena *a)
{
	struct value *list = value_list(a);
	bool taken[TOPICS_MAX] = { false };
	int t;

	for (int i = 0; i < TOPICS_SHOWN && (t = strongest(e, s, taken)) >= 0;
	     i++) {
		struct value *item = value_map(a);

		taken[t] = true;
		value_set_str(item, "topic", e->topics[t].name);
		value_set_str(item, "topic_id", e->topics[t].id);
		value_set_str(item, "grade", archive_grade(a, s->topic[t]));
		value_set_bool(item, "section",
		               !i || (double)s->topic[t] >=
		                               e->edition->relevance);
		value_push(list, item);
	}
	return list;
}

/* An identifier that arXiv gave out, in out; false: another feed's. */
static bool arxiv_id(const struct paper *p, char out[PAPER_ID_MAX])
{
	int version;

	return paper_is_arxiv(p) && !paper_id_parse(p->id, out, &version);
}

/* Links are built from identifiers or checked here once more: a page is opened
 * by people who trust it. */
const char *archive_paper_url(const struct paper *p, struct arena *a)
{
	char id[PAPER_ID_MAX];

	if (arxiv_id(p, id))
		return arena_printf(a, "https://arxiv.org/abs/%s", id);
	if (p->url &&
	    (!strncmp(p->url, "https://", 8) || !strncmp(p->url, "http://", 7)))
		return p->url;
	return NULL;
}

static void set_links(struct value *v, const struct paper *p, struct arena *a)
{
	char id[PAPER_ID_MAX];

	value_set_str(v, "url", archive_paper_url(p, a));
	if (!arxiv_id(p, id))
		return;
	value_set_str(v, "arxiv", arena_strdup(a, id));
	value_set_str(v, "pdf",
	              arena_printf(a, "https://arxiv.org/pdf/%s", id));
	value_set_str(v, "html",
	              arena_printf(a, "https://arxiv.org/html/%s", id));
}

static const char *grade(float g, struct arena *a)
{
	return g > 0 ? archive_grade(a, g) : "";
}

struct value *archive_line(const struct archive_edition *e, size_t at,
                           int number, struct arena *a)
{
	const struct paper *p = e->papers[at].paper;
	const struct score *s = e->papers[at].score;
	struct value *v = value_map(a);
	int t = archive_topic(e, s);

	value_set_int(v, "number", number);
	value_set_str(v, "title", words_readable(a, p->title, TITLE_COLUMNS));
	set_links(v, p, a);
	value_set_str(v, "authors_short", authors_text(p, CONTENTS_AUTHORS, a));
	value_set_str(v, "categories", categories_text(p, a));
	value_set_str(v, "announce", announce_name(p->announce));
	value_set_str(v, "comment",
	              words_readable(a, s->comment, COMMENT_COLUMNS));
	value_set_str(v, "relevance", grade(s->relevance, a));
	value_set_str(v, "novelty", grade(s->novelty, a));
	value_set_str(v, "topic", t < 0 ? "" : e->topics[t].name);
	value_set_bool(v, "fallback", s->fallback);
	return v;
}

struct value *archive_paper(const struct archive_edition *e, size_t at,
                            struct arena *a)
{
	const struct paper *p = e->papers[at].paper;
	struct value *v = archive_line(e, at, (int)at + 1, a);

	value_set_str(v, "authors", authors_text(p, PAPER_AUTHORS, a));
	value_set_str(v, "abstract",
	              words_readable(a, p->abstract, ABSTRACT_COLUMNS));
	value_set(v, "topics", topics_value(e, e->papers[at].score, a));
	return v;
}

/* ---- what outlives the edition's own arena ---- */

struct highlight archive_highlight(const struct archive_edition *e, size_t at,
                                   struct arena *a)
{
	const struct paper *p = e->papers[at].paper;
	const struct score *s = e->papers[at].score;
	int t = archive_topic(e, s);

	return (struct highlight){
		.date = e->edition->date,
		.number = (int)at + 1,
		.relevance = s->relevance,
		.novelty = s->novelty,
		.id = arena_strdup(a, p->id),
		.title = words_readable(a, p->title, TITLE_COLUMNS),
		.url = arena_strdup(a, archive_paper_url(p, a)),
		.authors = authors_text(p, CONTENTS_AUTHORS, a),
		.comment = words_readable(a, s->comment, COMMENT_COLUMNS),
		.topic_id = t < 0 ? "" : arena_strdup(a, e->topics[t].id),
		.topic = t < 0 ? "" : arena_strdup(a, e->topics[t].name),
	};
}

int archive_by_strength(const void *highlight_a, const void *highlight_b)
{
	const struct highlight *x = highlight_a, *y = highlight_b;

	int before = score_tenths(y->relevance) - score_tenths(x->relevance);

	if (!before)
		before = score_tenths(y->novelty) - score_tenths(x->novelty);
	if (!before)
		before = y->date - x->date;
	return before ? before : x->number - y->number;
}

struct value *archive_highlight_value(const struct highlight *h,
                                      struct arena *a)
{
	struct value *v = value_map(a);

	archive_set_day(v, h->date, a);
	value_set_int(v, "number", h->number);
	value_set_str(v, "title", h->title);
	value_set_str(v, "url", h->url);
	value_set_str(v, "authors_short", h->authors);
	value_set_str(v, "comment", h->comment);
	value_set_str(v, "topic", h->topic);
	value_set_str(v, "relevance", archive_grade(a, h->relevance));
	value_set_str(v, "novelty", archive_grade(a, h->novelty));
	return v;
}
