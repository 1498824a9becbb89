/*
 * Waiting for news. IDLE (RFC 2177) is spoken here line by line and not by
 * mailimap_idle, which throws away what the server says before its "+", as
 * Cyrus and others do: an EXISTS that arrived in that instant would be noticed
 * half an hour later.
 */
#include <libetpan/libetpan.h>
#include <stdio.h>
#include <string.h>

#include "mail/mailbox_session.h"

enum { IDLE_LINE_MAX = 256 };

enum idle_line { IDLE_NOTHING, IDLE_NEWS, IDLE_GO_ON, IDLE_OK, IDLE_NO };

static enum idle_line read_line(struct mailbox_session *s, const char *tag,
                                int *failed)
{
	char line[IDLE_LINE_MAX];
	size_t len = strlen(tag);
	unsigned count;
	char word[16];

	*failed = !mailbox_link_line(&s->link, line, sizeof(line)) ? -1 : 0;
	if (*failed)
		return IDLE_NOTHING;
	if (*line == '+')
		return IDLE_GO_ON;
	if (!strncmp(line, tag, len) && line[len] == ' ')
		return strncasecmp(line + len + 1, "OK", 2) ? IDLE_NO : IDLE_OK;
	if (!strncasecmp(line, "* BYE", 5) || strcasestr(line, "[UIDVALIDITY "))
		*failed = mailbox_link_fail(&s->link, line + 2);
	if (sscanf(line, "* %9u %15s", &count, word) == 2 &&
	    !strcasecmp(word, "EXISTS"))
		return IDLE_NEWS;
	return IDLE_NOTHING;
}

/* Until "+" or the tagged answer: 0, 1 for news on the way, < 0. */
static int begin(struct mailbox_session *s, const char *tag)
{
	char command[32];
	int news = 0, failed;

	snprintf(command, sizeof(command), "%s IDLE\r\n", tag);
	mailbox_link_expect(&s->link, ANSWER_BYTES);
	if (mailbox_link_say(&s->link, command))
		return -1;
	for (;;) {
		switch (read_line(s, tag, &failed)) {
		case IDLE_GO_ON:
			return news;
		case IDLE_NEWS:
			news = 1;
			break;
		case IDLE_OK: /* without ever having waited? */
		case IDLE_NO:
			s->idle = false;
			return 1;
		default:
			break;
		}
		if (failed)
			return -1;
	}
}

static int finish(struct mailbox_session *s, const char *tag)
{
	int news = 0, failed;

	mailbox_link_expect(&s->link, ANSWER_BYTES);
	if (mailbox_link_say(&s->link, "DONE\r\n"))
		return -1;
	for (;;) {
		enum idle_line line = read_line(s, tag, &failed);

		if (failed)
			return -1;
		if (line == IDLE_OK || line == IDLE_NO)
			return news;
		if (line == IDLE_NEWS)
			news = 1;
	}
}

static int idle(struct mailbox_session *s, unsigned ms)
{
	int64_t until = mailbox_now_ms() + ms;
	int news, more, failed;
	char tag[16];

	snprintf(tag, sizeof(tag), "I%u", ++s->tags);
	news = begin(s, tag);
	if (news < 0 || !s->idle)
		return news;
	for (;;) {
		int64_t left = until - mailbox_now_ms();
		enum idle_line line;
		int r;

		if (left <= 0)
			break;
		r = mailbox_link_wait(&s->link, news ? 0 : (unsigned)left);
		if (r < 0)
			return -1;
		if (!r)
			break; /* enough waited, or news and no more of it */
		/* Each line of its own: "Still here" all day long is fine. */
		mailbox_link_expect(&s->link, ANSWER_BYTES);
		line = read_line(s, tag, &failed);
		if (failed)
			return -1;
		if (line == IDLE_OK || line == IDLE_NO)
			return 1; /* it ended the IDLE by itself: no DONE */
		news |= line == IDLE_NEWS;
	}
	more = finish(s, tag);
	return more < 0 ? -1 : news || more;
}

/* Where the server only tells when asked. */
static int poll_for_news(struct mailbox_session *s, unsigned ms)
{
	int r = mailbox_link_wait(&s->link, ms);

	if (r < 0)
		return -1;
	mailbox_link_expect(&s->link, ANSWER_BYTES);
	r = mailimap_noop(s->imap);
	if (r != MAILIMAP_NO_ERROR)
		return mailbox_link_fail(&s->link, "NOOP refused");
	return 1;
}

int mailbox_session_wait(struct mailbox_session *s, unsigned ms,
                         struct err *err)
{
	bool idling = s->idle;
	int r = idling ? idle(s, ms) : poll_for_news(s, ms);

	if (r < 0)
		return err_set(err, "%s: %s: %s", s->link.url.name,
		               idling ? "IDLE" : "NOOP", s->link.why.msg);
	return r;
}
