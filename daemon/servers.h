#pragma once
/*
 * The mail servers of the config, as mail/submit and mail/mailbox want them:
 * one home for "which settings, which password", for the flows and for doctor.
 */
#include "conf/conf.h"
#include "mail/mailbox.h"
#include "mail/submit.h"

enum { SERVER_SECRET_MAX = 4096 };

/* Fill what the config says; limits, stop_fd and the like are the caller's to
 * add. The password is read into *secret, which the settings point into: give
 * it back to server_secret_wipe when the connection is no more needed. < 0: it
 * cannot be read; err names the file. */
int server_smtp(const struct conf *conf, struct buf *secret,
                struct submit_settings *settings, struct err *err);
int server_imap(const struct conf *conf, struct buf *secret,
                struct mailbox_settings *settings, struct err *err);

/* Frees the bytes after overwriting them; also for CLEANUP(). */
void server_secret_wipe(struct buf *secret);
