/* digestctl evaluate: how well a scorer finds what people selected. */
#include <getopt.h>

#include "ctl.h"
#include "judge.h"
#include "labelled.h"

#define USAGE "[--scorer lexical|llm] FILE..."

enum { INPUT_BYTES = 1 << 30, RUN_BYTES = 1 << 28 };

struct evaluation {
	const struct ctl *ctl;
	enum score_by scorer;
	struct store *store; /* where a model's cost is counted; or NULL */
	struct train_day *days;
	size_t n;
	struct score **scores; /* by day, then by paper */
	struct train_quality *q, mean, together;
	size_t telling;  /* days with figures */
	size_t fallback; /* papers that the model gave no score */
};

/* Each day with the papers of the files before it as background, and nothing of
 * the store: the same files give the same figures. */
static int run_day(struct evaluation *e, size_t d, struct arena *arena,
                   struct err *err)
{
	const struct train_day *day = &e->days[d];
	const struct score_background b = train_before(e->days, d, arena);
	const struct judge_order order = { .conf = e->ctl->conf,
		                           .clock = e->ctl->clock,
		                           .scorer = e->scorer,
		                           .store = e->store,
		                           .edition = DATE_NONE };
	struct judge_report report;

	if (judge(&order, day->papers, day->n, &b, arena, e->scores[d], &report,
	          err))
		return -1;
	e->fallback += report.fallback;
	return 0;
}

/* ---- printing ---- */

static void print_row(const char *name, const struct train_quality *q,
                      bool tells)
{
	const double figures[] = { q->auc, q->average_precision,
		                   q->precision_at_n, q->precision, q->recall };

	printf("%-12.24s %6zu %8zu %6zu", name, q->papers, q->selected,
	       q->chosen);
	for (size_t i = 0; i < sizeof(figures) / sizeof(*figures); i++)
		if (tells)
			printf("  %.3f", figures[i]);
		else
			printf("      -");
	for (int i = 0; i < TRAIN_KEPT; i++)
		if (tells)
			printf("  %.3f", q->recall_kept[i]);
		else
			printf("      -");
	putchar('\n');
}

static void print_table(const struct evaluation *e)
{
	const struct conf *conf = e->ctl->conf;

	printf("                                                    "
	       "    cut-offs %4.3g, %-4.3g recall in the best\n"
	       "day          papers selected chosen    AUC     AP    P@n  "
	       "prec.  recall",
	       conf->scoring.relevance, conf->scoring.novelty);
	for (int i = 0; i < TRAIN_KEPT; i++)
		printf("   %d %%", train_kept[i]);
	putchar('\n');
	for (size_t d = 0; d < e->n; d++)
		print_row(e->days[d].name, &e->q[d],
		          train_quality_tells(&e->q[d]));
	print_row("mean of days", &e->mean, e->telling > 0);
	print_row("one list", &e->together, train_quality_tells(&e->together));
	puts("\nAUC: how often a selected paper stands above one that is not. "
	     "AP: average\nprecision. P@n: precision among as many papers as "
	     "were selected that day.");
	if (e->telling < e->n)
		printf("\nOf %zu day%s nothing, or everything, was selected: "
		       "such days have no figures\nand are not in the mean.\n",
		       e->n - e->telling, e->n - e->telling == 1 ? "" : "s");
	if (e->fallback)
		printf("\n%zu papers were scored by the lexical scorer in the "
		       "model's place.\n",
		       e->fallback);
}

static void set_figure(struct json *j, const char *key, double value,
                       bool tells)
{
	if (tells)
		json_set_num(j, key, value);
	else
		json_set_null(j, key);
}

static struct json *json_row(const struct train_quality *q, bool tells)
{
	struct json *j = json_object(), *kept = json_object();
	char name[8];

	json_set_num(j, "papers", (double)q->papers);
	json_set_num(j, "selected", (double)q->selected);
	json_set_num(j, "chosen", (double)q->chosen);
	set_figure(j, "auc", q->auc, tells);
	set_figure(j, "average_precision", q->average_precision, tells);
	set_figure(j, "precision_at_n", q->precision_at_n, tells);
	set_figure(j, "precision", q->precision, tells);
	set_figure(j, "recall", q->recall, tells);
	for (int i = 0; i < TRAIN_KEPT; i++) {
		snprintf(name, sizeof(name), "%d", train_kept[i]);
		set_figure(kept, name, q->recall_kept[i], tells);
	}
	json_set(j, "recall_when_kept", kept);
	return j;
}

