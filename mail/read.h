#pragma once
/*
 * A received message, made readable: what its writer newly wrote, who it says
 * it is from, and what kind of mail it is. The bytes are hostile: sized and
 * depth-scanned before libetpan's MIME parser sees any. Pure; any thread.
 */
#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/buf.h"
#include "base/str.h"

enum { READ_BYTES_MAX = 256 * 1024, READ_DEPTH_MAX = 50 };

enum read_kind {
	READ_COMMAND,   /* somebody wrote it */
	READ_BOUNCE,    /* delivery status notification, or looks like one */
	READ_COMPLAINT, /* ARF, RFC 5965 */
	READ_AUTOREPLY, /* RFC 3834, vacation, list mail, bulk: never executed,
	                 * never answered */
	READ_UNKNOWN,   /* not a message that can be read */
};

const char *read_kind_name(enum read_kind kind);

struct read_message {
	enum read_kind kind;
	const char *why;  /* of the kind: "Auto-Submitted: auto-replied" */
	const char *from; /* canonical address; "" when there is none, several,
	                   * or a field that could be read in two ways */
	const char *from_name; /* decoded, one line; "" when it has none */
	const char *sender;    /* envelope: Return-Path; "" null or absent */
	bool null_sender;      /* Return-Path: <> */
	const char *subject;   /* decoded, one line, without Re:, AW:, ... */
	bool answer; /* it had a Re: or the like: the words are perhaps ours */
	const char *message_id;        /* "<...>" or "" */
	const char *const *recipients; /* addresses of To, Cc, Delivered-To,
	                                * X-Original-To, Envelope-To */
	size_t n_recipients;
	const char *const *references; /* ids of In-Reply-To and References */
	size_t n_references;
	const char *const *auth_results; /* Authentication-Results, topmost
	                                  * first, unfolded */
	size_t n_auth_results;
	const char *text; /* the new text: quotes, signatures, disclaimers
	                   * gone */
	bool has_text;
	bool informs; /* a COMPLAINT in form only: RFC 5965's not-spam, RFC
	               * 6591's auth-failure; nobody wants to leave */
	bool absence; /* the text speaks of an absence: where it holds no
	               * command, a program wrote it */
};

/* < 0: cannot be read at all (kind UNKNOWN, err says why): no header, or parts
 * nested deeper than READ_DEPTH_MAX. Else *message is filled, its strings in
 * the arena (16 MB of room are enough for anything). Of raw, READ_BYTES_MAX
 * are read; a mail cut off there, or anywhere, is read as far as it goes. */
int read_message(struct str raw, struct arena *arena,
                 struct read_message *message, struct err *err);

/* Append the new text of a plain body, and of an HTML body (UTF-8, any bytes
 * else are repaired): what stands above the first quote, without signature;
 * where nothing stands there, the unquoted lines below. Quotes are told by
 * their marks, by the lines that introduce them, and our own digest by lines
 * that its templates promise to hold (mail/read_quote.c), for some programs
 * quote without any mark. LF line ends, no empty lines at the ends. */
void read_visible_text(struct str body, struct buf *out);
void read_visible_html(struct str html, struct buf *out);

/* ---- bounces (mail/read_bounce.c) ---- */

enum bounce_class {
	BOUNCE_NONE, /* delayed only, or nothing that failed */
	BOUNCE_HARD, /* 5.1.x and the like: no such mailbox */
	BOUNCE_SOFT, /* full, busy, too large, or unclear */
	BOUNCE_OURS, /* 5.7.x: policy, our fault: alert, no score */
};

struct bounce {
	enum bounce_class class;
	char status[12];       /* "5.1.1", "" unknown */
	const char *recipient; /* what it says failed; "" unknown. Never
	                        * trusted: the VERP token says whose it is */
	const char *diagnostic;
};

/* For READ_BOUNCE messages; also formats without DSN parts. */
void read_bounce(struct str raw, struct arena *arena, struct bounce *bounce);

/* A server's refusal, "550 5.1.1 no such user": its class and status. */
void read_refusal(struct str reply, struct arena *arena, struct bounce *bounce);

/* ---- Authentication-Results (RFC 8601; mail/read_authres.c) ---- */

/* Does the topmost field of this authserv-id say dmarc=pass for the domain of
 * From? Fields below the topmost one are never believed. */
bool read_dmarc_pass(const struct read_message *message,
                     const char *authserv_id);
