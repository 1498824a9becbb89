#pragma once
/* Comma-separated values (RFC 4180): quoted fields, doubled quotes, line ends
 * CRLF or LF, line breaks inside quotes. UTF-8 and nothing else, a BOM is
 * passed over. Where the first line has no comma but a semicolon or a tab, that
 * is what separates, as spreadsheets write it in half of Europe. */
#include <stdbool.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/err.h"

struct csv {
	FILE *file;
	size_t line;    /* where the record read last began, from 1 */
	size_t next;    /* the line it ended on */
	size_t bytes;   /* read so far */
	char separator; /* 0: not known yet */
};

enum { CSV_FIELDS_MAX = 64, CSV_RECORD_MAX = 64 * 1024 };

/* The next record's fields, in the arena. 1: a record; 0: the end; < 0: this
 * record is broken (err says how; the next call goes on behind it). Empty
 * lines are passed over. */
int csv_read(struct csv *csv, struct arena *arena, const char **fields,
             size_t *n, struct err *err);

/* One field, quoted where it must be; a leading =, +, - or @ is not changed:
 * export round-trips. */
void csv_write(FILE *out, const char *field, bool last);
