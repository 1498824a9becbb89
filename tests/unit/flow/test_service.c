/* The daemon's plan, with a clock that the test turns. */
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cmocka_all.h"

#include "base/file.h"
#include "conf/conf.h"
#include "service_intern.h"
#include "store/store_edition.h"
#include "store/store_outbox.h"
#include "store/store_subscriber.h"

/* 2026-01-05 is a Monday; the schedule's hour is 06:30 UTC. */
enum { MONDAY_NOON = 1767614400, HOUR = 3600 };

struct daemon {
	char dir[64];
	int port;
	int server; /* on it: takes connections and never says a word */
	int done_fd, stop_fd;
	struct service *service;
	struct conf *conf; /* the service's */
};

static _Atomic int64_t the_time;

static int64_t read_clock(void *ctx)
{
	(void)ctx;
	return the_time;
}

static const struct clock test_clock = { read_clock, NULL };

static int silent_server(int *port)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
		                 .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_true(fd >= 0 && !bind(fd, (struct sockaddr *)&a, len) &&
	            !listen(fd, 8) &&
	            !getsockname(fd, (struct sockaddr *)&a, &len));
	*port = ntohs(a.sin_port);
	return fd;
}

static struct conf *configure(const char *dir, int port, const char *time)
{
	struct buf text CLEANUP(buf_deinit) = BUF(1 << 16);
	struct buf problems CLEANUP(buf_deinit) = BUF(1 << 16);
	struct conf *conf = NULL;
	char path[96];

	snprintf(path, sizeof(path), "%s/digestd.conf", dir);
	buf_addf(&text,
	         "state_dir = \"%s/state\";\n"
	         "schedule: { time = \"%s\"; timezone = \"UTC\"; };\n"
	         "sources = ( { type = \"arxiv-rss\";\n"
	         "              url = \"file:///nowhere/feed.xml\"; } );\n"
	         "@include \"" DIGESTD_SOURCE_DIR "/etc/topics.conf\"\n"
	         "mail: { from = \"T <papers@t.test>\";\n"
	         "  address = \"papers@t.test\";\n"
	         "  smtp: { url = \"smtp://127.0.0.1:%d\"; tls = \"none\"; };"
	         "};\n"
	         "templates_dir = \"" DIGESTD_SOURCE_DIR "/templates\";\n"
	         "prompts_dir = \"" DIGESTD_SOURCE_DIR "/prompts\";\n",
	         dir, time, port);
	assert_int_equal(0, file_write(path, buf_str(&text), 0600, NULL));
	if (conf_load(path, &conf, &problems))
		fail_msg("%s", buf_cstr(&problems));
	return conf;
}

/* One digest that is due. */
static void queue_one(const char *state_dir)
{
	struct store *store CLEANUP(store_closep) = NULL;
	struct digest d = { .edition = 20000,
		            .address = "a@t.test",
		            .name = "",
		            .settings = "",
		            .queued_at = the_time };
	struct err err;

	if (store_open(state_dir, &store, &err) ||
	    store_subscriber_add(store, d.address, "", 1, &d.subscriber,
	                         &err) ||
	    store_edition_make(store, d.edition, false, &err) ||
	    store_edition_advance(store, d.edition, EDITION_QUEUED, 1, &err) ||
	    store_queue(store, &d, &err))
		fail_msg("%s", err.msg);
}

static int up(void **out)
{
	struct daemon *d = calloc(1, sizeof(*d));
	struct err err;

	the_time = MONDAY_NOON;
	snprintf(d->dir, sizeof(d->dir), "/tmp/digestd-test-XXXXXX");
	assert_non_null(mkdtemp(d->dir));
	d->server = silent_server(&d->port);
	d->conf = configure(d->dir, d->port, "06:30");
	queue_one(d->conf->state_dir);
	d->done_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	d->stop_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	d->service = service_start(d->conf, &test_clock, d->done_fd,
	                           &d->stop_fd, &err);
	if (!d->service)
		fail_msg("%s", err.msg);
	*out = d;
	return 0;
}

static int down(void **in)
{
	struct daemon *d = *in;
	uint64_t one = 1;
	char command[128];

	assert_int_equal(sizeof(one), write(d->stop_fd, &one, sizeof(one)));
	service_stop(d->service);
	close(d->done_fd);
	close(d->stop_fd);
	close(d->server);
	snprintf(command, sizeof(command), "rm -rf '%s'", d->dir);
	assert_int_equal(0, system(command));
	free(d);
	return 0;
}

/* When the edition's source was visited last; 0: never. */
static int64_t visited(const struct daemon *d)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 20);
	struct store *store CLEANUP(store_closep) = NULL;
	struct store_source source;

	assert_int_equal(0, store_open(d->conf->state_dir, &store, NULL));
	assert_true(store_source(store, "file:///nowhere/feed.xml", arena,
	                         &source, NULL) >= 0);
	return source.fetched;
}

/* Plans; then waits until the edition worker is done. (The other one hangs in
 * the silent server's greeting, throughout.) */
static void plan_and_wait(struct daemon *d)
{
	struct pollfd p = { .fd = d->done_fd, .events = POLLIN };
	uint64_t count;

	service_plan(d->service);
	assert_int_equal(1, poll(&p, 1, 20000));
	assert_int_equal(sizeof(count),
	                 read(d->done_fd, &count, sizeof(count)));
	assert_true(visited(d) == the_time);
}

/* Work that takes long must not make the main thread spin on a timer that is
 * in the past. */
static void plan__sleeps_while_a_worker_works(void **in)
{
	struct daemon *d = *in;

	plan_and_wait(d);
	the_time += 2 * HOUR;
	plan_and_wait(d);
	assert_true(service_plan(d->service) > the_time);
}

static void plan__goes_on_when_the_clock_is_set_back(void **in)
{
	struct daemon *d = *in;

	the_time += 3650 * (int64_t)DAY;
	plan_and_wait(d);
	the_time = MONDAY_NOON + 7 * HOUR; /* the hour is past catching up */
	assert_true(service_plan(d->service) <= the_time + DAY);
	the_time = MONDAY_NOON + DAY;
	plan_and_wait(d);
}

/* The day had its wake (and its edition is given up, too late by now); the
 * hour that comes with another config is of the same day: no second one. */
static void reload__a_later_hour_is_no_second_wake(void **in)
{
	struct daemon *d = *in;
	struct pollfd p = { .fd = d->done_fd, .events = POLLIN };

	plan_and_wait(d);
	the_time += 6 * HOUR + 20 * 60;
	plan_and_wait(d);
	d->conf = configure(d->dir, d->port, "17:00");
	service_reload(d->service, d->conf);
	service_plan(d->service);
	if (worker_busy(d->service->edition))
		assert_int_equal(1, poll(&p, 1, 20000));
	assert_int_equal(MONDAY_NOON + DAY + 5 * HOUR,
	                 service_plan(d->service));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, up, down)
		TEST(plan__sleeps_while_a_worker_works),
		TEST(plan__goes_on_when_the_clock_is_set_back),
		TEST(reload__a_later_hour_is_no_second_wake),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
