/* The delivery flow, as its sentence. */
#include "delivery.h"

#include <stdlib.h>

#include "base/log.h"
#include "frozen.h"
#include "mail/submit.h"
#include "stop.h"
#include "store/store_outbox.h"

enum {
	CLAIM_BATCH = 128,
	CLAIM_BYTES = 64 << 20,
	LETTER_MAX = 1 << 20,
	DAY = 24 * 3600,
	GIVE_UP_AFTER = 3 * DAY,
};

/* One mail in flight; reused for the next one on that connection. */
struct flight {
	struct flight *next;
	bool busy;
	int64_t id;
	int tries, unknowns;
	int64_t queued;
	struct compose_mail mail;
	char *recipient; /* the claim's arena may be reset meanwhile */
};

struct delivery_work {
	const struct delivery_order *order;
	struct store *store;
	struct delivery_report *report;
	struct err *err; /* the store's failure ends the run */
	bool failed;

	struct arena *arena;
	struct store_delivery *claimed;
	size_t n_claimed, at;
	int64_t last; /* id claimed last */

	struct frozen *frozen; /* the edition composed from last */
	struct flight *flights;
	size_t due; /* when the run began, for the progress */
};

int64_t delivery_retry(int tries, int64_t queued, int64_t now, double jitter)
{
	static const int minutes[] = { 5, 15, 30, 60 };
	int n = (int)(sizeof(minutes) / sizeof(*minutes));
	int wait = 60 * minutes[tries < 1 ? 0 : tries > n ? n - 1 : tries - 1];

	if (now - queued >= GIVE_UP_AFTER)
		return 0;
	return now + wait + (int64_t)(jitter * wait / 10);
}

/* ---- claim ---- */

static int claim(struct delivery_work *w)
{
	arena_reset(w->arena);
	w->at = w->n_claimed = 0;
	w->claimed = arena_array(w->arena, CLAIM_BATCH, sizeof(*w->claimed));
	if (store_due(w->store, clock_now(w->order->clock), w->last, w->arena,
	              w->claimed, CLAIM_BATCH, &w->n_claimed, w->err)) {
		w->failed = true;
		return -1;
	}
	if (w->n_claimed)
		w->last = w->claimed[w->n_claimed - 1].id;
	return w->n_claimed ? 0 : 1;
}

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

static void keep_recipient(struct flight *f, const char *address)
{
	free(f->recipient);
	f->recipient = strdup(address);
	if (!f->recipient)
		abort();
}

static int compose(struct delivery_work *w, struct flight *f,
                   const struct store_delivery *d, struct err *err)
{
	struct digest digest = d->digest;

	keep_recipient(f, digest.address);
	if (d->message.len) {
		copy_letter(f, d);
		return 0;
	}
	if (w->frozen && frozen_date(w->frozen) != digest.edition) {
		/* Slices in flight point into the other edition's blocks. */
		for (struct flight *o = w->flights; o; o = o->next)
			if (o->busy)
				return 1;
		frozen_close(w->frozen);
		w->frozen = NULL;
	}
	if (!w->frozen)
		w->frozen = frozen_open(w->store, digest.edition, err);
	if (!w->frozen)
		return -1;
	digest.address = f->recipient;
	return compose_digest(frozen_edition(w->frozen), &digest, &f->mail,
	                      err);
}

static void settle_deferred(struct delivery_work *w, const struct flight *f,
                            const char *reply);

/* submit's next: the next due mail, composed. */
static enum submit_next next_mail(void *ctx, struct submit_mail *mail)
{
	struct delivery_work *w = ctx;

	for (;;) {
		const struct store_delivery *d;
		struct err err = { 0 };
		struct flight *f;
		int rc;

		if (w->failed || (w->at == w->n_claimed && claim(w)))
			return SUBMIT_NONE;
		d = &w->claimed[w->at];
		f = free_flight(w);
		rc = compose(w, f, d, &err);
		if (rc > 0)
			return SUBMIT_NONE; /* once those in flight have landed
			                     */
		w->at++;
		f->id = d->id;
		f->tries = d->tries;
		f->unknowns = d->unknowns;
		f->queued = d->digest.queued_at;
		if (rc < 0) {
			log_err("delivery id=%lld: %s", (long long)d->id,
			        err.msg);
			/* The store may have a bad hour, too: not for good. */
			settle_deferred(w, f, err.msg);
			continue;
		}
		f->busy = true;
		*mail = (struct submit_mail){ .sender = f->mail.sender,
			                      .recipient = f->recipient,
			                      .body = &f->mail.body,
			                      .cookie = f };
		return SUBMIT_TAKE;
	}
}

/* ---- submit ---- */

static int before_dot(void *ctx, void *cookie)
{
	struct delivery_work *w = ctx;
	struct flight *f = cookie;

	int rc = store_sending(w->store, f->id, clock_now(w->order->clock),
	                       w->err);

	if (rc < 0)
		w->failed = true;
	return rc ? -1 : 0; /* > 0: taken back while it was under way */
}

/* ---- settle ---- */

