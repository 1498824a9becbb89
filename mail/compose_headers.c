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

/* ---- the same in all mails of an edition ---- */

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

static void angled(struct buf *out, const char *name, const char *scheme,
                   const char *what)
{
	struct buf value CLEANUP(buf_deinit) = BUF(VALUE_MAX);

	if (!*what)
		return;
	buf_addf(&value, "<%s%s>", scheme, what);
	header_raw(out, name, buf_str(&value));
}

/* Moves what was written into the arena. */
static struct str kept(struct buf *out, struct arena *a)
{
	struct str s = { arena_str(a, buf_str(out)), out->len };

	buf_clear(out);
	return s;
}

void compose_headers_common(const struct compose_settings *s,
                            struct arena *arena, struct compose_common *common)
{
	const struct compose_site *site = &common->site;
	struct buf out CLEANUP(buf_deinit) = BUF(8 * VALUE_MAX);

	header_mailbox(&out, "From", str_of(site->name), str_of(site->from));
	common->from = kept(&out, arena);
	list_id(&out, site->name, s->list_id);
	common->list_id = kept(&out, arena);
	angled(&out, "List-Archive", "", s->archive_url);
	angled(&out, "List-Owner", "mailto:", s->admin);
	common->list_end = kept(&out, arena);
	raw(&out, "Auto-Submitted", "auto-generated");
	raw(&out, "Precedence", "bulk");
	/* Not "All": that would suppress bounces as well. */
	raw(&out, "X-Auto-Response-Suppress", "OOF, AutoReply, DR, RN, NRN");
	raw(&out, "Content-Language", "en");
	raw(&out, "MIME-Version", "1.0");
	common->automatic = kept(&out, arena);
}

/* ---- the reader's own ---- */

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

/* https first, for it is what mail programs make their button of; a POST to it
 * acts without asking (RFC 8058), so it is promised only where it exists. */
static void unsubscribe(struct buf *out, const struct compose_links *links)
{
	struct buf value CLEANUP(buf_deinit) = BUF(VALUE_MAX);

	if (links->leave_url) {
		buf_addc(&value, '<');
		buf_adds(&value, links->leave_url);
		buf_adds(&value, ">, ");
	}
	buf_addc(&value, '<');
	buf_adds(&value, links->leave);
	buf_addc(&value, '>');
	header_raw(out, "List-Unsubscribe", buf_str(&value));
	if (links->leave_url)
		raw(out, "List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
}

static void help(struct buf *out, const struct compose_links *links)
{
	struct buf value CLEANUP(buf_deinit) = BUF(VALUE_MAX);

	buf_addc(&value, '<');
	buf_adds(&value, links->mailto);
	buf_adds(&value, "help>");
	header_raw(out, "List-Help", buf_str(&value));
}

/* Google's postmaster pages group by it: edition : kind : format : sender,
 * where the sender has 5 to 15 characters and stays the same. */
static void feedback_id(struct buf *out, const struct compose_settings *s,
                        const struct digest *d)
{
	struct buf value CLEANUP(buf_deinit) = BUF(VALUE_MAX);
	size_t sender = strcspn(s->list_id, ".");
	char day[DATE_LEN];

	buf_adds(&value, date_format(d->edition, day));
	buf_adds(&value,
	         d->format == FORMAT_HTML ? ":digest:html:" : ":digest:text:");
	buf_add(&value, s->list_id, sender > 15 ? 15 : sender);
	header_raw(out, "Feedback-ID", buf_str(&value));
}

int compose_headers(const struct compose_edition *edition,
                    const struct compose_common *common,
                    const struct digest *digest,
                    const struct compose_links *links, const char *subject,
                    struct compose_mail *mail, struct err *err)
{
	struct buf *out = &mail->own;

	if (message_id(edition->settings, links, mail, err))
		return -1;
	header_date(out, digest->queued_at);
	buf_addstr(out, common->from);
	header_mailbox(out, "To", str_of(digest->name),
	               str_of(digest->address));
	header_text(out, "Subject", str_of(subject));
	raw(out, "Message-ID", mail->message_id);
	raw(out, "Reply-To", links->reply);
	buf_addstr(out, common->list_id);
	unsubscribe(out, links);
	help(out, links);
	buf_addstr(out, common->list_end);
	feedback_id(out, edition->settings, digest);
	buf_addstr(out, common->automatic);
	return 0;
}
