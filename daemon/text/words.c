#include "text/words.h"

#include <math.h>

#include "base/buf.h"
#include "base/clock.h"
#include "model/score.h"
#include "text/escape.h"
#include "text/tex.h"
#include "text/wrap.h"

/* A date in its words; names of so many letters, -1: whole. */
struct day {
	const char *weekday, *month;
	const char *number; /* "1" to "31" */
	char iso[DATE_LEN]; /* YYYY-MM-DD */
	int names;
};

static bool read_day(struct day *d, int date, int names)
{
	if (!*date_format(date, d->iso))
		return false;
	d->weekday = weekday_name(date_weekday(date));
	d->month = month_name(date_split(date).month);
	d->number = d->iso[8] == '0' ? d->iso + 9 : d->iso + 8;
	d->names = names;
	return true;
}

static const char *whole(struct arena *a, const struct day *d)
{
	return arena_printf(a, "%.*s %s %.*s %.4s", d->names, d->weekday,
	                    d->number, d->names, d->month, d->iso);
}

/* What the last day says as well is left out of the first. */
static const char *span(struct arena *a, int first, int last, int names)
{
	struct day from, to;

	if (!read_day(&to, last, names))
		return "";
	if (first == last || !read_day(&from, first, names))
		return whole(a, &to);
	if (strncmp(from.iso, to.iso, 4) != 0)
		return arena_printf(a, "%s to %s", whole(a, &from),
		                    whole(a, &to));
	if (from.month != to.month)
		return arena_printf(a, "%.*s %s %.*s to %s", names,
		                    from.weekday, from.number, names,
		                    from.month, whole(a, &to));
	return arena_printf(a, "%.*s %s to %s", names, from.weekday,
	                    from.number, whole(a, &to));
}

const char *words_days(struct arena *a, int first, int last)
{
	return span(a, first, last, -1);
}

const char *words_days_short(struct arena *a, int first, int last)
{
	return span(a, first, last, 3);
}

const char *words_day(struct arena *a, int date)
{
	return span(a, date, date, -1);
}

const char *words_day_short(struct arena *a, int date)
{
	return span(a, date, date, 3);
}

const char *words_papers(struct arena *a, size_t n)
{
	if (n == 0)
		return "no papers";
	return n == 1 ? "1 paper" : arena_printf(a, "%zu papers", n);
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
