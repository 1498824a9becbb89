/*
 * Dates as people write them. A date that has passed, that does not exist or
 * that is over ten years away is DATE_BAD; one that may be two days
 * ("01/02/2027", "next Friday" said on a Monday) DATE_EITHER.
 */
#include "mail/command_date.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

enum { YEAR_MIN = 1900, YEAR_MAX = 9998 };

struct civil civil_of(int date)
{
	char text[DATE_LEN];
	struct civil c = { 0 };

	date_format(date, text);
	c.y = (int)strtol(text, NULL, 10);
	c.m = (int)strtol(text + 5, NULL, 10);
	c.d = (int)strtol(text + 8, NULL, 10);
	return c;
}

int date_of_civil(long y, long m, long d)
{
	char text[32];
	int date;

	if (y < YEAR_MIN || y > YEAR_MAX || m < 1 || m > 12 || d < 1 || d > 31)
		return DATE_NONE;
	snprintf(text, sizeof(text), "%04d-%02d-%02d", (int)y, (int)m, (int)d);
	return date_parse(str_of(text), &date) ? DATE_NONE : date;
}

int date_last_of_month(int y, int m)
{
	int date = DATE_NONE;

	for (int d = 31; date == DATE_NONE; d--)
		date = date_of_civil(y, m, d);
	return date;
}

/* ---- days and months ---- */

static const char *const weekdays[] = { "sunday",    "monday",   "tuesday",
	                                "wednesday", "thursday", "friday",
	                                "saturday" };
static const char *const months[] = { "january", "february", "march",
	                              "april",   "may",      "june",
	                              "july",    "august",   "september",
	                              "october", "november", "december" };

/* The number of a name, whole, mistyped, or cut to at least three letters. */
static int name_of(const char *key, const char *const *names, int n)
{
	size_t len = strlen(key);

	for (int i = 0; i < n; i++)
		if (len >= 3 && len <= 5 && !strncmp(names[i], key, len))
			return i;
	for (int i = 0; i < n; i++)
		if (word_near(key, names[i]) <= 2)
			return i;
	return -1;
}

int date_weekday_of(const char *key)
{
	char day[16];
	size_t len = strlen(key);

	if (len < 3 || len >= sizeof(day))
		return -1;
	memcpy(day, key, len + 1);
	if (len > 6 && day[len - 1] == 's')
		day[len - 1] = '\0';
	return name_of(day, weekdays, 7);
}

int date_month_of(const char *key)
{
	/* Whose mail program speaks German writes months so, too. */
	static const struct {
		const char *name;
		int month;
	} others[] = { { "marz", 3 }, { "mai", 5 },  { "juni", 6 },
		       { "juli", 7 }, { "okt", 10 }, { "dez", 12 } };

	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (!strcmp(others[i].name, key))
			return others[i].month;
	return name_of(key, months, 12) + 1;
}

static int month_of(const struct words *s, size_t i)
{
	return i < s->n && !s->at[i].mark ? date_month_of(s->at[i].key) : 0;
}

/* "15", "15th", "1st"; 0: no day of a month. */
static int day_of(const struct words *s, size_t i, bool *ordinal)
{
	char *end;
	long d;

	*ordinal = false;
	if (i >= s->n || !isdigit((unsigned char)*s->at[i].key))
		return 0;
	d = strtol(s->at[i].key, &end, 10);
	*ordinal = !strcmp(end, "st") || !strcmp(end, "nd") ||
	           !strcmp(end, "rd") || !strcmp(end, "th");
	return (*end && !*ordinal) || d < 1 || d > 99 ? 0 : (int)d;
}

static int year_of(const struct words *s, size_t i)
{
	int64_t y;

	if (i >= s->n || str_to_int(s->at[i].text, 1900, YEAR_MAX, &y))
		return 0;
	return (int)y;
}

/* ---- readings ---- */

struct date_reading date_good(int date, size_t len, int today)
{
	struct date_reading r = { DATE_GOOD, date, DATE_NONE, len };

