/*
 * How fast the lexical scorer is: a day of a thousand real papers where
 * ../shared is there, made of the bundled sample otherwise. Prints a table;
 * asserts nothing.
 *
 *	bench_score ROOT CORPORA
 */
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "base/file.h"
#include "conf/conf.h"
#include "fetch/fetch_parse.h"
#include "score/score.h"
#include "score/score_phrases.h"
#include "score/score_taste.h"

enum { PAPERS = 1000, BACKGROUND = 3000, READERS = 10000, ROUNDS = 10 };

struct bench {
	struct arena *arena;
	struct conf *conf;
	struct paper papers[PAPERS + BACKGROUND];
	size_t n;
};

static void die(const char *what, const char *why)
{
	fprintf(stderr, "bench: %s: %s\n", what, why);
	exit(1);
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void row(const char *what, double n, double seconds)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	printf("%-46s %9.0f in %7.1f ms   peak %4ld MB\n", what, n,
	       seconds * 1e3, usage.ru_maxrss / 1024);
	fflush(stdout);
}

static void read_feed(struct bench *b, const char *path)
{
	struct source source = { .type = SOURCE_ARXIV_RSS,
		                 .url = path,
		                 .name = "bench",
		                 .announce_types = ANNOUNCE_ALL };
	struct buf bytes CLEANUP(buf_deinit) = BUF(64 << 20);
	struct fetch_document doc = { .url = path };
	struct err err = { 0 };

	if (file_read(path, &bytes, &err))
		die("feed", err.msg);
	if (fetch_parse(&source, buf_str(&bytes), b->arena, &doc))
		die("feed", doc.err.msg);
	for (size_t i = 0; i < doc.n_items && b->n < PAPERS + BACKGROUND; i++)
		if (!doc.items[i].invalid)
			b->papers[b->n++] = doc.items[i].paper;
}

/* All real feeds, then from the start again. */
static void read_papers(struct bench *b, const char *root, const char *corpora)
{
	char path[4096];
	glob_t files;
	size_t real;

	snprintf(path, sizeof(path), "%s/feeds/rss-*.xml", corpora);
	if (!glob(path, 0, NULL, &files)) {
		for (size_t i = 0; i < files.gl_pathc; i++)
			read_feed(b, files.gl_pathv[i]);
		globfree(&files);
	} else {
		snprintf(path, sizeof(path), "%s/etc/demo/sample-day.xml",
		         root);
		read_feed(b, path);
	}
	real = b->n;
	printf("%zu different papers\n", real);
	for (; b->n < PAPERS + BACKGROUND; b->n++)
		b->papers[b->n] = b->papers[b->n % real];
}

static void score(struct bench *b, const char *what, const char *weights,
                  size_t n_background)
{
	const struct score_background background = { b->papers + PAPERS,
		                                     n_background };
	struct score *scores = calloc(PAPERS, sizeof(*scores));
	double best = 1e9;

	for (int i = 0; i < ROUNDS; i++) {
		CLEANUP(arena_freep) struct arena *arena = arena_new(1 << 28);
		struct err err = { 0 };
		double start = now();
		CLEANUP(scorer_freep)
		struct scorer *s = scorer_lexical_new(
		        b->conf->topics, b->conf->n_topics, weights, &err);

		if (!s || !scores ||
		    scorer_run(s, b->papers, PAPERS, &background, arena, scores,
		               &err))
			die("score", err.msg);
		best = now() - start < best ? now() - start : best;
	}
	row(what, PAPERS, best);
	free(scores);
}

/* Each reader's phrase: two words that follow each other in some title. */
static void phrases(struct bench *b)
{
	struct score_phrase *list = calloc(READERS, sizeof(*list));
	double start;

	if (!list)
		die("phrases", "no memory");
	for (int i = 0; i < READERS; i++) {
		const char *t = b->papers[(size_t)i * 7 % b->n].title;
		const char *end = t + strcspn(t, " ");

		end += *end ? 1 + strcspn(end + 1, " ") : 0;
		list[i].text = arena_strndup(b->arena, t, (size_t)(end - t));
	}
	start = now();
	score_phrases(list, READERS, b->papers, PAPERS, NULL, b->arena);
	row("readers' phrases over these papers", READERS, now() - start);
	free(list);
}

static void tastes(struct bench *b)
{
	static float shift[PAPERS];
	double start = now();
	CLEANUP(score_taste_freep)
	struct score_taste *t = score_taste_new(b->papers, 2 * PAPERS);

	for (size_t reader = 0; reader < READERS; reader++) {
		struct score_judgement j[20];

		for (size_t i = 0; i < 20; i++)
			j[i] = (struct score_judgement){
				PAPERS + (reader * 31 + i * 7) % PAPERS,
				i % 2 == 0
			};
		score_taste_shift(t, j, 20, 0, PAPERS, shift);
	}
	row("readers' twenty judgements each, these papers", READERS,
	    now() - start);
}

int main(int argc, char **argv)
{
	static struct bench b;
	struct buf problems CLEANUP(buf_deinit) = BUF(1 << 16);
	char path[4096];

	if (argc < 3)
		die("usage", "bench_score ROOT CORPORA");
	b.arena = arena_new(1 << 30);
	snprintf(path, sizeof(path), "%s/etc/digestd.conf", argv[1]);
	if (conf_load(path, &b.conf, &problems))
		die("config", buf_cstr(&problems));
	read_papers(&b, argv[1], argv[2]);
	score(&b, "papers scored, 6 topics, keywords alone", "", 0);
	score(&b, "papers scored, 6 topics, trained weights",
	      b.conf->scoring.weights, 0);
	score(&b, "the same with 3,000 papers of earlier days",
	      b.conf->scoring.weights, BACKGROUND);
	phrases(&b);
	tastes(&b);
	conf_free(b.conf);
	arena_free(b.arena);
	return 0;
}
