/* doctor: who carries our mail, who brings replies, and what the world can know
 * of us. */
#include <string.h>

#include "base/dns.h"
#include "ctl_doctor.h"
#include "mail/address.h"
#include "servers.h"

enum { CONNECT_MS = 20000 };

void doctor_smtp(struct doctor *d)
{
	const struct conf_mail *mail = &d->ctl->conf->mail;
	struct buf secret CLEANUP(server_secret_wipe) = BUF(SERVER_SECRET_MAX);
	struct submit_settings settings;
	struct err err = { 0 };
	int rc = server_smtp(d->ctl->conf, &secret, &settings, &err);

	if (!rc) {
		settings.connections = 1;
		settings.connect_timeout_ms = CONNECT_MS;
		settings.reply_timeout_ms = CONNECT_MS;
		rc = submit_probe(&settings, mail->address, &err);
	}
	if (rc)
		doctor_say(
		        d, "smtp", mail->smtp.url, err.msg,
		        "check mail.smtp: url, tls, ca_file, user and "
		        "password_file; mails wait in the outbox until then");
	else
		doctor_say(d, "smtp", mail->smtp.url, "takes our mail", NULL);
}

void doctor_imap(struct doctor *d)
{
	const struct conf_imap *imap = &d->ctl->conf->mail.imap;
	struct buf secret CLEANUP(server_secret_wipe) = BUF(SERVER_SECRET_MAX);
	struct mailbox_settings settings;
	struct err err = { 0 };
	int rc;

	if (!imap->present) {
		doctor_say(d, "imap", "",
		           "no mail.imap: replies come by \"digestctl "
		           "receive\", or not at all",
		           NULL);
		return;
	}
	rc = server_imap(d->ctl->conf, &secret, &settings, &err);
	if (!rc) {
		settings.timeout_ms = CONNECT_MS;
		rc = mailbox_probe(&settings, &err);
	}
	if (rc < 0)
		doctor_say(d, "imap", imap->url, err.msg,
		           "check mail.imap: url, tls, ca_file, user, "
		           "password_file and mailbox; replies wait there "
		           "until then");
	else
		doctor_say(d, "imap", imap->url,
		           arena_printf(d->arena, "%s can be read%s%s%s",
		                        imap->mailbox, rc ? "; " : "",
		                        rc ? imap->processed : "",
		                        rc ? " will be made" : ""),
		           NULL);
}

/* ---- the domain name system ---- */

/* The record of that kind, "" when there is none; NULL: no answer. */
static const char *find_text(struct doctor *d, const char *name,
                             const char *begins, size_t *found)
{
	const char *const *texts, *record = "";
	struct err err;
	size_t n;

	*found = 0;
	if (dns_look_up(name, DNS_TXT, d->arena, &texts, &n, &err) < 0)
		return NULL;
	for (size_t i = 0; i < n; i++)
		if (str_starts_nocase(str_of(texts[i]), str_of(begins))) {
			record = texts[i];
			++*found;
		}
	return record;
}

static void look_for_spf(struct doctor *d, const char *domain)
{
	size_t n;
	const char *record = find_text(d, domain, "v=spf1", &n);

	if (n == 1)
		doctor_say(d, "dns", domain, record, NULL);
	else if (n)
		doctor_warn(d, "dns", domain, "has several SPF records",
		            "leave one: with several, SPF fails for all "
		            "(RFC 7208 4.5)");
	else
		doctor_warn(d, "dns", domain, "has no SPF record",
		            "publish a TXT record \"v=spf1 ... -all\" that "
		            "names the servers that send for it");
}

/* A subdomain is covered by its parent's record (RFC 7489 6.6.3, but for the
 * public suffix list: one label up is tried). */
static void look_for_dmarc(struct doctor *d, const char *domain)
{
	const char *up = strchr(domain, '.');
	const char *name = arena_printf(d->arena, "_dmarc.%s", domain);
	size_t n;
	const char *record = find_text(d, name, "v=DMARC1", &n);

	if (!n && up && strchr(up + 1, '.')) {
		name = arena_printf(d->arena, "_dmarc.%s", up + 1);
		record = find_text(d, name, "v=DMARC1", &n);
	}
	if (n)
		doctor_say(d, "dns", name, record, NULL);
	else
		doctor_warn(d, "dns", domain, "has no DMARC record",
		            "publish a TXT record at _dmarc: large mail "
		            "services want one of senders to many");
}

static void look_for_dkim(struct doctor *d, const char *domain)
{
	const char *selector = d->ctl->conf->mail.dkim_selector;
	const char *name, *const *texts;
	struct err err;
	size_t n;
	int rc;

	if (!*selector)
		return;
	name = arena_printf(d->arena, "%s._domainkey.%s", selector, domain);
	rc = dns_look_up(name, DNS_TXT, d->arena, &texts, &n, &err);
	if (!rc)
		doctor_say(d, "dns", name, "has a DKIM key", NULL);
	else if (rc > 0)
		doctor_warn(d, "dns", name, "has no DKIM key",
		            "publish the key that your mail server signs with, "
		            "or correct mail.dkim_selector");
}

/* A domain without MX takes mail at its address (RFC 5321 5.1). */
static void look_for_mx(struct doctor *d, const char *domain)
{
	static const enum dns_type types[] = { DNS_MX, DNS_A, DNS_AAAA };
	const char *const *texts;
	struct err err;
	size_t n;

	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		if (dns_look_up(domain, types[i], d->arena, &texts, &n, &err) <=
		    0)
			return;
	doctor_warn(d, "dns", domain, "takes no mail: no MX, no address",
	            "replies to mail.address cannot come in; publish an MX "
	            "record");
}

void doctor_dns(struct doctor *d)
{
	const struct conf_mail *mail = &d->ctl->conf->mail;
	struct buf name CLEANUP(buf_deinit) = BUF(1024);
	struct buf from CLEANUP(buf_deinit) = BUF(ADDRESS_MAX);
	const char *const *texts;
	const char *domain;
	struct err err = { 0 };
	size_t n;

	/* A Maildir sends nothing into the world. */
	if (str_starts(str_of(mail->smtp.url), STR("maildir:")) ||
	    address_parse(str_of(mail->from), &name, &from, &err))
		return;
	domain = arena_str(d->arena, address_domain(buf_str(&from)));
	if (dns_look_up(domain, DNS_TXT, d->arena, &texts, &n, &err) < 0) {
		doctor_warn(d, "dns", domain, err.msg,
		            "SPF, DKIM and DMARC were not looked at: run it "
		            "again where names can be looked up");
		return;
	}
	look_for_spf(d, domain);
	look_for_dkim(d, domain);
	look_for_dmarc(d, domain);
	look_for_mx(d,
	            arena_str(d->arena, address_domain(str_of(mail->address))));
}
