#pragma once
/*
 * A notice: a few plain lines to the admin. Text only, Auto-Submitted:
 * auto-generated (RFC 3834 5), sent from the null sender like every letter, so
 * that nothing comes back but to the admin's own eyes.
 */
#include "mail/compose.h"

struct notice {
	const char *to;      /* a bare address */
	const char *cause;   /* a word, unique within the second: for the
	                      * Message-ID */
	int64_t instant;     /* Date */
	const char *subject; /* after "Daily Papers: " */
	/* Paragraphs of plain text, wrapped here. */
	const char *const *paragraphs;
	size_t n_paragraphs;
};

/* Appends the whole message, strict CRLF. */
int notice_compose(const struct compose_settings *settings,
                   const struct notice *notice, struct buf *out,
                   struct err *err);
