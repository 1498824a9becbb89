/*
 * Messages submitted per second with mail/submit.h beside other senders, on the
 * same servers in the same run: alternating rounds, medians, ratios against the
 * goals. Measures, asserts nothing. Starts and stops every server itself.
 *
 *	bench_submit [-m MAILS] [-r ROUNDS] [-c WORD]
 *
 * -c: only the contests that have WORD in their names.
 */
#include <libgen.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "contest.h"
#include "mail/submit.h"

/* Blocks of whole lines of 80 octets, as smtp-source's. */
enum { MAIL_BYTES = 20000, LINE = 80, BLOCK_BYTES = 6 * LINE, DOT_MS = 1000 };

/* One comparison: the same number of mails over the same connections. */
struct contest {
	const char *name;
	contestant *theirs; /* NULL: against the clock, see ideal */
	int connections;
	long mails;
	double goal;     /* at least so many times their rate */
	double cpu_goal; /* at most so much of their CPU time; 0: no goal */
	double ideal;    /* seconds that it takes at least */

	int port; /* to submit to */
	pid_t server;
};

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
	memset(l->block, 'X', sizeof(l->block));
	for (size_t i = LINE; i <= sizeof(l->block); i += LINE)
		memcpy(l->block + i - 2, "\r\n", 2);
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

static void run_ours(const void *ctx)
{
	const struct contest *c = ctx;
	char url[64];
	struct load load = { .left = c->mails };
	struct submit_ops ops = { on_next, on_dot, on_done, &load, NULL };
	struct submit_settings settings = { .url = url,
		                            .helo = "bench.test",
		                            .connections = c->connections };
	struct err err = { "" };
	int result;

	snprintf(url, sizeof(url), "smtp://127.0.0.1:%d", c->port);
	make_body(&load);
	result = submit_run(&settings, &ops, &err);
	if (result)
		fprintf(stderr, "%s\n", err.msg);
	slices_deinit(&load.body);
	_exit(result || load.failed);
}

static void run_smtp_source(const void *ctx)
{
	const struct contest *c = ctx;
	char address[32], m[24], n[24], l[24];

	snprintf(address, sizeof(address), "127.0.0.1:%d", c->port);
	snprintf(m, sizeof(m), "%ld", c->mails);
	snprintf(n, sizeof(n), "%d", c->connections);
	snprintf(l, sizeof(l), "%d", MAIL_BYTES);
	execlp("smtp-source", "smtp-source", "-d", "-s", n, "-m", m, "-l", l,
	       "-f", "papers@bench.test", "-t", "reader@bench.test", address,
	       NULL);
}

static void run_smtplib(const void *ctx)
{
	const struct contest *c = ctx;
	char port[24], mails[24], octets[24];

	snprintf(port, sizeof(port), "%d", c->port);
	snprintf(mails, sizeof(mails), "%ld", c->mails);
	snprintf(octets, sizeof(octets), "%d", MAIL_BYTES);
	execlp("python3", "python3", "-B", BENCH_DIR "/smtplib_send.py", port,
	       mails, octets, NULL);
}

static void print_goal(const char *sign, double goal)
{
	if (goal > 0)
		printf(" (%s %.2f)", sign, goal);
	else
		printf("%10s", "");
}

static void print_row(const struct contest *c, const struct measure *a,
                      const struct measure *b, double times, double cpu)
{
	double ours = (double)c->mails / a->seconds;

	printf("%-34s %3d %8.0f", c->name, c->connections, ours);
	if (c->theirs)
		printf(" %8.0f", (double)c->mails / b->seconds);
	else
		printf(" %8.0f", (double)c->mails / c->ideal);
	printf(" %6.2f", times);
	print_goal(c->theirs ? ">=" : "<=", c->goal);
	if (c->theirs) {
		printf(" %6.2f", cpu);
		print_goal("<=", c->cpu_goal);
	} else {
		printf("%17s", "");
	}
	printf("  %s (server %.0f %%, sender %.0f %%)\n", contest_bound(a),
	       100 * a->server / a->seconds, 100 * a->cpu / a->seconds);
	fflush(stdout);
}

static void hold(const struct contest *c, size_t rounds)
{
	struct measure ours[ROUNDS_MAX], theirs[ROUNDS_MAX], a, b = { 0 };
	double times, cpu = 0;

	for (size_t i = 0; i < rounds; i++) {
		ours[i] = contest_run("submit", run_ours, c, c->server);
		if (c->theirs)
			theirs[i] = contest_run("the other sender", c->theirs,
			                        c, c->server);
	}
	a = contest_median(ours, rounds);
	times = a.seconds / c->ideal;
	if (c->theirs) {
		b = contest_median(theirs, rounds);
		times = contest_ratio(theirs, ours, rounds);
		cpu = contest_cpu_ratio(ours, theirs, rounds);
	}
	print_row(c, &a, &b, times, cpu);
}

/* One of ours, from the directory where this program lies; out: where it says
 * what it has taken. */
