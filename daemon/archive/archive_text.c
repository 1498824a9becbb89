#include "archive/archive_text.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "model/score.h"
#include "text/escape.h"
#include "text/tex.h"
#include "text/wrap.h"

/* Far above what arXiv accepts; what is longer is cut, not refused. */
enum { TEXT_MAX = 4 << 20 };

const char *archive_verbatim(struct arena *a, const char *s)
{
	struct buf clean CLEANUP(buf_deinit) = BUF(TEXT_MAX);

	text_clean(&clean, str_of(s), true);
	return arena_str(a, buf_str(&clean));
}

/* A comma after every third digit. */
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

static const char *tenths(struct arena *a, long n)
{
	if (n % 10 == 0)
		return arena_printf(a, "%ld", n / 10);
	return arena_printf(a, "%s%ld.%ld", n < 0 ? "-" : "", labs(n / 10),
	                    labs(n % 10));
}

const char *archive_grade(struct arena *a, float grade)
{
	return tenths(a, score_tenths(grade));
}

const char *archive_length(struct arena *a, double units)
{
	return tenths(a, lround(units * 10));
}

const char *archive_cost(struct arena *a, double cost)
{
	long thousandths = lround(fmax(cost, 0) * 1000);

	return arena_printf(a, "%s.%03ld",
	                    archive_number(a, thousandths / 1000),
	                    thousandths % 1000);
}

const char *archive_papers(struct arena *a, int64_t n)
{
	return arena_printf(a, "%s paper%s", archive_number(a, n),
	                    n == 1 ? "" : "s");
}

const char *archive_long_day(struct arena *a, int date)
{
	struct date_parts d = date_split(date);

	return arena_printf(a, "%s, %d %s %d", weekday_name(date_weekday(date)),
	                    d.day, month_name(d.month), d.year);
}

const char *archive_short_day(struct arena *a, int date)
{
	return arena_printf(a, "%.3s %d", weekday_name(date_weekday(date)),
	                    date_split(date).day);
}

const char *archive_long_month(struct arena *a, int date)
{
	struct date_parts d = date_split(date);

	return arena_printf(a, "%s %d", month_name(d.month), d.year);
}

const char *archive_date(struct arena *a, int date)
{
	char text[DATE_LEN];

	return arena_strdup(a, date_format(date, text));
}

const char *archive_edition_file(struct arena *a, int date,
                                 enum archive_view view)
{
	static const char *const ends[VIEWS] = {
		[VIEW_PAPERS] = ".html",
		[VIEW_TOPICS] = "-topics.html",
		[VIEW_ALL] = "-all.html",
		[VIEW_JSON] = ".json",
	};

	return arena_printf(a, "%s%s", archive_date(a, date), ends[view]);
}

const char *archive_month_file(struct arena *a, int date)
{
	return arena_printf(a, "%.7s.html", archive_date(a, date));
}

bool archive_same_month(int a, int b)
{
	struct date_parts x = date_split(a), y = date_split(b);

	return x.year == y.year && x.month == y.month;
}
