/*
 * digestctl train: the lexical scorer's weights, from labelled days or, without
 * a file, from what the LLM scored and readers judged in the store.
 */
#include <getopt.h>

#include "base/file.h"
#include "ctl.h"
#include "labelled.h"
#include "labelled_store.h"

#define USAGE "[-o FILE] [FILE...]"

enum { INPUT_BYTES = 2040 << 20, WEIGHTS_BYTES = 1 << 20 };

struct lesson {
	struct train_day *days;
	size_t n;
	bool stored;   /* the days are the store's */
	size_t judged; /* papers that readers had a say in */
};

static int read_store(const struct ctl *ctl, struct arena *arena,
                      struct lesson *l, struct err *err)
{
	struct store *store CLEANUP(store_closep) = NULL;

	l->stored = true;
	if (store_open(ctl->conf->state_dir, &store, err) ||
	    labelled_read_store(store, ctl->conf, arena, &l->days, &l->n,
	                        &l->judged, err))
		return -1;
	if (!l->n)
		return err_set(err,
		               "nothing in %s was scored by the LLM or judged "
		               "by a reader; name files of labelled days",
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

static void say(const struct ctl *ctl, FILE *out, const struct lesson *l,
                const struct train_report *r)
{
	struct buf text CLEANUP(buf_deinit) = BUF(1 << 16);
	struct json *j;

	if (!ctl->json) {
		fprintf(out, "%zu papers of %zu days, %zu selected", r->papers,
		        r->days, r->selected);
		if (l->stored)
			fprintf(out, ", %zu judged by readers", l->judged);
		fprintf(out,
		        "; %zu terms. On days left out, by day:\n\n"
		        "                 AUC   average precision   "
		        "precision at n   recall in best 40 %%\n",
		        r->terms);
		print_row(out, "keywords alone", &r->keywords);
		print_row(out, "weights alone", &r->weights);
		print_row(out, "together", &r->both);
		return;
	}
	j = json_object();
	json_set_num(j, "papers", (double)r->papers);
	json_set_num(j, "days", (double)r->days);
	json_set_num(j, "selected", (double)r->selected);
	if (l->stored)
		json_set_num(j, "judged", (double)l->judged);
	json_set_num(j, "terms", (double)r->terms);
	json_set(j, "keywords", json_row(&r->keywords, true));
	json_set(j, "weights", json_row(&r->weights, false));
	json_set(j, "both", json_row(&r->both, true));
	json_print(j, true, &text);
	fprintf(out, "%s\n", buf_cstr(&text));
	json_free(j);
}

static int learn(const struct ctl *ctl, const struct lesson *l,
                 const char *file)
{
	struct buf weights CLEANUP(buf_deinit) = BUF(WEIGHTS_BYTES);
	const struct train_order order = {
		.days = l->days,
		.n_days = l->n,
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
	say(ctl, file ? stdout : stderr, l, &report);
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
	struct lesson l = { 0 };
	struct err err = { 0 };
	int c;

	while ((c = getopt_long(argc, argv, "o:", options, NULL)) != -1) {
		if (c == 'o')
			file = optarg;
		else
			return ctl_usage(ctl, USAGE);
	}
	l.n = (size_t)(argc - optind);
	if (l.n ? labelled_read(argv + optind, l.n,
	                        ctl->conf->scoring.relevance, arena, &l.days,
	                        &err)
	        : read_store(ctl, arena, &l, &err))
		return ctl_say(ctl, CTL_FAILED, "%s", err.msg);
	return learn(ctl, &l, file);
}