static void settle(struct delivery_work *w, int64_t id,
                   enum delivery_state state, const char *reply,
                   int64_t next_try)
{
	/* A failure here leaves the row in `sending` or due: recovered as
	 * unknown, or tried again; never taken for sent. */
	if (store_settle(w->store, id, state, reply, next_try,
	                 clock_now(w->order->clock), w->err))
		w->failed = true;
}

static double jitter(int64_t id, int tries)
{
	uint64_t x = (uint64_t)id * 0x9e3779b97f4a7c15u + (uint64_t)tries;

	x ^= x >> 31;
	x *= 0xbf58476d1ce4e5b9u;
	return (double)(x >> 11) / (double)(1ull << 53);
}

static void settle_deferred(struct delivery_work *w, const struct flight *f,
                            const char *reply)
{
	int64_t now = clock_now(w->order->clock);
	int64_t next = delivery_retry(f->tries + 1, f->queued, now,
	                              jitter(f->id, f->tries));

	settle(w, f->id, next ? DELIVERY_DEFERRED : DELIVERY_FAILED, reply,
	       next);
	if (next)
		w->report->deferred++;
	else
		w->report->failed++;
}

static void done(void *ctx, void *cookie, const struct submit_result *result)
{
	struct delivery_work *w = ctx;
	struct flight *f = cookie;
	const char *reply = result->reply;
	int64_t now = clock_now(w->order->clock);

	f->busy = false;
	switch (result->outcome) {
	case SUBMIT_OK:
		settle(w, f->id, DELIVERY_SENT, reply, 0);
		w->report->sent++;
		break;
	case SUBMIT_TEMPFAIL:
		if (stop_asked(w->order->stop_fd)) /* not the server's doing:
		                                      due as before */
			settle(w, f->id, DELIVERY_QUEUED, "", now);
		else
			settle_deferred(w, f, reply);
		break;
	case SUBMIT_PERMFAIL:
		settle(w, f->id, DELIVERY_FAILED, reply, 0);
		w->report->failed++;
		break;
	case SUBMIT_UNKNOWN:
		settle(w, f->id, DELIVERY_UNKNOWN, reply,
		       f->unknowns ? 0 : now + DELIVERY_UNKNOWN_WAIT);
		w->report->unknown++;
		break;
	}
	if (result->outcome != SUBMIT_OK)
		log_debug("delivery id=%lld outcome=%d reply=\"%s\"",
		          (long long)f->id, result->outcome, reply);
	if (w->order->progress)
		w->order->progress(w->order->progress_ctx, "send",
		                   w->report->sent + w->report->deferred +
		                           w->report->failed +
		                           w->report->unknown,
		                   w->due);
}

static int submit(struct delivery_work *w, struct err *err)
{
	const struct conf *conf = w->order->conf;
	const struct conf_smtp *smtp = &conf->mail.smtp;
	struct buf password CLEANUP(buf_deinit) = BUF(4096);
	struct submit_settings settings = {
		.url = smtp->url,
		.tls = smtp->tls == TLS_REQUIRED,
		.ca_file = smtp->ca_file,
		.user = smtp->user,
		.helo = conf->mail.domain,
		/* No more connections than mails. */
		.connections = w->due < (size_t)smtp->connections
		                       ? (int)w->due
		                       : smtp->connections,
		.connect_timeout_ms = 30000,
		.stop_fd = w->order->stop_fd,
	};
	struct submit_ops ops = { next_mail, before_dot, done, w };
	int rc;

	if (*smtp->password_file &&
	    conf_secret(conf, smtp->password_file, &password, err))
		return -1;
	settings.password = buf_cstr(&password);
	/* A run that met a second edition ends early, with the first settled:
	 * go on with the rest. */
	do {
		rc = submit_run(&settings, &ops, err);
	} while (!rc && !w->failed && w->at < w->n_claimed &&
	         !stop_asked(w->order->stop_fd));
	if (password.ptr)
		explicit_bzero(password.ptr, password.cap);
	return rc;
}

static void end(struct delivery_work *w)
{
	while (w->flights) {
		struct flight *f = w->flights;

		w->flights = f->next;
		compose_mail_deinit(&f->mail);
		free(f->recipient);
		free(f);
	}
	frozen_close(w->frozen);
	arena_free(w->arena);
}

int delivery_run(const struct delivery_order *order, struct store *store,
                 struct delivery_report *report, struct err *err)
{
	struct err trouble = { 0 };
	struct delivery_work w = { .order = order,
		                   .store = store,
		                   .report = report,
		                   .err = &trouble };
	int64_t now = clock_now(order->clock);
	int rc;

	*report = (struct delivery_report){ 0 };
	if (store_recover(store, now + DELIVERY_UNKNOWN_WAIT, now,
	                  &report->recovered, err) ||
	    store_count_due(store, now, &w.due, err))
		return -1;
	if (!w.due)
		return 0;
	w.arena = arena_new(CLAIM_BYTES);
	rc = submit(&w, err) ? 1 : 0;
	end(&w);
	if (w.failed)
		rc = err_set(err, "%s", trouble.msg);
	return rc;
}
