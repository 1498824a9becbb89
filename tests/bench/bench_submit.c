/*
 * Messages submitted per second to Postfix's smtp-sink, beside Postfix's own
 * smtp-source in the same run: alternating rounds, medians, ratios. Measures,
 * asserts nothing. Starts and stops the sink itself.
 *
 *	bench_submit [-m MAILS] [-r ROUNDS]
 */
#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "mail/submit.h"

enum { MAIL_BYTES = 20000, BLOCK_BYTES = 500, ROUNDS_MAX = 99 };

struct measure {
	double rate; /* messages a second */
	double cpu;  /* seconds for 1,000 messages */
};

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void die(const char *what)
{
	fprintf(stderr, "bench_submit: %s\n", what);
	exit(1);
}

static struct sockaddr_in loopback(int port)
{
	return (struct sockaddr_in){ .sin_family = AF_INET,
		                     .sin_port = htons((uint16_t)port),
		                     .sin_addr = { htonl(INADDR_LOOPBACK) } };
}

static int free_port(void)
{
	struct sockaddr_in at = loopback(0);
	socklen_t len = sizeof(at);
	int fd CLEANUP(cleanup_close) = socket(AF_INET, SOCK_STREAM, 0);

	if (bind(fd, (struct sockaddr *)&at, len) ||
	    getsockname(fd, (struct sockaddr *)&at, &len))
		die("no free port");
	return ntohs(at.sin_port);
}

static void wait_until_up(int port)
{
	struct sockaddr_in at = loopback(port);

	for (int i = 0; i < 200; i++) {
		int fd CLEANUP(cleanup_close) = socket(AF_INET, SOCK_STREAM, 0);

		if (!connect(fd, (struct sockaddr *)&at, sizeof(at)))
			return;
		usleep(20000);
	}
	die("smtp-sink does not come up (Debian package: postfix)");
}

static pid_t start_sink(const char *address, int port)
{
	pid_t pid = fork();

	if (pid < 0)
		die("fork");
	if (!pid) {
		if (geteuid())
			execlp("smtp-sink", "smtp-sink", address, "1024", NULL);
		else
			execlp("smtp-sink", "smtp-sink", "-u", "postfix",
			       address, "1024", NULL);
		_exit(127);
	}
	wait_until_up(port);
	return pid;
}

/* What digests are like: shared blocks, spliced. */
struct load {
	long left, failed;
	struct slices body;
	char block[BLOCK_BYTES];
};

static void make_body(struct load *l)
{
	slices_add(&l->body,
	           STR("From: Papers <papers@bench.test>\r\n"
	               "To: reader@bench.test\r\nSubject: Papers\r\n\r\n"));
	for (size_t i = 0; i < sizeof(l->block); i++) {
		size_t column = i % 72;

		l->block[i] = column == 70 ? '\r' : column == 71 ? '\n' : 'x';
	}
	memcpy(l->block + sizeof(l->block) - 3, "x\r\n", 3);
	while (l->body.bytes < MAIL_BYTES)
		slices_add(&l->body,
		           (struct str){ l->block, sizeof(l->block) });
}

static enum submit_next on_next(void *ctx, struct submit_mail *mail)
{
	struct load *l = ctx;

	if (!l->left)
		return SUBMIT_NONE;
	l->left--;
	*mail = (struct submit_mail){
		"papers@bench.test", "reader@bench.test", &l->body, NULL, 0, 0
	};
	return SUBMIT_TAKE;
}

static int on_dot(void *ctx, void *cookie)
{
	(void)ctx;
	(void)cookie;
	return 0;
}

static void on_done(void *ctx, void *cookie, const struct submit_result *result)
{
	struct load *l = ctx;

	(void)cookie;
	l->failed += result->outcome != SUBMIT_OK;
}

static int submit_all(int port, int connections, long mails)
{
	char url[64];
	struct load load = { .left = mails };
	struct submit_ops ops = { on_next, on_dot, on_done, &load };
	struct submit_settings settings = { .url = url,
		                            .helo = "bench.test",
		                            .connections = connections };
	struct err err = { "" };
	int result;

	snprintf(url, sizeof(url), "smtp://127.0.0.1:%d", port);
	make_body(&load);
	result = submit_run(&settings, &ops, &err);
	if (result)
		fprintf(stderr, "%s\n", err.msg);
	slices_deinit(&load.body);
	return result || load.failed;
}

