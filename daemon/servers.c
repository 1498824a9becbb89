#include "servers.h"

#include <string.h>

static int read_secret(const struct conf *conf, const char *file,
                       struct buf *secret, struct err *err)
{
	return *file ? conf_secret(conf, file, secret, err) : 0;
}

int server_smtp(const struct conf *conf, struct buf *secret,
                struct submit_settings *settings, struct err *err)
{
	const struct conf_smtp *smtp = &conf->mail.smtp;

	if (read_secret(conf, smtp->password_file, secret, err))
		return -1;
	*settings = (struct submit_settings){
		.url = smtp->url,
		.tls = smtp->tls == TLS_REQUIRED,
		.ca_file = smtp->ca_file,
		.user = smtp->user,
		.password = buf_cstr(secret),
		.helo = conf->mail.domain,
	};
	return 0;
}

int server_imap(const struct conf *conf, struct buf *secret,
                struct mailbox_settings *settings, struct err *err)
{
	const struct conf_imap *imap = &conf->mail.imap;

	if (read_secret(conf, imap->password_file, secret, err))
		return -1;
	*settings = (struct mailbox_settings){
		.url = imap->url,
		.tls = imap->tls == TLS_REQUIRED,
		.ca_file = imap->ca_file,
		.user = imap->user,
		.password = buf_cstr(secret),
		.mailbox = imap->mailbox,
		.processed = imap->processed,
	};
	return 0;
}

void server_secret_wipe(struct buf *secret)
{
	if (secret->ptr)
		explicit_bzero(secret->ptr, secret->cap);
	buf_deinit(secret);
}
