/*
 * Numbers, dates and durations as people write them. A date that has passed,
 * that does not exist or that is over ten years away is DATE_BAD; one that may
 * be two days ("01/02/2027", "next Friday" said on a Monday) DATE_EITHER.
 */
#include "mail/command_intern.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

enum { FAR_DAYS = 3653, YEAR_MIN = 1900, YEAR_MAX = 9998 };

struct civil {
	int y, m, d;
};

static struct civil civil_of(int date)
{
	char text[DATE_LEN];
	struct civil c = { 0 };

	date_format(date, text);
	c.y = (int)strtol(text, NULL, 10);
	c.m = (int)strtol(text + 5, NULL, 10);
	c.d = (int)strtol(text + 8, NULL, 10);
	return c;
}

/* DATE_NONE: there is no such day. */
static int date_of_civil(long y, long m, long d)
{
	char text[32];
	int date;

	if (y < YEAR_MIN || y > YEAR_MAX || m < 1 || m > 12 || d < 1 || d > 31)
		return DATE_NONE;
	snprintf(text, sizeof(text), "%04d-%02d-%02d", (int)y, (int)m, (int)d);
	return date_parse(str_of(text), &date) ? DATE_NONE : date;
}

static int last_of_month(int y, int m)
{
	int date = DATE_NONE;

	for (int d = 31; date == DATE_NONE; d--)
		date = date_of_civil(y, m, d);
	return date;
}

/* ---- numbers ---- */

static const char *const number_words[] = {
	"zero",     "one",      "two",      "three",   "four",    "five",
	"six",      "seven",    "eight",    "nine",    "ten",     "eleven",
	"twelve",   "thirteen", "fourteen", "fifteen", "sixteen", "seventeen",
	"eighteen", "nineteen", "twenty"
};

static int number_word(const char *key)
{
	size_t n = sizeof(number_words) / sizeof(*number_words);

	for (size_t i = 0; i < n; i++)
		if (!strcmp(number_words[i], key))
			return (int)i;
	return -1;
}

size_t date_number(const struct words *s, size_t i, double *number)
{
	char text[24];
	struct str t;
	char *separator;
	int word;

	if (i >= s->n || s->at[i].mark)
		return 0;
	word = number_word(s->at[i].key);
	if (word >= 0) {
		*number = word;
		return 1;
	}
	t = s->at[i].text;
	if (t.len > 1 && *t.ptr == '#')
		t = (struct str){ t.ptr + 1, t.len - 1 };
	if (!t.len || t.len >= sizeof(text))
		return 0;
	memcpy(text, t.ptr, t.len);
	text[t.len] = '\0';
	separator = strchr(text, '/');
	if (separator && !strcmp(separator, "/10"))
		*separator = '\0';
	separator = strchr(text, ',');
	if (separator)
		*separator = '.';
	return str_to_double(str_of(text), number) ? 0 : 1;
}