static pid_t start_own(const char *name, int port, int a, int b, int out)
{
	char path[PATH_MAX], words[3][16];
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);
	char *argv[] = { path, words[0], words[1], words[2], NULL };
	size_t dir;

	path[n < 0 ? 0 : n] = '\0';
	dir = strlen(dirname(path));
	snprintf(path + dir, sizeof(path) - dir, "/%s", name);
	snprintf(words[0], sizeof(words[0]), "%d", port);
	snprintf(words[1], sizeof(words[1]), "%d", a);
	snprintf(words[2], sizeof(words[2]), "%d", b);
	return contest_serve(argv, port, out);
}

/* Ends our sink; every mail that senders call sent must have come in. */
static void end_sink(pid_t sink, const int out[2], long sent)
{
	char text[32] = "";

	contest_end(sink);
	if (read(out[0], text, sizeof(text) - 1) < 0)
		contest_die("the sink says nothing");
	printf("%-38s %8ld sent, %s", "our sink has counted", sent, text);
	if (strtol(text, NULL, 10) != sent)
		contest_die("sent and taken differ");
	close(out[0]);
	close(out[1]);
}

static long option(const char *text, long max)
{
	int64_t n;

	if (str_to_int(str_of(text), 1, max, &n))
		contest_die("usage: bench_submit [-m MAILS] [-r ROUNDS] "
		            "[-c WORD]");
	return (long)n;
}

/* How many mails were sent. */
static long hold_all(struct contest *list, size_t n, const char *word,
                     size_t rounds, int port, pid_t server)
{
	long sent = 0;

	for (size_t i = 0; i < n; i++) {
		list[i].port = port;
		list[i].server = server;
		if (!strstr(list[i].name, word))
			continue;
		hold(&list[i], rounds);
		sent += list[i].mails * (long)rounds * (list[i].theirs ? 2 : 1);
	}
	return sent;
}

int main(int argc, char **argv)
{
	long mails = 4000, rounds = 5, dots = 6 * 16, sent;
	int port[4], out[2], c;
	const char *word = "";
	pid_t server, relay;

	while ((c = getopt(argc, argv, "m:r:c:")) != -1) {
		if (c == 'm')
			mails = option(optarg, 10000000);
		else if (c == 'r')
			rounds = option(optarg, ROUNDS_MAX);
		else if (c == 'c')
			word = optarg;
		else
			return 2;
	}

	struct contest postfix[] = {
		{ "smtp-source into smtp-sink", run_smtp_source, 1, mails, 1.5,
		  0, 0, 0, 0 },
		{ "smtp-source into smtp-sink", run_smtp_source, 4, mails, 1.1,
		  .6, 0, 0, 0 },
		{ "smtp-source into smtp-sink", run_smtp_source, 16, mails, 1.2,
		  .6, 0, 0, 0 },
		{ "smtp-source into smtp-sink", run_smtp_source, 32, mails,
		  1.15, .6, 0, 0, 0 },
	};
	struct contest own[] = {
		{ "smtp-source into our sink", run_smtp_source, 4, 2 * mails,
		  2.5, .6, 0, 0, 0 },
		{ "smtp-source into our sink", run_smtp_source, 16, 2 * mails,
		  2.5, .6, 0, 0, 0 },
		{ "smtp-source into our sink", run_smtp_source, 32, 2 * mails,
		  2.5, .6, 0, 0, 0 },
		{ "smtplib into our sink", run_smtplib, 1, mails, 2.5, 0, 0, 0,
		  0 },
	};
	struct contest link[] = {
		{ "smtp-source, 10 ms round trip", run_smtp_source, 16,
		  mails / 2, 2.5, .6, 0, 0, 0 },
	};
	struct contest slow[] = {
		{ "ideal, dots answered after 1 s", NULL, 16, dots, 1.15, 0,
		  (double)dots / 16 * DOT_MS / 1000, 0, 0 },
	};

	for (size_t i = 0; i < 4; i++)
		port[i] = contest_free_port();
	printf("Mails of %d octets, median of %ld alternating rounds\n"
	       "%-34s %3s %8s %8s %6s %9s %6s %9s  %s\n",
	       MAIL_BYTES, rounds, "against", "N", "ours/s", "theirs/s",
	       "ratio", "goal", "CPU", "goal", "bound by");
	fflush(stdout);
	server = contest_smtp_sink(port[0]);
	hold_all(postfix, 4, word, (size_t)rounds, port[0], server);
	contest_end(server);
	if (pipe(out))
		contest_die("pipe");
	server = start_own("smtp_sink", port[1], 0, 0, out[1]);
	sent = hold_all(own, 4, word, (size_t)rounds, port[1], server);
	relay = start_own("smtp_relay", port[2], port[1], 10, -1);
	sent += hold_all(link, 1, word, (size_t)rounds, port[2], relay);
	contest_end(relay);
	end_sink(server, out, sent);
	if (pipe(out))
		contest_die("pipe");
	server = start_own("smtp_sink", port[3], DOT_MS, 0, out[1]);
	sent = hold_all(slow, 1, word, (size_t)rounds, port[3], server);
	end_sink(server, out, sent);
	return 0;
}
