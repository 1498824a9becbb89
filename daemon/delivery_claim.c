/*
 * claim: which mail goes next on this connection.
 *
 * What is due is read in the order of ids, letters (answers that somebody waits
 * for) before digests. A mail whose domain may not have it now is set aside by
 * its id and found again when the domain's turn comes, so that a slow domain
 * holds up nobody else. How far ahead is read is paced: a connection that finds
 * nothing must not read a million rows while others send.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/log.h"
#include "delivery_work.h"

enum {
	CLAIM_BATCH = 128,
	CLAIM_BYTES = 64 << 20,
	CLAIM_PAUSE_MS = 10, /* between batches while something is set aside */
	SIDES_LOOKED_AT = 64,
	LETTER_MAX = 1 << 20,
};

int64_t delivery_clock_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---- what is due, in order ---- */

static int claim_kind(struct delivery_work *w, enum store_kind kind)
{
	if (store_due(w->store, kind, clock_now(w->order->clock), w->last[kind],
	              w->arena, w->claimed, CLAIM_BATCH, &w->n_claimed,
	              w->err)) {
		w->failed = true;
		return -1;
	}
	if (w->n_claimed)
		w->last[kind] = w->claimed[w->n_claimed - 1].id;
	return 0;
}

/* The next batch; none: w->drained. */
static int claim(struct delivery_work *w)
{
	if (!w->arena)
		w->arena = arena_new(CLAIM_BYTES);
	arena_reset(w->arena);
	w->at = w->n_claimed = 0;
	w->claimed = arena_array(w->arena, CLAIM_BATCH, sizeof(*w->claimed));
	w->claimed_at = delivery_clock_ms();
	for (int kind = STORE_LETTERS; kind <= STORE_LATER && !w->n_claimed;
	     kind++)
		if (claim_kind(w, (enum store_kind)kind))
			return -1;
	w->drained = !w->n_claimed;
	return 0;
}

/* ---- what was set aside ---- */

static void set_aside(struct delivery_work *w, struct manners_domain *domain,
                      int64_t id)
{
	manners_set_aside(domain, id);
	if (domain->listed)
		return;
	if (w->n_sides == w->sides_room) {
		w->sides_room = w->sides_room ? 2 * w->sides_room : 64;
		w->sides = realloc(w->sides,
		                   w->sides_room *
		                           sizeof(struct manners_domain *));
		if (!w->sides)
			abort();
	}
	domain->listed = true;
	w->sides[w->n_sides++] = domain;
}

/* Loads one again; NULL: it is not due any more (dropped, or withdrawn), or
 * the store failed. */
static const struct store_delivery *recall(struct delivery_work *w, int64_t id)
{
	struct store_delivery *d;
	int rc;

	if (!w->side_arena)
		w->side_arena = arena_new(CLAIM_BYTES);
	arena_reset(w->side_arena);
	d = arena_alloc(w->side_arena, sizeof(*d));
	rc = store_due_one(w->store, clock_now(w->order->clock), id,
	                   w->side_arena, d, w->err);
	if (rc < 0)
		w->failed = true;
	return rc ? NULL : d;
}

/* 0 is: not before a mail is done. */
static void sooner(int64_t *wait, int64_t ms)
{
	if (!*wait || ms < *wait)
		*wait = ms;
}

/* The next of this domain, where it may go; what rests is put off here. */
static const struct store_delivery *from_side(struct delivery_work *w,
                                              struct manners_domain *domain,
                                              unsigned connection, int64_t now,
                                              int64_t *wait)
{
	int64_t ask = manners_ask(w->manners, domain, connection, now);

	if (ask > 0)
		sooner(wait, ask);
	if (ask > 0 || ask == MANNERS_WAIT)
		return NULL;
	for (int i = 0; i < CLAIM_BATCH && domain->n_aside && !w->failed; i++) {
		const struct store_delivery *d = recall(w, manners_pop(domain));

		if (d && ask != MANNERS_REST)
			return d;
		if (d)
			delivery_hold(w, d, domain);
	}
	if (domain->n_aside)
		sooner(wait, 1); /* the rest of them, after the others */
	return NULL;
}

