/*
 * The daemon through two years of a zone, as digestd.c drives it: plan, sleep
 * until the instant that comes back or until a worker is done, plan again. The
 * clock is the test's; a day's announcement appears at local midnight. The
 * machine sleeps through wakes, is restarted, its clock is set forward and
 * back: each day has its edition, once, on its minute where we were awake.
 */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "cmocka_all.h"

#include "base/file.h"
#include "conf/conf.h"
#include "service.h"
#include "service_intern.h"
#include "store/store_edition.h"

enum { HOUR = 3600, MINUTE = 60, CATCH_UP = 12 * HOUR };

/* The fates of days, by their number: each prime has its own. */
enum {
	LATE = 7,      /* asleep at the wake, for less than catch_up */
	LOST = 31,     /* for longer */
	BACK = 13,     /* after the edition the clock is set to before it */
	FORWARD = 17,  /* the clock is set over the wake */
	RESTART = 29,  /* stopped before the wake, started after it */
	CONFUSED = 337 /* three days back, and right again */
};

struct world {
	char dir[64];
	int done_fd, stop_fd;
	const char *zone, *days;
	bool works[7]; /* 0 Sunday: as in days */
	struct service *service;
	int today; /* the newest announcement's date */
	int first; /* date */
	int wakes; /* that the plan named and we were awake for */
};

static _Atomic int64_t the_time;

static int64_t read_clock(void *ctx)
{
	(void)ctx;
	return the_time;
}

static const struct clock test_clock = { read_clock, NULL };

static struct tm local(int64_t instant)
{
	time_t t = (time_t)instant;
	struct tm tm;

	localtime_r(&t, &tm);
	return tm;
}

static int local_date(int64_t instant)
{
	return date_of(instant + local(instant).tm_gmtoff);
}

static struct conf *configure(const struct world *w)
{
	struct buf text CLEANUP(buf_deinit) = BUF(1 << 16);
	struct buf problems CLEANUP(buf_deinit) = BUF(1 << 16);
	struct conf *conf = NULL;
	char path[96];

	snprintf(path, sizeof(path), "%s/digestd.conf", w->dir);
	buf_addf(&text,
	         "state_dir = \"%s/state\";\n"
	         "schedule: { time = \"02:15\"; timezone = \"%s\";\n"
	         "  days = [ %s ]; catch_up = \"12h\"; };\n"
	         "sources = ( { type = \"arxiv-rss\";\n"
	         "              url = \"file://%s/feed.xml\"; } );\n"
	         "topics = ( { id = \"bridges\"; name = \"Bridges\";\n"
	         "             keywords = [ \"bridge\" ]; } );\n"
	         "mail: { from = \"T <papers@t.test>\";\n"
	         "  address = \"papers@t.test\";\n"
	         "  smtp: { url = \"maildir:%s/mail\"; }; };\n"
	         "templates_dir = \"" DIGESTD_SOURCE_DIR "/templates\";\n"
	         "prompts_dir = \"" DIGESTD_SOURCE_DIR "/prompts\";\n",
	         w->dir, w->zone, w->days, w->dir, w->dir);
	assert_int_equal(0, file_write(path, buf_str(&text), 0600, NULL));
	if (conf_load(path, &conf, &problems))
		fail_msg("%s", buf_cstr(&problems));
	return conf;
}

static void announce(struct world *w, int date)
{
	struct buf text CLEANUP(buf_deinit) = BUF(1 << 16);
	time_t midnight = (time_t)date * DAY;
	char path[96], when[64];
	struct tm tm;
	FILE *out;

	if (date <= w->today)
		return;
	w->today = date;
	strftime(when, sizeof(when), "%a, %d %b %Y 00:00:00 +0000",
	         gmtime_r(&midnight, &tm));
	buf_addf(&text,
	         "<rss version=\"2.0\"><channel><title>t</title>"
	         "<pubDate>%s</pubDate><item><title>A bridge</title>"
	         "<link>https://arxiv.org/abs/2601.%05d</link>"
	         "<description>Abstract: It stands.</description></item>"
	         "</channel></rss>",
	         when, date - w->first + 1);
	snprintf(path, sizeof(path), "%s/feed.xml", w->dir);
	out = fopen(path, "w");
	assert_non_null(out);
	assert_true(fputs(buf_cstr(&text), out) >= 0 && !fclose(out));
}

static void start(struct world *w)
{
	struct err err;

	w->done_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	w->stop_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	w->service = service_start(configure(w), &test_clock, w->done_fd,
	                           &w->stop_fd, &err);
	if (!w->service)
		fail_msg("%s", err.msg);
}

static void stop(struct world *w)
{
	uint64_t one = 1;

	assert_int_equal(sizeof(one), write(w->stop_fd, &one, sizeof(one)));
	service_stop(w->service);
	w->service = NULL;
	close(w->done_fd);
	close(w->stop_fd);
}

static bool is_busy(const struct world *w)
{
	return worker_busy(w->service->edition) ||
	       worker_busy(w->service->delivery);
}

/* At this instant: everything that is due is done. When to come again. */
static int64_t be_there(struct world *w, int64_t instant)
{
	struct pollfd p = { .fd = w->done_fd, .events = POLLIN };
	uint64_t count;
	int64_t next;

	the_time = instant;
	announce(w, local_date(instant));
	do {
		next = service_plan(w->service);
		if (is_busy(w))
			assert_int_equal(1, poll(&p, 1, 20000));
	} while (read(w->done_fd, &count, sizeof(count)) > 0);
	assert_true(next > instant);
	return next;
}

