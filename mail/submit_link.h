#pragma once
/*
 * Connections to the SMTP server, made by libcurl: TCP, greeting, EHLO,
 * STARTTLS with verification, EHLO again, AUTH (CURLOPT_CONNECT_ONLY). Many are
 * made at once, so that a hung greeting stalls nobody; from there on bytes go
 * in and out without blocking. The only file pair of mail/submit that knows
 * libcurl.
 */
#include <poll.h>
#include <stdbool.h>
#include <sys/types.h>
#include <sys/uio.h>

#include "mail/submit.h"
#include "mail/submit_reply.h"

/* A TLS record holds no more (RFC 8446 5.1). */
enum { LINK_RECORD_MAX = 16384 };

struct submit_link {
	void *easy; /* libcurl's handle; NULL: no connection */
	int fd;     /* once it is up, to poll */
	bool dialing;
	bool tls;     /* bytes may wait where poll does not see them */
	char *record; /* TLS: gathered bytes, until libcurl has taken them */
	size_t record_len;
	struct submit_features features;
	char last[REPLY_TEXT_MAX]; /* reply line while it is being made */
	char error[256];           /* libcurl's words */
};

struct submit_dialer;

/* Checks the settings. *settings outlives the dialer. NULL with err. */
struct submit_dialer *submit_dialer_new(const struct submit_settings *settings,
                                        struct err *err);
void submit_dialer_free(struct submit_dialer *d); /* after all its links */

/* "smtp://host:port", for messages; never holds a secret. */
const char *submit_dialer_name(const struct submit_dialer *d);

/* Begins; *link stays where it is until closed. */
void submit_dial(struct submit_dialer *d, struct submit_link *link);

/*
 * Waits for events on fds, for the links being made to come along, or for the
 * time (0 or more) to pass. Interrupted by a signal: returns as if the time had
 * passed.
 */
void submit_dialer_wait(struct submit_dialer *d, struct pollfd *fds, size_t n,
                        int timeout_ms);

enum submit_dialed {
	DIALED_NONE, /* no news */
	DIALED_UP,
	DIALED_FAILED,   /* err says why; another time it may work */
	DIALED_HOPELESS, /* so will every further one: certificate, AUTH, ... */
};

/* The next link that has come up or failed (failed ones are closed). */
enum submit_dialed submit_dialer_news(struct submit_dialer *d,
                                      struct submit_link **link,
                                      struct err *err);

/*
 * Bytes taken or given; 0: none now; < 0: the connection is gone, err says
 * how. SIGPIPE is not raised.
 *
 * Without TLS the pieces go to the kernel as they lie (measured: gathering 20
 * kB first costs a seventh of a mail's CPU time). With TLS they are gathered
 * into whole records. What was not taken comes again, with more behind it or
 * not.
 */
ssize_t submit_link_send(struct submit_link *link, const struct iovec *pieces,
                         size_t n, struct err *err);
ssize_t submit_link_recv(struct submit_link *link, char *to, size_t room,
                         struct err *err);

/* At once, without QUIT, whatever is under way. Accepts closed links. */
void submit_link_close(struct submit_dialer *d, struct submit_link *link);
