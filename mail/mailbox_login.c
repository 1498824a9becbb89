#include "mail/mailbox_login.h"

#include <gnutls/gnutls.h>
#include <libetpan/libetpan.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"

enum { CREDENTIAL_MAX = 1000, LINE_MAX_BYTES = 1024 };

/* What a quoted string may hold (RFC 3501, 9: TEXT-CHAR). */
static bool quotable(const char *text)
{
	for (; *text; text++)
		if ((signed char)*text < 0x20 || *text == 0x7f)
			return false;
	return true;
}

/* Base64 of NUL user NUL password, with CRLF. */
static void plain_response(const struct mailbox_settings *settings,
                           struct buf *out)
{
	gnutls_datum_t raw, encoded = { NULL, 0 };
	struct buf bytes = BUF(2 * CREDENTIAL_MAX + 2);

	buf_addc(&bytes, '\0');
	buf_adds(&bytes, settings->user);
	buf_addc(&bytes, '\0');
	buf_adds(&bytes, settings->password);
	raw = (gnutls_datum_t){ (unsigned char *)bytes.ptr,
		                (unsigned)bytes.len };
	if (gnutls_base64_encode2(&raw, &encoded) < 0)
		abort();
	buf_add(out, encoded.data, encoded.size);
	buf_adds(out, "\r\n");
	explicit_bzero(encoded.data, encoded.size);
	explicit_bzero(bytes.ptr, bytes.len);
	gnutls_free(encoded.data);
	buf_deinit(&bytes);
}

static int refused(const struct mailbox_session *s, const char *text,
                   struct err *err)
{
	const char *password = s->link.settings->password;

	/* A server that repeats what it heard does not get it into a log. */
	if (*password && strstr(text, password))
		text = "(its words held the password)";
	err_set(err, "%s: login as %s refused: %s", s->link.url.name,
	        s->link.settings->user, text);
	return MAILBOX_REFUSED;
}

/* Reads until the tagged answer or "+"; 0: OK, 1: NO or BAD, 2: "+". */
static int answer(struct mailbox_session *s, const char *tag,
                  char line[LINE_MAX_BYTES])
{
	size_t len = strlen(tag);

	while (mailbox_link_line(&s->link, line, LINE_MAX_BYTES)) {
		if (*line == '+')
			return 2;
		if (strncmp(line, tag, len) || line[len] != ' ')
			continue;
		return strncasecmp(line + len + 1, "OK", 2) ? 1 : 0;
	}
	return -1;
}

static int authenticate_plain(struct mailbox_session *s, struct err *err)
{
	char line[LINE_MAX_BYTES], tag[16], command[64];
	struct buf response = BUF(4 * CREDENTIAL_MAX);
	int r = -1;

	snprintf(tag, sizeof(tag), "A%u", ++s->tags);
	snprintf(command, sizeof(command), "%s AUTHENTICATE PLAIN\r\n", tag);
	if (!mailbox_link_say(&s->link, command))
		r = answer(s, tag, line);
	if (r == 2) {
		plain_response(s->link.settings, &response);
		r = mailbox_link_say(&s->link, buf_cstr(&response));
		explicit_bzero(response.ptr, response.len);
		if (!r)
			r = answer(s, tag, line);
	}
	buf_deinit(&response);
	if (r < 0)
		return err_set(err, "%s: AUTHENTICATE: %s", s->link.url.name,
		               s->link.why.msg);
	if (r)
		return refused(s, line, err);
	s->imap->imap_state = MAILIMAP_STATE_AUTHENTICATED;
	return 0;
}

static bool offers_plain(const struct mailbox_session *s)
{
	clist *list = s->imap->imap_connection_info->imap_capability->cap_list;

	for (clistiter *at = clist_begin(list); at; at = clist_next(at)) {
		const struct mailimap_capability *cap = clist_content(at);

		if (cap->cap_type == MAILIMAP_CAPABILITY_AUTH_TYPE &&
		    !strcasecmp(cap->cap_data.cap_auth_type, "PLAIN"))
			return true;
	}
	return false;
}

int mailbox_login(struct mailbox_session *s, struct err *err)
{
	const struct mailbox_settings *settings = s->link.settings;
	bool off = mailimap_has_extension(s->imap, "LOGINDISABLED");
	int r;

	mailbox_link_expect(&s->link, ANSWER_BYTES);
	if (strlen(settings->user) > CREDENTIAL_MAX ||
	    strlen(settings->password) > CREDENTIAL_MAX)
		return refused(s, "user or password over 1000 bytes", err);
	if (off || !quotable(settings->user) || !quotable(settings->password)) {
		if (offers_plain(s))
			return authenticate_plain(s, err);
		return refused(s,
		               off ? "the server has LOGIN switched off here"
		                   : "only AUTH=PLAIN carries these bytes, and "
		                     "it is not offered",
		               err);
	}
	r = mailimap_login(s->imap, settings->user, settings->password);
	/* Some answer BAD to a password that they do not like. */
	if (!s->link.dead &&
	    (r == MAILIMAP_ERROR_LOGIN || r == MAILIMAP_ERROR_PROTOCOL))
		return refused(s,
		               s->imap->imap_response ? s->imap->imap_response
		                                      : "NO",
		               err);
	return mailbox_session_judge(s, r, "LOGIN", err);
}
