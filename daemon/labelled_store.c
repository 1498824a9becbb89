#include "labelled_store.h"

#include <limits.h>
#include <stdlib.h>

#include "store/store_edition.h"
#include "store/store_inbox.h"
#include "store/store_paper.h"

enum {
	VOTES_MAX = 100000, /* judged papers */
	VOTE_HALVES = 1,    /* a judgement is worth so many halves of a label */
	VOTES_HALVES = 4,   /* all of a paper's together */
};

struct reading {
	struct store *store;
	const struct conf *conf;
	struct arena *arena;
	struct store_votes *votes; /* by paper */
	size_t n_votes, judged;
	struct err *err;
};

static int by_paper(const void *a, const void *b)
{
	int64_t x = ((const struct store_votes *)a)->paper;
	int64_t y = ((const struct store_votes *)b)->paper;

	return (x > y) - (x < y);
}

static bool matched(const struct reading *r, const struct score *s)
{
	for (size_t t = 0; t < r->conf->n_topics; t++)
		if (s->topic[t] > 0)
			return true;
	return false;
}

/* What the scorer said, in halves of a label: > 0 for, < 0 against. */
static int by_scorer(const struct reading *r, const struct edition *e,
                     const struct score *s)
{
	double relevance = (double)s->relevance;
	bool selected;

	if (s->by == SCORE_BY_LEXICAL)
		return !strcmp(e->scorer, "llm") && !s->fallback
		               ? -train_halves(false, 0, 0)
		               : 0;
	if (s->by != SCORE_BY_LLM)
		return 0;
	selected = relevance >= r->conf->scoring.relevance &&
	           (double)s->novelty >= r->conf->scoring.novelty;
	return (selected ? 1 : -1) *
	       train_halves(selected, relevance, r->conf->scoring.relevance);
}

static int by_readers(struct reading *r, const struct paper *p,
                      const struct score *s)
{
	const struct store_votes key = { .paper = p->row }, *hit;
	int halves;

	if (!r->n_votes || !matched(r, s))
		return 0;
	hit = bsearch(&key, r->votes, r->n_votes, sizeof(key), by_paper);
	if (!hit || !hit->votes)
		return 0;
	r->judged++;
	halves = VOTE_HALVES * hit->votes;
	return halves > VOTES_HALVES    ? VOTES_HALVES
	       : halves < -VOTES_HALVES ? -VOTES_HALVES
	                                : halves;
}

static int read_edition(struct reading *r, const struct edition *e,
                        struct train_day *day)
{
	const struct conf *conf = r->conf;
	struct paper *papers;
	struct score *scores;
	unsigned char *halves;
	bool *selected;
	char name[DATE_LEN];
	size_t n;

	if (store_scanned(r->store, e->date, r->arena, &papers, &n, r->err))
		return -1;
	scores = arena_array(r->arena, n, sizeof(*scores));
	selected = arena_array(r->arena, n, sizeof(*selected));
	halves = arena_array(r->arena, n, sizeof(*halves));
	if (store_scores(r->store, e->date, papers, n, conf->topics,
	                 conf->n_topics, r->arena, scores, r->err))
		return -1;
	date_format(e->date, name);
	*day = (struct train_day){ .name = arena_strdup(r->arena, name),
		                   .papers = papers,
		                   .selected = selected,
		                   .halves = halves };
	for (size_t i = 0; i < n; i++) {
		int says = by_scorer(r, e, &scores[i]) +
		           by_readers(r, &papers[i], &scores[i]);

		if (!says)
			continue;
		papers[day->n] = papers[i];
		selected[day->n] = says > 0;
		halves[day->n++] = (unsigned char)abs(says);
	}
	return 0;
}

/* From the newest back, as many as can be learnt from. */
static int read_editions(struct reading *r, const struct edition *editions,
                         size_t n_editions, struct train_day *days, size_t *n)
{
	size_t papers = 0;

	*n = 0;
	for (size_t i = n_editions; i-- > 0;) {
		struct train_day *day = &days[*n];

		if (editions[i].state < EDITION_SCORED)
			continue;
		if (read_edition(r, &editions[i], day))
			return -1;
		if (papers + day->n > TRAIN_PAPERS)
			break;
		papers += day->n;
		*n += day->n > 0;
	}
	for (size_t i = 0; i < *n / 2; i++) {
		struct train_day swap = days[i];

		days[i] = days[*n - 1 - i];
		days[*n - 1 - i] = swap;
	}
	return 0;
}

int labelled_read_store(struct store *store, const struct conf *conf,
                        struct arena *arena, struct train_day **days, size_t *n,
                        size_t *judged, struct err *err)
{
	struct reading r = { store, conf, arena, NULL, 0, 0, err };
	struct edition *editions;
	size_t n_editions;

	if (store_votes(store, arena, VOTES_MAX, &r.votes, &r.n_votes, err) ||
	    store_editions(store, INT_MIN, INT_MAX, arena, &editions,
	                   &n_editions, err))
		return -1;
	*days = arena_array(arena, n_editions, sizeof(**days));
	if (read_editions(&r, editions, n_editions, *days, n))
		return -1;
	*judged = r.judged;
	return 0;
}
