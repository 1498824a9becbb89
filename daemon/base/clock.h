#pragma once
/*
 * Instants and calendar dates.
 *
 * An instant is int64_t seconds since 1970-01-01 UTC. A date is an int, the
 * days since 1970-01-01 in the proleptic Gregorian calendar; it has no zone.
 * The clock comes in as an argument wherever time decides something, so that
 * tests can turn it.
 */
#include <limits.h>
#include <stdint.h>

#include "base/str.h"

struct clock {
	int64_t (*now)(void *ctx);
	void *ctx;
};

extern const struct clock clock_system;

static inline int64_t clock_now(const struct clock *c)
{
	return c->now(c->ctx);
}

enum { DATE_NONE = INT_MIN, DATE_LEN = 11, INSTANT_LEN = 21 };

/* "2025-04-18" exactly, a day that exists, years 1900 to 9999; 0 or -1. */
int date_parse(struct str s, int *date);

/* "2025-04-18", or "" for DATE_NONE. Returns out. */
char *date_format(int date, char out[DATE_LEN]);

/* The date in UTC of an instant. */
int date_of(int64_t instant);

/* 0 Sunday ... 6 Saturday. */
int date_weekday(int date);

/* Month 1 to 12, day 1 to 31. */
struct date_parts {
	int year, month, day;
};
struct date_parts date_split(int date);

/* In English, whatever the locale: 0 "Sunday", 1 "January". */
const char *weekday_name(int weekday);
const char *month_name(int month);

/* "2025-04-18T04:00:17Z" (RFC 3339). Returns out. */
char *instant_format(int64_t instant, char out[INSTANT_LEN]);

/* A feed's date and time, RFC 5322 (RSS 2.0) or RFC 3339 (Atom). *date is the
 * day as written, in the writer's own zone: arXiv's "Fri, 18 Apr 2025 00:00:00
 * -0400" is the 18th. Either out pointer may be NULL; 0 or -1. */
int instant_parse(struct str s, int64_t *instant, int *date);
