/* score: every scanned paper once, against all topics at once. */
#include <stdio.h>

#include "base/log.h"
#include "edition_work.h"
#include "score/score.h"
#include "store/store_edition.h"
#include "store/store_paper.h"

/* Earlier papers that the scorer takes its scales from: some ten days. */
enum { BACKGROUND_MAX = 4000, BACKGROUND_BYTES = 256 << 20 };

static int load(struct edition_work *w, struct err *err)
{
	const struct conf *conf = w->order->conf;

	if (store_scanned(w->store, w->date, w->arena, &w->papers, &w->n_papers,
	                  err))
		return -1;
	w->scores = arena_array(w->arena, w->n_papers, sizeof(*w->scores));
	return store_scores(w->store, w->date, w->papers, w->n_papers,
	                    conf->topics, conf->n_topics, w->arena, w->scores,
	                    err);
}

static int run_scorer(struct edition_work *w, struct scorer *scorer,
                      struct err *err)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(BACKGROUND_BYTES);
	struct score_background background = { 0 };
	struct paper *earlier;

	if (store_earlier(w->store, w->date, BACKGROUND_MAX, arena, &earlier,
	                  &background.n, err))
		return -1;
	background.papers = earlier;
	return scorer_run(scorer, w->papers, w->n_papers, &background, w->arena,
	                  w->scores, err);
}

/* The scorer that the admin asked for, or the embedded one in its place. */
static struct scorer *choose_scorer(const struct conf *conf, bool *fallback,
                                    struct err *err)
{
	*fallback = conf->scoring.scorer != SCORE_BY_LEXICAL;
	return scorer_lexical_new(conf->topics, conf->n_topics,
	                          conf->scoring.weights, err);
}

/* The scores go on as the store has them, rounded: a run that died here and one
 * that did not select alike. */
static int commit(struct edition_work *w, enum score_by by, struct err *err)
{
	const struct conf *conf = w->order->conf;

	w->edition.relevance = conf->scoring.relevance;
	w->edition.novelty = conf->scoring.novelty;
	snprintf(w->edition.scorer, sizeof(w->edition.scorer), "%s",
	         score_by_name(by));
	if (store_begin(w->store, err) ||
	    store_scores_put(w->store, w->date, w->papers, w->scores,
	                     w->n_papers, conf->topics, conf->n_topics, err) ||
	    store_edition_scored(w->store, &w->edition, err) ||
	    store_edition_advance(w->store, w->date, EDITION_SCORED, 0, err) ||
	    store_commit(w->store, err))
		return -1;
	w->edition.state = EDITION_SCORED;
	return store_scores(w->store, w->date, w->papers, w->n_papers,
	                    conf->topics, conf->n_topics, w->arena, w->scores,
	                    err);
}

int edition_score(struct edition_work *w, struct err *err)
{
	struct scorer *scorer CLEANUP(scorer_freep) = NULL;
	bool fallback;

	if (load(w, err))
		return -1;
	if (w->edition.state >= EDITION_SCORED)
		return 0;
	edition_progress(w, "score", 0, w->n_papers);
	scorer = choose_scorer(w->order->conf, &fallback, err);
	if (!scorer || run_scorer(w, scorer, err))
		return -1;
	for (size_t i = 0; i < w->n_papers; i++)
		w->scores[i].fallback =
		        fallback && w->scores[i].by != SCORE_BY_NONE;
	edition_progress(w, "score", w->n_papers, w->n_papers);
	return commit(w, scorer_kind(scorer), err);
}
