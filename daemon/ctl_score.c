/* digestctl score: papers as JSON lines in, their scores as JSON lines out. */
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <unistd.h>

#include "ctl.h"
#include "base/file.h"
#include "papers_json.h"
#include "score/score.h"
#include "store/store_paper.h"

#define USAGE "[--scorer lexical|llm] [FILE]"

enum { INPUT_BYTES = 1 << 30, BACKGROUND_MAX = 4000 };

/* Scales come from the store's papers where there is a store; the command
 * itself changes nothing, so it makes none. */
static int background(const struct ctl *ctl, struct arena *arena,
                      struct score_background *b, struct err *err)
{
	struct store *store CLEANUP(store_closep) = NULL;
	struct buf path CLEANUP(buf_deinit) = BUF(4096);
	struct paper *papers;

	*b = (struct score_background){ 0 };
	file_join(&path, ctl->conf->state_dir, "digestd.db");
	if (access(buf_cstr(&path), R_OK | W_OK))
		return 0;
	if (store_open(ctl->conf->state_dir, &store, err) ||
	    store_earlier(store, INT_MAX, BACKGROUND_MAX, arena, &papers, &b->n,
	                  err))
		return -1;
	b->papers = papers;
	return 0;
}

static void print_score(const struct ctl *ctl, const struct paper *paper,
                        const struct score *score)
{
	struct json *j = json_object(), *topics = json_object();
	struct buf out CLEANUP(buf_deinit) = BUF(1 << 20);

	json_set_str(j, "arxiv_id", paper->id);
	if (score->by == SCORE_BY_NONE) {
		json_set_null(j, "relevance");
		json_set_null(j, "novelty");
	} else {
		json_set_num(j, "relevance",
		             round_score((double)score->relevance));
		json_set_num(j, "novelty", round_score((double)score->novelty));
	}
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

static int score_all(const struct ctl *ctl, struct arena *arena,
                     const struct paper *papers, size_t n)
{
	struct scorer *scorer CLEANUP(scorer_freep) = NULL;
	struct score *scores = arena_array(arena, n, sizeof(*scores));
	struct score_background b;
	struct err err = { 0 };

	if (background(ctl, arena, &b, &err))
		return ctl_say(ctl, CTL_FAILED, "%s", err.msg);
	scorer = scorer_lexical_new(ctl->conf->topics, ctl->conf->n_topics,
	                            ctl->conf->scoring.weights, &err);
	if (!scorer || scorer_run(scorer, papers, n, &b, arena, scores, &err))
		return ctl_say(ctl, CTL_FAILED, "%s", err.msg);
	for (size_t i = 0; i < n; i++)
		print_score(ctl, &papers[i], &scores[i]);
	return CTL_DONE;
}

int ctl_score(struct ctl *ctl, int argc, char **argv)
{
	static const struct option options[] = {
		{ "scorer", required_argument, NULL, 's' },
		{ 0 },
	};
	struct arena *arena CLEANUP(arena_freep) = arena_new(INPUT_BYTES);
	const char *scorer = "lexical", *file;
	struct paper *papers;
	struct err err = { 0 };
	size_t n;
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1)
		if (c == 's')
			scorer = optarg;
		else
			return ctl_usage(ctl, USAGE);
	if (argc - optind > 1)
		return ctl_usage(ctl, USAGE);
	if (!score_by_of_name(scorer))
		return ctl_usage(ctl, USAGE);
	if (strcmp(scorer, "lexical") != 0)
		return ctl_say(ctl, CTL_FAILED,
		               "this build scores with \"lexical\" only");
	file = argc > optind ? argv[optind] : "-";
	if (papers_read(file, arena, &papers, &n, &err))
		return ctl_say(ctl, CTL_FAILED, "%s", err.msg);
	return score_all(ctl, arena, papers, n);
}
