#pragma once
/*
 * One SMTP connection after EHLO, STARTTLS and AUTH, as bytes in, bytes out:
 * no socket, no clock, no store. Whoever owns the socket asks what the session
 * wants and gives it; a test does the same from a table.
 *
 *	for (;;) switch (submit_session_wants(s)) {
 *	case SESSION_MAIL:   a mail: submit_session_mail, _later or _quit
 *	case SESSION_SEND:   bytes go out: _output, then _sent
 *	case SESSION_REPLY:  bytes must come in: _input, or _lost
 *	case SESSION_DOT:    all but the final dot is on its way: _dot or _hold
 *	case SESSION_SETTLE: a mail is decided: _verdict, then _settled
 *	case SESSION_OVER:   close the socket; why says why it came to that
 *	}
 *
 * Where the server announces PIPELINING, the next mail is wanted before the
 * reply to the last one's dot is in: there are two mails on the connection
 * then, and they are settled in the order in which they came (_stop aside).
 *
 * _input, _lost and _stop may be called at any time: a server may speak, and a
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
	PHASE_CLEAR,
	PHASE_LAST,
	PHASE_QUIT,
	PHASE_OVER,
};

enum {
	SESSION_OWED_MAX = 5,
	SESSION_COMMANDS_MAX = 1024, /* a dot, RSET and an envelope */
	SESSION_WINDOW = 1 << 18, /* the dot's permission is asked for with so
	                           * many octets of the message left: most
	                           * messages go out with their dot */
};

/* One mail, from _mail to _settled. The owner reads what stands below the
 * line, once it is settled. */
struct session_mail {
	bool held, settling;
	bool judged;           /* outcome and text hold */
	bool mail_ok, rcpt_ok; /* MAIL, RCPT accepted: a transaction is open */
	struct submit_body_facts facts;
	/* --- */
	struct submit_mail mail;
	enum submit_outcome outcome;
	bool by_server;    /* outcome and text are the server's own word... */
	enum submit_at at; /* ... about this */
	bool first;        /* on this connection */
	bool riding;       /* its envelope went out behind a dot */
	bool again; /* not the first, and lost before its dot was asked for:
	             * this TEMPFAIL says nothing about the mail */
	char text[ERR_MAX];
};

/* Fields are the session's own, save where a comment gives them out. */
struct submit_session {
	struct submit_features features;
	enum session_phase phase;

	struct session_mail mails[2];
	struct session_mail *current; /* its envelope or body is under way */
	struct session_mail *leaving; /* its dot is, or the reply to it */
	struct submit_cursor cursor;  /* what is left of a body: of the current
	                               * one's, or of the leaving one's */
	bool used;                    /* a mail was begun */
	bool alone;                   /* nothing rides behind `leaving` */
	bool uncleared;               /* a refused mail's transaction is open */
	char why[ERR_MAX];            /* SESSION_OVER: for people */

	enum session_step owed[SESSION_OWED_MAX]; /* replies, oldest first */
	size_t n_owed;
	struct submit_reply_parser parser;
	unsigned progress; /* changes when a reply is whole or bytes go out */

	size_t dot_left;        /* bytes still to go up to the end of the dot */
	size_t out_at, out_len; /* behind the body */
	char out[SESSION_COMMANDS_MAX];
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

/* Wanted: SESSION_MAIL, while a dot is on its way. None before that is
 * settled. */
void submit_session_later(struct submit_session *s);

/* Wanted: SESSION_MAIL, while no dot is on its way. Says goodbye. */
void submit_session_quit(struct submit_session *s);

/* True from _dot until that mail is settled. */
bool submit_session_leaving(const struct submit_session *s);

/* Wanted: SESSION_SEND. At most `most` (2 or more) pieces, in order; how many.
 * They lie where they are until _sent takes n bytes away. */
size_t submit_session_output(const struct submit_session *s,
                             struct iovec *pieces, size_t most);
void submit_session_sent(struct submit_session *s, size_t n);

/* Wanted: SESSION_DOT. It goes out with what SESSION_SEND asks next; or this
 * mail must not go out, and the connection ends, for a message once begun
 * cannot be taken back otherwise. */
const struct session_mail *
submit_session_asking(const struct submit_session *s);
void submit_session_dot(struct submit_session *s);
void submit_session_hold(struct submit_session *s);

/* The server's bytes. */
void submit_session_input(struct submit_session *s, struct str in);

/* The connection is gone, or given up; why is for people. What a mail on it
 * has become depends on whether its dot was out. */
void submit_session_lost(struct submit_session *s, const char *why);

/* As _lost, but what is in doubt may wait for its reply. */
void submit_session_stop(struct submit_session *s, const char *why);

/* Wanted: SESSION_SETTLE. After _settled the mail is the caller's again. */
const struct session_mail *
submit_session_verdict(const struct submit_session *s);
void submit_session_settled(struct submit_session *s);

/* A dot is out, its reply is not in. */
bool submit_session_in_doubt(const struct submit_session *s);

/* Some of a pipelined group is answered and some is not: if that does not
 * change, the server throws away what it announced to take. */
bool submit_session_group_ignored(const struct submit_session *s);

/* How long the session may wait where it stands without progress, in
 * milliseconds: RFC 5321 4.5.3.2, or override_ms where it is not 0. For the
 * reply to QUIT never more than five seconds. */
unsigned submit_session_timeout_ms(const struct submit_session *s,
                                   unsigned override_ms);
