#pragma once
/*
 * Mustache templates (mustache(5); the specification's core modules pass as
 * tests): variables, {{{unescaped}}} and {{&unescaped}}, sections, inverted
 * sections, comments, delimiters, partials. Lambdas do not exist here;
 * inheritance ({{<parent}}, {{$block}}) and dynamic names ({{>*name}}) are
 * refused when loading, with line and reason.
 *
 * A partial that stands alone on its line is indented as its tag is, but for
 * empty lines. Values as in text/value.h; numbers and truth values print as
 * such, lists and maps as nothing.
 *
 * A set holds the templates that may call each other as partials; it is
 * immutable once loaded and may be rendered by several threads.
 *
 * Shared partials. A partial whose name starts with "shared/" is one whose
 * text does not depend on the reader: "Compose once, splice many". A renderer
 * may give a `shared` callback, which writes what it prepared earlier; without
 * one, they render as any partial. They may not be indented.
 */
#include "base/buf.h"
#include "base/err.h"
#include "text/value.h"

struct template_set;

enum template_escape { TEMPLATE_HTML, TEMPLATE_PLAIN };

struct template_set *template_set_new(enum template_escape escape);
void template_set_free(struct template_set *set);
CLEANUP_DEFINE(struct template_set *, template_set_free)

enum {
	TEMPLATE_MAX = 1024 * 1024, /* bytes of one template */
	TEMPLATE_NEST_MAX = 50,     /* sections in sections, partials in
	                             * partials */
	TEMPLATES_MAX = 1000,       /* names in a set, called or added */
	/* tags and texts in one rendering, counted in every section around
	 * them: lists in lists in lists end in this century */
	TEMPLATE_STEPS_MAX = 5 * 1000 * 1000,
};

/* Compiles and keeps a copy of the text. < 0: err says "line N: reason"
 * (unclosed tag or section, mismatched close, empty or malformed name,
 * inheritance or dynamic names, bad delimiters, not UTF-8, too large or too
 * deep). A name added twice: the later wins; when it does not compile, the
 * earlier stays. */
int template_add(struct template_set *set, const char *name, struct str text,
                 struct err *err);

/* Every partial that a template calls is in the set, no template calls itself
 * without a section between (an inverted one is none: it leaves the data as it
 * is, so it never ends), no shared partial is indented, by its own call or by
 * one further out. < 0: err says "TEMPLATE: line N: reason". (Rendering a set
 * that was not checked is safe: a missing partial is empty, depth is
 * capped.) */
int template_check(const struct template_set *set, struct err *err);

bool template_has(const struct template_set *set, const char *name);

/* Calls fn for every variable and section name that the template itself (not
 * its partials) mentions, with the dots, in order, once a mention ("." is no
 * name). The string lives for the call. */
void template_names(const struct template_set *set, const char *name,
                    void (*fn)(void *ctx, const char *variable, unsigned line),
                    void *ctx);

/* For who writes in another form than text, and would make the same form of
 * the same literal text for every rendering: fn is called for each in the set,
 * once all templates are added, and what it returns goes to out->literal. NULL:
 * this one goes to out->write. */
void template_prepare(struct template_set *set,
                      const void *(*fn)(void *ctx, struct str text), void *ctx);

/* Records of these shapes (text/value.h) will be rendered: names are looked up
 * in them now. At most TEMPLATE_SHAPES_MAX, which live as long as the set;
 * others are rendered as well, more slowly. Once all templates are added. */
enum { TEMPLATE_SHAPES_MAX = 4 };
void template_bind(struct template_set *set,
                   const struct value_shape *const *shapes, size_t n);

/* A number of the caller's for a shared partial, 0 without; out->shared gets
 * it. */
void template_tag(struct template_set *set, const char *name, int tag);

struct template_out {
	/* Text in order, in pieces, escaped already, never empty ones. */
	void (*write)(void *ctx, const char *bytes, size_t len);
	/* Literal text that was prepared. NULL: write gets it. */
	void (*literal)(void *ctx, struct str text, const void *prepared);
	/* A shared partial is due; top is the innermost map around it. True:
	 * done by the callback. NULL: none. */
	bool (*shared)(void *ctx, int tag, const struct value *top);
	void *ctx;
};

/* 0, or < 0 when there is no template of that name, partials nest deeper than
 * TEMPLATE_NEST_MAX or it takes more than TEMPLATE_STEPS_MAX; some text may
 * have been written then. data is a map as a rule, any value will do, NULL is
 * nothing; what it lacks is looked for in common (NULL: nowhere), which many
 * renderings may share. Allocates no memory. */
int template_render(const struct template_set *set, const char *name,
                    const struct value *common, const struct value *data,
                    const struct template_out *out, struct err *err);

/* The same into a buffer; < 0 also when it is full. */
int template_render_buf(const struct template_set *set, const char *name,
                        const struct value *data, struct buf *out,
                        struct err *err);
