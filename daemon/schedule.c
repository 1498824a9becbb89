#include "schedule.h"

#include <stdlib.h>
#include <time.h>

void schedule_zone(const struct conf_schedule *s)
{
	setenv("TZ", s->timezone, 1);
	tzset();
}

/* The wake of the local day that lies `days` after the one of `instant`; 0:
 * its weekday is none of ours. */
static int64_t wake_of_day(const struct conf_schedule *s, int64_t instant,
                           int days)
{
	time_t t = (time_t)instant;
	struct tm now, wake;

	localtime_r(&t, &now);
	wake = (struct tm){ .tm_year = now.tm_year,
		            .tm_mon = now.tm_mon,
		            .tm_mday = now.tm_mday + days,
		            .tm_hour = s->minute / 60,
		            .tm_min = s->minute % 60,
		            .tm_isdst = -1 };
	t = mktime(&wake);
	return s->days >> wake.tm_wday & 1 ? (int64_t)t : 0;
}

int64_t schedule_next(const struct conf_schedule *s, int64_t after)
{
	for (int days = 0; days <= 8; days++) {
		int64_t wake = wake_of_day(s, after, days);

		if (wake > after)
			return wake;
	}
	return 0; /* no weekday at all: conf refuses that */
}

int64_t schedule_last(const struct conf_schedule *s, int64_t now)
{
	for (int days = 0; days >= -8; days--) {
		int64_t wake = wake_of_day(s, now, days);

		if (wake && wake <= now)
			return wake;
	}
	return 0;
}

int64_t schedule_missed(const struct conf_schedule *s, int64_t now)
{
	int64_t wake = schedule_last(s, now);

	return now - wake <= s->catch_up ? wake : 0;
}

bool schedule_one_day(int64_t a, int64_t b)
{
	time_t t = (time_t)a, u = (time_t)b;
	struct tm x, y;

	localtime_r(&t, &x);
	localtime_r(&u, &y);
	return x.tm_year == y.tm_year && x.tm_yday == y.tm_yday;
}
