/* digestd: the daemon. Options, the loop, signals; the work is service.c's. */
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/loop.h"
#include "check.h"
#include "conf/conf.h"
#include "instance.h"
#include "nudge.h"
#include "private.h"
#include "service.h"
#include "store/store.h"

enum { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2 };
enum { BEAT = 60 }; /* seconds */

struct daemon {
	const char *file;
	char *state_dir; /* locked: the same for life */
	struct loop *loop;
	struct service *service;
	int stop_fd;
};

static void usage(FILE *out)
{
	fputs("usage: digestd [-c FILE] [-n] [-V] [-h]\n"
	      "  -c, --config FILE  (default " DIGESTD_CONF ")\n"
	      "  -n, --check        read everything, say what is wrong\n"
	      "  -V, --version\n"
	      "  -h, --help\n",
	      out);
}

static void plan(void *ctx)
{
	struct daemon *d = ctx;
	char status[256];
	struct err err;

	if (loop_set_timer(d->loop, service_plan(d->service), &err))
		log_err("%s", err.msg);
	service_status(d->service, status, sizeof(status));
	loop_notify("STATUS=%s", status);
}

/* Once a minute, whatever the wall clock does: a clock that was set is noticed,
 * and systemd hears that all is well, as long as it is. */
static void beat(void *ctx)
{
	struct daemon *d = ctx;

	plan(d);
	if (service_alive(d->service))
		loop_notify("WATCHDOG=1");
	else
		log_err("a worker is stuck: the watchdog is not fed");
}

static void nudged(void *ctx)
{
	struct daemon *d = ctx;

	service_nudge(d->service);
	plan(d);
}

static void log_lines(const char *text)
{
	struct str rest = str_trim(str_of(text)), line;

	while (str_split(&rest, '\n', &line))
		log_err("%.*s", (int)line.len, line.ptr);
}

/* The config with all that it names; *problems says what is wrong. */
static struct conf *load(const char *file, struct buf *problems)
{
	struct conf *conf CLEANUP(conf_freep) = NULL;

	if (conf_load_with(file, check_templates, &conf, problems) ||
	    check_weights(conf, problems))
		return NULL;
	return STEAL(conf);
}

static void reload(struct daemon *d)
{
	struct buf problems CLEANUP(buf_deinit) = BUF(1 << 20);
	struct conf *conf;

	loop_notify("RELOADING=1");
	conf = load(d->file, &problems);
	if (!conf) {
		log_lines(buf_cstr(&problems));
		log_err("reload: refused, the old config stays in force");
	} else if (strcmp(conf->state_dir, d->state_dir) != 0) {
		log_err("%s: state_dir: a running digestd stays with %s: "
		        "restart it to change that",
		        d->file, d->state_dir);
		log_err("reload: refused, the old config stays in force");
		conf_free(conf);
	} else {
		service_reload(d->service, conf);
		log_info("reload: %s", d->file);
	}
	loop_notify("READY=1");
	plan(d);
}

static void signalled(void *ctx, int signal)
{
	struct daemon *d = ctx;
	uint64_t one = 1;

	switch (signal) {
	case SIGHUP:
		reload(d);
		break;
	case SIGUSR1:
		service_run_now(d->service);
		plan(d);
		break;
	default:
		log_info("stopping");
		loop_notify("STOPPING=1");
		if (write(d->stop_fd, &one, sizeof(one)) < 0)
			log_err("stop: %s", strerror(errno));
		loop_stop(d->loop);
	}
}

static int prepare_state(const struct conf *conf, struct err *err)
{
	struct store *store CLEANUP(store_closep) = NULL;

	if (store_open(conf->state_dir, &store, err))
		return -1;
	return instance_lock(conf->state_dir, err);
}

static const int signals[] = { SIGTERM, SIGINT, SIGHUP, SIGUSR1 };

/* One that comes before the loop is there waits for it. */
static void hold_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < sizeof(signals) / sizeof(*signals); i++)
		sigaddset(&set, signals[i]);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
}

static int listen_to(struct daemon *d, int done_fd, struct err *err)
{

	int watchdog = loop_watchdog();

	for (size_t i = 0; i < sizeof(signals) / sizeof(*signals); i++)
		if (loop_on_signal(d->loop, signals[i], signalled, d, err))
			return -1;
	loop_on_beat(d->loop,
	             watchdog && watchdog < 2 * BEAT ? (watchdog + 1) / 2
	                                             : BEAT,
	             beat, d);
	return loop_on_eventfd(d->loop, done_fd, plan, d, err) ||
	                       loop_on_timer(d->loop, plan, d, err)
	               ? -1
	               : 0;
}

/* conf becomes the service's. */
static int serve(struct daemon *d, struct conf *conf, struct err *err)
{
	int done_fd CLEANUP(cleanup_close) =
	        eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	int stop_fd CLEANUP(cleanup_close) =
	        eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	int nudge_fd CLEANUP(cleanup_close) = nudge_open(d->state_dir, err);
	int rc;

	d->stop_fd = stop_fd;
	if (nudge_fd < 0 || listen_to(d, done_fd, err) ||
	    loop_on_eventfd(d->loop, nudge_fd, nudged, d, err)) {
		conf_free(conf);
		return -1;
	}
	d->service = service_start(conf, &clock_system, done_fd, &stop_fd, err);
	if (!d->service)
		return -1;
	loop_notify("READY=1");
	log_info("digestd " DIGESTD_VERSION " started config=%s", d->file);
	plan(d);
	rc = loop_run(d->loop, err);
	service_stop(d->service);
	return rc;
}

static int run(const char *file, struct conf *conf)
{
	struct loop *loop CLEANUP(loop_freep) = NULL;
	int lock CLEANUP(cleanup_close) = -1;
	char *state_dir CLEANUP(cleanup_free) = strdup(conf->state_dir);
	struct daemon d = { .file = file, .state_dir = state_dir };
	struct err err = { 0 };

	if (!state_dir)
		abort();
	hold_signals();
	lock = prepare_state(conf, &err);
	if (lock >= 0)
		d.loop = loop = loop_new(&err);
	if (!loop) {
		conf_free(conf);
	} else if (!serve(&d, conf, &err)) {
		log_info("stopped");
		return EXIT_DONE;
	}
	log_err("%s", err.msg);
	return EXIT_FAILED;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "config", required_argument, NULL, 'c' },
		{ "check", no_argument, NULL, 'n' },
		{ "version", no_argument, NULL, 'V' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	const char *file = DIGESTD_CONF;
	struct buf problems CLEANUP(buf_deinit) = BUF(1 << 20);
	struct conf *conf;
	bool check = false;
	int c;

	private_process();
	umask(077);
	while ((c = getopt_long(argc, argv, "c:nVh", options, NULL)) != -1) {
		if (c == 'c') {
			file = optarg;
		} else if (c == 'n') {
			check = true;
		} else if (c == 'V') {
			puts("digestd " DIGESTD_VERSION);
			return EXIT_DONE;
		} else {
			usage(c == 'h' ? stdout : stderr);
			return c == 'h' ? EXIT_DONE : EXIT_USAGE;
		}
	}
	if (optind != argc) {
		usage(stderr);
		return EXIT_USAGE;
	}
	conf = load(file, &problems);
	if (!conf) {
		fputs(buf_cstr(&problems), check ? stdout : stderr);
		return EXIT_FAILED;
	}
	if (!check)
		return run(file, conf);
	printf("%s: ok\n", file);
	conf_free(conf);
	return EXIT_DONE;
}
