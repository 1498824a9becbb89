#pragma once
/* HTML as blogs put it into feeds, to plain text (libxml2's HTML parser, as a
 * stream: no tree, no network). Inside the fetch module. */
#include "base/buf.h"

/* More of one text is not read: an abstract needs far less. libxml2 compares
 * every attribute of a tag with every other one, so the worst case grows with
 * the square: 32 kB of one tag take a tenth of a second. */
enum { HTML_MAX = 32 * 1024, HTML_DEPTH_MAX = 256 };

/* Appends the text of valid UTF-8 html, with a blank where a block begins or
 * ends; scripts, styles, frames and the like are left out. White space and
 * control characters are as they come: text_line does the rest. */
void html_text(struct buf *out, struct str html);

/* Whether a text that may be either is HTML: it has a character reference
 * ("&amp;", "&#39;"), an end tag, or one of the tags that need none. "a < b"
 * and "List<String>" are plain. */
bool html_likely(struct str text);