size_t date_number_behind(const struct words *s, size_t i, double *number)
{
	static const char *const between[] = {
		"to",    "at",     "is",     "of",    "be",   "score",
		"level", "my",     "the",    "least", "down", "up",
		"back",  "papers", "set",    "value", "a",    "most",
		"limit", "just",   "should", "for",   "me",
	};
	size_t at = i, n;

	while (at < s->n) {
		bool skip = s->at[at].mark == ':' || s->at[at].mark == '=';

		for (size_t k = 0; k < sizeof(between) / sizeof(*between); k++)
			skip |= words_match(s, at, between[k]) > 0;
		if (!skip)
			break;
		at++;
	}
	/* "from 8 to 9" */
	n = words_match(s, at, "from");
	if (n && date_number(s, at + 1, number) && words_match(s, at + 2, "to"))
		at += 3;
	n = date_number(s, at, number);
	return n ? at + n - i : 0;
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

static int month_of(const struct words *s, size_t i)
{
	int m;

	if (i >= s->n || s->at[i].mark)
		return 0;
	m = name_of(s->at[i].key, months, 12);
	return m + 1;
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

static struct date_reading good(int date, size_t len, int today)
{
	struct date_reading r = { DATE_GOOD, date, DATE_NONE, len };

	if (date == DATE_NONE || date <= today || date - today > FAR_DAYS)
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

/* "2027-01-15", "2027/1/15", "15.1.2027", "1/15/2027", "15/01" is too short to
 * be sure and no date. */
static struct date_reading numeric(const struct word *w, int today)
{
	struct date_reading r = { .verdict = DATE_ABSENT };
	const char *p = w->text.ptr, *end = p + w->text.len;
	long part[3];
	char separator = 0;

	for (int k = 0; k < 3; k++) {
		part[k] = 0;
		if (p == end || !isdigit((unsigned char)*p))
			return r;
		while (p < end && isdigit((unsigned char)*p) && part[k] < 99999)
			part[k] = part[k] * 10 + (*p++ - '0');
		if (k == 2)
			break;
		if (p == end || !strchr("-./", *p) ||
		    (separator && *p != separator))
			return r;
		separator = *p++;
	}
	if (p != end)
		return r;
	if (part[0] > 31)
		return good(date_of_civil(part[0], part[1], part[2]), 1, today);
	if (part[2] < 100)
		part[2] += 2000;
	r = good(date_of_civil(part[2], part[1], part[0]), 1, today);
	if (separator == '/' && part[0] != part[1]) {
		/* day first, or month first */
		struct date_reading us = good(
		        date_of_civil(part[2], part[0], part[1]), 1, today);

		if (us.verdict == DATE_GOOD && r.verdict == DATE_GOOD) {
			r.verdict = DATE_EITHER;
			r.other = us.date;
		} else if (us.verdict == DATE_GOOD) {
			r = us;
		}
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
		d = day_of(s, ++at, &late);
		at += d != 0;
	} else {
		d = day_of(s, at, &ordinal);
		if (!d)
			return none;
		at++;
		at += words_match(s, at, "of");
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
		return good(date, at - i, today);
	}
	if (!d)
		d = 1;
	return good(y ? date_of_civil(y, m, d) : next_day(m, d, today), at - i,
	            today);
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
	r = good(today + (ahead ? ahead : 7), at - i, today);
	/* On a Monday, is "next Friday" in four days or in eleven? Weeks
	 * start on Monday. */
	if (next && (now + 6) % 7 < (wanted + 6) % 7) {
		r.verdict = DATE_EITHER;
		r.other = r.date + 7;
	}
	return r;
}

/* "tomorrow", "next week", "end of the month" */
static struct date_reading relative(const struct words *s, size_t i, int today)
{
	struct date_reading none = { .verdict = DATE_ABSENT };
	struct civil now = civil_of(today);
	int to_monday = 7 - (date_weekday(today) + 6) % 7;
	size_t at = i, n;
	int m;

	if (words_match(s, at, "tomorrow"))
		return good(today + 1, 1, today);
	if (words_match(s, at, "today"))
		return good(today, 1, today);
	if (words_match(s, at, "next week"))
		return good(today + to_monday, 2, today);
	if (words_match(s, at, "next month"))
		return good(last_of_month(now.y, now.m) + 1, 2, today);
	if (words_match(s, at, "next year"))
		return good(date_of_civil(now.y + 1, 1, 1), 2, today);
	n = words_match(s, at, "end of");
	if (!n)
		return none;
	at += n;
	at += words_match(s, at, "the");
	n = words_match(s, at, "this");
	at += n;
	if (words_match(s, at, "week"))
		return good(today + to_monday - 1, at + 1 - i, today);
	if (words_match(s, at, "month"))
		return good(last_of_month(now.y, now.m), at + 1 - i, today);
	if (words_match(s, at, "year"))
		return good(date_of_civil(now.y, 12, 31), at + 1 - i, today);
	m = month_of(s, at);
	if (!m)
		return none;
	n = year_of(s, at + 1) ? 2 : 1;
	if (n == 2)
		now.y = year_of(s, at + 1);
	else if (last_of_month(now.y, m) <= today)
		now.y++;
	return good(last_of_month(now.y, m), at + n - i, today);
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
	r = numeric(&s->at[at], today);
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

/* ---- durations ---- */

static int add_months(int date, int n)
{
	struct civil c = civil_of(date);
	int m = c.m - 1 + n, last;

	if (n > 12 * 11)
		return DATE_NONE;
	c.y += m / 12;
	c.m = m % 12 + 1;
	last = last_of_month(c.y, c.m);
	return civil_of(last).d < c.d ? last : date_of_civil(c.y, c.m, c.d);
}

/* today and n units; DATE_NONE: no unit, or absurd. *unit: it was one. */
static int after(int today, double n, const char *unit, bool *known)
{
	static const struct {
		const char *name;
		int days, months;
	} units[] = {
		{ "day", 1, 0 },        { "d", 1, 0 },     { "week", 7, 0 },
		{ "wk", 7, 0 },         { "w", 7, 0 },     { "month", 0, 1 },
		{ "mo", 0, 1 },         { "year", 0, 12 }, { "y", 0, 12 },
		{ "fortnight", 14, 0 },
	};
	size_t len = strlen(unit);

	if (len > 1 && unit[len - 1] == 's')
		len--;
	*known = false;
	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++) {
		if (strlen(units[i].name) != len ||
		    memcmp(units[i].name, unit, len) != 0)
			continue;
		*known = true;
		if (n < 1 || n > FAR_DAYS || n != (double)(int)n)
			return DATE_NONE;
		return units[i].days
		               ? today + (int)n * units[i].days
		               : add_months(today, (int)n * units[i].months);
	}
	return DATE_NONE;
}

/* "2 weeks", "a month", "a couple of days", "10d" */
static struct date_reading duration(const struct words *s, size_t i, int today)
{
	struct date_reading r = { .verdict = DATE_ABSENT };
	size_t at = i, n;
	double number = 1;
	const char *unit;
	bool known;
	int date;

	at += words_match(s, at, "the");
	at += words_match(s, at, "next");
	if ((n = words_match(s, at, "a couple of")) ||
	    (n = words_match(s, at, "couple of")))
		number = 2;
	else if (!(n = words_match(s, at, "a")) &&
	         !(n = words_match(s, at, "an")))
		n = date_number(s, at, &number);
	at += n;
	if (at >= s->n)
		return r;
	unit = s->at[at].key;
	if (!n) {
		char *end;

		/* "10d" */
		if (!isdigit((unsigned char)*unit))
			return r;
		number = (double)strtol(unit, &end, 10);
		unit = end;
	}
	date = after(today, number, unit, &known);
	return known ? good(date, at + 1 - i, today) : r;
}

struct date_reading date_until(const struct words *s, size_t i, int today)
{
	static const char *const leads[] = { "until",   "till",  "til",
		                             "through", "thru",  "to",
		                             "unitl",   "untill" };
	struct date_reading r = { .verdict = DATE_ABSENT };
	size_t n;

	n = words_match(s, i, "for");
	r = duration(s, i + n, today);
	if (r.verdict != DATE_ABSENT) {
		r.len += n;
		return r;
	}
	for (size_t k = 0; k < sizeof(leads) / sizeof(*leads); k++) {
		n = words_match(s, i, leads[k]);
		if (!n)
			continue;
		r = date_at(s, i + n, today);
		/* until we know not when */
		if (r.verdict == DATE_ABSENT)
			r.verdict = DATE_BAD;
		r.len += n;
		return r;
	}
	return i < s->n ? numeric(&s->at[i], today) : r;
}
