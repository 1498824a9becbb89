#include "archive/archive_intern.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "text/escape.h"
#include "text/tex.h"
#include "text/wrap.h"

/* Far above what arXiv accepts; what is longer is cut, not refused. */
enum { TEXT_MAX = 4 << 20 };

const char *archive_readable(struct arena *a, const char *s, int columns)
{
	struct buf plain CLEANUP(buf_deinit) = BUF(TEXT_MAX);
	struct buf line CLEANUP(buf_deinit) = BUF(TEXT_MAX);
	struct buf cut CLEANUP(buf_deinit) = BUF(TEXT_MAX);

	tex_to_unicode(&plain, str_of(s));
	text_line(&line, buf_str(&plain));
	text_shorten(&cut, buf_str(&line), columns);
	return arena_str(a, buf_str(&cut));
}

const char *archive_verbatim(struct arena *a, const char *s)
{
	struct buf clean CLEANUP(buf_deinit) = BUF(TEXT_MAX);

	text_clean(&clean, str_of(s), true);
	return arena_str(a, buf_str(&clean));
}

/* No locale decides how pages look: a comma after every third digit. */
const char *archive_number(struct arena *a, int64_t n)
{
	const char *digits = arena_printf(a, "%" PRId64, n);
	size_t sign = digits[0] == '-', len = strlen(digits);
	char *out = arena_alloc(a, 2 * len + 1), *p = out;

	for (size_t i = 0; i < len; i++) {
		if (i > sign && (len - i) % 3 == 0)
			*p++ = ',';
		*p++ = digits[i];
	}
	return out;
}

const char *archive_grade(struct arena *a, double grade)
{
	long tenths = lround(grade * 10);

	if (tenths % 10 == 0)
		return arena_printf(a, "%ld", tenths / 10);
	return arena_printf(a, "%ld.%ld", tenths / 10, labs(tenths % 10));
}

const char *archive_cost(struct arena *a, double cost)
{
	long thousandths = lround(fmax(cost, 0) * 1000);

	return arena_printf(a, "%s.%03ld",
	                    archive_number(a, thousandths / 1000),
	                    thousandths % 1000);
}

static const char *const weekdays[] = { "Sunday",    "Monday",   "Tuesday",
	                                "Wednesday", "Thursday", "Friday",
	                                "Saturday" };

static const char *const months[] = { "January", "February", "March",
	                              "April",   "May",      "June",
	                              "July",    "August",   "September",
	                              "October", "November", "December" };

struct day {
	int64_t year, month, day;
};

static struct day day_of(int date)
{
	char text[DATE_LEN];
	struct day d = { 1970, 1, 1 };

	date_format(date, text);
	str_to_int((struct str){ text, 4 }, 0, 9999, &d.year);
	str_to_int((struct str){ text + 5, 2 }, 1, 12, &d.month);
	str_to_int((struct str){ text + 8, 2 }, 1, 31, &d.day);
	return d;
}

const char *archive_long_day(struct arena *a, int date)
{
	struct day d = day_of(date);

	return arena_printf(a, "%s, %d %s %d", weekdays[date_weekday(date)],
	                    (int)d.day, months[d.month - 1], (int)d.year);
}

const char *archive_short_day(struct arena *a, int date)
{
	return arena_printf(a, "%.3s %d", weekdays[date_weekday(date)],
	                    (int)day_of(date).day);
}

const char *archive_month(struct arena *a, int date)
{
	struct day d = day_of(date);

	return arena_printf(a, "%s %d", months[d.month - 1], (int)d.year);
}

const char *archive_date(struct arena *a, int date)
{
	char text[DATE_LEN];

	return arena_strdup(a, date_format(date, text));
}

const char *archive_edition_file(struct arena *a, int date)
{
	return arena_printf(a, "%s.html", archive_date(a, date));
}

const char *archive_month_file(struct arena *a, int date)
{
	return arena_printf(a, "%.7s.html", archive_date(a, date));
}

bool archive_same_month(int a, int b)
{
	struct day x = day_of(a), y = day_of(b);

	return x.year == y.year && x.month == y.month;
}
