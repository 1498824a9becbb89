/*
 * authenticate: whose mail is this, and what may it do?
 *
 * A token says it all: who got the mail that is answered. With the right From
 * it may do everything; with another (a forwarded digest) only unsubscribe, and
 * ask for the rest. Without a token, From is believed only where our own mail
 * server says that DMARC passed.
 */
#include "inbox_work.h"
#include "mail/address.h"
#include "signing.h"

bool inbox_token(const struct inbox_work *w, struct str text,
                 struct token *token)
{
	ptrdiff_t at = str_find(text, STR("@"));
	struct str candidate;

	if (at < TOKEN_LEN)
		return false;
	candidate = (struct str){ text.ptr + at - TOKEN_LEN, TOKEN_LEN };
	switch (token_read(w->keys, w->n_keys, candidate, date_of(w->now),
	                   token)) {
	case TOKEN_GOOD:
		return true;
	default:
		return false;
	}
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

/* In the address it was sent to, else in what it answers. */
static void find_token(struct inbox_work *w)
{
	const struct read_message *m = &w->message;

	for (size_t i = 0; i < m->n_recipients; i++)
		if (is_ours(w, m->recipients[i]) &&
		    inbox_token(w, str_of(m->recipients[i]), &w->token))
			return;
	for (size_t i = m->n_references; i > 0; i--)
		if (inbox_token(w, str_of(m->references[i - 1]), &w->token))
			return;
	w->token = (struct token){ 0 };
}

static int load_reader(struct inbox_work *w, int64_t id, struct err *err)
{
	const struct conf *conf = w->order->conf;
	struct store_defaults defaults = { conf->subscribers.threshold,
		                           conf->subscribers.novelty,
		                           conf->subscribers.max_papers,
		                           conf->topics, conf->n_topics };
	int rc = store_subscriber(w->store, id, &defaults, w->arena, &w->reader,
	                          err);

	if (rc)
		return rc;
	w->known = true;
	w->report->subscriber = w->reader.address;
	return 0;
}

static int by_token(struct inbox_work *w, struct err *err)
{
	bool same;
	int rc;

	if (w->token.scope == TOKEN_CONFIRM) {
		w->authority = AUTHORITY_FULL;
		return 0; /* the confirmation knows whose it is */
	}
	rc = load_reader(w, w->token.subscriber, err);
	if (rc)
		return rc < 0 ? -1 : 0;
	same = str_eq_nocase(str_of(w->message.from),
	                     str_of(w->reader.address));
	w->forwarded = !same;
	/* An unsubscribe token lives for ever and stands in every mail: it is
	 * good for that alone, whoever shows it. */
	if (w->token.scope == TOKEN_REPLY && same)
		w->authority = AUTHORITY_FULL;
	else if (w->token.scope == TOKEN_REPLY ||
	         w->token.scope == TOKEN_UNSUBSCRIBE)
		w->authority = AUTHORITY_LEAVE;
	return 0;
}

static int by_from(struct inbox_work *w, struct err *err)
{
	const char *authserv = w->order->conf->mail.authserv_id;
	int64_t id;
	int rc;

	if (!*w->message.from)
		return 0;
	rc = store_subscriber_find(w->store, w->message.from, &id, err);
	if (!rc)
		rc = load_reader(w, id, err);
	if (rc)
		return rc < 0 ? -1 : 0;
	w->authority = *authserv && read_dmarc_pass(&w->message, authserv)
	                       ? AUTHORITY_FULL
	                       : AUTHORITY_ASK;
	return 0;
}

int inbox_authenticate(struct inbox_work *w, struct err *err)
{
	if (signing_keys(w->store, w->arena, &w->keys, &w->n_keys, err))
		return -1;
	/* Our own letters that come back are nobody's commands. */
	if (w->message.kind == READ_COMMAND && is_ours(w, w->message.from)) {
		w->message.kind = w->report->kind = READ_AUTOREPLY;
		w->report->reason = "from our own address";
	}
	find_token(w);
	return w->token.scope ? by_token(w, err) : by_from(w, err);
}
