#pragma once
/*
 * What an SMTP server says: replies (RFC 5321 4.2) from bytes that come in any
 * pieces, and the extensions in its answer to EHLO (4.1.1.1). Bytes in, no
 * socket.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

enum {
	REPLY_TEXT_MAX = 400,  /* of the last line; the rest is cut */
	REPLY_LINE_MAX = 2048, /* four times RFC 5321 4.5.3.1.5 */
	REPLY_LINES_MAX = 128, /* of one reply */
};

struct submit_reply {
	int code;                  /* 200..599 */
	char text[REPLY_TEXT_MAX]; /* the last line with its code, printable */
};

/* Start zeroed. */
struct submit_reply_parser {
	char line[REPLY_LINE_MAX];
	size_t len;
	int lines; /* of the reply that is coming in */
	int code;  /* that all its lines carry */
};

/*
 * Takes bytes off the front of *in. 1: *reply is whole, the rest of *in waits
 * for the next call; 0: more bytes are needed; < 0: this is no SMTP reply, and
 * never will be again (the caller hangs up).
 */
int submit_reply_parse(struct submit_reply_parser *p, struct str *in,
                       struct submit_reply *reply);

struct submit_features {
	bool pipelining;   /* RFC 2920 */
	bool eightbit;     /* 8BITMIME, RFC 6152 */
	bool smtputf8;     /* RFC 6531 */
	bool auth;         /* RFC 4954, with any mechanism */
	bool size;         /* RFC 1870 */
	uint64_t size_max; /* octets; 0: no limit said */
};

/*
 * Feed with every reply line of the connection's first steps. A 220 line (the
 * greeting, the answer to STARTTLS) makes all that was said before it void
 * (RFC 3207 4.2).
 */
void submit_features_line(struct submit_features *f, struct str line);
