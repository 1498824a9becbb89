/*
 * Whole deliveries: outbox rows claimed, composed, submitted, committed, beside
 * Postfix's smtp-source sending copies of one mail of the same size into the
 * same smtp-sink, in alternating rounds; composing beside rendering from
 * scratch; queueing; memory. Measures, asserts nothing.
 *
 *	bench_delivery [-n READERS] [-q QUEUED] [-r ROUNDS] ROOT CORPORA
 *
 * Each step is a process of its own: its CPU time and its peak are its own.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "contest.h"
#include "delivery.h"
#include "frozen.h"
#include "store/store_outbox.h"
#include "store/store_paper.h"
#include "world.h"

enum {
	CONNECTIONS = 16,
	PAPERS = 2, /* make a mail of about 21 kB */
	TYPICAL_PAPERS = 12,
	TYPICAL_READERS = 400,
	SAMPLE = 200,
	SAMPLE_ROUNDS = 20,
	ARENA = 1 << 30,
};

struct job {
	struct world *w;
	int first, readers;
	int papers; /* at most, in a digest */
	int port;
	long mails; /* to send in this round; 0: all */
	size_t octets;
	int date;
};

/* ---- queueing ---- */

static void add_readers(const void *ctx)
{
	const struct job *j = ctx;
	struct store *store = world_open(j->w);

	world_subscribe(store, j->w, j->first, j->readers, j->papers);
	store_close(store);
	_exit(0);
}

static void score(const void *ctx)
{
	const struct job *j = ctx;
	struct store *store = world_open(j->w);
	int date;

	world_edition(store, j->w, UNTIL_SCORE, &date);
	store_close(store);
	_exit(0);
}

static void queue(const void *ctx)
{
	const struct job *j = ctx;
	struct store *store = world_open(j->w);
	int date;

	world_edition(store, j->w, UNTIL_QUEUE, &date);
	store_close(store);
	_exit(0);
}

/* ---- delivering ---- */

struct limit {
	size_t most;
	int stop;
};

static void stop_when_enough(void *ctx, const char *what, size_t done,
                             size_t of)
{
	const struct limit *l = ctx;

	(void)what;
	(void)of;
	if (l->most && done >= l->most)
		eventfd_write(l->stop, 1);
}

static void deliver(const void *ctx)
{
	const struct job *j = ctx;
	struct store *store = world_open(j->w);
	struct limit l = { (size_t)j->mails, eventfd(0, EFD_CLOEXEC) };
	struct delivery_order order = { .conf = j->w->conf,
		                        .clock = &clock_system,
		                        .stop_fd = &l.stop,
		                        .progress = stop_when_enough,
		                        .progress_ctx = &l };
	struct delivery_report report;
	struct err err = { "" };

	if (delivery_run(&order, store, &report, &err) ||
	    report.sent < (size_t)j->mails) {
		fprintf(stderr, "sent %zu of %ld %s\n", report.sent, j->mails,
		        err.msg);
		_exit(1);
	}
	store_close(store);
	_exit(0);
}

static void run_smtp_source(const void *ctx)
{
	const struct job *j = ctx;
	char address[32], m[24], n[24], l[24];

	snprintf(address, sizeof(address), "127.0.0.1:%d", j->port);
	snprintf(m, sizeof(m), "%ld", j->mails);
	snprintf(n, sizeof(n), "%d", CONNECTIONS);
	snprintf(l, sizeof(l), "%zu", j->octets);
	execlp("smtp-source", "smtp-source", "-d", "-s", n, "-m", m, "-l", l,
	       "-f", "papers@bench.test", "-t", "reader@bench.test", address,
	       NULL);
}

/* ---- composing ---- */

/* The recipes of some readers, and the papers that they were made from. */
struct sample {
	struct store *store;
	struct arena *arena;
	struct frozen *frozen;
	struct compose_templates *templates;
	struct paper *papers;
	struct score *scores;
	size_t n_papers, n;
	struct digest digests[SAMPLE];
};

static void must(int rc, const struct err *err)
{
	if (rc)
		contest_die(err->msg);
}

