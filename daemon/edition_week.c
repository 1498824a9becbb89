/*
 * Weekly digests: the week's best, once each. The week of a reader goes from
 * the edition that carried their last week (not included) to this one.
 */
#include "edition_work.h"
#include "store/store_edition.h"
#include "store/store_paper.h"

enum { WEEK_PAPERS_MAX = 20000 };

/* Did this weekday come after `before` and not after `date`? */
static bool carries(int before, int date, int weekday)
{
	for (int d = date; d > before && d > date - 7; d--)
		if (date_weekday(d) == weekday)
			return true;
	return false;
}

/* Of the first one nobody knows what came before: it is its own day's. */
static bool carried_by(const int *dates, size_t i, int weekday)
{
	return carries(i ? dates[i - 1] : dates[i] - 1, dates[i], weekday);
}

bool edition_week_due(const int *dates, size_t n, int weekday, int *after)
{
	*after = dates[n - 1] - 7;
	for (size_t i = n - 1; i-- > 0;)
		if (carried_by(dates, i, weekday)) {
			*after = dates[i];
			break;
		}
	return carried_by(dates, n - 1, weekday);
}

static int append(struct edition_work *w, int date, struct paper *papers,
                  struct score *scores, size_t *n, struct err *err)
{
	const struct conf *conf = w->order->conf;
	struct paper *some;
	size_t n_some;

	if (store_scanned(w->store, date, w->arena, &some, &n_some, err))
		return -1;
	if (n_some > WEEK_PAPERS_MAX - *n)
		n_some = WEEK_PAPERS_MAX - *n;
	if (n_some)
		memcpy(papers + *n, some, n_some * sizeof(*some));
	if (store_scores(w->store, date, papers + *n, n_some, conf->topics,
	                 conf->n_topics, w->arena, scores + *n, err))
		return -1;
	*n += n_some;
	return 0;
}

/* Adds the edition to what a week covers; the first one begins it. */
static void cover(struct week *week, int date, const struct edition_sum *sum)
{
	struct edition_sum *all = &week->sum;

	if (!week->first)
		week->first = date;
	all->announced += sum->announced;
	all->scanned += sum->scanned;
	all->skipped += sum->skipped;
	all->relevant += sum->relevant;
	all->below += sum->below;
	all->unscored += sum->unscored;
	all->fallback += sum->fallback;
	all->over_budget += sum->over_budget;
}

int edition_week(struct edition_work *w, int weekday, int after,
                 const struct select_edition **papers, struct err *err)
{
	struct select_edition *week = w->week[weekday];
	struct paper *list;
	struct score *scores;

	*papers = week;
	if (week)
		return 0;
	week = arena_alloc(w->arena, sizeof(*week));
	*week = w->day;
	week->n = 0;
	list = arena_array(w->arena, WEEK_PAPERS_MAX, sizeof(*list));
	scores = arena_array(w->arena, WEEK_PAPERS_MAX, sizeof(*scores));
	for (size_t i = 0; i < w->n_dates; i++) {
		if (w->dates[i] <= after)
			continue;
		if (append(w, w->dates[i], list, scores, &week->n, err))
			return -1;
		cover(&w->weeks[weekday], w->dates[i], &w->sums[i]);
	}
	week->papers = list;
	week->scores = scores;
	picks_add(&w->picks, week);
	*papers = w->week[weekday] = week;
	return 0;
}
