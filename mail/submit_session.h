#pragma once
/*
 * One SMTP connection after EHLO, STARTTLS and AUTH, as bytes in, bytes out:
 * no socket, no clock, no store. Whoever owns the socket asks what the session
 * wants and gives it; a test does the same from a table.
 *
 *	for (;;) switch (submit_session_wants(s)) {
 *	case SESSION_MAIL:   a mail: submit_session_mail, or _quit
 *	case SESSION_SEND:   bytes go out: _output, then _sent
 *	case SESSION_REPLY:  bytes must come in: _input, or _lost
 *	case SESSION_DOT:    all but the final dot is on its way: _dot, or _lost
 *	case SESSION_SETTLE: outcome and reply hold: _settled
 *	case SESSION_OVER:   close the socket; text says why it came to that
 *	}
 *
 * _input and _lost may be called at any time: a server may speak, and a
 * connection end, whenever they like.
 */
#include <stdbool.h>

#include "mail/submit.h"
#include "mail/submit_body.h"
#include "mail/submit_reply.h"

enum session_want {
	SESSION_MAIL,
	SESSION_SEND,
	SESSION_REPLY,
	SESSION_DOT,
	SESSION_SETTLE,
	SESSION_OVER,
};

/* What a reply answers. */
enum session_step {
	STEP_MAIL,
	STEP_RCPT,
	STEP_DATA,
	STEP_DOT,
	STEP_LONE_DOT, /* ends a DATA that nobody is to receive */
	STEP_RSET,
	STEP_QUIT,
};

/* Where the session stands; see the essay in submit_session.c. */
enum session_phase {
	PHASE_READY,
	PHASE_ENVELOPE,
	PHASE_BODY,
	PHASE_ASK,
	PHASE_DOT,
	PHASE_CLEAR,
	PHASE_QUIT,
	PHASE_OVER,
};

enum { SESSION_WINDOW = 32768, SESSION_OWED_MAX = 4 };

/* Fields are the session's own, save where a function above gives them out. */
struct submit_session {
	struct submit_features features;
	enum session_phase phase;

	bool has_mail, settling;
	struct submit_mail mail;
	struct submit_cursor cursor;
	struct submit_body_facts facts;
	bool mail_ok, rcpt_ok; /* MAIL, RCPT accepted: a transaction is open */
	bool judged;           /* outcome and text hold */
	bool by_server;        /* ... and are the server's own word */
	enum submit_outcome outcome;
	enum submit_at at;
	char text[ERR_MAX];

	enum session_step owed[SESSION_OWED_MAX]; /* replies, oldest first */
	size_t n_owed;
	struct submit_reply_parser parser;
	unsigned progress; /* changes when a reply is whole or bytes go out */

	size_t out_at, out_len;
	char out[SESSION_WINDOW];
};

/* Ready for a mail. */
void submit_session_init(struct submit_session *s,
                         const struct submit_features *features);

enum session_want submit_session_wants(struct submit_session *s);

/* Wanted: SESSION_MAIL. The mail and what it points at stay valid until
 * settled. A mail without recipient (NULL) and body asks only whether the
 * sender may send (MAIL, RSET): SUBMIT_OK when it may. */
void submit_session_mail(struct submit_session *s,
                         const struct submit_mail *mail);

/* Wanted: SESSION_MAIL. Says goodbye instead. */
void submit_session_quit(struct submit_session *s);

/* Wanted: SESSION_SEND. The bytes stay until _sent takes n of them away. */
struct str submit_session_output(const struct submit_session *s);
void submit_session_sent(struct submit_session *s, size_t n);

/* Wanted: SESSION_DOT. The dot goes out with what SESSION_SEND asks next. */
void submit_session_dot(struct submit_session *s);

/* The server's bytes. */
void submit_session_input(struct submit_session *s, struct str in);

/* The connection is gone, or given up; why is for people. What the mail on it
 * has become depends on whether its dot was out. */
void submit_session_lost(struct submit_session *s, const char *why);

/* Wanted: SESSION_SETTLE. The mail's fields are the caller's again. */
void submit_session_settled(struct submit_session *s);

/* Its dot is out, its reply is not in. */
bool submit_session_in_doubt(const struct submit_session *s);

/* Some of a pipelined group is answered and some is not: if that does not
 * change, the server throws away what it announced to take. */
bool submit_session_group_ignored(const struct submit_session *s);

/* How long the session may wait where it stands without progress, in
 * milliseconds: RFC 5321 4.5.3.2, or override_ms where it is not 0. For the
 * reply to QUIT never more than five seconds. */
unsigned submit_session_timeout_ms(const struct submit_session *s,
                                   unsigned override_ms);
