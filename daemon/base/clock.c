#include "base/clock.h"

#include <stdio.h>
#include <time.h>

enum { DAY = 86400 };

static int64_t system_now(void *ctx)
{
	(void)ctx;
	return (int64_t)time(NULL);
}

const struct clock clock_system = { system_now, NULL };

static int date_of_tm(const struct tm *tm)
{
	struct tm day = { .tm_year = tm->tm_year,
		          .tm_mon = tm->tm_mon,
		          .tm_mday = tm->tm_mday };

	return date_of((int64_t)timegm(&day));
}

int date_of(int64_t instant)
{
	int64_t days = instant / DAY;

	if (instant % DAY < 0)
		days--;
	return (int)days;
}

static struct tm tm_of(int date)
{
	time_t t = (time_t)date * DAY;
	struct tm tm = { 0 };

	gmtime_r(&t, &tm);
	return tm;
}

int date_parse(struct str s, int *date)
{
	int64_t y, m, d;
	struct tm tm, back;
	int parsed;

	if (s.len != 10 || s.ptr[4] != '-' || s.ptr[7] != '-' ||
	    str_to_int((struct str){ s.ptr, 4 }, 1900, 9999, &y) ||
	    str_to_int((struct str){ s.ptr + 5, 2 }, 1, 12, &m) ||
	    str_to_int((struct str){ s.ptr + 8, 2 }, 1, 31, &d))
		return -1;
	tm = (struct tm){ .tm_year = (int)y - 1900,
		          .tm_mon = (int)m - 1,
		          .tm_mday = (int)d };
	parsed = date_of_tm(&tm);
	back = tm_of(parsed);
	if (back.tm_mday != (int)d)
		return -1;
	*date = parsed;
	return 0;
}

char *date_format(int date, char out[DATE_LEN])
{
	struct tm tm;

	out[0] = '\0';
	if (date == DATE_NONE)
		return out;
	tm = tm_of(date);
	strftime(out, DATE_LEN, "%Y-%m-%d", &tm);
	return out;
}

int date_weekday(int date)
{
	return tm_of(date).tm_wday;
}

struct date_parts date_split(int date)
{
	struct tm tm = tm_of(date);

	return (struct date_parts){ tm.tm_year + 1900, tm.tm_mon + 1,
		                    tm.tm_mday };
}

const char *weekday_name(int weekday)
{
	static const char *const names[] = { "Sunday",    "Monday",   "Tuesday",
		                             "Wednesday", "Thursday", "Friday",
		                             "Saturday" };

	return names[weekday];
}

const char *month_name(int month)
{
	static const char *const names[] = {
		"January",   "February", "March",    "April",
		"May",       "June",     "July",     "August",
		"September", "October",  "November", "December"
	};

	return names[month - 1];
}

char *instant_format(int64_t instant, char out[INSTANT_LEN])
{
	time_t t = (time_t)instant;
	struct tm tm = { 0 };

	gmtime_r(&t, &tm);
	if (!strftime(out, INSTANT_LEN, "%Y-%m-%dT%H:%M:%SZ", &tm))
		out[0] = '\0';
	return out;
}

/* strptime knows "%z" with and without a colon and "Z", not the zone names
 * that RFC 5322 4.3 still allows; "GMT" and "UT" are the ones feeds use. */
static const char *const patterns[] = {
	"%a, %d %b %Y %H:%M:%S %z",
	"%a, %d %b %Y %H:%M %z",
	"%d %b %Y %H:%M:%S %z",
	"%d %b %Y %H:%M %z",
	"%a, %d %b %Y %H:%M:%S GMT",
	"%a, %d %b %Y %H:%M:%S UT",
	"%Y-%m-%dT%H:%M:%S%z",
	"%Y-%m-%dT%H:%M%z",
	"%Y-%m-%d",
};

int instant_parse(struct str s, int64_t *instant, int *date)
{
	char text[64];
	size_t n = 0;

	s = str_trim(s);
	/* RFC 3339 fractions of a second say nothing here. */
	for (size_t i = 0; i < s.len && n < sizeof(text) - 1; i++) {
		if (s.ptr[i] == '.' && memchr(s.ptr, 'T', i))
			while (i + 1 < s.len && s.ptr[i + 1] >= '0' &&
			       s.ptr[i + 1] <= '9')
				i++;
		else
			text[n++] = s.ptr[i];
	}
	text[n] = '\0';
	for (size_t i = 0; i < sizeof(patterns) / sizeof(*patterns); i++) {
		struct tm tm = { 0 };
		const char *end = strptime(text, patterns[i], &tm);
		long offset = tm.tm_gmtoff;

		if (!end || *end || tm.tm_year < 0)
			continue;
		if (date)
			*date = date_of_tm(&tm);
		if (instant)
			*instant = (int64_t)timegm(&tm) - offset;
		return 0;
	}
	return -1;
}
