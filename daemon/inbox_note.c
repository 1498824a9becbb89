/* Bounces, complaints and other mail that is nobody's command. */
#include "alert.h"
#include "base/log.h"
#include "bounces.h"
#include "inbox_work.h"

/* Complaints carry our mail; its List-Unsubscribe or Message-ID says whose it
 * was. */
static bool token_in_text(const struct inbox_work *w, struct token *token)
{
	struct str rest = w->raw;
	ptrdiff_t at;

	while ((at = str_find(rest, STR("@"))) >= 0) {
		struct str upto = { rest.ptr, (size_t)at + 1 };

		if (inbox_token(w, upto, token) != TOKEN_BAD)
			return true;
		rest.ptr += at + 1;
		rest.len -= (size_t)at + 1;
	}
	return false;
}

static int complaint(struct inbox_work *w, struct err *err)
{
	struct token token = w->token;

	if (!token.scope && !token_in_text(w, &token)) {
		w->report->reason = "a complaint about none of our mails";
		return 0;
	}
	w->report->reason = "a complaint: unsubscribed";
	log_warning("complaint subscriber=%u", token.subscriber);
	return store_subscriber_leave(w->store, token.subscriber, w->now, err);
}

/* Servers refuse us, not an address of ours: nobody but the admin can mend
 * that, and no reader pays for it. */
static void tell_of_refusal(struct inbox_work *w, const struct bounce *b)
{
	log_warning("bounce status=%s: refused for what we are, not for whom "
	            "we wrote to",
	            b->status);
	w->report->queued |= alert_raise(
	        w->store, w->order->conf, w->now, ALERT_REFUSED,
	        "A mail of ours came back with status %s%s%s", b->status,
	        *b->diagnostic ? ": " : ".", b->diagnostic);
}

static int bounce(struct inbox_work *w, struct err *err)
{
	struct bounces_told told;
	struct bounce b;

	if (w->token.scope != TOKEN_BOUNCE || w->token_old || !w->known) {
		w->report->reason = "a bounce without a token of ours";
		return 0;
	}
	read_bounce(w->raw, w->arena, &b);
	w->report->reason = arena_printf(w->arena, "bounce %s", b.status);
	if (b.class == BOUNCE_OURS)
		tell_of_refusal(w, &b);
	if (bounces_count(w->store, w->order->conf, w->reader.id, b.class,
	                  w->now, &told, err))
		return -1;
	w->report->queued |= told.queued;
	if (told.over)
		w->report->reason = "bounced too often: no more mail";
	return 0;
}

int inbox_note(struct inbox_work *w, struct err *err)
{
	switch (w->message.kind) {
	case READ_COMPLAINT:
		return w->message.informs ? 0 : complaint(w, err);
	case READ_BOUNCE:
		return bounce(w, err);
	default:
		return 0;
	}
}
