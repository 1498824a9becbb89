/*
 * settle: what became of a mail, committed before the next dot on its
 * connection. Which state follows is the store's business (store_move); here it
 * is decided what happened, when to try again, and who else is to hear of it.
 */
#include "alert.h"
#include "base/log.h"
#include "bounces.h"
#include "delivery_work.h"
#include "mail/read.h"
#include "stop.h"

enum {
	REFUSAL_BYTES = 1 << 20,
	REPLY_MAX = 1024,
	HOUR = 3600,
	DAY = 24 * HOUR,
	KEEP_LETTER = 3 * DAY,
	KEEP_DIGEST = 10 * DAY, /* a weekly reader's next one comes in seven */
	REST = 5 * 60,
};

int64_t delivery_retry(int tries, int64_t now, double jitter)
{
	static const int minutes[] = { 5, 15, 30, 60 };
	int n = (int)(sizeof(minutes) / sizeof(*minutes));
	int wait = 60 * minutes[tries < 1 ? 0 : tries > n ? n - 1 : tries - 1];

	return now + wait + (int64_t)(jitter * wait / 10);
}

/* 0..1, by the mail: the same whenever it is asked. */
static double jitter(int64_t id, int tries)
{
	uint64_t x = (uint64_t)id * 0x9e3779b97f4a7c15u + (uint64_t)tries;

	x ^= x >> 31;
	x *= 0xbf58476d1ce4e5b9u;
	return (double)(x >> 11) / (double)(1ull << 53);
}

/* A failure leaves rows in `sending` or due: recovered as in doubt, or tried
 * again; never taken for sent. */
static void store_failed(struct delivery_work *w)
{
	w->failed = true;
	w->open = false;
	store_rollback(w->store);
}

/* What happens is written in one transaction until submit asks for the
 * commit. */
static int begin(struct delivery_work *w)
{
	if (w->failed)
		return -1;
	if (!w->open && store_begin(w->store, w->err)) {
		store_failed(w);
		return -1;
	}
	w->open = true;
	return 0;
}

int delivery_commit(void *ctx)
{
	struct delivery_work *w = ctx;

	if (w->open && store_commit(w->store, w->err))
		store_failed(w);
	w->open = false;
	return w->failed ? -1 : 0;
}

static int move(struct delivery_work *w, int64_t id,
                struct delivery_place *place, enum delivery_event event,
                const char *reply, int64_t next_try)
{
	struct store_happened what = { reply, next_try,
		                       clock_now(w->order->clock) };
	int rc = begin(w);

	if (rc)
		return rc;
	rc = store_move(w->store, id, place, event, &what, w->err);
	if (rc < 0)
		store_failed(w);
	return rc;
}

int delivery_before_dot(void *ctx, void *cookie)
{
	struct delivery_work *w = ctx;
	struct flight *f = cookie;

	/* > 0: taken back while it was under way */
	return move(w, f->id, &f->place, DELIVERY_DOT, NULL, 0) ? -1 : 0;
}

/* ---- put off ---- */

static void put_off(struct delivery_work *w, int64_t id,
                    struct delivery_place *place, int tries, bool too_old,
                    const char *reply)
{
	struct buf text CLEANUP(buf_deinit) = BUF(REPLY_MAX);

	if (too_old) {
		buf_addf(&text, "given up: %s", reply);
		if (!move(w, id, place, DELIVERY_REFUSED, buf_cstr(&text), 0))
			delivery_count(w->report, DELIVERY_FAILED, reply);
		return;
	}
	if (!move(w, id, place, DELIVERY_PUT_OFF, reply,
	          delivery_retry(tries + 1, clock_now(w->order->clock),
	                         jitter(id, tries))))
		delivery_count(w->report, DELIVERY_DEFERRED, reply);
}

static bool too_old(const struct delivery_work *w, int64_t queued, bool letter)
{
	int64_t age = clock_now(w->order->clock) - queued;

	return age >= (letter ? KEEP_LETTER : KEEP_DIGEST);
}

void delivery_put_off(struct delivery_work *w, const struct store_delivery *d,
                      const char *why)
{
	struct delivery_place place = d->place;

	put_off(w, d->id, &place, d->tries,
	        too_old(w, d->digest.queued_at, d->message.len > 0), why);
}

void delivery_hold(struct delivery_work *w, const struct store_delivery *d,
                   const struct manners_domain *domain)
{
	struct buf text CLEANUP(buf_deinit) = BUF(REPLY_MAX);
	struct delivery_place place = d->place;
	int64_t wait = REST + (int64_t)(jitter(d->id, d->tries) * REST / 10);

	buf_addf(&text, "not tried, %s refuses for now: %s", domain->name,
	         domain->why);
	if (!move(w, d->id, &place, DELIVERY_HELD, buf_cstr(&text),
	          clock_now(w->order->clock) + wait))
		delivery_count(w->report, DELIVERY_DEFERRED, buf_cstr(&text));
}

/* ---- how it ended ---- */

