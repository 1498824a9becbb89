#pragma once
/*
 * What is wrong with a config, gathered as it is found and printed in the
 * order of the text. Inside daemon/conf only.
 */
#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"

struct conf_text;

enum { PROBLEMS_MAX = 500 }; /* the rest is counted */

struct conf_problems {
	struct arena *arena;
	const struct conf_text *text; /* knows whose line a line is */
	struct problem *items;
	size_t n, more;
};

void conf_problems_init(struct conf_problems *p, struct arena *arena,
                        const struct conf_text *text);

/* line counts from 1 in the expanded text (conf_text.h); setting: its path, or
 * NULL. Control characters become '?', however hostile what is quoted. What was
 * said already of that setting is not said twice. */
void conf_problem(struct conf_problems *p, unsigned line, const char *setting,
                  const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/* Appends "FILE:LINE: setting: reason\n" for each, by line. */
void conf_problems_print(struct conf_problems *p, struct buf *out);
