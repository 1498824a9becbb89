#pragma once
/*
 * The terminal, where there is one: its width, colours, the progress bar. A
 * pipe or a file gets the same text without them, uncut.
 */
#include <stdio.h>

/* How many columns fit: COLUMNS, else what the terminal says, else 80. 0: no
 * terminal, nothing need fit. */
int terminal_columns(FILE *out);

enum paint {
	PAINT_NONE, /* ends the others */
	PAINT_BOLD,
	PAINT_DIM,
	PAINT_GOOD,
	PAINT_WARN,
	PAINT_BAD,
};

/* The escape sequence; "" where out is no terminal, TERM is "dumb" or unset,
 * or NO_COLOR is set to anything but "" (no-color.org). */
const char *paint(FILE *out, enum paint paint);

/* A bar on standard error while that is a terminal, of what is done of so many
 * (of 0: nobody knows how many), drawn again ten times a second at most; gone
 * when all is done. ctx is ignored: it has the shape that the flows ask for. */
void ctl_progress(void *ctx, const char *what, size_t done, size_t of);

/* Takes away a bar that stands: before anything else is printed. */
void ctl_progress_end(void);
