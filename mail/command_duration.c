/*
 * How long: "for two weeks", "10d", "until 15 January". A span of no days, of
 * none that is whole, or of more than ten years is DATE_BAD.
 */
#include "mail/command_date.h"

#include <ctype.h>
#include <stdlib.h>

static int add_months(int date, int n)
{
	struct civil c = civil_of(date);
	int m = c.m - 1 + n, last;

	if (n > 12 * 11)
		return DATE_NONE;
	c.y += m / 12;
	c.m = m % 12 + 1;
	last = date_last_of_month(c.y, c.m);
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
		if (n < 1 || n > DATE_FAR_DAYS || n != (double)(int)n)
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
	bool known, bare;
	int date;

	at += words_match(s, at, "the");
	n = words_match(s, at, "next");
	at += n;
	bare = n > 0;
	n = words_match(s, at, "another");
	at += n;
	bare |= n > 0;
	if ((n = words_match(s, at, "a couple of")) ||
	    (n = words_match(s, at, "couple of")))
		number = 2;
	else if (!(n = words_match(s, at, "a")) &&
	         !(n = words_match(s, at, "an")))
		n = date_number(s, at, &number);
	at += n;
	at += words_match(s, at, "more");
	if (at >= s->n)
		return r;
	unit = s->at[at].key;
	/* "the next week", "another month" */
	if (!n && !(bare && !isdigit((unsigned char)*unit))) {
		char *end;

		/* "10d" */
		if (!isdigit((unsigned char)*unit))
			return r;
		number = (double)strtol(unit, &end, 10);
		unit = end;
	}
	date = after(today, number, unit, &known);
	return known ? date_good(date, at + 1 - i, today) : r;
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
	if (r.verdict == DATE_ABSENT && n &&
	    (words_match(s, i + n, "the rest") ||
	     words_match(s, i + n, "rest")))
		r = date_at(s, i + n, today);
	if (r.verdict != DATE_ABSENT) {
		r.len += n;
		return r;
	}
	for (size_t k = 0; k < sizeof(leads) / sizeof(*leads); k++) {
		n = words_match(s, i, leads[k]);
		if (!n)
			continue;
		r = date_at(s, i + n, today);
		/* "until two weeks from now" */
		if (r.verdict == DATE_ABSENT)
			r = duration(s, i + n, today);
		/* until we know not when; but "send it to me" */
		if (r.verdict == DATE_ABSENT && strcmp(leads[k], "to") != 0)
			r.verdict = DATE_BAD;
		r.len += n;
		return r;
	}
	return i < s->n ? date_numeric(&s->at[i], false, today) : r;
}
