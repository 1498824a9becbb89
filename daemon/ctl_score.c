/* digestctl score: papers as JSON lines in, their scores as JSON lines out, by
 * the scorer of the config where no other is named. */
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <unistd.h>

#include "ctl.h"
#include "base/file.h"
#include "judge.h"
#include "papers_json.h"
#include "store/store_paper.h"

#define USAGE "[--scorer lexical|llm] [FILE]"

enum { INPUT_BYTES = 1 << 30, BACKGROUND_MAX = 4000 };

/* Where there is a store, scales come from its papers, and what a model costs
 * counts against the day's budget; else the command makes none. */
static int open_store(const struct ctl *ctl, struct store **store,
                      struct err *err)
{
	struct buf path CLEANUP(buf_deinit) = BUF(4096);

	file_join(&path, ctl->conf->state_dir, "digestd.db");
	if (access(buf_cstr(&path), R_OK | W_OK))
		return 0;
	return store_open(ctl->conf->state_dir, store, err);
}

static int background(struct store *store, struct arena *arena,
                      struct score_background *b, struct err *err)
{
	struct paper *papers;

	*b = (struct score_background){ 0 };
	if (!store)
		return 0;
	if (store_earlier(store, INT_MAX, BACKGROUND_MAX, arena, &papers, &b->n,
	                  err))
		return -1;
	b->papers = papers;
	return 0;
}

static double number(const struct score *score, float grade)
{
	return score->by == SCORE_BY_NONE ? 1 : round_score((double)grade);
}

static void print_score(const struct ctl *ctl, const struct paper *paper,
                        const struct score *score)
{
	struct json *j = json_object(), *topics = json_object();
	struct buf out CLEANUP(buf_deinit) = BUF(1 << 20);

	json_set_str(j, "arxiv_id", paper->id);
	/* What cannot be scored gets the least, and "scorer":"none" says so. */
	json_set_num(j, "relevance", number(score, score->relevance));
	json_set_num(j, "novelty", number(score, score->novelty));
	for (size_t t = 0; t < ctl->conf->n_topics; t++)
		if (score->topic[t] > 0)
			json_set_num(topics, ctl->conf->topics[t].id,
			             round_score((double)score->topic[t]));
	json_set(j, "topics", topics);
	json_set_str(j, "comment", score->comment);
	json_set_str(j, "scorer", score_by_name(score->by));
	json_print(j, false, &out);
	puts(buf_cstr(&out));
	json_free(j);
}

static void on_progress(void *ctx, size_t done, size_t of)
{
	ctl_progress(ctx, "score", done, of);
}

static int score_all(const struct ctl *ctl, enum score_by scorer,
                     struct arena *arena, const struct paper *papers, size_t n)
{
	struct store *store CLEANUP(store_closep) = NULL;
	struct score *scores = arena_array(arena, n, sizeof(*scores));
	struct judge_order order = { .conf = ctl->conf,
		                     .clock = ctl->clock,
		                     .scorer = scorer,
		                     .edition = DATE_NONE,
		                     .progress = on_progress };
	struct judge_report report;
	struct score_background b;
	struct err err = { 0 };

	if (open_store(ctl, &store, &err) || background(store, arena, &b, &err))
		return ctl_say(ctl, CTL_FAILED, "%s", err.msg);
	order.store = store;
	if (judge(&order, papers, n, &b, arena, scores, &report, &err))
		return ctl_say(ctl, CTL_FAILED, "%s", err.msg);
	for (size_t i = 0; i < n; i++)
		print_score(ctl, &papers[i], &scores[i]);
	if (report.fallback)
		ctl_say(ctl, CTL_DONE,
		        "%zu of %zu papers scored by lexical, "
		        "the fallback",
		        report.fallback, n);
	return CTL_DONE;
}

int ctl_score(struct ctl *ctl, int argc, char **argv)
{
	static const struct option options[] = {
		{ "scorer", required_argument, NULL, 's' },
		{ 0 },
	};
	struct arena *arena CLEANUP(arena_freep) = arena_new(INPUT_BYTES);
	enum score_by scorer = ctl->conf->scoring.scorer;
	const char *file;
	struct paper *papers;
	struct err err = { 0 };
	size_t n;
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1)
		if (c == 's')
			scorer = score_by_of_name(optarg);
		else
			return ctl_usage(ctl, USAGE);
	if (argc - optind > 1)
		return ctl_usage(ctl, USAGE);
	if (scorer == SCORE_BY_NONE)
		return ctl_usage(ctl, USAGE);
	file = argc > optind ? argv[optind] : "-";
	if (papers_read(file, arena, &papers, &n, &err))
		return ctl_say(ctl, CTL_FAILED, "%s", err.msg);
	return score_all(ctl, scorer, arena, papers, n);
}