/* NULL: none of them may go now; *wait: ask again then (0: when a mail is
 * done). Domains take turns. */
static const struct store_delivery *
take_from_sides(struct delivery_work *w, unsigned connection, int64_t *wait)
{
	int64_t now = delivery_clock_ms();
	size_t looks = w->n_sides;

	*wait = 0;
	if (looks > SIDES_LOOKED_AT) {
		looks = SIDES_LOOKED_AT;
		*wait = CLAIM_PAUSE_MS;
	}
	for (; looks && w->n_sides && !w->failed; looks--) {
		struct manners_domain *domain;
		const struct store_delivery *d;

		w->side_at %= w->n_sides;
		domain = w->sides[w->side_at];
		d = from_side(w, domain, connection, now, wait);
		if (!domain->n_aside) {
			domain->listed = false;
			w->sides[w->side_at] = w->sides[--w->n_sides];
		} else {
			w->side_at++;
		}
		if (d)
			return d;
	}
	return NULL;
}

/* From what was claimed: the first that may go; the others are set aside. */
static const struct store_delivery *take_from_claimed(struct delivery_work *w,
                                                      unsigned connection)
{
	int64_t now = delivery_clock_ms();

	while (w->at < w->n_claimed && !w->failed) {
		const struct store_delivery *d = &w->claimed[w->at++];
		struct manners_domain *domain;
		int64_t ask;

		if (!w->manners)
			return d;
		domain = manners_of(w->manners, d->digest.address);
		ask = manners_ask(w->manners, domain, connection, now);
		if (!ask)
			return d;
		if (ask == MANNERS_REST)
			delivery_hold(w, d, domain);
		else
			set_aside(w, domain, d->id);
	}
	return NULL;
}

/* NULL: *verdict says why. */
static const struct store_delivery *pick(struct delivery_work *w,
                                         unsigned connection,
                                         enum submit_next *verdict,
                                         int64_t *wait)
{
	const struct store_delivery *d = take_from_sides(w, connection, wait);

	while (!d && !w->failed) {
		d = take_from_claimed(w, connection);
		if (d || w->drained || w->failed)
			break;
		if (w->n_sides &&
		    delivery_clock_ms() < w->claimed_at + CLAIM_PAUSE_MS) {
			sooner(wait, CLAIM_PAUSE_MS);
			break;
		}
		claim(w);
	}
	*verdict = w->failed || !w->n_sides ? SUBMIT_NONE : SUBMIT_LATER;
	return w->failed ? NULL : d;
}

/* The one taken last. */
static void put_back(struct delivery_work *w, const struct store_delivery *d)
{
	if (w->at && d == &w->claimed[w->at - 1])
		w->at--;
	else
		set_aside(w, manners_of(w->manners, d->digest.address), d->id);
}

/* ---- composing it ---- */

static struct flight *free_flight(struct delivery_work *w)
{
	struct flight *f = w->flights;

	while (f && f->busy)
		f = f->next;
	if (f)
		return f;
	f = calloc(1, sizeof(*f));
	if (!f)
		abort();
	f->next = w->flights;
	return w->flights = f;
}

static void keep_recipient(struct flight *f, const char *address)
{
	free(f->recipient);
	f->recipient = strdup(address);
	if (!f->recipient)
		abort();
}

/* A letter was composed when it was queued; the claim's arena may be reset
 * while it is on its way. */
static void copy_letter(struct flight *f, const struct store_delivery *d)
{
	struct compose_mail *mail = &f->mail;

	if (!mail->own.max)
		mail->own = BUF(LETTER_MAX);
	buf_clear(&mail->own);
	slices_clear(&mail->body);
	buf_addstr(&mail->own, d->message);
	slices_add(&mail->body, buf_str(&mail->own));
	mail->sender[0] = '\0'; /* nobody answers an answer (RFC 3834 3.3) */
}

