#pragma once
/*
 * An IMAP mailbox, listened to (libetpan inside; RFC 3501, 2177 IDLE, 6851
 * MOVE, 4315 UIDPLUS). libetpan blocks, so this has a thread of its own, in
 * which the caller has blocked all signals; whatever it waits for, a name
 * server, a TLS handshake, a hung answer, IDLE, it waits for stop_fd as well
 * and gives up within a second.
 *
 * Nothing is ever deleted: a mail that was handled is moved to `processed`,
 * which is made where it is missing. A mail is handed over until handle says
 * it is done, and perhaps once more: when the connection is lost before the
 * move. What is known already is the caller's to tell (its ledger knows
 * Message-ID, hash, UIDVALIDITY + UID).
 *
 * The server is believed as little as the mails: what it sends is capped
 * before it is parsed, what was not asked for is ignored, and after an answer
 * out of step the connection is made anew. A mail on which the connection
 * breaks three times in a row is left where it is and passed over until the
 * next start ("skipped"); the others are not held up by it.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

struct mailbox_settings {
	const char *url;     /* imaps://host[:port], imap://host[:port] */
	bool tls;            /* required: imaps or STARTTLS, chain and host name
	                      * verified before LOGIN. Where not, imap:// is
	                      * plain; imaps:// is verified in any case */
	const char *ca_file; /* "": the system's roots */
	const char *user, *password;
	const char *mailbox, *processed; /* UTF-8 */
	unsigned idle_ms; /* renewed after; at most 29 minutes; 0: 28 */
	unsigned poll_ms; /* where IDLE is missing, and before mails left for
	                   * later are handed over again; 0: one minute */
	unsigned pace_ms; /* the pause after the first failure; 0: a second */
	unsigned timeout_ms; /* silence in the middle of an answer; 0: 30 s.
	                      * A whole answer may take ten times that */
	const int *stop_fd;  /* never read from; NULL: none */
};

struct mailbox_mail {
	uint32_t uidvalidity, uid;
	uint32_t size;  /* RFC822.SIZE, as the server says */
	struct str raw; /* the first 256 KiB; valid during handle */
};

enum mailbox_verdict {
	MAILBOX_DONE,  /* move it to processed */
	MAILBOX_LATER, /* leave it; hand it over again in poll_ms, or after
	                * reconnecting */
};

struct mailbox_ops {
	enum mailbox_verdict (*handle)(void *ctx,
	                               const struct mailbox_mail *mail);
	/* For logs and status, when it changes; may be NULL. What is
	 *   "idle", "polling"  all is worked off, waiting; err is NULL, or
	 *                      says what is not as it should be (mails that
	 *                      cannot be moved)
	 *   "lost"             no connection, or no more, and why
	 *   "skipped"          a mail that breaks the connection, and which */
	void (*state)(void *ctx, const char *what, const struct err *err);
	void *ctx;
};

/* Works off what is there and listens, reconnecting with capped, jittered
 * backoff, until stop_fd is readable; then 0. < 0 only when it can never work
 * (bad URL, bad names, no readable roots where TLS is required). */
int mailbox_listen(const struct mailbox_settings *settings,
                   const struct mailbox_ops *ops, struct err *err);

/* Works off what is there now, once; 0, or < 0: also when stopped, or when
 * mails were handled that cannot be moved. */
int mailbox_once(const struct mailbox_settings *settings,
                 const struct mailbox_ops *ops, struct err *err);

/* Connects, verifies, logs in, selects, looks for processed, logs out, and
 * changes nothing. 1: all is well, but processed is missing; the listener will
 * make it. */
int mailbox_probe(const struct mailbox_settings *settings, struct err *err);
