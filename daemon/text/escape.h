#pragma once
/*
 * One escape a context. Inputs may be anything; outputs are valid UTF-8.
 */
#include "base/buf.h"

/* For HTML and XML text and double-quoted attributes: & < > " '. */
void escape_html(struct buf *out, struct str s);

/* Percent-encodes everything outside RFC 3986's unreserved set: one component
 * of a URL (RFC 6068 mailto header values as well). */
void escape_url(struct buf *out, struct str s);

/* Makes text safe to show: bytes that are no UTF-8 become U+FFFD; C0 (but for
 * newline when keep_newlines, tabs become blanks), C1, DEL, bidirectional
 * controls (U+202A..202E, 2066..2069, 200E, 200F, 061C), zero-width U+200B,
 * U+FEFF, line and paragraph separators and unassigned surrogates go; NFC. */
void text_clean(struct buf *out, struct str s, bool keep_newlines);

/* text_clean, then runs of white space become one blank, none at the ends:
 * one line. */
void text_line(struct buf *out, struct str s);
