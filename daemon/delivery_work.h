#pragma once
/*
 * What the verbs of a delivery run hand to each other; delivery.c is their
 * sentence. claim stands in delivery_claim.c, settle in delivery_settle.c,
 * manners towards the readers' domains in delivery_manners.c.
 */
#include "delivery.h"
#include "delivery_manners.h"
#include "frozen.h"
#include "mail/submit.h"
#include "store/store_outbox.h"

enum { FROZEN_OPEN_MAX = 4 };

/* An edition that mails in flight were composed from. */
struct frozen_slot {
	struct frozen *frozen; /* NULL: free */
	size_t users;          /* slices in flight point into it */
};

/* One mail in flight; reused for the next one. */
struct flight {
	struct flight *next;
	bool busy;
	int64_t id, subscriber;
	bool letter;
	struct delivery_place place;
	int tries;
	int64_t queued;
	unsigned connection;
	struct manners_domain *domain;
	struct frozen_slot *slot; /* of a digest */
	struct compose_mail mail;
	char *recipient; /* the claim's arena may be reset meanwhile */
};

struct delivery_work {
	const struct delivery_order *order;
	struct store *store;
	struct delivery_report *report;
	struct err *err; /* the store's failure ends the run */
	bool failed;
	bool open; /* a transaction: what happened since the last commit */

	/* claim: what is due, read in batches in the order of ids, letters
	 * first; what may not go now is set aside by its id */
	struct arena *arena;
	struct store_delivery *claimed;
	size_t n_claimed, at;
	int64_t last[STORE_LATER + 1]; /* claimed last, by kind */
	int64_t claimed_at;            /* monotonic milliseconds */
	bool drained;                  /* all that is due was claimed once */
	struct manners *manners;       /* NULL: a Maildir has none */
	struct manners_domain **sides; /* domains with something set aside */
	size_t n_sides, sides_room, side_at;
	struct arena *side_arena; /* the one taken from there */

	struct frozen_slot frozen[FROZEN_OPEN_MAX];
	struct flight *flights;
	size_t due; /* when the run began, for the progress */
};

/* ---- delivery_claim.c ---- */

/* submit's next: the next due mail that may go, composed. */
enum submit_next delivery_next(void *ctx, struct submit_mail *mail);
void delivery_claim_end(struct delivery_work *w);

/* ---- delivery_settle.c ---- */

/* submit's before_dot and done. */
int delivery_before_dot(void *ctx, void *cookie);
void delivery_done(void *ctx, void *cookie, const struct submit_result *result);
/* submit's commit. */
int delivery_commit(void *ctx);

/* It could not even be composed. */
void delivery_put_off(struct delivery_work *w, const struct store_delivery *d,
                      const char *why);
/* Its domain rests. */
void delivery_hold(struct delivery_work *w, const struct store_delivery *d,
                   const struct manners_domain *domain);

/* ---- delivery_report.c ---- */

/* One more mail that ended so; reply: what was said to it. DELIVERY_QUEUED: it
 * was cut off. */
void delivery_count(struct delivery_report *report, enum delivery_state state,
                    const char *reply);
/* A server's reply as the log may have it. */
void delivery_without_addresses(const char *text, struct buf *out);

int64_t delivery_clock_ms(void); /* monotonic */