/* The edition's frozen parts; mails in flight point into those that are open.
 * 0; 1: not before some of these are done; < 0. */
static int open_frozen(struct delivery_work *w, int edition,
                       struct frozen_slot **slot, struct err *err)
{
	struct frozen_slot *unused = NULL;

	for (size_t i = 0; i < FROZEN_OPEN_MAX; i++) {
		*slot = &w->frozen[i];
		if ((*slot)->frozen && frozen_date((*slot)->frozen) == edition)
			return 0;
		if (!(*slot)->users && (!unused || !(*slot)->frozen))
			unused = *slot;
	}
	*slot = unused;
	if (!unused)
		return 1;
	frozen_close(unused->frozen);
	unused->frozen = frozen_open(w->store, edition, err);
	return unused->frozen ? 0 : -1;
}

static int compose(struct delivery_work *w, struct flight *f,
                   const struct store_delivery *d, struct err *err)
{
	struct digest digest = d->digest;
	int rc;

	keep_recipient(f, digest.address);
	f->slot = NULL;
	if (d->message.len) {
		copy_letter(f, d);
		return 0;
	}
	rc = open_frozen(w, digest.edition, &f->slot, err);
	if (rc)
		return rc;
	digest.address = f->recipient;
	return compose_digest(frozen_edition(f->slot->frozen), &digest,
	                      &f->mail, err);
}

static void take_off(struct delivery_work *w, struct flight *f,
                     const struct store_delivery *d, unsigned connection)
{
	f->busy = true;
	f->id = d->id;
	f->subscriber = d->digest.subscriber;
	f->letter = d->message.len > 0;
	f->place = d->place;
	f->tries = d->tries;
	f->queued = d->digest.queued_at;
	f->connection = connection;
	f->domain = NULL;
	if (f->slot)
		f->slot->users++;
	if (!w->manners)
		return;
	f->domain = manners_of(w->manners, f->recipient);
	manners_take(w->manners, f->domain, connection, delivery_clock_ms());
}

enum submit_next delivery_next(void *ctx, struct submit_mail *mail)
{
	struct delivery_work *w = ctx;
	unsigned connection = mail->connection;

	for (;;) {
		const struct store_delivery *d;
		enum submit_next verdict;
		struct err err = { 0 };
		struct flight *f;
		int64_t wait;
		int rc;

		d = pick(w, connection, &verdict, &wait);
		mail->wait_ms = (unsigned)wait;
		if (!d)
			return verdict;
		f = free_flight(w);
		rc = compose(w, f, d, &err);
		if (rc > 0) { /* once those in flight have landed */
			put_back(w, d);
			mail->wait_ms = 0;
			return SUBMIT_LATER;
		}
		if (rc < 0) {
			log_err("delivery id=%lld: %s", (long long)d->id,
			        err.msg);
			/* The store may have a bad hour, too: not for good. */
			delivery_put_off(w, d, err.msg);
			continue;
		}
		take_off(w, f, d, connection);
		*mail = (struct submit_mail){ .sender = f->mail.sender,
			                      .recipient = f->recipient,
			                      .body = &f->mail.body,
			                      .cookie = f };
		return SUBMIT_TAKE;
	}
}

void delivery_claim_end(struct delivery_work *w)
{
	while (w->flights) {
		struct flight *f = w->flights;

		w->flights = f->next;
		compose_mail_deinit(&f->mail);
		free(f->recipient);
		free(f);
	}
	for (size_t i = 0; i < FROZEN_OPEN_MAX; i++)
		frozen_close(w->frozen[i].frozen);
	manners_free(w->manners);
	free(w->sides);
	arena_free(w->side_arena);
	arena_free(w->arena);
}
