#pragma once
/*
 * Setting plain text. Widths are columns: wide East Asian characters count 2,
 * combining marks and controls 0. Pure functions, any thread. Input of any
 * bytes; they come out as they went in.
 */
#include "base/buf.h"

/* Fills s (one line or paragraph, blanks between words) to lines of at most
 * width columns; the first line starts at column `at` (already written by the
 * caller), the others are indented by `indent` blanks. A word that does not
 * fit stands alone on its line, whole (URLs); when it is the first and `at` is
 * beyond the indentation, it starts on a line of its own. No trailing blanks,
 * ends without newline. Blanks are ASCII's; a no-break blank holds its words
 * together. */
void wrap(struct buf *out, struct str s, int width, int at, int indent);

int text_columns(struct str s);

/* s when it has at most `columns`, else cut at a word, without the comma or
 * dash before the cut, and "…"; where not even one word fits, cut between two
 * characters. */
void text_shorten(struct buf *out, struct str s, int columns);
