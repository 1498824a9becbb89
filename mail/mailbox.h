#pragma once
/*
 * An IMAP mailbox, listened to (libetpan inside; RFC 3501, 2177 IDLE, 6851
 * MOVE, 4315 UIDPLUS). libetpan blocks, so this has a thread of its own; it
 * waits on the IDLE connection and the stop eventfd together and gives up
 * within a second.
 *
 * Nothing is ever deleted: a mail that was handled is moved to `processed`.
 * A mail is handed over until handle says it is done; what is known already is
 * the caller's to tell (its ledger knows Message-ID, hash, UIDVALIDITY + UID).
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

struct mailbox_settings {
	const char *url;     /* imaps://host[:port], imap://host[:port] */
	bool tls;            /* required: imaps or STARTTLS, chain and host name
	                      * verified before LOGIN */
	const char *ca_file; /* "": the system's roots */
	const char *user, *password;
	const char *mailbox, *processed;
	unsigned idle_ms;    /* renewed after; at most 29 minutes; 0: 28 */
	unsigned poll_ms;    /* where IDLE is missing; 0: one minute */
	unsigned timeout_ms; /* for one answer; 0: 30 s */
	const int *stop_fd;
};

struct mailbox_mail {
	uint32_t uidvalidity, uid;
	uint32_t size;  /* RFC822.SIZE */
	struct str raw; /* the first 256 KiB */
};

enum mailbox_verdict {
	MAILBOX_DONE,  /* move it to processed */
	MAILBOX_LATER, /* leave it; hand it over again after reconnecting */
};

struct mailbox_ops {
	enum mailbox_verdict (*handle)(void *ctx,
	                               const struct mailbox_mail *mail);
	/* Connected and waiting ("idle", "polling"), or lost with the reason:
	 * for logs and status. May be NULL. */
	void (*state)(void *ctx, const char *what, const struct err *err);
	void *ctx;
};

/* Works off what is there and listens, reconnecting with capped, jittered
 * backoff, until stop_fd is readable; then 0. < 0 only when it can never work
 * (bad URL, TLS required and impossible here). */
int mailbox_listen(const struct mailbox_settings *settings,
                   const struct mailbox_ops *ops, struct err *err);

/* Works off what is there now, once. */
int mailbox_once(const struct mailbox_settings *settings,
                 const struct mailbox_ops *ops, struct err *err);

/* Connects, verifies, logs in, selects, looks for processed, logs out. */
int mailbox_probe(const struct mailbox_settings *settings, struct err *err);