static void print_json(const struct evaluation *e)
{
	struct json *j = json_object(), *list = json_array();

	json_set_str(j, "scorer", score_by_name(e->scorer));
	json_set_num(j, "fallback", (double)e->fallback);
	json_set_num(j, "relevance", e->ctl->conf->scoring.relevance);
	json_set_num(j, "novelty", e->ctl->conf->scoring.novelty);
	for (size_t d = 0; d < e->n; d++) {
		struct json *row =
		        json_row(&e->q[d], train_quality_tells(&e->q[d]));

		json_set_str(row, "day", e->days[d].name);
		json_push(list, row);
	}
	json_set(j, "days", list);
	json_set(j, "mean", json_row(&e->mean, e->telling > 0));
	json_set(j, "together",
	         json_row(&e->together, train_quality_tells(&e->together)));
	ctl_print(j);
}

/* ---- the command ---- */

/* All days as one list, by the same numbers. */
static void judge_together(struct evaluation *e, struct arena *arena)
{
	const struct conf *conf = e->ctl->conf;
	struct train_day all = { .name = "together" };
	struct score *list;
	bool *selected;

	for (size_t d = 0; d < e->n; d++)
		all.n += e->days[d].n;
	list = arena_array(arena, all.n, sizeof(*list));
	all.selected = selected = arena_array(arena, all.n, sizeof(*selected));
	for (size_t d = 0, at = 0; d < e->n; d++)
		for (size_t i = 0; i < e->days[d].n; i++, at++) {
			list[at] = e->scores[d][i];
			selected[at] = e->days[d].selected[i];
		}
	e->together = train_judge(&all, list, conf->scoring.relevance,
	                          conf->scoring.novelty);
}

static int evaluate(struct evaluation *e, char **files, size_t n)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(INPUT_BYTES);
	const struct conf *conf = e->ctl->conf;
	struct err err = { 0 };

	if (labelled_read(files, n, conf->scoring.relevance, arena, &e->days,
	                  &err))
		return ctl_say(e->ctl, CTL_FAILED, "%s", err.msg);
	e->n = n;
	e->scores = arena_array(arena, n, sizeof(*e->scores));
	e->q = arena_array(arena, n, sizeof(*e->q));
	for (size_t d = 0; d < n; d++) {
		CLEANUP(arena_freep) struct arena *own = arena_new(RUN_BYTES);

		e->scores[d] =
		        arena_array(arena, e->days[d].n, sizeof(struct score));
		if (run_day(e, d, own, &err))
			return ctl_say(e->ctl, CTL_FAILED, "%s: %s", files[d],
			               err.msg);
		e->q[d] = train_judge(&e->days[d], e->scores[d],
		                      conf->scoring.relevance,
		                      conf->scoring.novelty);
		e->telling += train_quality_tells(&e->q[d]);
		ctl_progress(NULL, "score", d + 1, n);
	}
	e->mean = train_quality_mean(e->q, n);
	judge_together(e, arena);
	if (e->ctl->json)
		print_json(e);
	else
		print_table(e);
	return CTL_DONE;
}

int ctl_evaluate(struct ctl *ctl, int argc, char **argv)
{
	static const struct option options[] = {
		{ "scorer", required_argument, NULL, 's' },
		{ 0 },
	};
	struct evaluation e = { .ctl = ctl, .scorer = SCORE_BY_LEXICAL };
	struct store *store CLEANUP(store_closep) = NULL;
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c == 's')
			e.scorer = score_by_of_name(optarg);
		if (c != 's' || !e.scorer)
			return ctl_usage(ctl, USAGE);
	}
	if (optind == argc)
		return ctl_usage(ctl, USAGE);
	if (e.scorer == SCORE_BY_LLM) {
		store = ctl_store(ctl); /* the budget is the daemon's, too */
		if (!store)
			return CTL_FAILED;
		e.store = store;
	}
	return evaluate(&e, argv + optind, (size_t)(argc - optind));
}
