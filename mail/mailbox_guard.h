#pragma once
/*
 * What stands between an IMAP server's bytes and libetpan's parser, which
 * allocates whatever size a literal announces, keeps every answer whole, and
 * recurses as deep as parentheses nest. The guard reads along, changes
 * nothing, and says no before the parser has seen the byte. Pure.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum {
	GUARD_LITERAL_MAX = 256 * 1024 + 1024, /* a partial fetch, and a bit */
	GUARD_LINE_MAX = 2 * 1024 * 1024,      /* UIDs of a very full mailbox */
	GUARD_OPEN_MAX = 256, /* "(" in one line; nested or not */
};

struct mailbox_guard {
	size_t answer_left; /* bytes that this answer may still have */
	size_t line_len;    /* without literals */
	uint32_t literal_left;
	unsigned open;
	char head[8]; /* the line's first bytes, to tell what it is */
	enum { BRACE_NONE, BRACE_OPEN, BRACE_SHUT, BRACE_CR } brace;
	uint64_t number; /* in the brace */
};

/* A new command goes out: its answer may have this many bytes in all. */
void mailbox_guard_answer(struct mailbox_guard *g, size_t bytes);

/* The bytes that come next in the stream; < 0: they must not be parsed, the
 * connection is to be dropped. */
int mailbox_guard_feed(struct mailbox_guard *g, const char *bytes, size_t len,
                       struct err *err);