static void take_sample(struct sample *s, const struct job *j)
{
	const struct conf *conf = j->w->conf;
	struct err err = { "" };
	int date;

	*s = (struct sample){ .store = world_open(j->w),
		              .arena = arena_new(ARENA) };
	world_edition(s->store, j->w, UNTIL_QUEUE, &date);
	s->frozen = frozen_open(s->store, date, &err);
	must(!s->frozen, &err);
	must(frozen_templates(s->store, date, s->arena, &s->templates, &err),
	     &err);
	must(store_scanned(s->store, date, s->arena, &s->papers, &s->n_papers,
	                   &err),
	     &err);
	s->scores = arena_array(s->arena, s->n_papers, sizeof(*s->scores));
	must(store_scores(s->store, date, s->papers, s->n_papers, conf->topics,
	                  conf->n_topics, s->arena, s->scores, &err),
	     &err);
	for (int64_t reader = 1; s->n < SAMPLE && reader < 10L * SAMPLE;
	     reader++)
		s->n += !store_digest(s->store, date, reader, s->arena,
		                      &s->digests[s->n], &err);
}

static void compose_all(struct sample *s, struct compose_mail *mail,
                        size_t *octets)
{
	struct err err = { "" };

	*octets = 0;
	for (size_t i = 0; i < s->n; i++) {
		must(compose_digest(frozen_edition(s->frozen), &s->digests[i],
		                    mail, &err),
		     &err);
		*octets += mail->body.bytes;
	}
}

/* Every paper of a digest once more, as if nobody else got it. */
static void render_papers(struct sample *s, const struct digest *d,
                          struct arena *arena)
{
	struct compose_block block;
	struct err err = { "" };

	arena_reset(arena);
	for (size_t c = 0; c < d->n_choices; c++)
		for (size_t i = 0; i < s->n_papers; i++)
			if (s->papers[i].row == d->choices[c].paper)
				must(compose_paper(s->templates, &s->papers[i],
				                   &s->scores[i], arena, &block,
				                   &err),
				     &err);
}

/* Prints its row itself: the average size is what the parent needs. */
static size_t compare_composing(const struct job *j)
{
	struct arena *arena = arena_new(ARENA);
	struct compose_mail mail = { 0 };
	struct sample s;
	double start, spliced, scratch;
	size_t octets = 0, mails, papers = 0;
	char what[64];

	take_sample(&s, j);
	if (!s.n)
		contest_die("no digest to compose");
	compose_all(&s, &mail, &octets); /* reads the blocks */
	start = contest_cpu();
	for (int i = 0; i < SAMPLE_ROUNDS; i++)
		compose_all(&s, &mail, &octets);
	spliced = contest_cpu() - start;
	start = contest_cpu();
	for (size_t i = 0; i < s.n; i++)
		render_papers(&s, &s.digests[i], arena);
	scratch = (contest_cpu() - start) * SAMPLE_ROUNDS + spliced;
	mails = s.n * SAMPLE_ROUNDS;
	for (size_t i = 0; i < s.n; i++)
		papers += s.digests[i].n_choices;
	snprintf(what, sizeof(what), "composed, from scratch: %.1f papers",
	         (double)papers / (double)s.n);
	printf("%-44s %9.0f /s  %9.0f /s  %6.1f times (>= 20)\n", what,
	       (double)mails / spliced, (double)mails / scratch,
	       scratch / spliced);
	fflush(stdout);
	return octets / s.n;
}

/* ---- the table ---- */

static void row(const char *what, double n, const struct measure *m)
{
	printf("%-44s %9.0f in %7.2f s %9.0f /s  cpu %6.1f us each  "
	       "peak %4.0f MB\n",
	       what, n, m->seconds, n / m->seconds, m->cpu / n * 1e6, m->peak);
	fflush(stdout);
}

/* Queues for so many readers and, where sink is up, delivers; the peak. */
static double memory_of(struct job *j, bool delivers)
{
	struct measure queued, sent = { 0 };

	contest_run("subscribe", add_readers, j, 0);
	contest_run("score", score, j, 0);
	queued = contest_run("queue", queue, j, 0);
	row("digests selected, composed, queued", j->readers, &queued);
	if (delivers) {
		sent = contest_run("deliver", deliver, j, 0);
		row("mails composed, sent, committed", j->readers, &sent);
	}
	return queued.peak > sent.peak ? queued.peak : sent.peak;
}

