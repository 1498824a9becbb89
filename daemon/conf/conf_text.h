#pragma once
/*
 * A config file and what it includes, as one text for libconfig, and for each
 * of its lines the file and line that it came from. Inside daemon/conf only.
 *
 * We expand @include ourselves, because libconfig 1.5 calls exit() when what
 * it opens turns out to be a directory, resolves names against the working
 * directory, and can't say why a file did not open. On the way the
 * text loses its comments, and
 *
 *	- integers that do not fit 32 bits, which libconfig would silently wrap
 *	  (9999999999 becomes 1410065407), get the suffix L of 64 bits, and
 *	  those that do not fit 64 become the largest;
 *	- what libconfig can't explain, or would not notice, is reported: a byte
 *	  order mark, NUL bytes (also as \x00), text that is not UTF-8, strings
 *	  and comments without end, commas before a closing bracket.
 */
#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"
#include "conf/conf_problems.h"

struct conf_origin {
	const char *file; /* as the admin would write it */
	unsigned line;
};

struct conf_text {
	struct arena *arena;
	struct buf bytes;
	struct conf_origin *origins; /* of each line */
	size_t n, cap;
	/* First and last line of the last string that runs over a line end;
	 * 0: none. Often a forgotten quote. */
	unsigned long_string, long_string_end;
};

enum {
	CONF_FILE_MAX = 1024 * 1024,     /* bytes of one file */
	CONF_TEXT_MAX = 4 * 1024 * 1024, /* of all, expanded */
	CONF_INCLUDE_MAX = 8,            /* files deep */
};

void conf_text_init(struct conf_text *t, struct arena *arena);
void conf_text_deinit(struct conf_text *t);

/* Reads path, and includes relative to dir. Problems: see above; < 0 when
 * there are any. */
int conf_text_read(struct conf_text *t, const char *path, const char *dir,
                   struct conf_problems *problems);

/* Where a line (from 1) of the expanded text stands. */
struct conf_origin conf_text_origin(const struct conf_text *t, unsigned line);

/* The line itself; lives as long as the text. */
struct str conf_text_line(const struct conf_text *t, unsigned line);

/* What a forgotten quote does: the string goes on to the next one. The line in
 * its file where a string begins that runs over a line end and ends on `line`;
 * 0: none. And what to say of it. */
unsigned conf_text_swallowed(const struct conf_text *t, unsigned line);
#define CONF_SWALLOWED                                                   \
	"syntax error; the string that begins on line %u runs over its " \
	"line's end: is a quote missing?"

/* A copy in the arena of the directory part of path: "etc" of
 * "etc/digestd.conf", "" of "digestd.conf". */
const char *conf_dir(struct arena *arena, const char *path);
