#include "score/score_weights.h"

#include <math.h>
#include <stdlib.h>
#include <unistr.h>

static const double LARGEST = 1e6; /* of any number in the file */

static void *need(void *p)
{
	if (!p)
		abort();
	return p;
}

/* ---- reading ---- */

/* The lines that come before the terms, in this order. */
enum field { FORMAT, TOPICS, BIAS, MEAN, SD, UNIT, TERMS, FIELDS };

static const char *const fields[FIELDS] = {
	"digestd-weights", "topics", "bias", "mean", "sd", "unit", "terms"
};

struct reader {
	struct score_weights *w;
	struct str rest;
	bool whole;  /* the last line is */
	size_t line; /* number of the line that was read last */
	double unit;
	int64_t terms; /* as announced */
	struct err *err;
};

/* The next line that is no comment, cut in two at its tab. 1: the end. */
static int next(struct reader *r, struct str *left, struct str *right)
{
	struct str line;

	do {
		if (!r->rest.len || !str_split(&r->rest, '\n', &line))
			return 1;
		r->line++;
	} while (!line.len || line.ptr[0] == '#');
	if (!memchr(line.ptr, '\t', line.len))
		return err_set(r->err, "no tab between two columns");
	str_split(&line, '\t', left);
	*right = line;
	return 0;
}

static int read_number(struct reader *r, enum field f, struct str s,
                       double least, double *out)
{
	if (str_to_double(s, out) || !(*out >= least && *out <= LARGEST))
		return err_set(r->err, "%s: \"%.*s\" is not in %g .. %g",
		               fields[f], (int)(s.len < 40 ? s.len : 40), s.ptr,
		               least, LARGEST);
	return 0;
}

static int read_topics(struct reader *r, struct str ids)
{
	const char **list = arena_array(r->w->arena, TOPICS_MAX, sizeof(*list));
	struct str id;

	while (ids.len && str_split(&ids, ' ', &id)) {
		if (r->w->n_topics == TOPICS_MAX)
			return err_set(r->err, "more than %d topics",
			               TOPICS_MAX);
		list[r->w->n_topics++] = arena_str(r->w->arena, id);
	}
	r->w->topics = list;
	return 0;
}

static int read_field(struct reader *r, enum field f, struct str s)
{
	switch (f) {
	case FORMAT:
		return str_eq(s, STR("1"))
		               ? 0
		               : err_set(r->err,
		                         "format %.*s; this version "
		                         "reads format 1",
		                         (int)(s.len < 20 ? s.len : 20), s.ptr);
	case TOPICS:
		return read_topics(r, s);
	case BIAS:
		return read_number(r, f, s, -LARGEST, &r->w->bias);
	case MEAN:
		return read_number(r, f, s, -LARGEST, &r->w->mean);
	case SD:
		return read_number(r, f, s, 1e-6, &r->w->sd);
	case UNIT:
		return read_number(r, f, s, 1e-6, &r->unit);
	default:
		return str_to_int(s, 0, SCORE_WEIGHTS_TERMS, &r->terms)
		               ? err_set(r->err, "terms: not in 0 .. %d",
		                         SCORE_WEIGHTS_TERMS)
		               : 0;
	}
}

static int read_header(struct reader *r)
{
	for (enum field f = 0; f < FIELDS; f++) {
		struct str left, right;
		int rc = next(r, &left, &right);

		if (rc > 0)
			return err_set(r->err, "the file ends before \"%s\"",
			               fields[f]);
		if (rc < 0 && f == FORMAT)
			return err_set(r->err, "not a file of weights");
		if (rc < 0)
			return -1;
		if (!str_eq(left, str_of(fields[f])))
			return f == FORMAT
			               ? err_set(r->err,
			                         "not a file of weights")
			               : err_set(r->err, "\"%s\" belongs here",
			                         fields[f]);
		if (read_field(r, f, right))
			return -1;
	}
	return 0;
}

