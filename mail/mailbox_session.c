#include "mail/mailbox_session.h"

#include <libetpan/libetpan.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "mail/mailbox_login.h"
#include "mail/mailbox_name.h"

enum { GOODBYE_MS = 500 };

static const char *words(int result)
{
	switch (result) {
	case MAILIMAP_ERROR_PARSE:
		return "an answer that is no IMAP";
	case MAILIMAP_ERROR_STREAM:
		return "connection lost";
	case MAILIMAP_ERROR_FATAL:
		return "the server says goodbye";
	case MAILIMAP_ERROR_PROTOCOL:
		return "the server did not understand, or answered something "
		       "else";
	case MAILIMAP_ERROR_MEMORY:
		return "no memory, or an answer that is no IMAP";
	default:
		return "the server said no";
	}
}

/* A NO leaves the session in step; everything else does not. BAD is
 * MAILIMAP_ERROR_PROTOCOL: we and the server disagree about the language. */
static bool is_no(int result)
{
	switch (result) {
	case MAILIMAP_ERROR_COPY:
	case MAILIMAP_ERROR_UID_COPY:
	case MAILIMAP_ERROR_UID_MOVE:
	case MAILIMAP_ERROR_CREATE:
	case MAILIMAP_ERROR_LIST:
	case MAILIMAP_ERROR_LOGIN:
	case MAILIMAP_ERROR_SELECT:
	case MAILIMAP_ERROR_UID_STORE:
	case MAILIMAP_ERROR_EXPUNGE:
	case MAILIMAP_ERROR_STARTTLS:
		return true;
	default:
		return false;
	}
}

int mailbox_session_judge(struct mailbox_session *s, int result,
                          const char *what, struct err *err)
{
	const struct mailimap_selection_info *selected =
	        s->imap->imap_selection_info;
	const char *text = s->imap->imap_response;

	if (s->link.dead)
		return err_set(err, "%s: %s: %s", s->link.url.name, what,
		               s->link.why.msg);
	if (is_no(result)) {
		err_set(err, "%s: %s: %s", s->link.url.name, what,
		        text && *text ? text : words(result));
		return 1;
	}
	if (result != MAILIMAP_NO_ERROR) {
		mailbox_link_fail(&s->link, words(result));
		return err_set(err, "%s: %s: %s", s->link.url.name, what,
		               words(result));
	}
	if (s->uidvalidity && selected && selected->sel_uidvalidity &&
	    selected->sel_uidvalidity != s->uidvalidity)
		return err_set(err, "%s: UIDVALIDITY changed from %u to %u",
		               s->link.url.name, s->uidvalidity,
		               selected->sel_uidvalidity);
	return 0;
}

struct mailimap_set *mailbox_session_set(const uint32_t *uids, size_t n)
{
	struct mailimap_set *set = mailimap_set_new_empty();

	if (!set)
		abort();
	for (size_t i = 0, end; i < n; i = end) {
		for (end = i + 1; end < n && uids[end] == uids[end - 1] + 1;)
			end++;
		if (mailimap_set_add_interval(set, uids[i], uids[end - 1]))
			abort();
	}
	return set;
}

/* A server that turns us away, as it may each time that we come: libetpan
 * forgets to free what it reads then, so it does not get to read it. */
static bool turned_away(struct mailbox_session *s, struct err *err)
{
	const struct _mailstream *stream = s->link.stream;
	char line[300];

	if (mailstream_feed_read_buffer(s->link.stream) < 5 ||
	    strncasecmp(stream->read_buffer, "* BYE", 5) ||
	    !mailbox_link_line(&s->link, line, sizeof(line)))
		return false;
	err_set(err, "%s: greeting: %s", s->link.url.name, line + 2);
	mailbox_link_fail(&s->link, line + 2);
	return true;
}

static int greet(struct mailbox_session *s, struct err *err)
{
	int r;

	s->imap->imap_stream = s->link.stream;
	if (turned_away(s, err))
		return -1;
	r = mailimap_connect(s->imap, s->link.stream);
	if (r == MAILIMAP_NO_ERROR_NON_AUTHENTICATED)
		return 0;
	if (r == MAILIMAP_NO_ERROR_AUTHENTICATED)
		/* Before STARTTLS anybody may say so, and after it we would
		 * be whoever the server likes. */
		return err_set(err, "%s: the server greets with PREAUTH",
		               s->link.url.name);
	if (s->link.dead)
		return mailbox_session_judge(s, r, "greeting", err);
	return err_set(err, "%s: greeting: no IMAP server's", s->link.url.name);
}

