#include "train/train_fit.h"

#include <linear.h>
#include <math.h>
#include <stdlib.h>

#include "score/score_weights.h"
#include "train/train.h"

/*
 * How much the loss counts against the weights' squares, and the power of idf
 * that traits are scaled with: plateaus (.03 to .2; 1 to 1.6) on days left out
 * and forward in time. Also tried there, without gain:
 *
 *	traits   words of the first sentence apart, trigrams, pairs with a gap;
 *	         the topics' own matches; a share that title and abstract have
 *	         in common; counts of words or categories; 150 latent
 *	         dimensions (AUC +.003, precision the same)
 *	scales   unit length, naive Bayes; titles, bigrams or categories that
 *	         cost less, or more
 *	papers   days weighted by age, doubt about high negatives, halves of a
 *	         paper as papers of their own
 *	losses   squared hinge; pairs, or lists, within a day
 *	after    fitting again to the terms that were kept
 *
 * How many authors there are tells something: one trait, "at most two", would
 * be worth .012 of average precision both ways (four standard errors). It
 * stands for a rule of the labels' makers, who passed unknown authors' papers
 * over unread, and says nothing of the subject: left out.
 */
static const double C = 0.05, IDF_POWER = 1.3;

static const double PRECISE = 1e-3; /* liblinear's eps */

/* The bias is a feature of this value, so that its weight, and with it the
 * penalty on it, stays small. */
static const double BIAS = 10;

enum { DF_MIN = 3 }; /* rarer traits say more of one paper than of a subject */

static void *need(void *p)
{
	if (!p)
		abort();
	return p;
}

static void be_quiet(const char *text)
{
	(void)text;
}

/* What stands between the matrix and liblinear. */
struct fit {
	const struct train_matrix *m;
	int heaps, left_out;
	int *df;     /* by trait, of the rows fitted to */
	int *column; /* by trait: liblinear's number, 0: not used */
	double *idf; /* by trait */
	int n_columns;
	int unit; /* halves that one of liblinear's rows stands for */
	struct problem problem;
	struct feature_node *nodes;
};

static bool takes(const struct fit *f, const struct train_row *row)
{
	return (int)(row->day % (size_t)f->heaps) != f->left_out;
}

/* liblinear knows no weights of rows, but a row may come several times. */
static void count_rows(struct fit *f)
{
	int halves = 0;

	f->unit = 2;
	for (size_t i = 0; i < f->m->n; i++) {
		if (!takes(f, &f->m->rows[i]))
			continue;
		halves += f->m->rows[i].halves;
		if (f->m->rows[i].halves % 2)
			f->unit = 1;
	}
	f->problem.l = halves / f->unit;
}

/* Numbers the traits that are used and counts what liblinear will hold. */
static size_t choose_columns(struct fit *f)
{
	size_t n_traits = score_traits_count(f->m->traits), nodes = 0;
	int n_rows = 0;

	f->df = need(calloc(n_traits + 1, sizeof(*f->df)));
	f->column = need(calloc(n_traits + 1, sizeof(*f->column)));
	f->idf = need(calloc(n_traits + 1, sizeof(*f->idf)));
	for (size_t i = 0; i < f->m->n; i++) {
		const struct train_row *row = &f->m->rows[i];

		if (!takes(f, row))
			continue;
		n_rows++;
		nodes += row->n + 2; /* the bias and the end */
		for (size_t k = 0; k < row->n; k++)
			f->df[row->counts[k].trait]++;
	}
	for (size_t i = 0; i < n_traits; i++) {
		if (f->df[i] < DF_MIN)
			continue;
		f->column[i] = ++f->n_columns;
		f->idf[i] = pow(log((double)n_rows / f->df[i]), IDF_POWER);
	}
	return nodes;
}

static int by_index(const void *a, const void *b)
{
	const struct feature_node *x = a, *y = b;

	return (x->index > y->index) - (x->index < y->index);
}

/* Returns where the next row goes. */
static struct feature_node *fill_row(const struct fit *f,
                                     const struct train_row *row,
                                     struct feature_node *at)
{
	struct feature_node *first = at;

	for (size_t k = 0; k < row->n; k++) {
		int trait = row->counts[k].trait;

		if (f->column[trait])
			*at++ = (struct feature_node){
				f->column[trait],
				f->idf[trait] *
				        score_weights_amount(row->counts[k].tf,
				                             row->words)
			};
	}
	qsort(first, (size_t)(at - first), sizeof(*first), by_index);
	*at++ = (struct feature_node){ f->n_columns + 1, BIAS };
	*at++ = (struct feature_node){ -1, 0 };
	return at;
}

