#include "archive/archive_intern.h"

#include <string.h>

static int64_t tokens_of(const struct edition *e)
{
	return e->prompt_tokens + e->completion_tokens;
}

static void set_count(struct value *v, const char *name, int64_t n,
                      struct arena *a)
{
	value_set_str(v, name, archive_number(a, n));
}

/* Which day, and where its page and its month's are. */
static void set_day(struct value *v, int date, struct arena *a)
{
	value_set_str(v, "date", archive_date(a, date));
	value_set_str(v, "day", archive_long_day(a, date));
	value_set_str(v, "short_day", archive_short_day(a, date));
	value_set_str(v, "month", archive_month(a, date));
	value_set_str(v, "page", archive_edition_file(a, date));
	value_set_str(v, "month_page", archive_month_file(a, date));
}

static struct value *page_value(const struct archive_site *site,
                                const char *file, struct arena *a)
{
	struct value *v = value_map(a);

	value_set_str(v, "site", site->name);
	if (site->url && site->url[0])
		value_set_str(v, "canonical",
		              arena_printf(a, "%s%s", site->url, file));
	return v;
}

static struct value *neighbour_value(int date, struct arena *a)
{
	struct value *v;

	if (date == DATE_NONE)
		return NULL;
	v = value_map(a);
	set_day(v, date, a);
	return v;
}

static struct value *lines_value(const char *const *lines, size_t n,
                                 struct arena *a)
{
	struct value *list = value_list(a);

	for (size_t i = 0; i < n; i++)
		value_push_str(list, archive_readable(a, lines[i], 500));
	return list;
}

static void set_sum(struct value *v, const struct edition_sum *sum,
                    struct arena *a)
{
	set_count(v, "announced", sum->announced, a);
	set_count(v, "scanned", sum->scanned, a);
	set_count(v, "skipped", sum->skipped, a);
	set_count(v, "relevant", sum->relevant, a);
	set_count(v, "below", sum->below, a);
	set_count(v, "unscored", sum->unscored, a);
	/* Nothing disappears silently, not even an error of ours. */
	value_set_bool(v, "unbalanced",
	               sum->announced != sum->scanned + sum->skipped ||
	                       sum->scanned != sum->relevant + sum->below +
	                                               sum->unscored);
}

/* The table for a model that counts tokens; else one line will do. */
static void set_cost(struct value *v, const struct edition *e,
                     const char *model, struct arena *a)
{
	bool lexical = !strcmp(e->scorer, score_by_name(SCORE_BY_LEXICAL));
	struct value *cost;

	value_set_bool(v, "lexical", lexical && !tokens_of(e));
	if (e->sum.fallback)
		set_count(v, "fallback", e->sum.fallback, a);
	if (lexical && !tokens_of(e))
		return;
	if (!e->scorer[0] && !tokens_of(e))
		return;
	cost = value_map(a);
	value_set_str(cost, "model", model && model[0] ? model : e->scorer);
	set_count(cost, "prompt", e->prompt_tokens, a);
	if (e->cached_tokens)
		set_count(cost, "cached", e->cached_tokens, a);
	set_count(cost, "completion", e->completion_tokens, a);
	set_count(cost, "total", tokens_of(e), a);
	value_set_str(cost, "money", archive_cost(a, e->cost));
	value_set(v, "cost", cost);
}

struct value *archive_edition_value(const struct archive_site *site,
                                    const struct archive_edition *page,
                                    struct arena *a)
{
	const struct edition *e = page->edition;
	struct value *v = page_value(site, archive_edition_file(a, e->date), a);
	struct value *papers = value_list(a);
	struct value *near;

	set_day(v, e->date, a);
	if ((near = neighbour_value(page->previous, a)))
		value_set(v, "previous", near);
	if ((near = neighbour_value(page->next, a)))
		value_set(v, "next", near);
	value_set_bool(v, "by_submission", e->by_submission);
	set_sum(v, &e->sum, a);
	value_set(v, "skipped_why",
	          lines_value(page->skipped, page->n_skipped, a));
	value_set(v, "unscored_why",
	          lines_value(page->unscored, page->n_unscored, a));
	value_set_bool(v, "any_why", page->n_skipped + page->n_unscored > 0);
	set_cost(v, e, page->model, a);
	for (size_t i = 0; i < page->n_papers; i++)
		value_push(papers, archive_paper_value(site, &page->papers[i],
		                                       (int)i + 1, a));
	value_set(v, "papers", papers);
	value_set_bool(v, "any", page->n_papers > 0);
	if (page->prompt && page->prompt[0])
		value_set_str(v, "prompt", archive_verbatim(a, page->prompt));
	return v;
}

/* A day as a row of the month's table or of the index. */
static struct value *row_value(const struct edition *e, struct arena *a)
{
	struct value *v = value_map(a);

	set_day(v, e->date, a);
	set_sum(v, &e->sum, a);
	set_count(v, "tokens", tokens_of(e), a);
	value_set_str(v, "money", archive_cost(a, e->cost));
	return v;
}

/* Sum of a month, as an edition that never was. */
static struct edition total_of(const struct edition *editions, size_t n)
{
	struct edition all = { 0 };

	for (size_t i = 0; i < n; i++) {
		const struct edition *e = &editions[i];

		all.sum.announced += e->sum.announced;
		all.sum.scanned += e->sum.scanned;
		all.sum.skipped += e->sum.skipped;
		all.sum.relevant += e->sum.relevant;
		all.sum.below += e->sum.below;
		all.sum.unscored += e->sum.unscored;
		all.prompt_tokens += e->prompt_tokens;
		all.completion_tokens += e->completion_tokens;
		all.cost += e->cost;
	}
	return all;
}

struct value *archive_month_value(const struct archive_site *site, int date,
                                  const struct edition *editions, size_t n,
                                  struct arena *a)
{
	struct value *v = page_value(site, archive_month_file(a, date), a);
	struct value *days = value_list(a);
	struct edition total = total_of(editions, n);

	set_day(v, date, a);
	set_count(v, "n_days", (int64_t)n, a);
	value_set_bool(v, "one_day", n == 1);
	for (size_t i = 0; i < n; i++)
		value_push(days, row_value(&editions[i], a));
	value_set(v, "days", days);
	value_set_bool(v, "any", n > 0);
	/* Columns of zeros say nothing: with the lexical scorer they stay
	 * away. */
	value_set_bool(v, "charged", tokens_of(&total) || total.cost > 0);
	value_set(v, "total", row_value(&total, a));
	return v;
}

struct value *archive_index_value(const struct archive_site *site,
                                  const struct edition *editions, size_t n,
                                  struct arena *a)
{
	struct value *v = page_value(site, "index.html", a);
	struct value *months = value_list(a), *days = NULL;

	for (size_t i = n; i-- > 0;) {
		const struct edition *e = &editions[i];

		if (!days ||
		    !archive_same_month(e->date, editions[i + 1].date)) {
			struct value *month = value_map(a);

			days = value_list(a);
			set_day(month, e->date, a);
			value_set(month, "days", days);
			value_push(months, month);
		}
		value_push(days, row_value(e, a));
	}
	value_set(v, "months", months);
	value_set_bool(v, "any", n > 0);
	return v;
}
