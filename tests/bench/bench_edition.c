/*
 * How fast one edition goes, step by step, with the modules as the daemon uses
 * them: a real day where ../shared is there, the bundled sample otherwise.
 * Prints a table; asserts nothing.
 *
 *	bench_edition ROOT CORPORA [SUBSCRIBERS]
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "delivery.h"
#include "edition.h"
#include "fetch/fetch_parse.h"
#include "score/score.h"
#include "store/store_subscriber.h"

enum { PORT = 12526, ROUNDS = 20, ARENA = 1 << 30 };

struct bench {
	const char *root, *feed;
	int subscribers;
	char dir[64];
	struct conf *conf;
	struct store *store;
	struct arena *arena;
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void die(const char *what, const char *why)
{
	fprintf(stderr, "bench: %s: %s\n", what, why);
	exit(1);
}

static void row(const char *what, double n, double seconds)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	printf("%-34s %9.0f in %7.3f s %11.0f /s   peak %4ld MB\n", what, n,
	       seconds, n / seconds, usage.ru_maxrss / 1024);
	fflush(stdout);
}

static void parse_and_score(struct bench *b)
{
	struct source source = { .type = SOURCE_ARXIV_RSS,
		                 .url = b->feed,
		                 .name = "bench",
		                 .announce_types = ANNOUNCE_ALL };
	struct buf bytes CLEANUP(buf_deinit) = BUF(64 << 20);
	struct fetch_document doc = { 0 };
	struct score_background none = { 0 };
	struct scorer *scorer;
	struct paper *papers;
	struct score *scores;
	struct err err = { 0 };
	double start;
	size_t n = 0;

	if (file_read(b->feed, &bytes, &err))
		die("feed", err.msg);
	start = now();
	for (int i = 0; i < ROUNDS; i++) {
		arena_reset(b->arena);
		doc = (struct fetch_document){ .url = b->feed };
		if (fetch_parse(&source, buf_str(&bytes), b->arena, &doc))
			die("feed", doc.err.msg);
	}
	row("papers parsed", (double)doc.n_items * ROUNDS, now() - start);
	papers = arena_array(b->arena, doc.n_items, sizeof(*papers));
	for (size_t i = 0; i < doc.n_items; i++)
		if (!doc.items[i].invalid)
			papers[n++] = doc.items[i].paper;
	scores = arena_array(b->arena, n, sizeof(*scores));
	start = now();
	for (int i = 0; i < ROUNDS; i++) {
		scorer = scorer_lexical_new(b->conf->topics, b->conf->n_topics,
		                            b->conf->scoring.weights, &err);
		if (!scorer || scorer_run(scorer, papers, n, &none, b->arena,
		                          scores, &err))
			die("score", err.msg);
		scorer_free(scorer);
	}
	row("papers scored, 6 topics", (double)n * ROUNDS, now() - start);
}

static void subscribe(struct bench *b)
{
	struct err err = { 0 };
	double start = now();
	char address[64];
	int64_t id;

	if (store_begin(b->store, &err))
		die("subscribe", err.msg);
	for (int i = 0; i < b->subscribers; i++) {
		const struct topic *t =
		        &b->conf->topics[(size_t)i % b->conf->n_topics];
		struct wish wish = { .step = i % 3 - 1, .chosen = i % 2 };

		snprintf(address, sizeof(address), "reader%d@example.org", i);
		if (store_subscriber_add(b->store, address, "A Reader", 1, &id,
		                         &err) ||
		    store_subscriber_set_num(b->store, id, SUBSCRIBER_THRESHOLD,
		                             6 + i % 3, &err) ||
		    store_wish_put(b->store, id, t->id, &wish, &err))
			die("subscribe", err.msg);
	}
	if (store_commit(b->store, &err))
		die("subscribe", err.msg);
	row("subscribers added", b->subscribers, now() - start);
}

static void make_edition(struct bench *b)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(ARENA);
	struct edition_order order = { .conf = b->conf,
		                       .clock = &clock_system,
		                       .date = DATE_NONE,
		                       .until = UNTIL_SCORE };
	struct edition_report report;
	struct err err = { 0 };
	double start = now();

	if (edition_run(&order, b->store, arena, &report, &err))
		die("edition", err.msg);
	row("papers fetched, recorded, scored", report.edition.sum.scanned,
	    now() - start);
	order.until = UNTIL_QUEUE;
	start = now();
	if (edition_run(&order, b->store, arena, &report, &err))
		die("edition", err.msg);
	row("digests selected, composed, queued", (double)report.queued,
	    now() - start);
}

/* Postfix's sink: swallows everything, answers at once. */
static pid_t start_sink(void)
{
	char where[32];
	pid_t pid;

	snprintf(where, sizeof(where), "127.0.0.1:%d", PORT);
	pid = fork();
	if (!pid) {
		execlp("smtp-sink", "smtp-sink", "-u", "postfix", where, "256",
		       (char *)NULL);
		_exit(127);
	}
	sleep(1);
	if (waitpid(pid, NULL, WNOHANG)) {
		puts("messages submitted: smtp-sink did not start (it needs "
		     "root and the package postfix)");
		return 0;
	}
	return pid;
}

