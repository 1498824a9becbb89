/* digestctl evaluate: how well a scorer finds what people selected. */
#include <getopt.h>

#include "ctl.h"
#include "labelled.h"
#include "score/score.h"

#define USAGE "[--scorer lexical|llm] FILE..."

enum { INPUT_BYTES = 1 << 30, RUN_BYTES = 1 << 28 };

/* Each day by a scorer of its own that knows the papers of the files before it,
 * and nothing of the store: the same files give the same figures. */
static int run_day(const struct ctl *ctl, const struct train_day *days,
                   size_t d, struct score *scores, struct err *err)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(RUN_BYTES);
	struct scorer *scorer CLEANUP(scorer_freep) = NULL;
	struct score_background b = train_before(days, d, arena);

	scorer = scorer_lexical_new(ctl->conf->topics, ctl->conf->n_topics,
	                            ctl->conf->scoring.weights, err);
	if (!scorer)
		return -1;
	return scorer_run(scorer, days[d].papers, days[d].n, &b, arena, scores,
	                  err);
}

/* ---- printing ---- */

static void print_row(const char *name, const struct train_quality *q)
{
	printf("%-12.24s %6zu %8zu %6zu  %.3f  %.3f  %.3f  %.3f  %.3f", name,
	       q->papers, q->selected, q->chosen, q->auc, q->average_precision,
	       q->precision_at_n, q->precision, q->recall);
	for (int i = 0; i < TRAIN_KEPT; i++)
		printf("  %.3f", q->recall_kept[i]);
	putchar('\n');
}

static void print_table(const struct conf *conf, const struct train_day *days,
                        const struct train_quality *q, size_t n,
                        const struct train_quality *mean,
                        const struct train_quality *together)
{
	printf("                                                    "
	       "    cut-offs %4.3g, %-4.3g recall in the best\n"
	       "day          papers selected chosen    AUC     AP    P@n  "
	       "prec.  recall",
	       conf->scoring.relevance, conf->scoring.novelty);
	for (int i = 0; i < TRAIN_KEPT; i++)
		printf("   %d %%", train_kept[i]);
	putchar('\n');
	for (size_t d = 0; d < n; d++)
		print_row(days[d].name, &q[d]);
	print_row("mean of days", mean);
	print_row("one list", together);
	puts("\nAUC: how often a selected paper stands above one that is not. "
	     "AP: average\nprecision. P@n: precision among as many papers as "
	     "were selected that day.");
}

static struct json *json_row(const struct train_quality *q)
{
	struct json *j = json_object(), *kept = json_object();
	char name[8];

	json_set_num(j, "papers", (double)q->papers);
	json_set_num(j, "selected", (double)q->selected);
	json_set_num(j, "chosen", (double)q->chosen);
	json_set_num(j, "auc", q->auc);
	json_set_num(j, "average_precision", q->average_precision);
	json_set_num(j, "precision_at_n", q->precision_at_n);
	json_set_num(j, "precision", q->precision);
	json_set_num(j, "recall", q->recall);
	for (int i = 0; i < TRAIN_KEPT; i++) {
		snprintf(name, sizeof(name), "%d", train_kept[i]);
		json_set_num(kept, name, q->recall_kept[i]);
	}
	json_set(j, "recall_when_kept", kept);
	return j;
}

static void print_json(const struct conf *conf, const struct train_day *days,
                       const struct train_quality *q, size_t n,
                       const struct train_quality *mean,
                       const struct train_quality *together)
{
	struct json *j = json_object(), *list = json_array();

	json_set_str(j, "scorer", "lexical");
	json_set_num(j, "relevance", conf->scoring.relevance);
	json_set_num(j, "novelty", conf->scoring.novelty);
	for (size_t d = 0; d < n; d++) {
		struct json *row = json_row(&q[d]);

		json_set_str(row, "day", days[d].name);
		json_push(list, row);
	}
	json_set(j, "days", list);
	json_set(j, "mean", json_row(mean));
	json_set(j, "together", json_row(together));
	ctl_print(j);
}

/* ---- the command ---- */

/* All days as one list, by the same numbers. */
static struct train_quality quality_together(const struct conf *conf,
                                             const struct train_day *days,
                                             struct score *const *scores,
                                             size_t n, struct arena *arena)
{
	struct train_day all = { .name = "together" };
	struct score *list;
	bool *selected;

	for (size_t d = 0; d < n; d++)
		all.n += days[d].n;
	list = arena_array(arena, all.n, sizeof(*list));
	all.selected = selected = arena_array(arena, all.n, sizeof(*selected));
	for (size_t d = 0, at = 0; d < n; d++)
		for (size_t i = 0; i < days[d].n; i++, at++) {
			list[at] = scores[d][i];
			selected[at] = days[d].selected[i];
		}
	return train_judge(&all, list, conf->scoring.relevance,
	                   conf->scoring.novelty);
}

static int evaluate(const struct ctl *ctl, char **files, size_t n)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(INPUT_BYTES);
	const struct conf *conf = ctl->conf;
	struct score **scores = arena_array(arena, n, sizeof(*scores));
	struct train_quality *q = arena_array(arena, n, sizeof(*q));
	struct train_quality mean, together;
	struct train_day *days;
	struct err err = { 0 };

	if (labelled_read(files, n, arena, &days, &err))
		return ctl_say(ctl, CTL_FAILED, "%s", err.msg);
	for (size_t d = 0; d < n; d++) {
		scores[d] = arena_array(arena, days[d].n, sizeof(**scores));
		if (run_day(ctl, days, d, scores[d], &err))
			return ctl_say(ctl, CTL_FAILED, "%s: %s", files[d],
			               err.msg);
		q[d] = train_judge(&days[d], scores[d], conf->scoring.relevance,
		                   conf->scoring.novelty);
		ctl_progress(NULL, "score", d + 1, n);
	}
	mean = train_quality_mean(q, n);
	together = quality_together(conf, days, scores, n, arena);
	if (ctl->json)
		print_json(conf, days, q, n, &mean, &together);
	else
		print_table(conf, days, q, n, &mean, &together);
	return CTL_DONE;
}

int ctl_evaluate(struct ctl *ctl, int argc, char **argv)
{
	static const struct option options[] = {
		{ "scorer", required_argument, NULL, 's' },
		{ 0 },
	};
	const char *scorer = "lexical";
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c == 's')
			scorer = optarg;
		else
			return ctl_usage(ctl, USAGE);
	}
	if (optind == argc || !score_by_of_name(scorer))
		return ctl_usage(ctl, USAGE);
	if (strcmp(scorer, "lexical") != 0)
		return ctl_say(ctl, CTL_FAILED,
		               "this build scores with \"lexical\" only");
	return evaluate(ctl, argv + optind, (size_t)(argc - optind));
}
