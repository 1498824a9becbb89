/* compose and queue: blocks of newly chosen papers, then the digests. */
#include "edition_work.h"
#include "frozen.h"
#include "store/store_outbox.h"

int edition_freeze(struct edition_work *w, struct err *err)
{
	if (frozen_put(w->store, w->date, w->order->conf,
	               clock_now(w->order->clock), err))
		return -1;
	return frozen_templates(w->store, w->date, w->arena, &w->templates,
	                        err);
}

/* Papers that this batch chose and no batch before it. */
static int find_fresh(struct edition_work *w, struct err *err)
{
	w->fresh = arena_array(w->batch, w->picks.used, sizeof(*w->fresh));
	w->n_fresh = 0;
	for (size_t d = 0; d < w->n_digests; d++)
		for (size_t c = 0; c < w->digests[d].n_choices; c++) {
			int64_t row = w->digests[d].choices[c].paper;
			struct pick *pick = picks_find(&w->picks, row);

			if (!pick)
				return err_set(err,
				               "chosen paper %lld is not "
				               "in the edition",
				               (long long)row);
			if (pick->composed)
				continue;
			pick->composed = true;
			w->fresh[w->n_fresh++] = pick;
		}
	return 0;
}

int edition_compose(struct edition_work *w, struct err *err)
{
	if (find_fresh(w, err))
		return -1;
	w->blocks = arena_array(w->batch, w->n_fresh, sizeof(*w->blocks));
	for (size_t i = 0; i < w->n_fresh; i++)
		if (compose_paper(w->templates, w->fresh[i]->paper,
		                  w->fresh[i]->score, w->batch, &w->blocks[i],
		                  err))
			return err_prefix(err, "paper %s",
			                  w->fresh[i]->paper->id);
	return 0;
}

/* 1: there already, or its reader was erased. */
static int queue(struct edition_work *w, size_t i, struct err *err)
{
	struct digest *digest = &w->digests[i];
	bool there;

	if (w->carried[i]) {
		/* An earlier run queued it: then it carries what it carries. */
		if (store_is_queued(w->store, w->date, digest->subscriber,
		                    &there, err) ||
		    (!there && edition_overtake(w, digest, w->carried[i], err)))
			return -1;
	}
	return store_queue(w->store, digest, err);
}

int edition_queue(struct edition_work *w, struct err *err)
{
	if (store_begin(w->store, err))
		return -1;
	for (size_t i = 0; i < w->n_fresh; i++)
		if (frozen_put_block(w->store, w->date, w->fresh[i]->row,
		                     &w->blocks[i], err))
			return -1;
	for (size_t i = 0; i < w->n_digests; i++) {
		int rc = queue(w, i, err);

		if (rc < 0)
			return -1;
		w->report->queued += !rc;
	}
	edition_progress(w, "queue", w->report->queued, 0);
	return store_commit(w->store, err);
}