static void run_source(const char *address, int connections, long mails)
{
	char m[24], n[24], l[24];

	snprintf(m, sizeof(m), "%ld", mails);
	snprintf(n, sizeof(n), "%d", connections);
	snprintf(l, sizeof(l), "%d", MAIL_BYTES);
	execlp("smtp-source", "smtp-source", "-d", "-s", n, "-m", m, "-l", l,
	       "-f", "papers@bench.test", "-t", "reader@bench.test", address,
	       NULL);
	_exit(127);
}

/* Each sender is a process of its own, so that both are counted alike. */
static struct measure measure(bool ours, const char *address, int port,
                              int connections, long mails)
{
	double start = seconds(), took;
	struct rusage used;
	int status;
	pid_t pid = fork();

	if (pid < 0)
		die("fork");
	if (!pid && ours)
		_exit(submit_all(port, connections, mails));
	if (!pid)
		run_source(address, connections, mails);
	if (wait4(pid, &status, 0, &used) < 0 || status)
		die(ours ? "submit failed" : "smtp-source failed");
	took = seconds() - start;
	return (struct measure){
		.rate = (double)mails / took,
		.cpu = ((double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
		        (double)(used.ru_utime.tv_usec +
		                 used.ru_stime.tv_usec) /
		                1e6) *
		       1000 / (double)mails,
	};
}

static int by_rate(const void *a, const void *b)
{
	const struct measure *x = a, *y = b;

	return (x->rate > y->rate) - (x->rate < y->rate);
}

static int by_cpu(const void *a, const void *b)
{
	const struct measure *x = a, *y = b;

	return (x->cpu > y->cpu) - (x->cpu < y->cpu);
}

static struct measure median(struct measure *m, size_t n)
{
	struct measure mid;

	qsort(m, n, sizeof(m[0]), by_rate);
	mid.rate = m[n / 2].rate;
	qsort(m, n, sizeof(m[0]), by_cpu);
	mid.cpu = m[n / 2].cpu;
	return mid;
}

static void compare(const char *address, int port, int connections, long mails,
                    size_t rounds)
{
	struct measure ours[ROUNDS_MAX], theirs[ROUNDS_MAX], a, b;

	for (size_t i = 0; i < rounds; i++) {
		ours[i] = measure(true, address, port, connections, mails);
		theirs[i] = measure(false, address, port, connections, mails);
	}
	a = median(ours, rounds);
	b = median(theirs, rounds);
	printf("%12d %12.0f %12.0f %8.2f %12.3f %12.3f %8.2f\n", connections,
	       a.rate, b.rate, a.rate / b.rate, a.cpu, b.cpu, a.cpu / b.cpu);
	fflush(stdout);
}

static long option(const char *text, long max)
{
	int64_t n;

	if (str_to_int(str_of(text), 1, max, &n))
		die("usage: bench_submit [-m MAILS] [-r ROUNDS]");
	return (long)n;
}

int main(int argc, char **argv)
{
	static const int connections[] = { 1, 4, 16 };
	long mails = 4000, rounds = 5;
	int port = free_port(), c;
	char address[32];
	pid_t sink;

	while ((c = getopt(argc, argv, "m:r:")) != -1) {
		if (c == 'm')
			mails = option(optarg, 10000000);
		else if (c == 'r')
			rounds = option(optarg, ROUNDS_MAX);
		else
			return 2;
	}
	snprintf(address, sizeof(address), "127.0.0.1:%d", port);
	sink = start_sink(address, port);
	printf("%ld mails of %d octets into smtp-sink, median of %ld "
	       "alternating rounds\n"
	       "%12s %12s %12s %8s %12s %12s %8s\n",
	       mails, MAIL_BYTES, rounds, "connections", "submit/s",
	       "smtp-source", "ratio", "CPU s/1000", "smtp-source", "ratio");
	fflush(stdout);
	for (size_t i = 0; i < sizeof(connections) / sizeof(connections[0]);
	     i++)
		compare(address, port, connections[i], mails, (size_t)rounds);
	kill(sink, SIGTERM);
	waitpid(sink, NULL, 0);
	return 0;
}
