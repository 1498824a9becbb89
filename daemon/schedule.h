#pragma once
/*
 * When the day's edition is due: a wall-clock minute in the admin's zone, on
 * some weekdays. Pure but for the zone, which is the C library's: call
 * schedule_zone first, in the main thread.
 *
 * Days are local ones. A local time that a clock change skips means as much
 * later as the clock was set; one that comes twice means the first.
 */
#include <stdbool.h>

#include "conf/conf.h"

void schedule_zone(const struct conf_schedule *s);

/* The first wake after this instant. */
int64_t schedule_next(const struct conf_schedule *s, int64_t after);

/* The last wake that is not after now; 0: none in the last eight days. */
int64_t schedule_last(const struct conf_schedule *s, int64_t now);

/* Are both on one local day? */
bool schedule_one_day(int64_t a, int64_t b);

/* The last wake, if it is not longer ago than catch_up; else 0. */
int64_t schedule_missed(const struct conf_schedule *s, int64_t now);
