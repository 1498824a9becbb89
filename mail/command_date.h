#pragma once
/*
 * What dates and durations share: the calendar, and what is a good answer.
 */
#include "mail/command_intern.h"

enum { DATE_FAR_DAYS = 3653 };

struct civil {
	int y, m, d;
};

struct civil civil_of(int date);
/* DATE_NONE: there is no such day. */
int date_of_civil(long y, long m, long d);
int date_last_of_month(int y, int m);
/* DATE_BAD unless the date lies ahead, and not too far. */
struct date_reading date_good(int date, size_t len, int today);
/* A date of numbers only. `behind`: it stands behind "until", where "15.1."
 * and "15/1" are dates too. */
struct date_reading date_numeric(const struct word *w, bool behind, int today);
