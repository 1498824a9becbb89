#pragma once
/*
 * One escape a context. Inputs may be anything; outputs are valid UTF-8. Pure
 * functions; any thread. Output that would pass the buffer's maximum is cut
 * and out->full says so.
 */
#include "base/buf.h"

/* For HTML and XML text and double-quoted attributes: & < > " '. Bytes that
 * are no UTF-8 and characters that XML 1.0 (2.2) cannot hold, C0 controls but
 * tab, CR and LF among them, become U+FFFD. */
void escape_html(struct buf *out, struct str s);

/* The same in pieces, without memory of its own. */
void escape_html_to(void (*write)(void *ctx, const char *bytes, size_t len),
                    void *ctx, struct str s);

/* Percent-encodes everything outside RFC 3986's unreserved set: one component
 * of a URL (RFC 6068 mailto header values as well). */
void escape_url(struct buf *out, struct str s);

/* Makes text safe to show: bytes that are no UTF-8 (encoded surrogates too)
 * become U+FFFD. Tabs become blanks; line ends of every kind (CR LF, CR, LF,
 * VT, FF, NEL, U+2028, U+2029) become newlines when keep_newlines, else
 * blanks. All other C0, DEL and C1 go, so do bidirectional controls
 * (U+202A..202E, 2066..2069, 200E, 200F, 061C), what is not seen (U+00AD, 200B,
 * 2060..2064, FEFF, interlinear U+FFF9..FFFB, tags U+E0000..E007F) and
 * noncharacters; joiners U+200C and 200D stay, scripts and emoji need them.
 * NFC. */
void text_clean(struct buf *out, struct str s, bool keep_newlines);

/* text_clean, then runs of white space (Unicode's, so no-break blanks too)
 * become one blank, none at the ends: one line. */
void text_line(struct buf *out, struct str s);
