#include "what_if.h"

#include <stdlib.h>

#include "edition_work.h"
#include "judge.h"
#include "store/store_edition.h"
#include "store/store_paper.h"

enum {
	BACKGROUND_MAX = 4000, /* as edition_score.c */
	BATCH_BYTES = 256 << 20,
	READER_BYTES = 32 << 20,
};

/* One reader's digest on one side, as little of it as is compared. */
struct mailed {
	size_t paper; /* index among the edition's */
	float relevance;
};

struct list {
	int64_t subscriber;
	const char *address;
	const struct mailed *papers; /* by index */
	size_t n;
};

struct lists {
	struct list *all; /* by subscriber */
	size_t n, room;
};

struct comparing {
	const struct what_if_order *order;
	struct arena *arena;
	struct what_if *out;
	struct lists lists[WHAT_IF_SIDES];
};

/* ---- score ---- */

static int find_edition(struct comparing *c, struct err *err)
{
	int date = c->order->date, rc = 0;
	char text[DATE_LEN];
	struct paper *papers;

	if (date == DATE_NONE)
		rc = store_edition_find(c->order->copy, EDITION_NEWEST, &date,
		                        err);
	if (rc > 0)
		return err_set(err, "no edition yet (digestctl run makes one)");
	if (!rc)
		rc = store_edition(c->order->copy, date, &c->out->edition, err);
	if (rc > 0)
		return err_set(err, "there is no edition of %s",
		               date_format(date, text));
	if (rc || store_scanned(c->order->copy, date, c->arena, &papers,
	                        &c->out->n_papers, err))
		return -1;
	c->out->papers = papers;
	return 0;
}

static int judge_side(struct comparing *c, int side, struct score *scores,
                      struct err *err)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(BATCH_BYTES);
	const struct conf *conf = c->order->conf[side];
	struct judge_order order = { .conf = conf,
		                     .clock = c->order->clock,
		                     .scorer = conf->scoring.scorer,
		                     .edition = DATE_NONE,
		                     .frugal = true };
	struct score_background background = { 0 };
	struct judge_report report;
	struct paper *earlier;

	if (store_earlier(c->order->copy, c->out->edition.date, BACKGROUND_MAX,
	                  arena, &earlier, &background.n, err))
		return -1;
	background.papers = earlier;
	return judge(&order, c->out->papers, c->out->n_papers, &background,
	             c->arena, scores, &report, err)
	               ? -1
	               : 0;
}

/* What the store had of that day is taken first: a model's scores stand. The
 * rest goes through the store, which rounds. */
static int score_side(struct comparing *c, int side, struct score *scores,
                      struct err *err)
{
	const struct conf *conf = c->order->conf[side];
	struct store *copy = c->order->copy;
	struct what_if *out = c->out;

	if (judge_side(c, side, scores, err) || store_begin(copy, err))
		return -1;
	if (store_scores_put(copy, out->edition.date, out->papers, scores,
	                     out->n_papers, conf->topics, conf->n_topics,
	                     err)) {
		store_rollback(copy);
		return -1;
	}
	return store_commit(copy, err) ||
	                       store_scores(copy, out->edition.date,
	                                    out->papers, out->n_papers,
	                                    conf->topics, conf->n_topics,
	                                    c->arena, scores, err)
	               ? -1
	               : 0;
}

/* Read before either side is written. */
static int stored_scores(struct comparing *c, struct err *err)
{
	struct what_if *out = c->out;

	for (int side = 0; side < WHAT_IF_SIDES; side++) {
		const struct conf *conf = c->order->conf[side];

		out->scores[side] = arena_array(c->arena, out->n_papers,
		                                sizeof(struct score));
		if (store_scores(c->order->copy, out->edition.date, out->papers,
		                 out->n_papers, conf->topics, conf->n_topics,
		                 c->arena, out->scores[side], err))
			return -1;
	}
	return 0;
}

static void count(struct comparing *c, int side)
{
	const struct conf *conf = c->order->conf[side];
	struct what_if *out = c->out;

	for (size_t i = 0; i < out->n_papers; i++) {
		const struct score *s = &out->scores[side][i];

		out->asked[side] += s->by == SCORE_BY_LLM;
		out->relevant[side] +=
		        s->by != SCORE_BY_NONE &&
		        (double)s->relevance >= conf->scoring.relevance &&
		        (double)s->novelty >= conf->scoring.novelty;
	}
}

/* ---- select ---- */

static int by_paper(const void *a, const void *b)
{
	size_t x = ((const struct mailed *)a)->paper;
	size_t y = ((const struct mailed *)b)->paper;

	return (x > y) - (x < y);
}

