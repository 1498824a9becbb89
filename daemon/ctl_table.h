#pragma once
/*
 * A table on standard output. On a terminal it has a heading and fits: spare
 * columns are left out, then the widest that may be cut are, with "…"; in a
 * pipe there is no heading unless it is asked for, and nothing is cut. Rows
 * stream: widths are those of the first thousand.
 */
#include <stdbool.h>

#include "base/cleanup.h"
#include "ctl_terminal.h"

struct table_column {
	const char *head;
	bool right; /* numbers */
	bool cut;   /* may be cut to fit */
	int spare;  /* left out to fit, the highest first; 0: never */
};

struct table;

/* The columns stay the caller's. */
struct table *table_new(const struct table_column *columns, size_t n,
                        bool always_head);

/* The next cell of the row; after the last one the next row begins. Text of
 * any bytes, shown as one clean line; NULL is "". */
void table_add(struct table *t, enum paint paint, const char *text);
void table_addf(struct table *t, enum paint paint, const char *fmt, ...)
        __attribute__((format(printf, 3, 4)));

/* Prints what is left, and frees. */
void table_end(struct table *t);
CLEANUP_DEFINE(struct table *, table_end)