	if (date == DATE_NONE || date <= today || date - today > DATE_FAR_DAYS)
		r.verdict = DATE_BAD;
	return r;
}

/* That day and month, this year or next. */
static int next_day(int m, int d, int today)
{
	int y = civil_of(today).y, date = date_of_civil(y, m, d);

	/* 29 February comes, some year */
	for (int k = 1; k <= 8 && (date == DATE_NONE || date <= today); k++)
		date = date_of_civil(y + k, m, d);
	return date;
}

/* The parts of "2027-01-15": how many, up to three; 0 when it is no date. */
static int number_parts(const struct word *w, long part[3], char *separator)
{
	const char *p = w->text.ptr, *end = p + w->text.len;
	int n = 0;

	*separator = 0;
	while (n < 3 && p < end && isdigit((unsigned char)*p)) {
		part[n] = 0;
		while (p < end && isdigit((unsigned char)*p) && part[n] < 99999)
			part[n] = part[n] * 10 + (*p++ - '0');
		n++;
		if (p == end)
			return n;
		if (!strchr("-./", *p) || (*separator && *p != *separator))
			return 0;
		*separator = *p++;
	}
	return p == end ? n : 0;
}

struct date_reading date_numeric(const struct word *w, bool behind, int today)
{
	struct date_reading none = { .verdict = DATE_ABSENT }, r, us;
	long part[3];
	char separator;
	int n = number_parts(w, part, &separator);

	if (n < 2 || (n == 2 && !behind))
		return none;
	if (n == 3 && part[0] > 31)
		return date_good(date_of_civil(part[0], part[1], part[2]), 1,
		                 today);
	if (n == 3 && part[2] < 100)
		part[2] += 2000;
	r = date_good(n == 3 ? date_of_civil(part[2], part[1], part[0])
	                     : next_day((int)part[1], (int)part[0], today),
	              1, today);
	if (separator != '/' || part[0] == part[1])
		return r;
	/* day first, or month first */
	us = date_good(n == 3 ? date_of_civil(part[2], part[0], part[1])
	                      : next_day((int)part[0], (int)part[1], today),
	               1, today);
	if (us.verdict == DATE_GOOD && r.verdict == DATE_GOOD) {
		r.verdict = DATE_EITHER;
		r.other = us.date;
	} else if (us.verdict == DATE_GOOD) {
		r = us;
	}
	return r;
}

/* "15 January 2027", "January 15th, 2027", "Jan 2027", "January", "the 15th" */
static struct date_reading named(const struct words *s, size_t i, int today)
{
	struct date_reading none = { .verdict = DATE_ABSENT };
	size_t at = i;
	bool ordinal = false, late;
	int m = month_of(s, at), d, y;

	if (m) {
		at++;
		at += at + 1 < s->n && s->at[at].mark == '.'; /* "Jan. 5" */
		d = day_of(s, at, &late);
		at += d != 0;
	} else {
		d = day_of(s, at, &ordinal);
		if (!d)
			return none;
		at++;
		at += words_match(s, at, "of");
		/* "15. January" */
		at += at + 1 < s->n && s->at[at].mark == '.';
		m = month_of(s, at);
		if (!m && !ordinal)
			return none;
		at += m != 0;
	}
	y = year_of(s, at + (at < s->n && s->at[at].mark == ','));
	if (y)
		at += 1 + (size_t)(s->at[at].mark == ',');
	if (!m) {
		struct civil now = civil_of(today);
		int date = date_of_civil(now.y, now.m, d);

		if (date == DATE_NONE || date <= today)
			date = date_of_civil(now.m == 12 ? now.y + 1 : now.y,
			                     now.m % 12 + 1, d);
		return date_good(date, at - i, today);
	}
	if (!d)
		d = 1;
	return date_good(y ? date_of_civil(y, m, d) : next_day(m, d, today),
	                 at - i, today);
}

