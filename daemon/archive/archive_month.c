/* A month: its days in a table, its strongest papers, the same by topic. */
#include "archive/archive_intern.h"

#include <stdlib.h>
#include <string.h>

enum { DAYS_MAX = 31, STRONGEST = 10, TOPIC_PAPERS = 10 };

/* All of a month's relevant papers, copied: a few hundred bytes each. */
static const size_t month_bytes = (size_t)1 << 30;

struct archive_month {
	struct arena *arena;
	struct edition editions[DAYS_MAX];
	size_t n_editions;
	struct highlight *papers;
	size_t n_papers, room;
};

struct archive_month *archive_month_new(void)
{
	struct archive_month *m = calloc(1, sizeof(*m));

	if (!m)
		abort();
	m->arena = arena_new(month_bytes);
	return m;
}

void archive_month_free(struct archive_month *m)
{
	if (!m)
		return;
	arena_free(m->arena);
	free(m->papers);
	free(m);
}

int archive_month_date(const struct archive_month *m)
{
	return m->editions[0].date;
}

void archive_month_add(struct archive_month *m, const struct archive_edition *e)
{
	if (m->n_editions == DAYS_MAX)
		return;
	m->editions[m->n_editions++] = *e->edition;
	if (m->n_papers + e->n_relevant > m->room) {
		m->room = 2 * (m->n_papers + e->n_relevant);
		m->papers =
		        reallocarray(m->papers, m->room, sizeof(*m->papers));
		if (!m->papers)
			abort();
	}
	for (size_t i = 0; i < e->n_relevant; i++)
		m->papers[m->n_papers++] = archive_highlight(e, i, m->arena);
}

/* ---- the table of days ---- */

/* Sum of a month, as an edition that never was. */
static struct edition total_of(const struct archive_month *m)
{
	struct edition all = { .date = archive_month_date(m) };

	for (size_t i = 0; i < m->n_editions; i++) {
		const struct edition *e = &m->editions[i];

		all.sum.announced += e->sum.announced;
		all.sum.scanned += e->sum.scanned;
		all.sum.skipped += e->sum.skipped;
		all.sum.relevant += e->sum.relevant;
		all.sum.below += e->sum.below;
		all.sum.unscored += e->sum.unscored;
		all.prompt_tokens += e->prompt_tokens;
		all.completion_tokens += e->completion_tokens;
		all.cost += e->cost;
	}
	return all;
}

static void set_days(struct value *v, const struct archive_month *m,
                     struct arena *a)
{
	struct edition total = total_of(m);
	struct value *days = value_list(a);

	for (size_t i = 0; i < m->n_editions; i++)
		value_push(days, archive_row(&m->editions[i], a));
	value_set(v, "days", days);
	value_set(v, "total", archive_row(&total, a));
	archive_set_count(v, "n_days", (int64_t)m->n_editions, a);
	value_set_bool(v, "one_day", m->n_editions == 1);
	/* Columns of zeros say nothing: with the built-in scorer they stay
	 * away. */
	value_set_bool(v, "charged", archive_tokens(&total) || total.cost > 0);
}

/* ---- papers ---- */

/* A topic of the month: one id, named as on its latest day. */
struct section {
	const char *id, *name;
	int date; /* of the name */
	int64_t count;
};

/* Most papers first; those of no topic last. */
static int by_count(const void *a, const void *b)
{
	const struct section *x = a, *y = b;

	if (!*x->id != !*y->id)
		return *x->id ? -1 : 1;
	if (x->count != y->count)
		return x->count < y->count ? 1 : -1;
	return strcmp(x->id, y->id);
}

static void count_in(struct section *sections, size_t *n,
                     const struct highlight *h)
{
	size_t i = 0;

	while (i < *n && strcmp(sections[i].id, h->topic_id) != 0)
		i++;
	if (i == *n)
		sections[(*n)++] = (struct section){ .id = h->topic_id,
			                             .name = h->topic,
			                             .date = h->date };
	if (h->date > sections[i].date) {
		sections[i].name = h->topic;
		sections[i].date = h->date;
	}
	sections[i].count++;
}

static struct value *section_value(const struct section *s,
                                   const struct highlight *papers, size_t n,
                                   struct arena *a)
{
	struct value *v = value_map(a), *list = value_list(a);
	int64_t shown = 0;

	for (size_t i = 0; i < n && shown < TOPIC_PAPERS; i++)
		if (!strcmp(papers[i].topic_id, s->id)) {
			value_push(list,
			           archive_highlight_value(&papers[i], a));
			shown++;
		}
	value_set_str(v, "topic", s->name);
	value_set_str(v, "topic_id", s->id);
	value_set_str(v, "count", archive_papers(a, s->count));
	if (shown < s->count)
		archive_set_count(v, "shown", shown, a);
	value_set(v, "papers", list);
	return v;
}

static void set_topics(struct value *v, const struct highlight *papers,
                       size_t n, struct arena *a)
{
	/* A topic an id; every day may have had others. */
	struct section *sections = arena_array(a, n, sizeof(*sections));
	struct archive_bar *bars;
	struct value *list = value_list(a);
	size_t n_sections = 0;

	for (size_t i = 0; i < n; i++)
		count_in(sections, &n_sections, &papers[i]);
	qsort(sections, n_sections, sizeof(*sections), by_count);
	bars = arena_array(a, n_sections, sizeof(*bars));
	for (size_t i = 0; i < n_sections; i++) {
		value_push(list, section_value(&sections[i], papers, n, a));
		bars[i] =
		        (struct archive_bar){ *sections[i].id ? sections[i].name
			                                      : "No topic",
			                      sections[i].count };
	}
	value_set(v, "sections", list);
	value_set(v, "chart", archive_bars(bars, n_sections, a));
}

static void set_papers(struct value *v, const struct archive_month *m,
                       struct arena *a)
{
	size_t n = m->n_papers;
	struct highlight *sorted = arena_array(a, n, sizeof(*sorted));
	struct value *list = value_list(a);

	if (!n)
		return;
	memcpy(sorted, m->papers, n * sizeof(*sorted));
	qsort(sorted, n, sizeof(*sorted), archive_by_strength);
	for (size_t i = 0; i < n && i < STRONGEST; i++)
		value_push(list, archive_highlight_value(&sorted[i], a));
	value_set(v, "strongest", list);
	set_topics(v, sorted, n, a);
}

struct value *archive_month_value(const struct archive_site *site,
                                  const struct archive_month *m, int previous,
                                  int next, struct arena *a)
{
	int date = archive_month_date(m);
	struct value *v = archive_root(site, archive_month_file(a, date), a);

	value_set_str(v, "month", archive_long_month(a, date));
	value_set_str(v, "month_page", archive_month_file(a, date));
	value_set(v, "previous", archive_month_link(previous, a));
	value_set(v, "next", archive_month_link(next, a));
	value_set_bool(v, "any", m->n_papers > 0);
	set_days(v, m, a);
	set_papers(v, m, a);
	return v;
}
