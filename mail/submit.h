#pragma once
/*
 * Messages out: smtp://, smtps:// or maildir:. libcurl makes the connection,
 * TLS and AUTH (CURLOPT_CONNECT_ONLY); the transactions are ours (RFC 5321
 * 3.3), over curl_easy_send and curl_easy_recv on N connections kept open in
 * one poll loop.
 *
 * Between the caller and the server stands what a mail must be to go out: an
 * envelope that no SMTP command can hide in, a message within the server's
 * SIZE, strict CRLF, lines of at most 998 octets, none that starts with a dot;
 * 8-bit octets and non-ASCII addresses only where 8BITMIME and SMTPUTF8 are
 * offered. Anything else is SUBMIT_PERMFAIL with the reason, and was not sent.
 *
 * TLS, where required, is verified (chain and host name) before a user name, a
 * password or a mail goes out; where not, STARTTLS is not even tried. No error
 * text and no log ever holds the password.
 *
 * The caller owns the queue. submit_run pulls: it asks for the next mail when
 * a connection is free, tells the caller just before the final dot goes out
 * (the caller commits "sending" there), and tells how it ended (the caller
 * commits that before the next dot goes out on this connection). Where the
 * server announces PIPELINING (RFC 2920) the next mail is asked for while that
 * reply is awaited: up to two mails are out on a connection. One thread.
 */
#include <stdbool.h>

#include "base/err.h"
#include "mail/slices.h"

enum submit_outcome {
	SUBMIT_OK,
	SUBMIT_TEMPFAIL, /* 4xx, or nothing was sent: try again later */
	SUBMIT_PERMFAIL, /* 5xx: never again as it stands */
	SUBMIT_UNKNOWN,  /* lost between the final dot and its reply */
};

/* What the server's word was about; NONE: it is not the server's. */
enum submit_at {
	SUBMIT_AT_NONE,
	SUBMIT_AT_MAIL, /* the sender: us */
	SUBMIT_AT_RCPT, /* this recipient */
	SUBMIT_AT_DATA,
	SUBMIT_AT_DOT, /* the message */
};

struct submit_result {
	enum submit_outcome outcome;
	enum submit_at at;
	const char *reply; /* the server's last line ("250 2.0.0 Ok"), or what
	                    * happened in words */
};

struct submit_settings {
	const char *url;     /* smtp://host[:port], smtps://..., maildir:/dir;
	                      * no user or password in it */
	bool tls;            /* required: STARTTLS or smtps, verified */
	const char *ca_file; /* "": the system's roots */
	const char *user, *password; /* "": no AUTH */
	const char *helo;            /* our name for EHLO; "": the host's */
	int connections;             /* at most; made as mails come */
	unsigned connect_timeout_ms; /* TCP, greeting, EHLO, TLS, AUTH; 0: five
	                              * minutes */
	unsigned messages; /* on one connection, then QUIT; 0: no limit */
	unsigned reply_timeout_ms; /* RFC 5321 4.5.3.2; 0: its defaults */
	const int *stop_fd; /* readable: wait up to five seconds for replies to
	                     * final dots, defer the rest, return; never read
	                     * from; NULL: none */
};

struct submit_mail {
	const char *sender; /* envelope; "" is the null sender */
	const char *recipient;
	const struct slices *body; /* strict CRLF, no line starts with a dot */
	void *cookie;              /* the caller's */
	unsigned connection; /* set when next is called: who asks, from 0 */
	unsigned wait_ms;    /* of SUBMIT_LATER; 0: only a mail's end helps */
};

enum submit_next {
	SUBMIT_TAKE,  /* *mail is filled and stays valid until done */
	SUBMIT_NONE,  /* none left */
	SUBMIT_LATER, /* none may go now: asked again when wait_ms are over, or
	               * a mail in flight is done */
};

struct submit_ops {
	/* The connection is not told to the server: what may go on it now is
	 * the caller's rule (how many connections carry one domain's mails). */
	enum submit_next (*next)(void *ctx, struct submit_mail *mail);
	/* Just before the final dot. < 0: do not send it (then TEMPFAIL, and
	 * that connection is dropped: a message once begun cannot be taken
	 * back otherwise). */
	int (*before_dot)(void *ctx, void *cookie);
	/* How it ended. */
	void (*done)(void *ctx, void *cookie,
	             const struct submit_result *result);
	void *ctx;
	/* What before_dot and done were told is to be durable when this
	 * returns; then the dots go out that were asked for. One call serves
	 * what happened on all connections since the last: as each has at most
	 * one dot out, a caller that is killed is still in doubt about one mail
	 * a connection. < 0: it is not, and no dot goes out. NULL: what they
	 * were told is durable when they return. */
	int (*commit)(void *ctx);
};

/*
 * Runs until next says "none left" and all is settled, or stop_fd. 0; < 0 when
 * no connection could be made at all or the last one was lost for good: err
 * names the server and the reason, every mail taken has been settled by done,
 * and the others stay with the caller. next is called only with a connection
 * in hand. A lost connection costs the mail on it and is made again, a few
 * times in a row at most; a refused certificate or AUTH is final at once. A
 * mail that came second or later on it, and whose dot was not asked for, is not
 * lost: it goes out once more on another connection.
 *
 * Into a Maildir: the rename into new/ is the dot, and up to 64 mails are taken
 * before the first is done. Where the Message-ID makes a file name it is the
 * name, so that a retry replaces the same file; a directory that fails (full,
 * read-only) ends the run with < 0.
 */
int submit_run(const struct submit_settings *settings,
               const struct submit_ops *ops, struct err *err);

/* Connects, greets, STARTTLS, AUTH, MAIL FROM, RSET, QUIT: for `doctor`. For
 * maildir: is it writable. */
int submit_probe(const struct submit_settings *settings, const char *sender,
                 struct err *err);
