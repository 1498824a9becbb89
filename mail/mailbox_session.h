#pragma once
/*
 * An IMAP conversation by libetpan: from the greeting to the selected mailbox,
 * then search, fetch, move and wait. Every function's < 0 says that the
 * connection is of no use any more (err: why): after a parse error libetpan is
 * out of step with the server, so there is no half-broken session.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "mail/mailbox.h"
#include "mail/mailbox_link.h"

struct mailimap; /* libetpan's */

enum {
	MAILBOX_BATCH = 100,                 /* mails asked for at once */
	MAILBOX_RAW_MAX = 256 * 1024,        /* read of one mail */
	MAILBOX_FETCH_MAX = 4 * 1024 * 1024, /* ... of a fetch, about */
	ANSWER_BYTES = 1024 * 1024, /* of an ordinary answer, at most */
};

struct mailbox_session {
	struct mailbox_link link;
	struct mailimap *imap;
	struct buf mailbox, processed; /* as on the wire */
	uint32_t uidvalidity;
	bool idle, move, uidplus;
	unsigned tags; /* of the commands that libetpan does not send */
};

struct mailbox_uids {
	uint32_t *list; /* ascending, each once, none 0; free */
	size_t n;
};

/* Connected, verified, logged in, mailbox selected. The session does not move
 * in memory while it is open. MAILBOX_REFUSED: by our credentials' or
 * mailbox' fault, soon again is no use; also a failure, err is set. */
enum { MAILBOX_REFUSED = 1 };
int mailbox_session_open(struct mailbox_session *s,
                         const struct mailbox_settings *settings,
                         struct err *err);

/* LOGOUT where the connection is alive; accepts a session that did not open.
 * Never CLOSE, which would expunge. */
void mailbox_session_close(struct mailbox_session *s);

/* Mails with a UID above `after` that nobody marked \Deleted. */
int mailbox_session_search(struct mailbox_session *s, uint32_t after,
                           struct mailbox_uids *uids, struct err *err);

/* RFC822.SIZE of up to MAILBOX_BATCH mails; 0 where the server has none (the
 * mail is gone). */
int mailbox_session_sizes(struct mailbox_session *s, const uint32_t *uids,
                          size_t n, uint32_t *sizes, struct err *err);

/* The beginnings of mails, to fn in the order that they come; each that was
 * asked for at most once, nothing that was not. fn < 0 ends it early. */
int mailbox_session_fetch(struct mailbox_session *s, const uint32_t *uids,
                          size_t n,
                          int (*fn)(void *ctx, uint32_t uid, struct str raw),
                          void *ctx, struct err *err);

/* Is `processed` there (0), or not (1). */
int mailbox_session_look(struct mailbox_session *s, struct err *err);
/* Makes it; 1: the server will not, err says why. */
int mailbox_session_make(struct mailbox_session *s, struct err *err);

/* To `processed`; by COPY, \Deleted and UID EXPUNGE where MOVE is missing, and
 * without UIDPLUS no EXPUNGE, for a plain one takes other people's mails too.
 * 1: the server will not, err says why, the mails are where they were. */
int mailbox_session_move(struct mailbox_session *s, const uint32_t *uids,
                         size_t n, struct err *err);

/* Until there may be something new (1), or the time is over (0). */
int mailbox_session_wait(struct mailbox_session *s, unsigned ms,
                         struct err *err);

/* For the files of the session: what libetpan's answer means. 0, or 1 for a
 * clean NO (err: "what: the server's words"), or < 0. */
int mailbox_session_judge(struct mailbox_session *s, int result,
                          const char *what, struct err *err);

/* A sequence set of UIDs, ranges folded; libetpan's, NULL never. */
struct mailimap_set;
struct mailimap_set *mailbox_session_set(const uint32_t *uids, size_t n);
