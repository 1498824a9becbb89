/*
 * The pictures' coordinates; the drawing is the templates' (scatter.html,
 * bars.html), and so are axes and words. Units are those of their viewBox,
 * which is as wide as a small phone shows: text of 12 units stays readable.
 *
 *	scatter: 340 x 258. Grade g stands at x = 40 + 32 (g - 1) and at
 *	y = 214 - 21 (g - 1).
 *	bars: 340 wide, 38 high each: a line of words, the bar below it.
 */
#include "archive/archive_intern.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "text/wrap.h"

enum { WIDTH = 340, TOP = 25, DOT_MOST = 10, BAR_PITCH = 38 };

/* Colour says relevant or not, so both may stand at one place. */
struct dot {
	int relevance, novelty; /* in tenths */
	bool relevant;
	int papers;
	const char *title; /* of the first one */
};

static double x_of(double tenths)
{
	return 40 + 3.2 * (tenths - 10);
}

static double y_of(double tenths)
{
	return 214 - 2.1 * (tenths - 10);
}

static int by_place(const void *a, const void *b)
{
	const struct dot *x = a, *y = b;

	if (x->relevance != y->relevance)
		return x->relevance - y->relevance;
	if (x->novelty != y->novelty)
		return x->novelty - y->novelty;
	return x->relevant - y->relevant;
}

/* The large ones first, so that the small ones lie on top. */
static int by_papers(const void *a, const void *b)
{
	const struct dot *x = a, *y = b;

	if (x->papers != y->papers)
		return y->papers - x->papers;
	return by_place(a, b);
}

static size_t collect(const struct archive_edition *e, struct dot *dots)
{
	size_t n = 0, scored = e->n_papers - e->n_unscored;

	for (size_t i = 0; i < scored; i++) {
		const struct score *s = e->papers[i].score;

		dots[i] = (struct dot){ score_tenths(s->relevance),
			                score_tenths(s->novelty),
			                i < e->n_relevant, 1,
			                e->papers[i].paper->title };
	}
	qsort(dots, scored, sizeof(*dots), by_place);
	for (size_t i = 0; i < scored; i++)
		if (n && !by_place(&dots[n - 1], &dots[i]))
			dots[n - 1].papers++;
		else
			dots[n++] = dots[i];
	qsort(dots, n, sizeof(*dots), by_papers);
	return n;
}

/* Area is proportional to papers; crowded days shrink all dots alike. */
static struct value *dots_value(const struct dot *dots, size_t n,
                                struct arena *a)
{
	struct value *list = value_list(a);
	double unit = fmin(3, DOT_MOST / sqrt(dots[0].papers));

	for (size_t i = 0; i < n; i++) {
		const struct dot *d = &dots[i];
		struct value *v = value_map(a);
		double r = fmax(1, unit * sqrt(d->papers));

		value_set_str(v, "x", archive_length(a, x_of(d->relevance)));
		value_set_str(v, "y", archive_length(a, y_of(d->novelty)));
		value_set_str(v, "r", archive_length(a, r));
		value_set_bool(v, "relevant", d->relevant);
		value_set_str(v, "label",
		              d->papers == 1 ? words_readable(a, d->title, 80)
		                             : archive_papers(a, d->papers));
		value_push(list, v);
	}
	return list;
}

/* Whole grades: half a step before the cut-off, so that the dots on it are
 * seen to be within; else just before it. */
static void set_cutoffs(struct value *v, const struct edition *e,
                        const struct dot *dots, size_t n, struct arena *a)
{
	double before = 5, left, bottom;

	for (size_t i = 0; i < n; i++)
		if (dots[i].relevance % 10 || dots[i].novelty % 10)
			before = 0.5;
	left = x_of(fmax(10, 10 * e->relevance - before));
	bottom = y_of(fmax(10, 10 * e->novelty - before));
	value_set_str(v, "cut_x", archive_length(a, left));
	value_set_str(v, "cut_y", archive_length(a, TOP - DOT_MOST));
	value_set_str(v, "cut_width", archive_length(a, WIDTH - left));
	value_set_str(v, "cut_height",
	              archive_length(a, bottom - (TOP - DOT_MOST)));
}

struct value *archive_scatter(const struct archive_edition *e, struct arena *a)
{
	size_t scored = e->n_papers - e->n_unscored;
	struct dot *dots = arena_array(a, scored, sizeof(*dots));
	size_t n = collect(e, dots);
	struct value *v;

	if (!n)
		return NULL;
	v = value_map(a);
	value_set(v, "dots", dots_value(dots, n, a));
	set_cutoffs(v, e->edition, dots, n, a);
	value_set_str(v, "scored", archive_papers(a, (int64_t)scored));
	value_set_str(v, "crowd", archive_papers(a, dots[0].papers));
	value_set_str(v, "crowd_relevance",
	              archive_grade(a, (float)dots[0].relevance / 10));
	value_set_str(v, "crowd_novelty",
	              archive_grade(a, (float)dots[0].novelty / 10));
	value_set_str(v, "top_relevance",
	              archive_grade(a, e->papers[0].score->relevance));
	value_set_str(v, "top_novelty",
	              archive_grade(a, e->papers[0].score->novelty));
	return v;
}

struct value *archive_bars(const struct archive_bar *bars, size_t n,
                           struct arena *a)
{
	struct value *v = value_map(a), *list = value_list(a);
	int64_t most = 1;

	for (size_t i = 0; i < n; i++)
		most = bars[i].count > most ? bars[i].count : most;
	for (size_t i = 0; i < n; i++) {
		struct value *bar = value_map(a);
		struct buf name CLEANUP(buf_deinit) = BUF(4096);

		text_shorten(&name, str_of(bars[i].name), 40);
		value_set_str(bar, "name", arena_str(a, buf_str(&name)));
		archive_set_count(bar, "count", bars[i].count, a);
		value_set_str(bar, "y_text",
		              archive_length(a, (double)i * BAR_PITCH + 14));
		value_set_str(bar, "y_bar",
		              archive_length(a, (double)i * BAR_PITCH + 20));
		value_set_str(bar, "width",
		              archive_length(
		                      a, fmax(1, WIDTH * (double)bars[i].count /
		                                         (double)most)));
		value_push(list, bar);
	}
	value_set(v, "bars", list);
	value_set_str(v, "height",
	              archive_length(a, (double)n * BAR_PITCH - 2));
	return v;
}
