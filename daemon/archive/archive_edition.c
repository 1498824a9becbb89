/* An edition's three pages: its papers, the same by topic, everything scanned.
 */
#include "archive/archive_intern.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "text/words.h"

/* ---- page order ---- */

static int rank(const struct archive_paper *p, const struct edition *e)
{
	if (p->score->by == SCORE_BY_NONE)
		return 2;
	return (double)p->score->relevance < e->relevance ||
	       (double)p->score->novelty < e->novelty;
}

static int in_page_order(const void *a, const void *b, void *ctx)
{
	const struct archive_paper *x = a, *y = b;
	const struct edition *e = ctx;
	int before = rank(x, e) - rank(y, e);

	/* As people read the grades, or the order would look wrong to them. */
	if (!before)
		before = score_tenths(y->score->relevance) -
		         score_tenths(x->score->relevance);
	if (!before)
		before = score_tenths(y->score->novelty) -
		         score_tenths(x->score->novelty);
	return before ? before : strcmp(x->paper->id, y->paper->id);
}

void archive_order(struct archive_edition *edition,
                   struct archive_paper *papers, size_t n)
{
	struct edition e = *edition->edition;

	if (n)
		qsort_r(papers, n, sizeof(*papers), in_page_order, &e);
	edition->papers = papers;
	edition->n_papers = n;
	edition->n_relevant = edition->n_unscored = 0;
	for (size_t i = 0; i < n; i++) {
		edition->n_relevant += rank(&papers[i], &e) == 0;
		edition->n_unscored += rank(&papers[i], &e) == 2;
	}
}

/* ---- who scored, and what it cost ---- */

/* What the prompt's and the answers' tokens cost, where that is known: with the
 * prices that were frozen they must make the sum that was counted. */
static void set_bill(struct value *cost, const struct archive_edition *e,
                     struct arena *a)
{
	const struct edition *sum = e->edition;
	int64_t fresh = sum->prompt_tokens - sum->cached_tokens;
	double prompt = ((double)fresh * e->prices.prompt +
	                 (double)sum->cached_tokens * e->prices.cached) /
	                1e6;
	double completion =
	        (double)sum->completion_tokens * e->prices.completion / 1e6;

	value_set_str(cost, "money", archive_cost(a, sum->cost));
	if (fabs(prompt + completion - sum->cost) > 0.0005)
		return;
	value_set_str(cost, "money_prompt", archive_cost(a, prompt));
	value_set_str(cost, "money_completion", archive_cost(a, completion));
}

static struct value *cost_value(const struct archive_edition *e,
                                struct arena *a)
{
	const struct edition *sum = e->edition;
	struct value *v = value_map(a);

	archive_set_count(v, "prompt_tokens", sum->prompt_tokens, a);
	if (sum->cached_tokens)
		archive_set_count(v, "cached", sum->cached_tokens, a);
	archive_set_count(v, "completion", sum->completion_tokens, a);
	archive_set_count(v, "total", archive_tokens(sum), a);
	set_bill(v, e, a);
	return v;
}

static void set_fallback(struct value *v, const struct edition *e,
                         struct arena *a)
{
	const char *who = e->model[0] ? words_readable(a, e->model, 200)
	                              : "the language model";

	if (!e->sum.fallback)
		return;
	archive_set_count(v, "fallback", e->sum.fallback, a);
	value_set_str(v, "why",
	              words_why_fallback(a, who, e->sum.fallback,
	                                 e->sum.over_budget));
}

static void set_scorer(struct value *v, const struct archive_edition *e,
                       struct arena *a)
{
	const struct edition *sum = e->edition;
	int64_t by_model = 0, left_out = 0;

	for (size_t i = 0; i < e->n_papers; i++) {
		const struct score *s = e->papers[i].score;

		by_model += s->by == SCORE_BY_LLM;
		left_out += s->by == SCORE_BY_LEXICAL && !s->fallback;
	}
	value_set_bool(v, "lexical", !sum->model[0] && !by_model);
	value_set_bool(v, "gave_up", sum->model[0] && !by_model);
	if (by_model && left_out)
		archive_set_count(v, "left_out", left_out, a);
	if (by_model)
		archive_set_count(v, "by_model", by_model, a);
	if (sum->model[0] || by_model)
		value_set_str(v, "model",
		              sum->model[0] ? words_readable(a, sum->model, 200)
		                            : "a language model");
	set_fallback(v, sum, a);
	if (archive_tokens(sum) || sum->cost > 0)
		value_set(v, "cost", cost_value(e, a));
}