static void keep(struct comparing *c, int side, const struct edition_work *w,
                 const struct digest *d)
{
	struct lists *l = &c->lists[side];
	struct mailed *papers =
	        arena_array(c->arena, d->n_choices, sizeof(*papers));

	for (size_t i = 0; i < d->n_choices; i++)
		papers[i] = (struct mailed){
			(size_t)(picks_find(&w->picks, d->choices[i].paper)
			                 ->paper -
			         c->out->papers),
			d->choices[i].relevance,
		};
	qsort(papers, d->n_choices, sizeof(*papers), by_paper);
	if (l->n == l->room) {
		l->room = l->room ? 2 * l->room : 256;
		l->all = reallocarray(l->all, l->room, sizeof(*l->all));
		if (!l->all)
			abort();
	}
	l->all[l->n++] = (struct list){ d->subscriber,
		                        arena_strdup(c->arena, d->address),
		                        papers, d->n_choices };
	c->out->digests[side]++;
	c->out->mailed[side] += d->n_choices;
}

static int select_all(struct comparing *c, int side, struct edition_work *w,
                      struct err *err)
{
	int rc;

	while (!(rc = edition_select(w, err))) {
		for (size_t i = 0; i < w->n_digests; i++)
			keep(c, side, w, &w->digests[i]);
		if (c->order->progress)
			c->order->progress(NULL, "select",
			                   c->out->digests[side], 0);
	}
	return rc < 0 ? -1 : 0;
}

static int select_side(struct comparing *c, int side, struct err *err)
{
	struct edition_order order = { .conf = c->order->conf[side],
		                       .clock = c->order->clock,
		                       .dry = true };
	struct edition_work w = {
		.order = &order,
		.store = c->order->copy,
		.arena = c->arena,
		.date = c->out->edition.date,
		.edition = c->out->edition,
		.papers = (struct paper *)(uintptr_t)c->out->papers,
		.scores = c->out->scores[side],
		.n_papers = c->out->n_papers,
		.everybody = true,
	};
	int rc;

	w.batch = arena_new(BATCH_BYTES);
	w.reader = arena_new(READER_BYTES);
	rc = select_all(c, side, &w, err);
	edition_work_deinit(&w);
	return rc;
}

/* ---- compare ---- */

/* Adds what is in `in` and not in `other`. */
static void add_only(struct comparing *c, const struct list *in,
                     const struct list *other, bool gained,
                     struct what_if_change *changes, size_t *n)
{
	for (size_t i = 0, j = 0; in && i < in->n; i++) {
		while (other && j < other->n &&
		       other->papers[j].paper < in->papers[i].paper)
			j++;
		if (other && j < other->n &&
		    other->papers[j].paper == in->papers[i].paper)
			continue;
		changes[(*n)++] = (struct what_if_change){
			&c->out->papers[in->papers[i].paper], gained,
			in->papers[i].relevance
		};
	}
}

/* Either may be NULL: no digest on that side. False: nothing changes. */
static bool compare(struct comparing *c, const struct list *before,
                    const struct list *after, struct what_if_reader *out)
{
	size_t n = 0, most = (before ? before->n : 0) + (after ? after->n : 0);
	struct what_if_change *changes =
	        arena_array(c->arena, most, sizeof(*changes));

	add_only(c, after, before, true, changes, &n);
	add_only(c, before, after, false, changes, &n);
	*out = (struct what_if_reader){
		before ? before->address : after->address,
		{ before ? before->n : 0, after ? after->n : 0 },
		changes,
		n
	};
	return n > 0;
}

static void compare_all(struct comparing *c)
{
	const struct lists *a = &c->lists[0], *b = &c->lists[1];
	struct what_if_reader *readers =
	        arena_array(c->arena, a->n + b->n, sizeof(*readers));
	size_t i = 0, j = 0;

	while (i < a->n || j < b->n) {
		int64_t x = i < a->n ? a->all[i].subscriber : INT64_MAX;
		int64_t y = j < b->n ? b->all[j].subscriber : INT64_MAX;

		if (compare(c, x <= y ? &a->all[i] : NULL,
		            y <= x ? &b->all[j] : NULL,
		            &readers[c->out->n_readers]))
			c->out->n_readers++;
		i += x <= y;
		j += y <= x;
	}
	c->out->readers = readers;
}

static int run(struct comparing *c, struct err *err)
{
	if (find_edition(c, err) || stored_scores(c, err))
		return -1;
	for (int side = 0; side < WHAT_IF_SIDES; side++) {
		if (score_side(c, side, c->out->scores[side], err) ||
		    select_side(c, side, err))
			return -1;
		count(c, side);
	}
	compare_all(c);
	return 0;
}

int what_if(const struct what_if_order *order, struct arena *arena,
            struct what_if *out, struct err *err)
{
	struct comparing c = { .order = order, .arena = arena, .out = out };
	int rc;

	*out = (struct what_if){ 0 };
	rc = run(&c, err);
	for (int side = 0; side < WHAT_IF_SIDES; side++)
		free(c.lists[side].all);
	return rc;
}
