#pragma once
/*
 * Inside the archive: editions become the values that templates are rendered
 * with (archive_edition.c, archive_month.c, archive_index.c, archive_feed.c;
 * archive_values.c and archive_paper.c have what they share, archive_chart.c
 * the pictures' coordinates), archive.c and archive_json.c write files.
 * templates/archive/README.md says what each variable is. Values and strings
 * live in the arena given.
 */
#include "archive/archive.h"
#include "archive/archive_text.h"
#include "text/value.h"

/* ---- what several pages say ---- */

/* A page's root: the site and the page's own address. */
struct value *archive_root(const struct archive_site *site, const char *file,
                           struct arena *a);

/* A file's address: absolute where the site's is known. */
const char *archive_address(const struct archive_site *site, const char *file,
                            struct arena *a);

void archive_set_count(struct value *v, const char *name, int64_t n,
                       struct arena *a);

/* Which day, and where its pages and its month's are. */
void archive_set_day(struct value *v, int date, struct arena *a);

/* The same for a link to a month; NULL for DATE_NONE. */
struct value *archive_month_link(int date, struct arena *a);

void archive_set_sum(struct value *v, const struct edition_sum *sum,
                     struct arena *a);

int64_t archive_tokens(const struct edition *e);

/* A day as a row of the month's table or of the index. */
struct value *archive_row(const struct edition *e, struct arena *a);

/* ---- papers ---- */

/* The paper's main topic: its strongest, the first among equals. -1: none. */
int archive_topic(const struct archive_edition *e, const struct score *s);

/* Where the paper is at home, or NULL: none that is http or https. */
const char *archive_paper_url(const struct paper *p, struct arena *a);

/* What a line in a list says; number counts from 1, 0: none. */
struct value *archive_line(const struct archive_edition *e, size_t at,
                           int number, struct arena *a);

/* The whole paper: the line, and links, abstract, topics. */
struct value *archive_paper(const struct archive_edition *e, size_t at,
                            struct arena *a);

/* ---- pages ---- */

struct value *archive_edition_value(const struct archive_site *site,
                                    const struct archive_edition *e,
                                    enum archive_view view, struct arena *a);

/* The relevant papers topic by topic, most papers first; and the scanned ones
 * that no topic claims. */
struct value *archive_topics_value(const struct archive_edition *e,
                                   struct arena *a);

/* Relevance by novelty; NULL where nothing was scored. */
struct value *archive_scatter(const struct archive_edition *e, struct arena *a);

/* ---- months and the front: what stays of an edition ---- */

/* A relevant paper, copied. */
struct highlight {
	int date, number; /* as on the edition's page */
	float relevance, novelty;
	const char *id, *title, *url, *authors, *comment;
	const char *topic_id, *topic; /* its main topic, "" for none */
};

/* By relevance, novelty, then the newer, then as on the page. */
int archive_by_strength(const void *highlight_a, const void *highlight_b);

struct highlight archive_highlight(const struct archive_edition *e, size_t at,
                                   struct arena *a);
struct value *archive_highlight_value(const struct highlight *h,
                                      struct arena *a);

/* Bars, one a row; names and counts of n topics, and what to say of them. */
struct archive_bar {
	const char *name;
	int64_t count;
};
struct value *archive_bars(const struct archive_bar *bars, size_t n,
                           struct arena *a);

struct value *archive_month_value(const struct archive_site *site,
                                  const struct archive_month *month,
                                  int previous, int next, struct arena *a);
int archive_month_date(const struct archive_month *month);

struct value *archive_index_value(const struct archive_site *site,
                                  const struct archive_front *front,
                                  const struct edition *editions, size_t n,
                                  struct arena *a);
struct value *archive_feed_value(const struct archive_site *site,
                                 const struct archive_front *front,
                                 struct arena *a);

/* What the front keeps of an edition: its strongest papers. */
struct front_edition {
	struct edition edition;
	struct highlight *papers;
	size_t n_papers;
};
const struct front_edition *
archive_front_editions(const struct archive_front *front, size_t *n);

/* ---- files ---- */

/* Writes DIR/FILE where it does not say that already. */
int archive_write(const struct archive_site *site, const char *file,
                  struct str text, struct err *err);
int archive_render(const struct archive_site *site, const char *template,
                   const char *file, const struct value *data, struct err *err);
int archive_write_json(const struct archive_site *site,
                       const struct archive_edition *e, struct err *err);

/* The names that a page's template may use, NULL at the end; NULL for one that
 * renders to no file. */
const char *const *archive_variables(const char *template);

/* May this template name this variable? A partial: what any page may. */
bool archive_variable(const char *template, const char *variable);
