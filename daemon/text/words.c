#include "text/words.h"

#include "base/buf.h"
#include "base/clock.h"
#include "model/score.h"
#include "text/escape.h"
#include "text/tex.h"
#include "text/wrap.h"

/* A date in its words, each as long as it shall be. */
struct day {
	const char *weekday, *number, *month, *year;
};

static const char *cut(struct arena *a, const char *name, bool brief)
{
	return brief ? arena_strndup(a, name, 3) : name;
}

static bool read_day(struct day *d, int date, bool brief, struct arena *a)
{
	struct date_parts parts = date_split(date);

	if (date == DATE_NONE)
		return false;
	d->weekday = cut(a, weekday_name(date_weekday(date)), brief);
	d->number = words_number(a, parts.day);
	d->month = cut(a, month_name(parts.month), brief);
	d->year = words_number(a, parts.year);
	return true;
}

/* "Friday 18 April 2025"; month and year may be left out. */
static const char *said(struct arena *a, const struct day *d, bool month,
                        bool year)
{
	const char *s = words_join(a, d->weekday, " ", d->number, "");

	if (month)
		s = words_join(a, s, " ", d->month, "");
	return year ? words_join(a, s, " ", d->year, "") : s;
}

/* What the last day says as well is left out of the first. */
static const char *span(struct arena *a, int first, int last, bool brief)
{
	struct day from, to;
	bool year, month;

	if (!read_day(&to, last, brief, a))
		return "";
	if (first == last || !read_day(&from, first, brief, a))
		return said(a, &to, true, true);
	year = strcmp(from.year, to.year) != 0;
	month = year || strcmp(from.month, to.month) != 0;
	return words_join(a, said(a, &from, month, year), " to ",
	                  said(a, &to, true, true), "");
}

const char *words_days(struct arena *a, int first, int last)
{
	return span(a, first, last, false);
}

const char *words_days_short(struct arena *a, int first, int last)
{
	return span(a, first, last, true);
}

const char *words_day(struct arena *a, int date)
{
	return span(a, date, date, false);
}

const char *words_day_short(struct arena *a, int date)
{
	return span(a, date, date, true);
}

/* Without printf: some stand in every mail, many times. */
const char *words_number(struct arena *a, int n)
{
	char text[16], *p = text + sizeof(text);
	unsigned rest = n < 0 ? -(unsigned)n : (unsigned)n;

	*--p = '\0';
	do
		*--p = (char)('0' + rest % 10);
	while (rest /= 10);
	if (n < 0)
		*--p = '-';
	return arena_strdup(a, p);
}

const char *words_papers(struct arena *a, size_t n)
{
	if (n == 0)
		return "no papers";
	if (n == 1)
		return "1 paper";
	return words_join(a, words_number(a, (int)n), " papers", "", "");
}

const char *words_why_fallback(struct arena *a, const char *who, int fallback,
                               int over_budget)
{
	if (over_budget >= fallback)
		return arena_printf(
		        a, "because the day's budget for %s was spent", who);
	return arena_printf(a, "because %s did not answer%s", who,
	                    over_budget ? ", or the day's budget was spent"
	                                : "");
}

const char *words_score(struct arena *a, float score)
{
	int tenths = score_tenths(score);
	char text[4] = { (char)('0' + tenths / 10 % 10), '\0' };

	if (tenths <= 0)
		return "–";
	if (tenths >= 100)
		return "10";
	if (tenths % 10) {
		text[1] = '.';
		text[2] = (char)('0' + tenths % 10);
	}
	return arena_strdup(a, text);
}

const char *words_shortened(struct arena *a, struct str s, int columns)
{
	struct buf out CLEANUP(buf_deinit) = BUF(s.len + 4);

	text_shorten(&out, s, columns);
	return arena_str(a, buf_str(&out));
}

/* The cleaning comes last: \unicode{x202e} is a way to write a control
 * character too. */
const char *words_readable(struct arena *a, const char *tex, int columns)
{
	struct str s = str_of(tex);
	struct buf plain CLEANUP(buf_deinit) = BUF(s.len * 4 + 64);
	struct buf line CLEANUP(buf_deinit) = BUF(s.len * 12 + 64);

	tex_to_unicode(&plain, s);
	text_line(&line, buf_str(&plain));
	return words_shortened(a, buf_str(&line), columns);
}

const char *words_join(struct arena *a, const char *s1, const char *s2,
                       const char *s3, const char *s4)
{
	size_t n1 = strlen(s1), n2 = strlen(s2), n3 = strlen(s3);
	size_t n4 = strlen(s4);
	char *out = arena_alloc(a, n1 + n2 + n3 + n4 + 1);

	memcpy(out, s1, n1);
	memcpy(out + n1, s2, n2);
	memcpy(out + n1 + n2, s3, n3);
	memcpy(out + n1 + n2 + n3, s4, n4);
	return out;
}
