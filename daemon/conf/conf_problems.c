#include "conf/conf_problems.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "conf/conf_text.h"

struct problem {
	unsigned line;
	size_t number; /* keeps the order of what stands on one line */
	const char *setting, *reason;
};

void conf_problems_init(struct conf_problems *p, struct arena *arena,
                        const struct conf_text *text)
{
	*p = (struct conf_problems){ .arena = arena, .text = text };
	p->items = arena_array(arena, PROBLEMS_MAX, sizeof(*p->items));
}

static bool known(const struct conf_problems *p, unsigned line,
                  const char *setting, const char *reason)
{
	for (size_t i = 0; i < p->n; i++) {
		const struct problem *it = &p->items[i];

		if (it->line == line && it->setting && setting &&
		    !strcmp(it->setting, setting) &&
		    !strcmp(it->reason, reason))
			return true;
	}
	return false;
}

void conf_problem(struct conf_problems *p, unsigned line, const char *setting,
                  const char *fmt, ...)
{
	char reason[ERR_MAX];
	struct err tamed;
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(reason, sizeof(reason), fmt, ap);
	va_end(ap);
	err_set(&tamed, "%s", reason);
	if (known(p, line, setting, tamed.msg))
		return;
	if (p->n == PROBLEMS_MAX) {
		p->more++;
		return;
	}
	p->items[p->n] = (struct problem){
		.line = line,
		.number = p->n,
		.setting = arena_strdup(p->arena, setting),
		.reason = arena_strdup(p->arena, tamed.msg),
	};
	p->n++;
}

static int by_line(const void *a, const void *b)
{
	const struct problem *x = a, *y = b;

	if (x->line != y->line)
		return x->line < y->line ? -1 : 1;
	return x->number < y->number ? -1 : 1;
}

void conf_problems_print(struct conf_problems *p, struct buf *out)
{
	qsort(p->items, p->n, sizeof(*p->items), by_line);
	for (size_t i = 0; i < p->n; i++) {
		const struct problem *it = &p->items[i];
		struct conf_origin at = conf_text_origin(p->text, it->line);

		buf_addf(out, "%s:%u: %s%s%s\n", at.file, at.line,
		         it->setting ? it->setting : "",
		         it->setting ? ": " : "", it->reason);
	}
	if (p->more) {
		struct conf_origin at = conf_text_origin(p->text, 1);

		buf_addf(out, "%s:%u: and %zu problems more\n", at.file,
		         at.line, p->more);
	}
}
