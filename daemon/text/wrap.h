#pragma once
/* Setting plain text. Widths are columns, wide East Asian characters count 2,
 * combining marks 0. */
#include "base/buf.h"

/* Fills s (one line or paragraph, blanks between words) to lines of at most
 * width columns; the first line starts at column `at` (already written by the
 * caller), the others are indented by `indent` blanks. A word that does not
 * fit stands alone on its line, whole (URLs). No trailing blanks, ends without
 * newline. */
void wrap(struct buf *out, struct str s, int width, int at, int indent);

int text_columns(struct str s);

/* s when it has at most `columns`, else cut at a word and "…". */
void text_shorten(struct buf *out, struct str s, int columns);