static void fill(struct fit *f)
{
	struct feature_node *at;
	int n = 0;

	count_rows(f);
	at = f->nodes = need(calloc(choose_columns(f) + 1, sizeof(*at)));
	f->problem.n = f->n_columns + 1;
	f->problem.bias = BIAS;
	f->problem.x =
	        need(calloc((size_t)f->problem.l + 1, sizeof(*f->problem.x)));
	f->problem.y =
	        need(calloc((size_t)f->problem.l + 1, sizeof(*f->problem.y)));
	for (size_t i = 0; i < f->m->n; i++) {
		const struct train_row *row = &f->m->rows[i];

		if (!takes(f, row))
			continue;
		for (int k = 0; k < row->halves / f->unit; k++) {
			f->problem.x[n] = at;
			f->problem.y[n++] = row->selected ? 1 : -1;
		}
		at = fill_row(f, row, at);
	}
}

/* ---- the strongest terms ---- */

struct candidate {
	struct train_term term;
	double strength;
	const char *name;
};

static int by_strength(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;

	if (x->strength != y->strength)
		return x->strength < y->strength ? 1 : -1;
	return strcmp(x->name, y->name);
}

static int by_step(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;

	if (abs(x->term.step) != abs(y->term.step))
		return abs(x->term.step) < abs(y->term.step) ? 1 : -1;
	return strcmp(x->name, y->name);
}

/* A weight in a hundred papers counts for more than the same in three. */
static size_t rank(const struct fit *f, const double *w, struct candidate *list,
                   struct arena *arena)
{
	size_t n = 0;

	for (size_t i = 0; i < score_traits_count(f->m->traits); i++) {
		struct buf name CLEANUP(buf_deinit) = BUF(1024);
		double weight;

		if (!f->column[i])
			continue;
		weight = w[f->column[i] - 1] * f->idf[i];
		score_traits_name(f->m->traits, (int)i, &name);
		list[n++] = (struct candidate){
			{ (int)i, weight, 0 },
			fabs(weight) * sqrt(f->df[i]),
			arena_str(arena, buf_str(&name)),
		};
	}
	qsort(list, n, sizeof(*list), by_strength);
	return n;
}

/* As many as the file has room for. Steps of 0 stay out of it. */
static size_t cut(struct candidate *list, size_t n, double *unit)
{
	size_t bytes = 0, kept = 0, most = n < TRAIN_TERMS ? n : TRAIN_TERMS;

	*unit = 1e-6;
	for (size_t i = 0; i < most; i++)
		*unit = fmax(*unit, fabs(list[i].term.weight));
	for (size_t i = 0; i < most; i++) {
		struct candidate c = list[i];

		c.term.step = score_weights_step(c.term.weight, *unit);
		bytes += strlen(c.name) + sizeof("-127\t\n") - 1;
		if (bytes > TRAIN_BYTES - 2000) /* of header */
			break;
		if (c.term.step)
			list[kept++] = c;
	}
	qsort(list, kept, sizeof(*list), by_step);
	return kept;
}

static void keep(const struct fit *f, const double *w, struct arena *arena,
                 struct train_model *model)
{
	CLEANUP(arena_freep) struct arena *scratch = arena_new(SIZE_MAX);
	struct candidate *list = need(
	        calloc((size_t)f->n_columns + 1, sizeof(struct candidate)));

	model->n = cut(list, rank(f, w, list, scratch), &model->unit);
	model->terms = arena_array(arena, model->n, sizeof(*model->terms));
	for (size_t i = 0; i < model->n; i++) {
		model->terms[i] = list[i].term;
		model->terms[i].weight =
		        score_weights_of_step(list[i].term.step, model->unit);
	}
	free(list);
}

void train_fit(const struct train_matrix *m, int heaps, int left_out,
               struct arena *arena, struct train_model *model)
{
	struct parameter parameter = { .solver_type = L2R_LR, /* primal: no
		                                               * random order */
		                       .eps = PRECISE };
	struct fit f = { .m = m, .heaps = heaps, .left_out = left_out };
	struct model *fitted;
	double sign;

	fill(&f);
	parameter.C = C * f.unit / 2;
	set_print_string_function(be_quiet);
	fitted = train(&f.problem, &parameter);
	sign = fitted->label[0] == 1 ? 1 : -1; /* of the first row's class */
	for (int i = 0; i <= f.n_columns; i++)
		fitted->w[i] *= sign;
	model->bias = fitted->w[f.n_columns] * BIAS;
	keep(&f, fitted->w, arena, model);
	free_and_destroy_model(&fitted);
	free(f.problem.x);
	free(f.problem.y);
	free(f.nodes);
	free(f.df);
	free(f.column);
	free(f.idf);
}

void train_spread(const struct train_model *model, double *by_trait)
{
	for (size_t i = 0; i < model->n; i++)
		by_trait[model->terms[i].trait] = model->terms[i].weight;
}

double train_value(const struct train_model *model, const double *by_trait,
                   const struct train_row *row)
{
	double sum = model->bias;

	for (size_t i = 0; i < row->n; i++) {
		double w = by_trait[row->counts[i].trait];

		if (w != 0)
			sum += w * score_weights_amount(row->counts[i].tf,
			                                row->words);
	}
	return sum;
}
