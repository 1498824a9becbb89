#pragma once
/*
 * Mustache templates (mustache(5); the specification's core modules pass as
 * tests): variables, {{{unescaped}}} and {{&unescaped}}, sections, inverted
 * sections, comments, delimiters, partials. Lambdas do not exist here;
 * inheritance ({{<parent}}, {{$block}}) and dynamic names ({{>*name}}) are
 * refused when loading, with line and reason.
 *
 * A set holds the templates that may call each other as partials; it is
 * immutable once loaded and may be rendered by several threads.
 *
 * Shared partials. A partial whose name starts with "shared/" is one whose
 * text does not depend on the reader: "Compose once, splice many". A renderer
 * may give a `shared` callback, which writes what it prepared earlier; without
 * one, they render as any partial. They may not be indented.
 */
#include "base/err.h"
#include "text/value.h"

struct template_set;

enum template_escape { TEMPLATE_HTML, TEMPLATE_PLAIN };

struct template_set *template_set_new(enum template_escape escape);
void template_set_free(struct template_set *set);
CLEANUP_DEFINE(struct template_set *, template_set_free)

/* Compiles and keeps a copy of the text. < 0: err says "line N: reason"
 * (unclosed tag or section, mismatched close, empty name, lambda-only and
 * inheritance syntax, bad delimiters, more than 1 MB, sections nested deeper
 * than 50). A name added twice: the later wins. */
int template_add(struct template_set *set, const char *name, struct str text,
                 struct err *err);

/* Every partial that a template calls is in the set, no partial calls itself
 * without a section between, shared partials stand where they may. < 0: err
 * names template, line and partial. (Rendering a set that was not checked is
 * safe: a missing partial is empty, depth is capped.) */
int template_check(const struct template_set *set, struct err *err);

bool template_has(const struct template_set *set, const char *name);

/* Calls fn for every variable and section name that the template and its
 * partials mention, with the dots. */
void template_names(const struct template_set *set, const char *name,
                    void (*fn)(void *ctx, const char *variable), void *ctx);

struct template_out {
	/* Text in order, in pieces, escaped already. */
	void (*write)(void *ctx, const char *bytes, size_t len);
	/* A shared partial is due; top is the innermost map around it. True:
	 * done by the callback. NULL: none. */
	bool (*shared)(void *ctx, const char *name, const struct value *top);
	void *ctx;
};

/* 0, or < 0 when there is no template of that name or partials nest deeper
 * than 50. */
int template_render(const struct template_set *set, const char *name,
                    const struct value *data, const struct template_out *out,
                    struct err *err);

/* The same into a buffer. */
int template_render_buf(const struct template_set *set, const char *name,
                        const struct value *data, struct buf *out,
                        struct err *err);

/* What a shared callback may need to know of the map around it. */
long value_get_int(const struct value *map, const char *name, long def);
