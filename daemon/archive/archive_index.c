/* The front page: the latest edition, and all of them as a calendar. */
#include "archive/archive_intern.h"

#include <string.h>

enum { LATEST_PAPERS = 5, LEVELS = 4 };

/* Monday first. */
static int column_of(int date)
{
	return (date_weekday(date) + 6) % 7;
}

struct calendar {
	const struct edition *editions;
	size_t n;
	int columns; /* 5, or 7 where an edition fell on a weekend */
	int most;    /* relevant papers of a day */
};

static struct calendar calendar_of(const struct edition *editions, size_t n)
{
	struct calendar c = { editions, n, 5, 1 };

	for (size_t i = 0; i < n; i++) {
		if (column_of(editions[i].date) >= 5)
			c.columns = 7;
		if (editions[i].sum.relevant > c.most)
			c.most = editions[i].sum.relevant;
	}
	return c;
}

static struct value *day_value(const struct calendar *c,
                               const struct edition *e, struct arena *a)
{
	struct value *v = value_map(a);

	archive_set_day(v, e->date, a);
	archive_set_count(v, "scanned", e->sum.scanned, a);
	archive_set_count(v, "relevant", e->sum.relevant, a);
	value_set_int(v, "number", date_split(e->date).day);
	/* 0 for none, then four shades. */
	value_set_str(v, "level",
	              arena_printf(a, "%d",
	                           (LEVELS * e->sum.relevant + c->most - 1) /
	                                   c->most));
	return v;
}

/* A day without an edition, a place outside the month (day 0). Its section
 * must not see the edition of an outer one. */
static struct value *blank_value(int day, struct arena *a)
{
	struct value *v = value_map(a);

	value_set_bool(v, "page", false);
	value_set_str(v, "number", day ? arena_printf(a, "%d", day) : "");
	return v;
}

/* The week that begins on this Monday, as far as it is of the month. *at: the
 * first edition not shown yet. */
static struct value *week_value(const struct calendar *c, int monday, int month,
                                size_t *at, struct arena *a)
{
	struct value *week = value_map(a), *cells = value_list(a);

	for (int date = monday; date < monday + c->columns; date++) {
		struct date_parts d = date_split(date);

		if (d.month != month)
			value_push(cells, blank_value(0, a));
		else if (*at < c->n && c->editions[*at].date == date)
			value_push(cells,
			           day_value(c, &c->editions[(*at)++], a));
		else
			value_push(cells, blank_value(d.day, a));
	}
	value_set(week, "cells", cells);
	return week;
}

/* Whole weeks; one whose working days are another month's stays away. */
static struct value *weeks_value(const struct calendar *c, size_t from,
                                 struct arena *a)
{
	struct date_parts d = date_split(c->editions[from].date);
	int first = c->editions[from].date - (d.day - 1);
	struct value *weeks = value_list(a);
	int monday = first - column_of(first);

	if (column_of(first) >= c->columns)
		monday += 7;
	for (; monday < first || date_split(monday).month == d.month;
	     monday += 7)
		value_push(weeks, week_value(c, monday, d.month, &from, a));
	return weeks;
}

/* The editions [from, to) are one month's. */
static struct value *month_value(const struct calendar *c, size_t from,
                                 size_t to, struct arena *a)
{
	struct value *v = archive_month_link(c->editions[from].date, a);
	int64_t relevant = 0;

	for (size_t i = from; i < to; i++)
		relevant += c->editions[i].sum.relevant;
	value_set(v, "weeks", weeks_value(c, from, a));
	value_set_str(v, "name",
	              month_name(date_split(c->editions[from].date).month));
	value_set_str(v, "papers_text", archive_papers(a, relevant));
	return v;
}

static struct value *columns_value(const struct calendar *c, struct arena *a)
{
	struct value *list = value_list(a);

	for (int i = 0; i < c->columns; i++) {
		const char *name = weekday_name((i + 1) % 7);
		struct value *v = value_map(a);

		value_set_str(v, "weekday", name);
		value_set_str(v, "letters", arena_strndup(a, name, 2));
		value_push(list, v);
	}
	return list;
}

/* Newest first. */
static struct value *years_value(const struct calendar *c, struct arena *a)
{
	struct value *years = value_list(a), *months = NULL;
	int year = 0;

	for (size_t to = c->n; to;) {
		size_t from = to - 1;
		int date = c->editions[from].date;

		while (from &&
		       archive_same_month(c->editions[from - 1].date, date))
			from--;
		if (!months || date_split(date).year != year) {
			struct value *v = value_map(a);

			year = date_split(date).year;
			months = value_list(a);
			value_set_str(v, "year", arena_printf(a, "%d", year));
			value_set(v, "months", months);
			value_push(years, v);
		}
		value_push(months, month_value(c, from, to, a));
		to = from;
	}
	return years;
}

static struct value *latest_value(const struct archive_front *front,
                                  struct arena *a)
{
	size_t n;
	const struct front_edition *kept = archive_front_editions(front, &n);
	struct value *v, *papers = value_list(a);

	if (!n)
		return NULL;
	kept += n - 1;
	v = archive_row(&kept->edition, a);
	for (size_t i = 0; i < kept->n_papers && i < LATEST_PAPERS; i++)
		value_push(papers,
		           archive_highlight_value(&kept->papers[i], a));
	value_set(v, "papers", papers);
	value_set_bool(v, "any", kept->n_papers > 0);
	return v;
}

struct value *archive_index_value(const struct archive_site *site,
                                  const struct archive_front *front,
                                  const struct edition *editions, size_t n,
                                  struct arena *a)
{
	struct value *v = archive_root(site, "index.html", a);
	struct calendar c = calendar_of(editions, n);

	value_set(v, "latest", latest_value(front, a));
	value_set(v, "columns", columns_value(&c, a));
	value_set_bool(v, "weekends", c.columns == 7);
	value_set(v, "years", years_value(&c, a));
	value_set_bool(v, "several_years",
	               n && date_split(editions[0].date).year !=
	                               date_split(editions[n - 1].date).year);
	archive_set_count(v, "n_days", (int64_t)n, a);
	value_set_bool(v, "one_day", n == 1);
	return v;
}