static void deliver(struct bench *b)
{
	struct delivery_order order = { .conf = b->conf,
		                        .clock = &clock_system };
	struct delivery_report report;
	struct err err = { 0 };
	pid_t sink = start_sink();
	double start = now();

	if (!sink)
		return;
	if (delivery_run(&order, b->store, &report, &err))
		die("delivery", err.msg);
	row("messages composed, sent, committed", (double)report.sent,
	    now() - start);
	kill(sink, SIGTERM);
	waitpid(sink, NULL, 0);
}

static void configure(struct bench *b)
{
	struct buf text CLEANUP(buf_deinit) = BUF(1 << 16);
	struct buf problems CLEANUP(buf_deinit) = BUF(1 << 16);
	struct err err = { 0 };
	char path[96];

	snprintf(b->dir, sizeof(b->dir), "/tmp/digestd-bench-XXXXXX");
	if (!mkdtemp(b->dir))
		die(b->dir, strerror(errno));
	snprintf(path, sizeof(path), "%s/digestd.conf", b->dir);
	buf_addf(&text,
	         "state_dir = \"%s/state\";\n"
	         "sources = ( { type = \"arxiv-rss\"; url = \"file://%s\"; } );"
	         "\n@include \"%s/etc/topics.conf\"\n"
	         "subscribers: { threshold = 7; };\n"
	         "mail: { from = \"Bench <papers@example.org>\";\n"
	         "  address = \"papers@example.org\";\n"
	         "  smtp: { url = \"smtp://127.0.0.1:%d\"; tls = \"none\";\n"
	         "          connections = 16; }; };\n"
	         "templates_dir = \"%s/templates\";\n"
	         "prompts_dir = \"%s/prompts\";\n",
	         b->dir, b->feed, b->root, PORT, b->root, b->root);
	if (file_write(path, buf_str(&text), 0600, &err))
		die("config", err.msg);
	if (conf_load(path, &b->conf, &problems))
		die("config", buf_cstr(&problems));
	if (store_open(b->conf->state_dir, &b->store, &err))
		die("store", err.msg);
}

int main(int argc, char **argv)
{
	struct bench b = { .subscribers = 10000 };
	char feed[4096], real[8192], command[128];

	if (argc < 3)
		die("usage", "bench_edition ROOT CORPORA [SUBSCRIBERS]");
	b.root = argv[1];
	if (argc > 3)
		b.subscribers = (int)strtol(argv[3], NULL, 10);
	snprintf(feed, sizeof(feed), "%s/feeds/rss-2025-04-15.xml", argv[2]);
	if (access(feed, R_OK))
		snprintf(feed, sizeof(feed), "%s/etc/demo/sample-day.xml",
		         argv[1]);
	if (!realpath(feed, real))
		die(feed, strerror(errno));
	b.feed = real;
	b.arena = arena_new(ARENA);
	configure(&b);
	parse_and_score(&b);
	subscribe(&b);
	make_edition(&b);
	deliver(&b);
	store_close(b.store);
	conf_free(b.conf);
	arena_free(b.arena);
	snprintf(command, sizeof(command), "rm -rf '%s'", b.dir);
	return system(command) != 0;
}
