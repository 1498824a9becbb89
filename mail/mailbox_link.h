#pragma once
/*
 * One connection to an IMAP server: TCP, TLS with verification, and the stream
 * that libetpan reads and writes (a mailstream_low driver of ours, instead of
 * libetpan's own, which verify nothing and cannot be interrupted).
 *
 * Whatever blocks here waits on stop_fd as well, has a limit, and when it
 * fails the link stays dead: every further read and write fails at once, and
 * `why` keeps the first reason. Signals are the caller's: blocked.
 */
#include <stdbool.h>
#include <stdint.h>

#include "mail/mailbox.h"
#include "mail/mailbox_guard.h"
#include "mail/mailbox_tls.h"
#include "mail/mailbox_url.h"

struct _mailstream; /* libetpan's */

struct mailbox_link {
	const struct mailbox_settings *settings;
	struct mailbox_url url;
	unsigned timeout_ms; /* without a byte */
	int fd;              /* -1: none */
	struct mailbox_tls tls;
	struct mailbox_guard guard;
	int64_t answer_by; /* monotonic ms: the answer must be whole */
	bool dead;
	struct err why;
	struct _mailstream *stream; /* libetpan's buffers over this link; its
	                             * session frees it */
};

/* The name resolved, TCP connected, with imaps:// TLS up and verified, and the
 * stream made. On failure the link needs no close. */
int mailbox_link_open(struct mailbox_link *link,
                      const struct mailbox_settings *settings,
                      const struct mailbox_url *url, struct err *err);

/* After the server's OK to STARTTLS. What it sent behind that OK came from
 * anybody (CVE-2011-0411, CVE-2020-15953): then the link is dead. */
int mailbox_link_starttls(struct mailbox_link *link, struct err *err);

/* A new command goes out: its answer may take ten timeouts and have this many
 * bytes, beyond what is said about a literal and a line. */
void mailbox_link_expect(struct mailbox_link *link, size_t bytes);

/* Until the server says something (1), the time is over (0), or the link is
 * dead (< 0). */
int mailbox_link_wait(struct mailbox_link *link, unsigned ms);

/* The next line into line[size], without its end, cut where too long; NULL:
 * dead. For what libetpan does not parse. */
const char *mailbox_link_line(struct mailbox_link *link, char *line,
                              size_t size);
int mailbox_link_say(struct mailbox_link *link, const char *text);

/* Marks it dead; the first reason stays. Returns -1. */
int mailbox_link_fail(struct mailbox_link *link, const char *why);

/* Closes; accepts links that are closed. The stream is not touched. */
void mailbox_link_close(struct mailbox_link *link);

/* stop_fd is readable. */
bool mailbox_stopping(const struct mailbox_settings *settings);

int64_t mailbox_now_ms(void); /* CLOCK_MONOTONIC */
