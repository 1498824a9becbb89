/*
 * How fast one edition goes, step by step, with the modules as the daemon uses
 * them: a real day where ../shared is there, the bundled sample otherwise.
 * Prints a table; asserts nothing.
 *
 *	bench_edition ROOT CORPORA [SUBSCRIBERS]
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "base/file.h"
#include "contest.h"
#include "fetch/fetch_parse.h"
#include "score/score.h"
#include "world.h"

enum { ROUNDS = 20, MAX_PAPERS = 30, ARENA = 1 << 30 };

static void die(const char *what, const char *why)
{
	fprintf(stderr, "%s: ", what);
	contest_die(why);
}

static void row(const char *what, double n, double seconds)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	printf("%-34s %9.0f in %7.3f s %11.0f /s   peak %4ld MB\n", what, n,
	       seconds, n / seconds, usage.ru_maxrss / 1024);
	fflush(stdout);
}

static void parse_and_score(const struct world *w)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(ARENA);
	struct source source = { .type = SOURCE_ARXIV_RSS,
		                 .url = w->feed,
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

	if (file_read(w->feed, &bytes, &err))
		die("feed", err.msg);
	start = contest_seconds();
	for (int i = 0; i < ROUNDS; i++) {
		arena_reset(arena);
		doc = (struct fetch_document){ .url = w->feed };
		if (fetch_parse(&source, buf_str(&bytes), arena, &doc))
			die("feed", doc.err.msg);
	}
	row("papers parsed", (double)doc.n_items * ROUNDS,
	    contest_seconds() - start);
	papers = arena_array(arena, doc.n_items, sizeof(*papers));
	for (size_t i = 0; i < doc.n_items; i++)
		if (!doc.items[i].invalid)
			papers[n++] = doc.items[i].paper;
	scores = arena_array(arena, n, sizeof(*scores));
	start = contest_seconds();
	for (int i = 0; i < ROUNDS; i++) {
		scorer = scorer_lexical_new(w->conf->topics, w->conf->n_topics,
		                            w->conf->scoring.weights, &err);
		if (!scorer ||
		    scorer_run(scorer, papers, n, &none, arena, scores, &err))
			die("score", err.msg);
		scorer_free(scorer);
	}
	row("papers scored, 6 topics", (double)n * ROUNDS,
	    contest_seconds() - start);
}

int main(int argc, char **argv)
{
	struct world w;
	struct store *store;
	double start;
	size_t n;
	int readers, date;

	if (argc < 3)
		die("usage", "bench_edition ROOT CORPORA [SUBSCRIBERS]");
	readers = argc > 3 ? (int)strtol(argv[3], NULL, 10) : 10000;
	world_init(&w, argv[1], argv[2], contest_free_port(), 1);
	parse_and_score(&w);
	store = world_open(&w);
	start = contest_seconds();
	world_subscribe(store, &w, 0, readers, MAX_PAPERS);
	row("subscribers added", readers, contest_seconds() - start);
	start = contest_seconds();
	world_edition(store, &w, UNTIL_SCORE, &date);
	row("edition fetched, recorded, scored", 1, contest_seconds() - start);
	start = contest_seconds();
	n = world_edition(store, &w, UNTIL_QUEUE, &date);
	row("digests selected, composed, queued", (double)n,
	    contest_seconds() - start);
	store_close(store);
	world_deinit(&w);
	return 0;
}
