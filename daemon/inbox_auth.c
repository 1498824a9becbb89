/*
 * authenticate: whose mail is this, and what may it do?
 *
 * A token says it all: who got the mail that is answered. With the right From
 * it may do everything; with another (a forwarded digest) only unsubscribe, and
 * ask for the rest; too old, it is as good as another From. Without a token,
 * or where it is not enough, the registered From is believed only when our own
 * mail server says that DMARC passed.
 */
#include "inbox_work.h"
#include "mail/address.h"
#include "signing.h"
#include "store/store_inbox.h"

enum token_verdict inbox_token(const struct inbox_work *w, struct str text,
                               struct token *token)
{
	ptrdiff_t at = str_find(text, STR("@"));

	if (at < TOKEN_LEN)
		return TOKEN_BAD;
	return token_read(w->keys, w->n_keys,
	                  (struct str){ text.ptr + at - TOKEN_LEN, TOKEN_LEN },
	                  date_of(w->now), token);
}

static bool is_ours(const struct inbox_work *w, const char *address)
{
	struct str own = str_of(w->order->conf->mail.address);
	struct str a = str_of(address);
	struct str local = address_local(own);

	if (!str_eq_nocase(address_domain(a), address_domain(own)) ||
	    !str_starts_nocase(a, local))
		return false;
	return a.ptr[local.len] == '@' || a.ptr[local.len] == '+';
}

/* true: this is the one. One that is too old is kept until a better comes. */
static bool try_token(struct inbox_work *w, const char *text)
{
	struct token token;

	switch (inbox_token(w, str_of(text), &token)) {
	case TOKEN_GOOD:
		w->token = token;
		w->token_old = false;
		return true;
	case TOKEN_EXPIRED:
		if (!w->token.scope)
			w->token = token;
		w->token_old = true;
		return false;
	default:
		return false;
	}
}

/* In the address it was sent to, else in what it answers. */
static void find_token(struct inbox_work *w)
{
	const struct read_message *m = &w->message;

	for (size_t i = 0; i < m->n_recipients; i++)
		if (is_ours(w, m->recipients[i]) &&
		    try_token(w, m->recipients[i]))
			return;
	for (size_t i = m->n_references; i > 0; i--)
		if (try_token(w, m->references[i - 1]))
			return;
}

static int load_reader(struct inbox_work *w, int64_t id, struct err *err)
{
	const struct conf *conf = w->order->conf;
	struct store_defaults defaults = { conf->subscribers.threshold,
		                           conf->subscribers.novelty,
		                           conf->subscribers.max_papers,
		                           conf->topics,
		                           conf->n_topics,
		                           w->now };
	int rc = store_subscriber(w->store, id, &defaults, w->arena, &w->reader,
	                          err);

	if (rc)
		return rc;
	w->known = true;
	w->report->subscriber = w->reader.address;
	return 0;
}

/* Our own mail server vouches for From. */
static bool vouched(const struct inbox_work *w)
{
	const char *authserv = w->order->conf->mail.authserv_id;

	return *authserv && read_dmarc_pass(&w->message, authserv);
}

static int by_from(struct inbox_work *w, struct err *err)
{
	int64_t id;
	int rc;

	if (!*w->message.from)
		return 0;
	rc = store_subscriber_find(w->store, w->message.from, &id, err);
	if (!rc)
		rc = load_reader(w, id, err);
	if (rc)
		return rc < 0 ? -1 : 0;
	w->authority = vouched(w) ? AUTHORITY_FULL : AUTHORITY_ASK;
	return 0;
}

/* Whose mail was answered; 1: nobody's, any more. */
static int owner(struct inbox_work *w, int64_t *id, struct err *err)
{
	*id = w->token.subscriber;
	return w->token.scope == TOKEN_CONFIRM
	               ? store_confirmation_owner(w->store, w->token.subscriber,
	                                          id, err)
	               : 0;
}

static int by_token(struct inbox_work *w, struct err *err)
{
	bool whole, same;
	int64_t id;
	int rc = owner(w, &id, err);

	if (!rc)
		rc = load_reader(w, id, err);
	if (rc < 0)
		return -1;
	/* A question that was answered already still came from somebody. */
	if (rc)
		return w->token.scope == TOKEN_CONFIRM ? by_from(w, err) : 0;
	same = str_eq_nocase(str_of(w->message.from),
	                     str_of(w->reader.address));
	/* An unsubscribe token lives for ever and stands in every mail: it is
	 * good for that alone, whoever shows it. */
	whole = !w->token_old && (w->token.scope == TOKEN_REPLY ||
	                          w->token.scope == TOKEN_CONFIRM);
	if (same && (whole || vouched(w)))
		w->authority = AUTHORITY_FULL;
	else if (w->token.scope != TOKEN_BOUNCE)
		w->authority = AUTHORITY_LEAVE;
	return 0;
}

int inbox_authenticate(struct inbox_work *w, struct err *err)
{
	if (signing_keys(w->store, w->now, w->arena, &w->keys, &w->n_keys, err))
		return -1;
	/* Our own letters that come back are nobody's commands. */
	if (w->message.kind == READ_COMMAND && is_ours(w, w->message.from)) {
		w->message.kind = w->report->kind = READ_AUTOREPLY;
		w->report->reason = "from our own address";
	}
	find_token(w);
	return w->token.scope ? by_token(w, err) : by_from(w, err);
}