/* 02:15, or as much later as the clock was set forward. */
static bool is_wake(int64_t instant)
{
	struct tm tm = local(instant);

	return (tm.tm_hour == 2 && (tm.tm_min == 15 || tm.tm_min == 45)) ||
	       (tm.tm_hour == 3 && tm.tm_min == 15);
}

static bool works(const struct world *w, int day)
{
	return w->works[date_weekday(w->first + day - 1)];
}

/* Until this instant, awake and undisturbed. */
static int64_t sleep_until(struct world *w, int64_t next, int64_t until)
{
	while (next < until)
		next = be_there(w, next);
	return be_there(w, until);
}

/* The day whose wake comes next. Returns when to come again. */
static int64_t live(struct world *w, int day, int64_t wake)
{
	int64_t next;

	if (day % RESTART == 0) {
		stop(w);
		the_time = wake + 5 * HOUR;
		announce(w, local_date(the_time));
		start(w);
		return be_there(w, the_time);
	}
	if (day % LOST == 0)
		return be_there(w, wake + CATCH_UP + HOUR);
	if (day % LATE == 0)
		return be_there(w, wake + CATCH_UP - HOUR);
	if (day % FORWARD == 0)
		return be_there(w, wake + 40 * MINUTE);
	next = be_there(w, wake);
	w->wakes++;
	if (day % BACK == 0)
		next = sleep_until(w, be_there(w, wake - HOUR), wake + HOUR);
	if (day % CONFUSED == 0) {
		sleep_until(w, be_there(w, wake - 3 * DAY), wake - 2 * DAY);
		next = be_there(w, wake + HOUR);
	}
	return next;
}

static void check(const struct world *w, int days)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(16 << 20);
	struct store *store CLEANUP(store_closep) = NULL;
	struct edition *e;
	char path[96];
	size_t n, at = 0;
	int on_time = 0;

	snprintf(path, sizeof(path), "%s/state", w->dir);
	assert_int_equal(0, store_open(path, &store, NULL));
	assert_int_equal(
	        0, store_editions(store, 0, INT_MAX, arena, &e, &n, NULL));
	for (int day = 1; day <= days; day++) {
		bool lost = day % LOST == 0 && day % RESTART;

		if (lost || !works(w, day))
			continue;
		assert_true(at < n);
		assert_int_equal(w->first + day - 1, e[at].date);
		assert_int_equal(EDITION_QUEUED, e[at].state);
		assert_int_equal(e[at].date, local_date(e[at].finished));
		on_time += is_wake(e[at].finished);
		at++;
	}
	assert_int_equal(at, n);
	assert_true(on_time >= w->wakes);
	assert_true(w->wakes > (int)n / 2);
}

/* days: of "sun", "mon", ... in the config's words. */
static void two_years(const char *zone, const char *weekdays)
{
	struct world w = { .zone = zone, .days = weekdays };
	int64_t next;
	char command[128];
	int days;

	snprintf(w.dir, sizeof(w.dir), "/tmp/digestd-test-XXXXXX");
	assert_non_null(mkdtemp(w.dir));
	assert_int_equal(0, date_parse(STR("2026-01-01"), &w.first));
	assert_int_equal(0, date_parse(STR("2028-01-01"), &days));
	days -= w.first;
	w.today = w.first - 1;
	for (int d = 0; d < 7; d++) {
		char name[4] = "";

		snprintf(name, sizeof(name), "%.3s", weekday_name(d));
		w.works[d] = strcasestr(weekdays, name);
	}
	setenv("TZ", zone, 1);
	tzset();
	the_time = (int64_t)w.first * DAY -
	           local((int64_t)w.first * DAY).tm_gmtoff;
	start(&w);
	next = be_there(&w, the_time);
	for (int day = 1; day <= days; day++) {
		if (!works(&w, day))
			continue;
		/* What else was to be done of the days before. */
		while (local_date(next) < w.first + day - 1)
			next = be_there(&w, next);
		if (!is_wake(next))
			fail_msg("%s: day %d, next is %lld", zone, day,
			         (long long)next);
		next = live(&w, day, next);
	}
	stop(&w);
	check(&w, days);
	snprintf(command, sizeof(command), "rm -rf '%s'", w.dir);
	assert_int_equal(0, system(command));
}

/* 02:15 is skipped on a Sunday of March, and comes twice on one of October. */
static void two_years__berlin(void **state)
{
	(void)state;
	two_years("Europe/Berlin", "\"mon\", \"tue\", \"wed\", \"thu\", "
	                           "\"fri\", \"sat\", \"sun\"");
}

static void two_years__new_york(void **state)
{
	(void)state;
	two_years("America/New_York", "\"sun\", \"mon\", \"thu\"");
}

/* UTC+10:30, and half an hour of summer time, at two o'clock. */
static void two_years__lord_howe(void **state)
{
	(void)state;
	two_years("Australia/Lord_Howe", "\"sat\", \"sun\", \"mon\"");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_years__berlin),
		cmocka_unit_test(two_years__new_york),
		cmocka_unit_test(two_years__lord_howe),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
