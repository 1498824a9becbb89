/*
 * digestctl train: the lexical scorer's weights, from labelled days or, without
 * a file, from what the LLM scored in the store.
 */
#include <getopt.h>
#include <limits.h>

#include "base/file.h"
#include "ctl.h"
#include "labelled.h"
#include "store/store_edition.h"
#include "store/store_paper.h"

#define USAGE "[-o FILE] [FILE...]"

enum { INPUT_BYTES = 2040 << 20, WEIGHTS_BYTES = 1 << 20 };

/* ---- days of the store ---- */

/* What the LLM found good enough, and what it did not; also what its prefilter
 * kept from it. Papers that had to be scored by the fallback teach nothing. */
static bool teaches(const struct score *s)
{
	return s->by == SCORE_BY_LLM ||
	       (s->by == SCORE_BY_LEXICAL && !s->fallback);
}

static int read_edition(const struct ctl *ctl, struct store *store,
                        const struct edition *e, struct arena *arena,
                        struct train_day *day, struct err *err)
{
	const struct conf *conf = ctl->conf;
	struct paper *papers;
	struct score *scores;
	bool *selected;
	char name[DATE_LEN];
	size_t n;

	if (store_scanned(store, e->date, arena, &papers, &n, err))
		return -1;
	scores = arena_array(arena, n, sizeof(*scores));
	selected = arena_array(arena, n, sizeof(*selected));
	if (store_scores(store, e->date, papers, n, conf->topics,
	                 conf->n_topics, arena, scores, err))
		return -1;
	date_format(e->date, name);
	*day = (struct train_day){ .name = arena_strdup(arena, name),
		                   .papers = papers,
		                   .selected = selected };
	for (size_t i = 0; i < n; i++) {
		const struct score *s = &scores[i];

		if (!teaches(s))
			continue;
		papers[day->n] = papers[i];
		selected[day->n++] =
		        s->by == SCORE_BY_LLM &&
		        (double)s->relevance >= conf->scoring.relevance &&
		        (double)s->novelty >= conf->scoring.novelty;
	}
	return 0;
}

static int read_store(const struct ctl *ctl, struct arena *arena,
                      struct train_day **days, size_t *n, struct err *err)
{
	struct store *store CLEANUP(store_closep) = NULL;
	struct edition *editions;
	size_t n_editions;

	*n = 0;
	if (store_open(ctl->conf->state_dir, &store, err) ||
	    store_editions(store, INT_MIN, INT_MAX, arena, &editions,
	                   &n_editions, err))
		return -1;
	*days = arena_array(arena, n_editions, sizeof(**days));
	for (size_t i = 0; i < n_editions; i++) {
		if (strcmp(editions[i].scorer, "llm") != 0)
			continue;
		if (read_edition(ctl, store, &editions[i], arena, &(*days)[*n],
		                 err))
			return -1;
		*n += (*days)[*n].n > 0;
	}
	if (!*n)
		return err_set(err,
		               "no edition in %s was scored by the LLM; "
		               "name files of labelled days",
		               ctl->conf->state_dir);
	return 0;
}

/* ---- what comes of it ---- */

static struct json *json_row(const struct train_quality *q, bool chosen)
{
	struct json *j = json_object();

	json_set_num(j, "auc", q->auc);
	json_set_num(j, "average_precision", q->average_precision);
	json_set_num(j, "precision_at_n", q->precision_at_n);
	json_set_num(j, "recall_best_40", q->recall_kept[TRAIN_KEPT - 1]);
	if (chosen) {
		json_set_num(j, "precision", q->precision);
		json_set_num(j, "recall", q->recall);
	}
	return j;
}

static void print_row(FILE *out, const char *name,
                      const struct train_quality *q)
{
	fprintf(out,
	        "  %-14s %.3f             %.3f           %.3f            %.3f\n",
	        name, q->auc, q->average_precision, q->precision_at_n,
	        q->recall_kept[TRAIN_KEPT - 1]);
}

static void say(const struct ctl *ctl, FILE *out, const struct train_report *r)
{
	struct buf text CLEANUP(buf_deinit) = BUF(1 << 16);
	struct json *j;

	if (!ctl->json) {
		fprintf(out,
		        "%zu papers of %zu days, %zu selected; %zu terms. On "
		        "days left out, by day:\n\n"
		        "                 AUC   average precision   "
		        "precision at n   recall in best 40 %%\n",
		        r->papers, r->days, r->selected, r->terms);
		print_row(out, "keywords alone", &r->keywords);
		print_row(out, "weights alone", &r->weights);
		print_row(out, "together", &r->both);
		return;
	}
	j = json_object();
	json_set_num(j, "papers", (double)r->papers);
	json_set_num(j, "days", (double)r->days);
	json_set_num(j, "selected", (double)r->selected);
	json_set_num(j, "terms", (double)r->terms);
	json_set(j, "keywords", json_row(&r->keywords, true));
	json_set(j, "weights", json_row(&r->weights, false));
	json_set(j, "both", json_row(&r->both, true));
	json_print(j, true, &text);
	fprintf(out, "%s\n", buf_cstr(&text));
	json_free(j);
}

static int learn(const struct ctl *ctl, const struct train_day *days, size_t n,
                 const char *file)
{
	struct buf weights CLEANUP(buf_deinit) = BUF(WEIGHTS_BYTES);
	const struct train_order order = {
		.days = days,
		.n_days = n,
		.topics = ctl->conf->topics,
		.n_topics = ctl->conf->n_topics,
		.relevance = ctl->conf->scoring.relevance,
		.novelty = ctl->conf->scoring.novelty,
		.progress = ctl_progress,
	};
	struct train_report report;
	struct err err = { 0 };

	if (train_weights(&order, &weights, &report, &err))
		return ctl_say(ctl, CTL_FAILED, "%s", err.msg);
	/* Before writing, so that whoever is disappointed may interrupt. */
	say(ctl, file ? stdout : stderr, &report);
	if (!file) {
		fputs(buf_cstr(&weights), stdout);
		return CTL_DONE;
	}
	if (file_write(file, buf_str(&weights), 0644, &err))
		return ctl_say(ctl, CTL_FAILED, "%s", err.msg);
	return CTL_DONE;
}

/* Without -o the weights go to standard output: the file that is in use is
 * never replaced without being named, and a root shell can put them where the
 * owner of state_dir, whom this command becomes, may not write. */
int ctl_train(struct ctl *ctl, int argc, char **argv)
{
	static const struct option options[] = {
		{ "output", required_argument, NULL, 'o' },
		{ 0 },
	};
	struct arena *arena CLEANUP(arena_freep) = arena_new(INPUT_BYTES);
	const char *file = NULL;
	struct train_day *days;
	struct err err = { 0 };
	size_t n;
	int c;

	while ((c = getopt_long(argc, argv, "o:", options, NULL)) != -1) {
		if (c == 'o')
			file = optarg;
		else
			return ctl_usage(ctl, USAGE);
	}
	n = (size_t)(argc - optind);
	if (n ? labelled_read(argv + optind, n, arena, &days, &err)
	      : read_store(ctl, arena, &days, &n, &err))
		return ctl_say(ctl, CTL_FAILED, "%s", err.msg);
	return learn(ctl, days, n, file);
}
