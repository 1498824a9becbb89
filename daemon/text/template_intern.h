#pragma once
/*
 * A compiled template: a flat array of steps over the template's own text.
 * A section knows where it ends, so skipping is a jump and repeating is a
 * range; rendering follows pointers and copies bytes, nothing else.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "text/template.h"

enum op_kind {
	OP_TEXT,
	OP_VARIABLE,
	OP_UNESCAPED,
	OP_SECTION,
	OP_INVERTED,
	OP_END,
	OP_PARTIAL
};

struct op {
	enum op_kind kind;
	bool line_start; /* first thing on its line that writes: a partial's
	                  * indentation goes before it */
	bool guarded;    /* stands inside a section */
	unsigned line;
	struct str text; /* TEXT: itself; PARTIAL: its indentation; else the
	                  * name as written */
	size_t part, n_parts;     /* the name's parts; none: "." */
	size_t end;               /* SECTION, INVERTED: index of its END */
	struct template *partial; /* PARTIAL: may be undefined yet */
	const void *prepared;     /* TEXT: see template_prepare */
};

/* One part of a dotted name. */
struct name_part {
	uint32_t hash;
	struct str str;
	/* the member of that name, from 1, in each bound shape; 0: none */
	uint16_t member[TEMPLATE_SHAPES_MAX];
};

struct code {
	char *text; /* what all struct str above look at */
	struct op *ops;
	size_t n_ops, cap_ops;
	struct name_part *parts;
	size_t n_parts, cap_parts;
};

/* A name in the set; exists from its first call or definition on. */
struct template
{
	size_t number;
	char *name;
	bool defined;
	bool shared; /* name begins with "shared/" */
	int tag;
	struct code code;
};

struct template_set {
	enum template_escape escape;
	struct template **all;
	size_t n, cap;
	const struct value_shape *shapes[TEMPLATE_SHAPES_MAX]; /* bound */
	size_t n_shapes;
};

/* The template of that name, made if need be; NULL: TEMPLATES_MAX reached. */
struct template *template_slot(struct template_set *set, struct str name);

/* *code is zeroed before; free it in any case. Errors as template_add. */
int template_compile(struct template_set *set, struct code *code,
                     struct str text, struct err *err);
void template_code_free(struct code *code);

/* Room for one more element in a malloc'd array; aborts when there is none. */
void *template_grow(void *array, size_t n, size_t *cap, size_t size);
