#pragma once
/*
 * Messages out: smtp://, smtps:// or maildir:. libcurl makes the connection,
 * TLS and AUTH (CURLOPT_CONNECT_ONLY); the transactions are ours (RFC 5321
 * 3.3), over curl_easy_send and curl_easy_recv on N connections kept open in
 * one poll loop.
 *
 * The caller owns the queue. submit_run pulls: it asks for the next mail when
 * a connection is free, tells the caller just before the final dot goes out
 * (the caller commits "sending" there), and tells how it ended (the caller
 * commits that before the next dot goes out on this connection). One thread.
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

struct submit_settings {
	const char *url;     /* smtp://host[:port], smtps://..., maildir:/dir */
	bool tls;            /* required: STARTTLS or smtps, verified */
	const char *ca_file; /* "": the system's roots */
	const char *user, *password; /* "": no AUTH */
	const char *helo;            /* our name for EHLO */
	int connections;
	unsigned connect_timeout_ms; /* TCP, greeting, EHLO, TLS, AUTH */
	unsigned reply_timeout_ms;   /* RFC 5321 4.5.3.2; 0: its defaults */
	const int *stop_fd; /* readable: finish what is after its dot, stop */
};

struct submit_mail {
	const char *sender; /* envelope; "" is the null sender */
	const char *recipient;
	const struct slices *body; /* strict CRLF, no line starts with a dot */
	void *cookie;              /* the caller's */
};

struct submit_ops {
	/* 0: *mail is filled and stays valid until done; 1: none left. */
	int (*next)(void *ctx, struct submit_mail *mail);
	/* Just before the final dot. < 0: do not send it (then TEMPFAIL). */
	int (*before_dot)(void *ctx, void *cookie);
	/* How it ended; reply is the server's last line ("250 2.0.0 Ok"), or
	 * what happened in words. */
	void (*done)(void *ctx, void *cookie, enum submit_outcome outcome,
	             const char *reply);
	void *ctx;
};

/* Runs until next says "none left" and all is settled, or stop_fd. 0; < 0 when
 * no connection could be made at all or the last one was lost for good: err
 * names the server and the reason, every mail taken has been settled by done,
 * and the others stay with the caller. */
int submit_run(const struct submit_settings *settings,
               const struct submit_ops *ops, struct err *err);

/* Connects, greets, STARTTLS, AUTH, MAIL FROM, RSET, QUIT: for `doctor`. For
 * maildir: is it writable. */
int submit_probe(const struct submit_settings *settings, const char *sender,
                 struct err *err);