static int read_term(struct reader *r, struct str step, struct str name)
{
	struct score_weights *w = r->w;
	int64_t q;
	int trait;

	if (str_to_int(step, -SCORE_WEIGHTS_MOST, SCORE_WEIGHTS_MOST, &q) || !q)
		return err_set(r->err, "a weight is in -%d .. %d and not 0",
		               SCORE_WEIGHTS_MOST, SCORE_WEIGHTS_MOST);
	trait = score_traits_add(w->traits, name);
	if (trait < 0)
		return err_set(r->err, "\"%.*s\" is no term",
		               (int)(name.len < 80 ? name.len : 80), name.ptr);
	if ((size_t)trait < w->n)
		return err_set(r->err, "\"%.*s\" again", (int)name.len,
		               name.ptr);
	w->w[w->n++] = (float)score_weights_of_step((int)q, r->unit);
	return 0;
}

static int read_terms(struct reader *r)
{
	struct str left, right;
	int rc;

	r->w->w = need(calloc((size_t)r->terms + 1, sizeof(*r->w->w)));
	while (!(rc = next(r, &left, &right))) {
		if ((int64_t)r->w->n == r->terms)
			return err_set(r->err, "more terms than %d",
			               (int)r->terms);
		if (read_term(r, left, right))
			return -1;
	}
	if (rc < 0)
		return -1;
	if (!r->whole)
		return err_set(r->err, "the file ends within a line");
	return (int64_t)r->w->n < r->terms
	               ? err_set(r->err, "the file ends after %zu of %d terms",
	                         r->w->n, (int)r->terms)
	               : 0;
}

static size_t line_of(struct str text, size_t at)
{
	size_t line = 1;

	for (size_t i = 0; i < at; i++)
		line += text.ptr[i] == '\n';
	return line;
}

/* Text at all? A NUL is none. */
static int check_bytes(struct str text, const char *name, struct err *err)
{
	const uint8_t *bad;

	if (text.len > SCORE_WEIGHTS_BYTES)
		return err_set(err, "%s: larger than %d bytes", name,
		               SCORE_WEIGHTS_BYTES);
	bad = text.len ? memchr(text.ptr, '\0', text.len) : NULL;
	if (!bad && text.len)
		bad = u8_check((const uint8_t *)text.ptr, text.len);
	if (!bad)
		return 0;
	return err_set(err, "%s:%zu: not text in UTF-8", name,
	               line_of(text, (size_t)((const char *)bad - text.ptr)));
}

struct score_weights *score_weights_parse(struct str text, const char *name,
                                          struct score_vocab *v,
                                          struct err *err)
{
	CLEANUP(score_weights_freep) struct score_weights *w = NULL;
	struct reader r = { .rest = text, .err = err };

	if (check_bytes(text, name, err))
		return NULL;
	w = need(calloc(1, sizeof(*w)));
	w->arena = arena_new(SIZE_MAX);
	w->traits = score_traits_new(v);
	r.w = w;
	r.whole = text.len && text.ptr[text.len - 1] == '\n';
	if (read_header(&r) || read_terms(&r)) {
		err_prefix(err, "%s:%zu", name, r.line ? r.line : 1);
		return NULL;
	}
	return STEAL(w);
}

void score_weights_free(struct score_weights *w)
{
	if (!w)
		return;
	score_traits_free(w->traits);
	arena_free(w->arena);
	free(w->w);
	free(w);
}

/* ---- using ---- */

double score_weights_of_step(int step, double unit)
{
	double part = step / (double)SCORE_WEIGHTS_MOST;

	return copysign(part * part * unit, step);
}

int score_weights_step(double weight, double unit)
{
	double step = round(sqrt(fabs(weight) / unit) * SCORE_WEIGHTS_MOST);

	return (int)copysign(fmin(step, SCORE_WEIGHTS_MOST), weight);
}

double score_weights_amount(float tf, size_t words)
{
	return (1 + log(tf)) / sqrt((double)(words ? words : 1));
}

double score_weights_value(const struct score_weights *w,
                           const struct score_count *counts, size_t n,
                           size_t words)
{
	double sum = w->bias;

	for (size_t i = 0; i < n; i++)
		sum += (double)w->w[counts[i].trait] *
		       score_weights_amount(counts[i].tf, words);
	return sum;
}

double score_weights_fit(const struct score_weights *w,
                         const struct topic *topics, size_t n)
{
	size_t known = 0;

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < w->n_topics; k++)
			if (!strcmp(topics[i].id, w->topics[k])) {
				known++;
				break;
			}
	return n ? (double)known / (double)(n > w->n_topics ? n : w->n_topics)
	         : 0;
}
