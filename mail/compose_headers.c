/*
 * The header fields of a digest, each once, those that people look at first.
 * What each is for: RFC 5322 3.6, RFC 2919 (List-Id), RFC 2369 (List-*), RFC
 * 8058 (one-click), RFC 3834 (Auto-Submitted), RFC 3282 (Content-Language).
 */
#include "mail/compose_intern.h"

#include <stdio.h>

#include "base/cleanup.h"
#include "mail/header.h"

enum { VALUE_MAX = 4096 };

static void raw(struct buf *out, const char *name, const char *value)
{
	header_raw(out, name, str_of(value));
}

static int message_id(const struct compose_settings *settings,
                      const struct compose_links *links,
                      struct compose_mail *mail, struct err *err)
{
	int n = snprintf(mail->message_id, sizeof(mail->message_id), "<%s@%s>",
	                 links->token, settings->domain);

	if (n < 0 || (size_t)n >= sizeof(mail->message_id))
		return err_set(err, "mail.domain: longer than 255 bytes");
	return 0;
}

static void list_id(struct buf *out, const char *site, const char *id)
{
	struct buf value CLEANUP(buf_deinit) = BUF(VALUE_MAX);

	if (*site) {
		header_mailbox(out, "List-Id", str_of(site), str_of(id));
		return;
	}
	buf_addf(&value, "<%s>", id);
	header_raw(out, "List-Id", buf_str(&value));
}

/* https first, for it is what mail programs make their button of; a POST to it
 * acts without asking (RFC 8058), so it is promised only where it exists. */
static void unsubscribe(struct buf *out, const struct compose_links *links)
{
	struct buf value CLEANUP(buf_deinit) = BUF(VALUE_MAX);

	if (links->leave_url)
		buf_addf(&value, "<%s>, ", links->leave_url);
	buf_addf(&value, "<%s>", links->leave);
	header_raw(out, "List-Unsubscribe", buf_str(&value));
	if (links->leave_url)
		raw(out, "List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
}

static void angled(struct buf *out, const char *name, const char *scheme,
                   const char *what, const char *query)
{
	struct buf value CLEANUP(buf_deinit) = BUF(VALUE_MAX);

	if (!*what)
		return;
	buf_addf(&value, "<%s%s%s>", scheme, what, query);
	header_raw(out, name, buf_str(&value));
}

static void list_fields(struct buf *out, const struct compose_settings *s,
                        const struct compose_links *links)
{
	list_id(out, links->site, s->list_id);
	unsubscribe(out, links);
	angled(out, "List-Help", "", links->mailto, "help");
	angled(out, "List-Archive", "", s->archive_url, "");
	angled(out, "List-Owner", "mailto:", s->admin, "");
}

/* Google's postmaster pages group by it: edition : kind : format : sender,
 * where the sender has 5 to 15 characters and stays the same. */
static void feedback_id(struct buf *out, const struct compose_settings *s,
                        const struct digest *d)
{
	char day[DATE_LEN], value[64];

	snprintf(value, sizeof(value), "%s:digest:%s:%.*s",
	         date_format(d->edition, day),
	         d->format == FORMAT_HTML ? "html" : "text",
	         (int)strcspn(s->list_id, ".") > 15
	                 ? 15
	                 : (int)strcspn(s->list_id, "."),
	         s->list_id);
	raw(out, "Feedback-ID", value);
}

int compose_headers(const struct compose_edition *edition,
                    const struct digest *digest,
                    const struct compose_links *links, struct str title,
                    struct arena *arena, struct compose_mail *mail,
                    struct err *err)
{
	const struct compose_settings *s = edition->settings;
	struct buf *out = &mail->own;
	const char *subject = words_subject(arena, links->site, digest, title);

	if (message_id(s, links, mail, err))
		return -1;
	header_date(out, digest->queued_at);
	header_mailbox(out, "From", str_of(links->site), str_of(links->from));
	header_mailbox(out, "To", str_of(digest->name),
	               str_of(digest->address));
	header_text(out, "Subject", str_of(subject));
	raw(out, "Message-ID", mail->message_id);
	raw(out, "Reply-To", links->reply);
	list_fields(out, s, links);
	raw(out, "Auto-Submitted", "auto-generated");
	raw(out, "Precedence", "bulk");
	/* Not "All": that would suppress bounces as well. */
	raw(out, "X-Auto-Response-Suppress", "OOF, AutoReply, DR, RN, NRN");
	feedback_id(out, s, digest);
	raw(out, "Content-Language", "en");
	return 0;
}