static int capabilities(struct mailbox_session *s, struct err *err)
{
	struct mailimap_connection_info *info = s->imap->imap_connection_info;
	struct mailimap_capability_data *list = NULL;
	int r;

	mailbox_link_expect(&s->link, ANSWER_BYTES);
	/* libetpan keeps what was known before, and copies the answer without
	 * looking whether there was one. */
	if (info->imap_capability)
		mailimap_capability_data_free(info->imap_capability);
	info->imap_capability = mailimap_capability_data_new(clist_new());
	if (!info->imap_capability)
		abort();
	r = mailimap_capability(s->imap, &list);
	if (mailbox_session_judge(s, r, "CAPABILITY", err))
		return -1;
	mailimap_capability_data_free(list);
	s->idle = mailimap_has_idle(s->imap);
	s->move = mailimap_has_extension(s->imap, "MOVE");
	s->uidplus = mailimap_has_uidplus(s->imap);
	return 0;
}

static int starttls(struct mailbox_session *s, struct err *err)
{
	int r;

	if (!mailimap_has_extension(s->imap, "STARTTLS"))
		return err_set(err,
		               "%s: no STARTTLS offered, and TLS is "
		               "required: nothing was sent",
		               s->link.url.name);
	mailbox_link_expect(&s->link, ANSWER_BYTES);
	r = mailimap_starttls(s->imap);
	/* Bytes behind the answer are found by libetpan too, where it is
	 * patched for CVE-2020-15953, but called a NO. */
	if (!s->link.stream->read_buffer_len &&
	    mailbox_session_judge(s, r, "STARTTLS", err))
		return -1;
	mailbox_link_expect(&s->link, ANSWER_BYTES);
	if (mailbox_link_starttls(&s->link, err))
		return -1;
	/* What was said in the clear does not count (RFC 3501, 6.2.1). */
	return capabilities(s, err);
}

static int select_mailbox(struct mailbox_session *s, struct err *err)
{
	char what[300];
	int r;

	snprintf(what, sizeof(what), "SELECT %s", s->link.settings->mailbox);
	mailbox_link_expect(&s->link, ANSWER_BYTES);
	r = mailbox_session_judge(
	        s, mailimap_select(s->imap, buf_cstr(&s->mailbox)), what, err);
	if (r)
		return r;
	s->uidvalidity = s->imap->imap_selection_info->sel_uidvalidity;
	if (!s->uidvalidity)
		return err_set(err, "%s: %s: the server gives no UIDVALIDITY",
		               s->link.url.name, what);
	if (s->imap->imap_selection_info->sel_perm ==
	    MAILIMAP_MAILBOX_READONLY) {
		err_set(err, "%s: %s: read-only", s->link.url.name, what);
		return MAILBOX_REFUSED;
	}
	return 0;
}

static int converse(struct mailbox_session *s, struct err *err)
{
	const struct mailbox_settings *settings = s->link.settings;
	int r;

	if (greet(s, err) || capabilities(s, err))
		return -1;
	if (settings->tls && !s->link.url.imaps && starttls(s, err))
		return -1;
	r = mailbox_login(s, err);
	if (r)
		return r;
	/* More may be offered to those who are known. */
	if (capabilities(s, err))
		return -1;
	return select_mailbox(s, err);
}

int mailbox_session_open(struct mailbox_session *s,
                         const struct mailbox_settings *settings,
                         struct err *err)
{
	struct mailbox_url url;
	int r;

	*s = (struct mailbox_session){ .link.fd = -1 };
	s->mailbox = BUF(2048);
	s->processed = BUF(2048);
	if (mailbox_url_parse(&url, settings->url, err) ||
	    mailbox_name_encode(&s->mailbox, settings->mailbox, err) ||
	    mailbox_name_encode(&s->processed, settings->processed, err) ||
	    mailbox_link_open(&s->link, settings, &url, err)) {
		mailbox_session_close(s);
		return -1;
	}
	s->imap = mailimap_new(0, NULL);
	if (!s->imap)
		abort();
	r = converse(s, err);
	if (r)
		mailbox_session_close(s);
	return r;
}

void mailbox_session_close(struct mailbox_session *s)
{
	if (s->imap) {
		/* mailimap_free says LOGOUT and waits for BYE, closes the
		 * stream, and with that the link. */
		mailbox_link_expect(&s->link, ANSWER_BYTES);
		s->link.answer_by = mailbox_now_ms() + GOODBYE_MS;
		mailimap_free(s->imap);
	}
	mailbox_link_close(&s->link);
	s->imap = NULL;
	buf_deinit(&s->mailbox);
	buf_deinit(&s->processed);
}
