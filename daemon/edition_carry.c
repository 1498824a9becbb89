/*
 * carry: what still waits of a reader's earlier digests goes along with this
 * one, so that a mailbox that was out of reach gets one mail with everything,
 * once. The papers keep what their own edition said of them (relevance, reason)
 * and are marked with its day; their blocks are composed anew, with this
 * edition's templates, as a weekly digest's are: every byte of a mail comes
 * from its own edition's frozen parts.
 *
 * Which deliveries those are is read when the reader's papers are chosen;
 * whether they still wait is known only when this digest is queued, in the same
 * transaction (a delivery may be at work meanwhile). What does not wait any
 * more is taken out again.
 */
#include <stdlib.h>

#include "edition_work.h"
#include "store/store_outbox.h"
#include "store/store_paper.h"

enum { CARRIED_MAX = 16 };

struct carried {
	struct carried *next;
	int64_t id;
	struct delivery_place place;
	int edition;
	size_t from, to; /* its papers among the digest's choices */
};

static bool has(const struct choice *choices, size_t n, int64_t paper)
{
	for (size_t i = 0; i < n; i++)
		if (choices[i].paper == paper)
			return true;
	return false;
}

/* A paper of an earlier edition, with the score that it had there. */
static int load(struct edition_work *w, int64_t row, struct err *err)
{
	const struct conf *conf = w->order->conf;
	struct select_edition one = { .n = 1 };
	struct paper *paper;
	struct score *score;
	int edition, rc;

	if (picks_find(&w->picks, row))
		return 0;
	paper = arena_alloc(w->arena, sizeof(*paper));
	score = arena_alloc(w->arena, sizeof(*score));
	rc = store_paper(w->store, row, w->arena, paper, err);
	if (!rc)
		rc = store_paper_find(w->store, paper->id, &row, &edition, err);
	if (rc)
		return rc;
	if (store_scores(w->store, edition, paper, 1, conf->topics,
	                 conf->n_topics, w->arena, score, err))
		return -1;
	one.papers = paper;
	one.scores = score;
	picks_add(&w->picks, &one);
	return 0;
}

/* Appends what d carries to the choices, where all of it has room: half a
 * digest cannot be superseded. */
static int append(struct edition_work *w, const struct store_delivery *d,
                  struct choice *choices, size_t *n, struct err *err)
{
	size_t all = *n;

	for (size_t i = 0; i < d->digest.n_choices; i++) {
		struct choice c = d->digest.choices[i];
		int rc;

		if (has(choices, all, c.paper))
			continue;
		if (all == CHOICES_MAX)
			return 1;
		rc = load(w, c.paper, err);
		if (rc < 0)
			return -1;
		if (rc > 0)
			continue; /* nothing is known of it any more */
		if (!c.held)
			c.held = d->digest.edition;
		choices[all++] = c;
	}
	*n = all;
	return 0;
}

static int by_id(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

int edition_carry(struct edition_work *w, struct digest *digest,
                  struct carried **carried, struct err *err)
{
	struct store_delivery *waiting;
	struct choice *choices;
	size_t n_waiting, n = digest->n_choices;

	if (!w->n_waiting || !bsearch(&digest->subscriber, w->waiting,
	                              w->n_waiting, sizeof(*w->waiting), by_id))
		return 0;
	waiting = arena_array(w->batch, CARRIED_MAX, sizeof(*waiting));
	if (store_waiting_digests(w->store, digest->subscriber, w->date,
	                          w->batch, waiting, CARRIED_MAX, &n_waiting,
	                          err))
		return -1;
	if (!n_waiting)
		return 0;
	choices = arena_array(w->batch, CHOICES_MAX, sizeof(*choices));
	if (n)
		memcpy(choices, digest->choices, n * sizeof(*choices));
	for (size_t i = 0; i < n_waiting; i++) {
		struct carried *c;
		size_t from = n;
		int rc = append(w, &waiting[i], choices, &n, err);

		if (rc < 0)
			return -1;
		if (rc > 0)
			continue; /* it waits on, on its own */
		c = arena_alloc(w->batch, sizeof(*c));
		*c = (struct carried){ *carried,
			               waiting[i].id,
			               waiting[i].place,
			               waiting[i].digest.edition,
			               from,
			               n };
		*carried = c;
	}
	digest->choices = choices;
	digest->n_choices = n;
	return 0;
}

/* Takes the choices of one that did not wait any more out again. The list goes
 * from the last to the first: what stands before stays where it is. */
static void take_out(struct digest *digest, const struct carried *c)
{
	struct choice *choices = (struct choice *)(uintptr_t)digest->choices;
	size_t behind = digest->n_choices - c->to;

	memmove(choices + c->from, choices + c->to, behind * sizeof(*choices));
	digest->n_choices -= c->to - c->from;
}

int edition_overtake(struct edition_work *w, struct digest *digest,
                     struct carried *carried, struct err *err)
{
	char date[DATE_LEN];
	struct store_happened what = { .now = clock_now(w->order->clock) };

	what.reply =
	        arena_printf(w->batch, "its papers go with the digest of %s",
	                     date_format(w->date, date));
	for (struct carried *c = carried; c; c = c->next) {
		int rc = store_move(w->store, c->id, &c->place,
		                    DELIVERY_OVERTAKEN, &what, err);

		if (rc < 0)
			return -1;
		if (rc > 0)
			take_out(digest, c);
	}
	return 0;
}