/* The connection ended before the dot was out: the mail is queued as it was.
 * But one that ends every connection is put off like any other. */
static void cut_off(struct delivery_work *w, struct flight *f,
                    const char *reply)
{
	bool ours = stop_asked(w->order->stop_fd);

	if (!ours && f->tries)
		put_off(w, f->id, &f->place, f->tries,
		        too_old(w, f->queued, f->letter), reply);
	else if (!move(w, f->id, &f->place, DELIVERY_CUT_OFF,
	               ours ? NULL : reply, clock_now(w->order->clock)))
		delivery_count(w->report, DELIVERY_QUEUED, reply);
}

/* Refused for what we are (RFC 3463 X.7): whoever it was sent to. */
static void refused_us(struct delivery_work *w, const char *reply)
{
	struct buf text CLEANUP(buf_deinit) = BUF(REPLY_MAX);

	if (w->report->refused_us++)
		return;
	delivery_without_addresses(reply, &text);
	log_err("delivery: refused for what we are, not for whom we wrote to: "
	        "%s",
	        buf_cstr(&text));
	alert_raise(w->store, w->order->conf, clock_now(w->order->clock),
	            ALERT_REFUSED, "%s", reply);
}

/* A 5xx: final. What is said at RCPT is said of the reader's address. */
static void refused(struct delivery_work *w, struct flight *f,
                    const struct submit_result *result)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(REFUSAL_BYTES);
	struct bounce b = { .class = BOUNCE_NONE };
	struct bounces_told told = { 0 };
	bool ours;

	if (result->at != SUBMIT_AT_NONE)
		read_refusal(str_of(result->reply), arena, &b);
	ours = b.class == BOUNCE_OURS;
	if (result->at != SUBMIT_AT_RCPT)
		b.class = BOUNCE_NONE;
	if (!move(w, f->id, &f->place, DELIVERY_REFUSED, result->reply, 0))
		delivery_count(w->report, DELIVERY_FAILED, result->reply);
	if (w->failed)
		return;
	if (ours)
		refused_us(w, result->reply);
	if (bounces_count(w->store, w->order->conf, f->subscriber, b.class,
	                  clock_now(w->order->clock), &told, w->err))
		store_failed(w);
	else if (told.over)
		log_warning("subscriber=%lld bounced too often: no more mail",
		            (long long)f->subscriber);
}

/* Who left while a digest of theirs was on its way gets no second copy. */
static void withdraw_if_left(struct delivery_work *w, const struct flight *f)
{
	bool left;

	if (f->letter || !f->place.waits || w->failed)
		return;
	if (store_has_left(w->store, f->subscriber, &left, w->err) ||
	    (left && store_withdraw(w->store, f->subscriber,
	                            clock_now(w->order->clock), w->err)))
		store_failed(w);
}

static void land(struct flight *f, const struct submit_result *result)
{
	enum manners_end end = MANNERS_NEITHER;

	f->busy = false;
	if (f->slot)
		f->slot->users--;
	if (!f->domain)
		return;
	if (result->outcome == SUBMIT_OK)
		end = MANNERS_ACCEPTED;
	else if (result->outcome == SUBMIT_TEMPFAIL &&
	         result->at != SUBMIT_AT_NONE &&
	         manners_is_about_domain(result->reply))
		end = MANNERS_SLOWED;
	manners_done(f->domain, f->connection, end, result->reply,
	             delivery_clock_ms());
}

static void show_progress(const struct delivery_work *w)
{
	const struct delivery_report *r = w->report;

	if (w->order->progress)
		w->order->progress(
		        w->order->progress_ctx, "send",
		        r->sent + r->deferred + r->failed + r->unknown, w->due);
}

void delivery_done(void *ctx, void *cookie, const struct submit_result *result)
{
	struct delivery_work *w = ctx;
	struct flight *f = cookie;
	const char *reply = result->reply;

	land(f, result);
	switch (result->outcome) {
	case SUBMIT_OK:
		if (!move(w, f->id, &f->place, DELIVERY_ACCEPTED, reply, 0))
			delivery_count(w->report, DELIVERY_SENT, reply);
		break;
	case SUBMIT_TEMPFAIL:
		if (result->at == SUBMIT_AT_NONE)
			cut_off(w, f, reply);
		else
			put_off(w, f->id, &f->place, f->tries,
			        too_old(w, f->queued, f->letter), reply);
		break;
	case SUBMIT_PERMFAIL:
		refused(w, f, result);
		break;
	case SUBMIT_UNKNOWN:
		if (!move(w, f->id, &f->place, DELIVERY_IN_DOUBT, reply, 0))
			delivery_count(w->report, DELIVERY_UNKNOWN, reply);
		break;
	}
	withdraw_if_left(w, f);
	if (result->outcome != SUBMIT_OK)
		log_debug("delivery id=%lld outcome=%d reply=\"%s\"",
		          (long long)f->id, result->outcome, reply);
	show_progress(w);
}
