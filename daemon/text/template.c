#include "text/template.h"

#include <stdlib.h>

#include "text/escape.h"
#include "text/template_intern.h"
#include "text/value_intern.h"

struct template_set *template_set_new(enum template_escape escape)
{
	struct template_set *set = calloc(1, sizeof(*set));

	if (!set)
		abort();
	set->escape = escape;
	return set;
}

void template_set_free(struct template_set *set)
{
	if (!set)
		return;
	for (size_t i = 0; i < set->n; i++) {
		template_code_free(&set->all[i]->code);
		free(set->all[i]->name);
		free(set->all[i]);
	}
	free(set->all);
	free(set);
}

static struct template *find(const struct template_set *set, struct str name)
{
	for (size_t i = 0; i < set->n; i++)
		if (str_eq(str_of(set->all[i]->name), name))
			return set->all[i];
	return NULL;
}

struct template *template_slot(struct template_set *set, struct str name)
{
	struct template *t = find(set, name);

	if (t || set->n == TEMPLATES_MAX)
		return t;
	t = calloc(1, sizeof(*t));
	if (!t || !(t->name = strndup(name.ptr, name.len)))
		abort();
	t->number = set->n;
	t->shared = str_starts(name, STR("shared/"));
	set->all = template_grow(set->all, set->n, &set->cap, sizeof(t));
	set->all[set->n++] = t;
	return t;
}

int template_add(struct template_set *set, const char *name, struct str text,
                 struct err *err)
{
	struct code code = { 0 };
	struct template *t;

	if (template_compile(set, &code, text, err)) {
		template_code_free(&code);
		return -1;
	}
	t = template_slot(set, str_of(name));
	if (!t) {
		template_code_free(&code);
		return err_set(err, "line 1: more than %d templates",
		               TEMPLATES_MAX);
	}
	template_code_free(&t->code);
	t->code = code;
	t->defined = true;
	return 0;
}

bool template_has(const struct template_set *set, const char *name)
{
	const struct template *t = find(set, str_of(name));

	return t && t->defined;
}

void template_prepare(struct template_set *set,
                      const void *(*fn)(void *ctx, struct str text), void *ctx)
{
	for (size_t i = 0; i < set->n; i++) {
		struct code *code = &set->all[i]->code;

		for (size_t k = 0; k < code->n_ops; k++)
			if (code->ops[k].kind == OP_TEXT)
				code->ops[k].prepared =
				        fn(ctx, code->ops[k].text);
	}
}

void template_bind(struct template_set *set,
                   const struct value_shape *const *shapes, size_t n)
{
	set->n_shapes = n < TEMPLATE_SHAPES_MAX ? n : TEMPLATE_SHAPES_MAX;
	for (size_t k = 0; k < set->n_shapes; k++)
		set->shapes[k] = shapes[k];
	for (size_t i = 0; i < set->n; i++) {
		struct code *code = &set->all[i]->code;

		for (size_t j = 0; j < code->n_parts; j++)
			for (size_t k = 0; k < set->n_shapes; k++) {
				struct name_part *part = &code->parts[j];

				part->member[k] = (uint16_t)value_shape_find(
				        shapes[k], part->hash, part->str);
			}
	}
}

void template_tag(struct template_set *set, const char *name, int tag)
{
	struct template *t = find(set, str_of(name));

	if (t)
		t->tag = tag;
}

struct render {
	const struct template_set *set;
	const struct template_out *out;
	bool html;
	size_t *steps; /* that are left */
	struct err *err;
};

/* The data around the current step, innermost first; lives on the C stack. */
struct scope {
	const struct scope *outer;
	const struct value *value;
};

/* What goes before each line of a partial that stands indented. */
struct indent {
	const struct indent *outer;
	struct str blanks;
};

/* Everything that a step sees. */
struct place {
	const struct template *template;
	const struct scope *scope;
	const struct indent *indent;
	unsigned depth; /* partials in partials */
};

static void put(const struct render *r, struct str s)
{
	if (s.len)
		r->out->write(r->out->ctx, s.ptr, s.len);
}

static void put_indent(const struct render *r, const struct indent *indent)
{
	if (!indent)
		return;
	put_indent(r, indent->outer);
	put(r, indent->blanks);
}

static bool is_empty_line(struct str s)
{
	return s.ptr[0] == '\n' ||
	       (s.ptr[0] == '\r' && s.len > 1 && s.ptr[1] == '\n');
}

static void put_lines(const struct render *r, const struct indent *indent,
                      struct str s, bool line_start)
{
	while (s.len) {
		const char *end = memchr(s.ptr, '\n', s.len);
		size_t n = end ? (size_t)(end - s.ptr) + 1 : s.len;

		if (line_start && !is_empty_line(s))
			put_indent(r, indent);
		put(r, (struct str){ s.ptr, n });
		line_start = true;
		s.ptr += n;
		s.len -= n;
	}
}

/* The member of a record of a bound shape is known already. */
static const struct value *find_in(const struct render *r,
                                   const struct value *v,
                                   const struct name_part *part)
{
	if (v && v->kind == VALUE_RECORD)
		for (size_t k = 0; k < r->set->n_shapes; k++)
			if (v->shape == r->set->shapes[k])
				return part->member[k]
				               ? v->fields[part->member[k] - 1]
				               : NULL;
	return value_find(v, part->hash, part->str);
}

