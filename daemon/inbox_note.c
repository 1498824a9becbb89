/* Bounces, complaints and other mail that is nobody's command. */
#include "base/log.h"
#include "inbox_work.h"
#include "store/store_inbox.h"

/* Three hard bounces on three days, or twice as many soft ones, with a week's
 * half-life. */
enum { SCORE_MAX = 3 };

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

static int bounce(struct inbox_work *w, struct err *err)
{
	struct bounce b;
	double score;
	int rc;

	if (w->token.scope != TOKEN_BOUNCE || w->token_old) {
		w->report->reason = "a bounce without a token of ours";
		return 0;
	}
	read_bounce(w->raw, w->arena, &b);
	w->report->reason = arena_printf(w->arena, "bounce %s", b.status);
	if (b.class == BOUNCE_OURS) {
		w->report->alert = true;
		log_warning("bounce status=%s: refused for what we are, not "
		            "for whom we wrote to",
		            b.status);
	}
	if (b.class != BOUNCE_HARD && b.class != BOUNCE_SOFT)
		return 0;
	rc = store_bounce(w->store, w->token.subscriber,
	                  b.class == BOUNCE_HARD ? 1 : 0.5, w->now, &score,
	                  err);
	if (rc || score < SCORE_MAX)
		return rc < 0 ? -1 : 0;
	w->report->reason = "bounced too often: no more mail";
	return store_subscriber_set_num(w->store, w->token.subscriber,
	                                SUBSCRIBER_STATE, SUBSCRIBER_BOUNCED,
	                                err);
}

int inbox_note(struct inbox_work *w, struct err *err)
{
	switch (w->message.kind) {
	case READ_COMPLAINT:
		return complaint(w, err);
	case READ_BOUNCE:
		return bounce(w, err);
	default:
		return 0;
	}
}