/* ---- the pages ---- */

static struct value *lines_value(const char *const *lines, size_t n,
                                 struct arena *a)
{
	struct value *list = value_list(a);

	for (size_t i = 0; i < n; i++)
		value_push_str(list, words_readable(a, lines[i], 500));
	return list;
}

static struct value *neighbour_value(int date, enum archive_view view,
                                     struct arena *a)
{
	struct value *v;

	if (date == DATE_NONE)
		return NULL;
	v = value_map(a);
	value_set_str(v, "date", archive_date(a, date));
	value_set_str(v, "day", archive_long_day(a, date));
	value_set_str(v, "page", archive_edition_file(a, date, view));
	return v;
}

static void set_views(struct value *v, int date, enum archive_view view,
                      struct arena *a)
{
	value_set_str(v, "topics_page",
	              archive_edition_file(a, date, VIEW_TOPICS));
	value_set_str(v, "all_page", archive_edition_file(a, date, VIEW_ALL));
	value_set_str(v, "json_file", archive_edition_file(a, date, VIEW_JSON));
	value_set_bool(v, "view_papers", view == VIEW_PAPERS);
	value_set_bool(v, "view_topics", view == VIEW_TOPICS);
	value_set_bool(v, "view_all", view == VIEW_ALL);
}

static struct value *papers_value(const struct archive_edition *e,
                                  struct arena *a)
{
	struct value *list = value_list(a);

	for (size_t i = 0; i < e->n_relevant; i++)
		value_push(list, archive_paper(e, i, a));
	return list;
}

/* A third of the page: those that are relevant, below, or without a score. */
static void set_lines(struct value *v, const char *name,
                      const struct archive_edition *e, size_t from, size_t to,
                      struct arena *a)
{
	struct value *list = value_list(a);

	for (size_t i = from; i < to; i++)
		value_push(list,
		           archive_line(e, i,
		                        i < e->n_relevant ? (int)i + 1 : 0, a));
	value_set(v, name, list);
}

static void set_all(struct value *v, const struct archive_edition *e,
                    struct arena *a)
{
	size_t scored = e->n_papers - e->n_unscored;

	set_lines(v, "relevant_lines", e, 0, e->n_relevant, a);
	set_lines(v, "below_lines", e, e->n_relevant, scored, a);
	set_lines(v, "unscored_lines", e, scored, e->n_papers, a);
	value_set_bool(v, "any_below", scored > e->n_relevant);
	value_set_bool(v, "any_unscored", e->n_unscored > 0);
}

static void set_papers(struct value *v, const struct archive_edition *e,
                       struct arena *a)
{
	value_set(v, "papers", papers_value(e, a));
	value_set(v, "chart", archive_scatter(e, a));
	set_scorer(v, e, a);
	if (e->prompt && e->prompt[0])
		value_set_str(v, "prompt", archive_verbatim(a, e->prompt));
}

struct value *archive_edition_value(const struct archive_site *site,
                                    const struct archive_edition *e,
                                    enum archive_view view, struct arena *a)
{
	const struct edition *sum = e->edition;
	struct value *v =
	        archive_root(site, archive_edition_file(a, sum->date, view), a);

	archive_set_day(v, sum->date, a);
	value_set(v, "previous", neighbour_value(e->previous, view, a));
	value_set(v, "next", neighbour_value(e->next, view, a));
	set_views(v, sum->date, view, a);
	value_set_bool(v, "by_submission", sum->by_submission);
	archive_set_sum(v, &sum->sum, a);
	value_set_bool(v, "any", e->n_relevant > 0);
	value_set_str(v, "cutoff_relevance",
	              archive_grade(a, (float)sum->relevance));
	value_set_str(v, "cutoff_novelty",
	              archive_grade(a, (float)sum->novelty));
	value_set(v, "skipped_why", lines_value(e->skipped, e->n_skipped, a));
	value_set_bool(v, "any_skipped", e->n_skipped > 0);
	if (view == VIEW_PAPERS)
		set_papers(v, e, a);
	else if (view == VIEW_TOPICS)
		value_set(v, "sections", archive_topics_value(e, a));
	else
		set_all(v, e, a);
	return v;
}