/* A name's first part is looked for outwards, the others inside what was
 * found. NULL: nothing there. */
static const struct value *resolve(const struct render *r,
                                   const struct place *p, const struct op *op)
{
	const struct name_part *part;
	const struct value *v = NULL;

	if (!op->n_parts) /* "."; a template may have no name at all */
		return p->scope->value;
	part = &p->template->code.parts[op->part];
	for (const struct scope *s = p->scope; s && !v; s = s->outer)
		v = find_in(r, s->value, &part[0]);
	for (size_t i = 1; v && i < op->n_parts; i++)
		v = value_find(v, part[i].hash, part[i].str);
	return v;
}

static void put_value(const struct render *r, const struct value *v,
                      bool escaped)
{
	if (!v || v->kind == VALUE_LIST || value_is_map(v))
		return;
	if (escaped && r->html && v->kind == VALUE_STR)
		escape_html_to(r->out->write, r->out->ctx, v->str);
	else
		put(r, v->str);
}

static int run(const struct render *r, const struct place *p, size_t from,
               size_t to);

static int run_with(const struct render *r, const struct place *p,
                    const struct value *v, size_t from, size_t to)
{
	struct scope scope = { p->scope, v };
	struct place inside = *p;

	inside.scope = &scope;
	return run(r, &inside, from, to);
}

static int run_section(const struct render *r, const struct place *p, size_t at)
{
	const struct op *op = &p->template->code.ops[at];
	const struct value *v = resolve(r, p, op);

	if (!value_is_true(v))
		return 0;
	if (v->kind != VALUE_LIST)
		return run_with(r, p, v, at + 1, op->end);
	for (size_t i = 0; i < v->n; i++)
		if (run_with(r, p, v->items[i], at + 1, op->end))
			return -1;
	return 0;
}

static const struct value *innermost_map(const struct scope *s)
{
	for (; s; s = s->outer)
		if (s->value && value_is_map(s->value))
			return s->value;
	return NULL;
}

static int run_partial(const struct render *r, const struct place *p,
                       const struct op *op)
{
	const struct template *t = op->partial;
	struct indent indent = { p->indent, op->text };
	struct place inside = { t, p->scope, NULL, p->depth + 1 };

	if (t->shared && r->out->shared &&
	    r->out->shared(r->out->ctx, t->tag, innermost_map(p->scope)))
		return 0;
	if (inside.depth > TEMPLATE_NEST_MAX)
		return err_set(r->err, "%s: partials nested deeper than %d",
		               t->name, TEMPLATE_NEST_MAX);
	/* Amid a line, a partial's further lines are nobody's to indent. */
	if (op->text.ptr)
		inside.indent = op->text.len ? &indent : p->indent;
	return run(r, &inside, 0, t->code.n_ops);
}

static int run(const struct render *r, const struct place *p, size_t from,
               size_t to)
{
	const struct op *ops = p->template->code.ops;

	if (*r->steps <= to - from)
		return err_set(r->err, "%s: more than %d steps",
		               p->template->name, TEMPLATE_STEPS_MAX);
	*r->steps -= to - from + 1;
	for (size_t i = from; i < to; i++) {
		const struct op *op = &ops[i];

		if (p->indent && op->line_start && op->kind != OP_TEXT)
			put_indent(r, p->indent);
		switch (op->kind) {
		case OP_TEXT:
			if (p->indent)
				put_lines(r, p->indent, op->text,
				          op->line_start);
			else if (op->prepared && r->out->literal)
				r->out->literal(r->out->ctx, op->text,
				                op->prepared);
			else
				put(r, op->text);
			break;
		case OP_VARIABLE:
			put_value(r, resolve(r, p, op), true);
			break;
		case OP_UNESCAPED:
			put_value(r, resolve(r, p, op), false);
			break;
		case OP_SECTION:
			if (run_section(r, p, i))
				return -1;
			i = op->end - 1; /* its END may begin a line */
			break;
		case OP_INVERTED:
			if (value_is_true(resolve(r, p, op)))
				i = op->end - 1;
			break;
		case OP_END:
			break;
		case OP_PARTIAL:
			if (run_partial(r, p, op))
				return -1;
			break;
		}
	}
	return 0;
}

int template_render(const struct template_set *set, const char *name,
                    const struct value *common, const struct value *data,
                    const struct template_out *out, struct err *err)
{
	const struct template *t = find(set, str_of(name));
	size_t steps = TEMPLATE_STEPS_MAX;
	struct render r = { set, out, set->escape == TEMPLATE_HTML, &steps,
		            err };
	struct scope outer = { NULL, common };
	struct scope scope = { common ? &outer : NULL, data };
	struct place place = { t, &scope, NULL, 0 };

	if (!t || !t->defined)
		return err_set(err, "there is no template %s", name);
	return run(&r, &place, 0, t->code.n_ops);
}

static void write_buf(void *ctx, const char *bytes, size_t len)
{
	buf_add(ctx, bytes, len);
}

int template_render_buf(const struct template_set *set, const char *name,
                        const struct value *data, struct buf *out,
                        struct err *err)
{
	struct template_out to = { .write = write_buf, .ctx = out };

	if (template_render(set, name, NULL, data, &to, err))
		return -1;
	if (out->full)
		return err_set(err, "%s: more than %zu bytes", name, out->max);
	return 0;
}