/* "Monday", "next Monday", "Friday, 15 January" */
static struct date_reading weekday(const struct words *s, size_t i, int today)
{
	struct date_reading r = { .verdict = DATE_ABSENT };
	bool next = words_match(s, i, "next");
	size_t at = i + (size_t)(next || words_match(s, i, "this") ||
	                         words_match(s, i, "coming"));
	int wanted = at < s->n ? date_weekday_of(s->at[at].key) : -1;
	int now = date_weekday(today), ahead;

	if (wanted < 0)
		return r;
	at++;
	r = named(s, at + (at < s->n && s->at[at].mark == ','), today);
	if (r.verdict != DATE_ABSENT) {
		r.len += at - i + (s->at[at].mark == ',');
		return r;
	}
	ahead = (wanted - now + 7) % 7;
	r = date_good(today + (ahead ? ahead : 7), at - i, today);
	/* On a Monday, is "next Friday" in four days or in eleven? Weeks
	 * start on Monday. */
	if (next && (now + 6) % 7 < (wanted + 6) % 7) {
		r.verdict = DATE_EITHER;
		r.other = r.date + 7;
	}
	return r;
}

/* "end of the month", "rest of this week", "end of January" */
static struct date_reading end_of(const struct words *s, size_t i, int today)
{
	struct date_reading none = { .verdict = DATE_ABSENT };
	struct civil now = civil_of(today);
	int to_sunday = 6 - (date_weekday(today) + 6) % 7, m;
	size_t at = i, n;

	n = words_match(s, at, "end of");
	if (!n)
		n = words_match(s, at, "rest of");
	if (!n)
		return none;
	at += n;
	at += words_match(s, at, "the");
	at += words_match(s, at, "this");
	if (words_match(s, at, "week"))
		return date_good(today + to_sunday, at + 1 - i, today);
	if (words_match(s, at, "month"))
		return date_good(date_last_of_month(now.y, now.m), at + 1 - i,
		                 today);
	if (words_match(s, at, "year"))
		return date_good(date_of_civil(now.y, 12, 31), at + 1 - i,
		                 today);
	m = month_of(s, at);
	if (!m)
		return none;
	n = year_of(s, at + 1) ? 2 : 1;
	if (n == 2)
		now.y = year_of(s, at + 1);
	else if (date_last_of_month(now.y, m) <= today)
		now.y++;
	return date_good(date_last_of_month(now.y, m), at + n - i, today);
}

/* "tomorrow", "next week", "the new year" */
static struct date_reading relative(const struct words *s, size_t i, int today)
{
	struct civil now = civil_of(today);
	const struct {
		const char *words;
		int date;
	} table[] = {
		{ "tomorrow", today + 1 },
		{ "today", today },
		{ "next week", today + 7 - (date_weekday(today) + 6) % 7 },
		{ "next month", date_last_of_month(now.y, now.m) + 1 },
		{ "next year", date_of_civil(now.y + 1, 1, 1) },
		{ "new year", date_of_civil(now.y + 1, 1, 1) },
		{ "new years", date_of_civil(now.y + 1, 1, 1) },
		{ "christmas", next_day(12, 25, today) },
		{ "xmas", next_day(12, 25, today) },
	};

	for (size_t k = 0; k < sizeof(table) / sizeof(*table); k++) {
		size_t n = words_match(s, i, table[k].words);

		if (n)
			return date_good(table[k].date, n, today);
	}
	return end_of(s, i, today);
}

struct date_reading date_at(const struct words *s, size_t i, int today)
{
	struct date_reading r = { .verdict = DATE_ABSENT };
	size_t at = i;

	while (words_match(s, at, "on") || words_match(s, at, "the") ||
	       words_match(s, at, "at"))
		at++;
	if (at >= s->n)
		return r;
	r = date_numeric(&s->at[at], true, today);
	if (r.verdict == DATE_ABSENT)
		r = relative(s, at, today);
	if (r.verdict == DATE_ABSENT)
		r = weekday(s, at, today);
	if (r.verdict == DATE_ABSENT)
		r = named(s, at, today);
	if (r.verdict != DATE_ABSENT)
		r.len += at - i;
	return r;
}
