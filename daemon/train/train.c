#include "train/train.h"

#include <math.h>
#include <stdlib.h>

#include "score/score_weights.h"
#include "train/train_fit.h"

enum {
	BACKGROUND = 4000, /* papers, as the daemon gives the scorer */
	FOLD_BYTES = 256 << 20
};

struct work {
	const struct train_order *order;
	struct train_matrix matrix;
	struct arena *arena;
	int heaps;
	struct train_model folds[TRAIN_FOLDS];
	float *left_out; /* by row: value by weights not fitted to it */
	double mean, sd; /* of these */
	size_t done, steps;
};

unsigned char train_halves(bool selected, double relevance, double cut)
{
	double above = relevance - cut;

	return selected ? (unsigned char)lround(2 *
	                                        (1 + fmin(fmax(above, 0), 2)))
	                : 2;
}

static void progress(struct work *w)
{
	if (w->order->progress)
		w->order->progress(w->order->ctx, "train", ++w->done, w->steps);
}

/* ---- the file ---- */

static void print(const struct work *w, const struct train_model *model,
                  const char *comments, struct buf *out)
{
	const struct train_order *o = w->order;

	buf_addf(out, "%sdigestd-weights\t1\ntopics\t", comments);
	for (size_t i = 0; i < o->n_topics; i++)
		buf_addf(out, "%s%s", i ? " " : "", o->topics[i].id);
	buf_addf(out, "\nbias\t%.6f\nmean\t%.6f\nsd\t%.6f\nunit\t%.6f\n",
	         model->bias, w->mean, w->sd, model->unit);
	buf_addf(out, "terms\t%zu\n", model->n);
	for (size_t i = 0; i < model->n; i++) {
		buf_addf(out, "%d\t", model->terms[i].step);
		score_traits_name(w->matrix.traits, model->terms[i].trait, out);
		buf_addc(out, '\n');
	}
}

/* No figure of the scorer's here: the bytes depend on the days alone, not on
 * how the scorer uses them. */
static void explain(const struct train_report *r, struct buf *out)
{
	buf_addf(out,
	         "# Made by \"digestctl train\" from %zu papers of %zu days, "
	         "%zu of them selected.\n"
	         "# Alone, on days left out: AUC %.3f, average precision "
	         "%.3f.\n"
	         "# One term a line: what it says of a paper, from -127 "
	         "(against) to 127, in\n# squares. a: in the abstract, t: in "
	         "the title, p: primary category,\n# c: further category, n: "
	         "announced as.\n",
	         r->papers, r->days, r->selected, r->weights.auc,
	         r->weights.average_precision);
}

/* ---- days left out ---- */

static void fit_folds(struct work *w)
{
	size_t n_traits = score_traits_count(w->matrix.traits);
	double sum = 0, squares = 0, n = (double)w->matrix.n;

	w->left_out = arena_array(w->arena, w->matrix.n, sizeof(float));
	for (int fold = 0; fold < w->heaps; fold++) {
		double *by_trait = calloc(n_traits + 1, sizeof(*by_trait));

		if (!by_trait)
			abort();
		train_fit(&w->matrix, w->heaps, fold, w->arena,
		          &w->folds[fold]);
		train_spread(&w->folds[fold], by_trait);
		for (size_t i = 0; i < w->matrix.n; i++)
			if ((int)(w->matrix.rows[i].day % (size_t)w->heaps) ==
			    fold)
				w->left_out[i] = (float)train_value(
				        &w->folds[fold], by_trait,
				        &w->matrix.rows[i]);
		free(by_trait);
		progress(w);
	}
	for (size_t i = 0; i < w->matrix.n; i++) {
		sum += w->left_out[i];
		squares += w->left_out[i] * (double)w->left_out[i];
	}
	w->mean = sum / n;
	w->sd = sqrt(fmax(squares / n - w->mean * w->mean, 1e-6));
}

struct score_background train_before(const struct train_day *days, size_t day,
                                     struct arena *arena)
{
	struct paper *papers = arena_array(arena, BACKGROUND, sizeof(*papers));
	size_t n = 0;

	for (size_t d = day; d-- > 0;)
		for (size_t i = 0; i < days[d].n && n < BACKGROUND; i++)
			papers[n++] = days[d].papers[i];
	return (struct score_background){ papers, n };
}

struct train_quality train_judge(const struct train_day *day,
                                 const struct score *scores, double relevance,
                                 double novelty)
{
	struct train_judged *list = calloc(day->n + 1, sizeof(*list));
	struct train_quality q;

	if (!list)
		abort();
	for (size_t i = 0; i < day->n; i++)
		list[i] = (struct train_judged){
			scores[i].relevance,
			day->selected[i],
			(double)scores[i].relevance >= relevance &&
			        (double)scores[i].novelty >= novelty,
		};
	q = train_quality_of(list, day->n);
	free(list);
	return q;
}