static double compare_delivering(struct job *j, size_t rounds, pid_t sink)
{
	struct measure ours[ROUNDS_MAX], theirs[ROUNDS_MAX], a, b;
	double peak = 0;

	for (size_t i = 0; i < rounds; i++) {
		ours[i] = contest_run("deliver", deliver, j, sink);
		theirs[i] =
		        contest_run("smtp-source", run_smtp_source, j, sink);
		if (ours[i].peak > peak)
			peak = ours[i].peak;
	}
	a = contest_median(ours, rounds);
	b = contest_median(theirs, rounds);
	row("mails composed, sent, committed", (double)j->mails, &a);
	row("smtp-source, copies of one mail", (double)j->mails, &b);
	printf("%-44s %6.2f of its time (<= 0.90); bound by %s (server %.0f "
	       "%%, sender %.0f %%)\n",
	       "whole delivery against smtp-source",
	       contest_ratio(ours, theirs, rounds), contest_bound(&a),
	       100 * a.server / a.seconds, 100 * a.cpu / a.seconds);
	return peak;
}

static long option(const char *text, long max)
{
	int64_t n;

	if (str_to_int(str_of(text), 1, max, &n))
		contest_die("usage: bench_delivery [-n READERS] [-q QUEUED] "
		            "[-r ROUNDS] ROOT CORPORA");
	return (long)n;
}

struct plan {
	long readers, queued, rounds;
	const char *root, *corpora;
};

/* What a reader gets on a morning, rather than the contest's 20 kB. */
static void compose_typical(const struct plan *p, int port)
{
	struct world world;
	struct job j = { .w = &world,
		         .readers = TYPICAL_READERS,
		         .papers = TYPICAL_PAPERS };

	world_init(&world, p->root, p->corpora, port, CONNECTIONS);
	contest_run("subscribe", add_readers, &j, 0);
	contest_run("score", score, &j, 0);
	contest_run("queue", queue, &j, 0);
	compare_composing(&j);
	world_deinit(&world);
}

static void run(const struct plan *p)
{
	struct world small, large, huge;
	int port = contest_free_port();
	pid_t sink = contest_smtp_sink(port);
	struct job j = { .w = &small, .papers = PAPERS, .port = port };
	double peak_small, peak;
	struct measure m;

	world_init(&small, p->root, p->corpora, port, CONNECTIONS);
	j.readers = (int)(p->readers / 10);
	peak_small = memory_of(&j, true);
	j.octets = compare_composing(&j);
	world_deinit(&small);
	compose_typical(p, port);

	world_init(&large, p->root, p->corpora, port, CONNECTIONS);
	j.w = &large;
	/* A round that is stopped has a few more in flight. */
	j.readers = (int)(p->readers + p->rounds * 2 * CONNECTIONS);
	peak = memory_of(&j, false);
	j.mails = p->readers / p->rounds;
	printf("%ld mails of some %zu octets a round, %d connections, median "
	       "of %ld rounds\n",
	       j.mails, j.octets, CONNECTIONS, p->rounds);
	m.peak = compare_delivering(&j, (size_t)p->rounds, sink);
	if (m.peak > peak)
		peak = m.peak;
	world_deinit(&large);
	contest_end(sink);
	printf("%-44s %6.0f MB (<= 64), %+.0f MB over %ld (<= 10)\n",
	       "peak memory", peak, peak - peak_small, p->readers / 10);
	fflush(stdout);

	world_init(&huge, p->root, p->corpora, port, CONNECTIONS);
	j = (struct job){ .w = &huge,
		          .readers = (int)p->queued,
		          .papers = PAPERS };
	memory_of(&j, false);
	world_deinit(&huge);
}

int main(int argc, char **argv)
{
	struct plan p = { .readers = 100000, .queued = 1000000, .rounds = 5 };
	int c;

	while ((c = getopt(argc, argv, "n:q:r:")) != -1) {
		if (c == 'n')
			p.readers = option(optarg, 10000000);
		else if (c == 'q')
			p.queued = option(optarg, 10000000);
		else if (c == 'r')
			p.rounds = option(optarg, ROUNDS_MAX);
		else
			return 2;
	}
	if (optind + 2 != argc)
		contest_die("bench_delivery [OPTIONS] ROOT CORPORA");
	p.root = argv[optind];
	p.corpora = argv[optind + 1];
	run(&p);
	return 0;
}