/* The day by the scorer with these weights ("": keywords alone). */
static int run_day(const struct work *w, size_t d, struct str weights,
                   struct train_quality *q, struct err *err)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new(FOLD_BYTES);
	CLEANUP(scorer_freep) struct scorer *s = NULL;
	const struct train_day *day = &w->order->days[d];
	struct score_background b = train_before(w->order->days, d, arena);
	struct score *scores = arena_array(arena, day->n, sizeof(*scores));

	s = scorer_lexical_of(w->order->topics, w->order->n_topics, weights,
	                      "weights", err);
	if (!s || scorer_run(s, day->papers, day->n, &b, arena, scores, err))
		return -1;
	*q = train_judge(day, scores, w->order->relevance, w->order->novelty);
	return 0;
}

/* The day by the weights alone; row is its first one's. */
static struct train_quality weigh_day(const struct work *w, size_t d,
                                      size_t row)
{
	const struct train_day *day = &w->order->days[d];
	struct train_judged *list = calloc(day->n + 1, sizeof(*list));
	struct train_quality q;

	if (!list)
		abort();
	for (size_t i = 0; i < day->n; i++)
		list[i] = (struct train_judged){ w->left_out[row + i],
			                         day->selected[i], false };
	q = train_quality_of(list, day->n);
	free(list);
	return q;
}

static int judge_days(struct work *w, struct train_report *r, struct err *err)
{
	size_t n = w->order->n_days, row = 0;
	struct train_quality *keywords =
	        arena_array(w->arena, n, sizeof(*keywords));
	struct train_quality *weights =
	        arena_array(w->arena, n, sizeof(*weights));
	struct train_quality *both = arena_array(w->arena, n, sizeof(*both));

	for (size_t d = 0; d < n; d++) {
		struct buf text CLEANUP(buf_deinit) = BUF(1 << 20);

		print(w, &w->folds[d % (size_t)w->heaps], "", &text);
		if (run_day(w, d, buf_str(&text), &both[d], err) ||
		    run_day(w, d, (struct str){ NULL, 0 }, &keywords[d], err))
			return -1;
		weights[d] = weigh_day(w, d, row);
		row += w->order->days[d].n;
		progress(w);
	}
	r->keywords = train_quality_mean(keywords, n);
	r->weights = train_quality_mean(weights, n);
	r->both = train_quality_mean(both, n);
	return 0;
}

/* ---- the whole ---- */

static int check(const struct train_order *o, struct train_report *r,
                 struct err *err)
{
	for (size_t d = 0; d < o->n_days; d++) {
		r->papers += o->days[d].n;
		for (size_t i = 0; i < o->days[d].n; i++)
			r->selected += o->days[d].selected[i];
	}
	r->days = o->n_days;
	if (r->days < 2)
		return err_set(err,
		               "%zu day: at least 2 are needed, one to "
		               "learn from and one to leave out",
		               r->days);
	if (r->papers > TRAIN_PAPERS)
		return err_set(err, "%zu papers, at most %d can be learnt from",
		               r->papers, TRAIN_PAPERS);
	if (r->selected < TRAIN_SELECTED_MIN ||
	    r->papers - r->selected < TRAIN_SELECTED_MIN)
		return err_set(err,
		               "%zu of %zu papers are selected: at least "
		               "%d of either kind are needed",
		               r->selected, r->papers, TRAIN_SELECTED_MIN);
	return 0;
}

static int work(struct work *w, struct buf *out, struct train_report *r,
                struct err *err)
{
	struct buf comments CLEANUP(buf_deinit) = BUF(4096);
	struct train_model model;

	fit_folds(w);
	if (judge_days(w, r, err))
		return -1;
	train_fit(&w->matrix, 1, -1, w->arena, &model);
	progress(w);
	r->terms = model.n;
	explain(r, &comments);
	print(w, &model, buf_cstr(&comments), out);
	return out->full ? err_set(err, "the weights do not fit") : 0;
}

int train_weights(const struct train_order *order, struct buf *out,
                  struct train_report *report, struct err *err)
{
	struct work w = { .order = order };
	int rc;

	*report = (struct train_report){ 0 };
	if (check(order, report, err))
		return -1;
	w.heaps =
	        order->n_days < TRAIN_FOLDS ? (int)order->n_days : TRAIN_FOLDS;
	w.steps = (size_t)w.heaps + order->n_days + 1;
	w.arena = arena_new(SIZE_MAX);
	train_matrix_init(&w.matrix, order->days, order->n_days);
	rc = work(&w, out, report, err);
	train_matrix_deinit(&w.matrix);
	arena_free(w.arena);
	return rc;
}
