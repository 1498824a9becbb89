#include "text/template_intern.h"

#include <stdlib.h>

#include "text/charset.h"
#include "text/value_intern.h"

/*
 * One pass: literal text up to the next tag, then the tag. Two rules make it
 * longer than that. A tag that writes nothing (section, comment, partial,
 * delimiters) and stands alone on its line takes the whole line with it. And
 * {{=<% %>=}} changes what a tag looks like from there on.
 */
enum { DELIMITER_MAX = 16 };

struct compiler {
	struct template_set *set;
	struct code *code;
	struct str text;
	size_t pos;    /* everything before is compiled */
	unsigned line; /* of pos */
	struct str open, close;
	size_t sections[TEMPLATE_NEST_MAX]; /* ops of those not closed */
	size_t n_sections, n_real;          /* n_real: not inverted */
	bool line_start;
	struct err *err;
};

struct tag {
	char sigil;          /* '\0': a variable */
	struct str name;     /* what it says, trimmed */
	size_t begin, end;   /* in the text, with its delimiters */
	unsigned line;       /* of its beginning */
	bool alone;          /* on its line: goes with it */
	size_t after;        /* where the text goes on */
	struct str indented; /* alone: the blanks before it */
};

/* Names in messages are cut: they may be a megabyte. */
#define NAME(s) ((int)((s).len < 60 ? (s).len : 60)), ((s).ptr)

void *template_grow(void *array, size_t n, size_t *cap, size_t size)
{
	if (n < *cap)
		return array;
	*cap = *cap ? *cap * 2 : 16;
	array = reallocarray(array, *cap, size);
	if (!array)
		abort();
	return array;
}

void template_code_free(struct code *code)
{
	free(code->text);
	free(code->ops);
	free(code->parts);
	*code = (struct code){ 0 };
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool is_space(char c)
{
	return is_blank(c) || c == '\n' || c == '\r';
}

static unsigned newlines(const struct compiler *c, size_t from, size_t to)
{
	unsigned n = 0;

	for (size_t i = from; i < to; i++)
		n += c->text.ptr[i] == '\n';
	return n;
}

static struct str part(const struct compiler *c, size_t from, size_t to)
{
	return (struct str){ c->text.ptr + from, to - from };
}

/* Where needle begins at or after from; the text's end when nowhere. */
static size_t find(const struct compiler *c, size_t from, struct str needle)
{
	ptrdiff_t at = str_find(part(c, from, c->text.len), needle);

	return at < 0 ? c->text.len : from + (size_t)at;
}

static struct op *add_op(struct compiler *c, enum op_kind kind, unsigned line)
{
	struct code *code = c->code;
	struct op *op;

	code->ops = template_grow(code->ops, code->n_ops, &code->cap_ops,
	                          sizeof(*op));
	op = &code->ops[code->n_ops++];
	*op = (struct op){ .kind = kind, .line = line };
	op->guarded = c->n_real > 0;
	return op;
}

static void add_text(struct compiler *c, size_t from, size_t to)
{
	struct op *op;

	if (from == to)
		return;
	op = add_op(c, OP_TEXT, c->line);
	op->text = part(c, from, to);
	op->line_start = c->line_start;
	c->line_start = c->text.ptr[to - 1] == '\n';
}

/* Does the tag stand alone on its line? Other tags are no blanks, so looking
 * at the raw text is enough. */
static void look_around(const struct compiler *c, struct tag *tag)
{
	size_t from = tag->begin, to = tag->end;
	const char *text = c->text.ptr;

	tag->after = tag->end;
	if (!tag->sigil || !strchr("#^/!>=", tag->sigil))
		return;
	while (from > 0 && is_blank(text[from - 1]))
		from--;
	if (from > 0 && text[from - 1] != '\n')
		return;
	while (to < c->text.len && is_blank(text[to]))
		to++;
	if (to < c->text.len && text[to] == '\r' && to + 1 < c->text.len)
		to++;
	if (to < c->text.len && text[to] != '\n')
		return;
	tag->alone = true;
	tag->after = to < c->text.len ? to + 1 : to;
	tag->indented = part(c, from, tag->begin);
}

/* Where the tag's content ends and what follows it: }}, }}} or =}}. */
static int find_close(const struct compiler *c, struct tag *tag, size_t from)
{
	char close[1 + DELIMITER_MAX];
	size_t n = 0;

	if (tag->sigil == '{')
		close[n++] = '}';
	else if (tag->sigil == '=')
		close[n++] = '=';
	memcpy(close + n, c->close.ptr, c->close.len);
	n += c->close.len;
	tag->end = find(c, from, (struct str){ close, n });
	if (tag->end == c->text.len)
		return err_set(c->err, "line %u: tag without its closing %.*s",
		               tag->line, (int)n, close);
	tag->name = str_trim(part(c, from, tag->end));
	tag->end += n;
	return 0;
}

/* Reads the tag that begins at tag->begin. */
static int read_tag(const struct compiler *c, struct tag *tag)
{
	size_t at = tag->begin + c->open.len;

	if (at < c->text.len && c->text.ptr[at] &&
	    strchr("#^/!>&{=<$", c->text.ptr[at]))
		tag->sigil = c->text.ptr[at++];
	if (find_close(c, tag, at))
		return -1;
	look_around(c, tag);
	if (tag->sigil == '!')
		return 0;
	if (tag->sigil == '<')
		return err_set(c->err,
		               "line %u: {{<%.*s}}: there is no inheritance "
		               "here, use a partial",
		               tag->line, NAME(tag->name));
	if (tag->sigil == '$')
		return err_set(c->err,
		               "line %u: {{$%.*s}}: there are no blocks "
		               "(inheritance) here, use a section",
		               tag->line, NAME(tag->name));
	if (!tag->name.len)
		return err_set(c->err, "line %u: tag without a name",
		               tag->line);
	if (tag->sigil == '>' && tag->name.ptr[0] == '*')
		return err_set(c->err,
		               "line %u: {{>%.*s}}: partials have fixed names "
		               "here",
		               tag->line, NAME(tag->name));
	for (size_t i = 0; tag->sigil != '=' && i < tag->name.len; i++)
		if (is_space(tag->name.ptr[i]))
			return err_set(c->err,
			               "line %u: \"%.*s\": blank inside a name",
			               tag->line, NAME(tag->name));
	return 0;
}

/* "a.b.c" -> parts; "." has none. */
static int split_name(struct compiler *c, struct op *op, const struct tag *tag)
{
	struct code *code = c->code;
	struct str rest = tag->name, field;

	op->text = tag->name;
	op->part = code->n_parts;
	if (str_eq(tag->name, STR(".")))
		return 0;
	while (str_split(&rest, '.', &field)) {
		if (!field.len)
			return err_set(c->err,
			               "line %u: \"%.*s\": a dot too many",
			               tag->line, NAME(tag->name));
		code->parts =
		        template_grow(code->parts, code->n_parts,
		                      &code->cap_parts, sizeof(*code->parts));
		code->parts[code->n_parts++] =
		        (struct name_part){ .hash = value_hash(field),
			                    .str = field };
	}
	op->n_parts = code->n_parts - op->part;
	return 0;
}

static int add_variable(struct compiler *c, const struct tag *tag)
{
	struct op *op =
	        add_op(c, tag->sigil ? OP_UNESCAPED : OP_VARIABLE, tag->line);

	op->line_start = c->line_start;
	c->line_start = false;
	return split_name(c, op, tag);
}

/* In a line with other things, a section's tags may be what begins it; then
 * the indentation belongs before the tag, not into what it repeats. */
static void begin_line(struct compiler *c, struct op *op, const struct tag *tag)
{
	if (tag->alone)
		return;
	op->line_start = c->line_start;
	c->line_start = false;
}

static int open_section(struct compiler *c, const struct tag *tag)
{
	enum op_kind kind = tag->sigil == '#' ? OP_SECTION : OP_INVERTED;
	struct op *op;

	if (c->n_sections == TEMPLATE_NEST_MAX)
		return err_set(c->err,
		               "line %u: sections nested deeper than %d",
		               tag->line, TEMPLATE_NEST_MAX);
	op = add_op(c, kind, tag->line);
	begin_line(c, op, tag);
	c->sections[c->n_sections++] = c->code->n_ops - 1;
	c->n_real += kind == OP_SECTION;
	return split_name(c, op, tag);
}

static int close_section(struct compiler *c, const struct tag *tag)
{
	struct op *open;

	if (!c->n_sections)
		return err_set(c->err,
		               "line %u: {{/%.*s}} closes no open section",
		               tag->line, NAME(tag->name));
	open = &c->code->ops[c->sections[c->n_sections - 1]];
	if (!str_eq(open->text, tag->name))
		return err_set(c->err,
		               "line %u: {{/%.*s}} where {{/%.*s}} is due "
		               "(opened in line %u)",
		               tag->line, NAME(tag->name), NAME(open->text),
		               open->line);
	c->n_sections--;
	c->n_real -= open->kind == OP_SECTION;
	open->end = c->code->n_ops;
	begin_line(c, add_op(c, OP_END, tag->line), tag);
	return 0;
}

static int add_partial(struct compiler *c, const struct tag *tag)
{
	struct template *partial = template_slot(c->set, tag->name);
	struct op *op;

	if (!partial)
		return err_set(c->err, "line %u: more than %d partials",
		               tag->line, TEMPLATES_MAX);
	op = add_op(c, OP_PARTIAL, tag->line);
	begin_line(c, op, tag);
	op->partial = partial;
	op->text = tag->indented;
	return 0;
}

/* {{=<% %>=}} */
static int set_delimiters(struct compiler *c, const struct tag *tag)
{
	struct str s = tag->name;
	size_t open = 0, gap;

	while (open < s.len && !is_space(s.ptr[open]))
		open++;
	gap = open;
	while (gap < s.len && is_space(s.ptr[gap]))
		gap++;
	c->open = (struct str){ s.ptr, open };
	c->close = (struct str){ s.ptr + gap, s.len - gap };
	for (size_t i = 0; i < c->close.len; i++)
		if (is_space(c->close.ptr[i]))
			gap = s.len;
	if (gap == s.len || memchr(s.ptr, '=', s.len) || open > DELIMITER_MAX ||
	    c->close.len > DELIMITER_MAX)
		return err_set(c->err,
		               "line %u: {{=%.*s=}}: two delimiters are due, "
		               "of at most %d bytes, without \"=\"",
		               tag->line, NAME(s), DELIMITER_MAX);
	return 0;
}

static int add_tag(struct compiler *c, const struct tag *tag)
{
	switch (tag->sigil) {
	case '!':
		return 0;
	case '=':
		return set_delimiters(c, tag);
	case '#':
	case '^':
		return open_section(c, tag);
	case '/':
		return close_section(c, tag);
	case '>':
		return add_partial(c, tag);
	default:
		return add_variable(c, tag);
	}
}

static int compile(struct compiler *c)
{
	while (c->pos < c->text.len) {
		struct tag tag = { .begin = find(c, c->pos, c->open) };

		tag.line = c->line + newlines(c, c->pos, tag.begin);
		if (tag.begin == c->text.len) {
			add_text(c, c->pos, c->text.len);
			break;
		}
		if (read_tag(c, &tag))
			return -1;
		add_text(c, c->pos, tag.begin - tag.indented.len);
		if (add_tag(c, &tag))
			return -1;
		c->line = tag.line + newlines(c, tag.begin, tag.after);
		c->pos = tag.after;
	}
	if (c->n_sections) {
		const struct op *op =
		        &c->code->ops[c->sections[c->n_sections - 1]];

		return err_set(c->err, "line %u: {{%c%.*s}} is never closed",
		               op->line, op->kind == OP_SECTION ? '#' : '^',
		               NAME(op->text));
	}
	return 0;
}

int template_compile(struct template_set *set, struct code *code,
                     struct str text, struct err *err)
{
	struct compiler c = { .set = set,
		              .code = code,
		              .line = 1,
		              .open = STR("{{"),
		              .close = STR("}}"),
		              .line_start = true,
		              .err = err };

	if (text.len > TEMPLATE_MAX)
		return err_set(err, "line 1: larger than %d bytes",
		               TEMPLATE_MAX);
	if (!utf8_valid(text) || (text.len && memchr(text.ptr, 0, text.len)))
		return err_set(err, "line 1: not UTF-8 text");
	code->text = malloc(text.len + 1);
	if (!code->text)
		abort();
	if (text.len)
		memcpy(code->text, text.ptr, text.len);
	code->text[text.len] = '\0';
	c.text = (struct str){ code->text, text.len };
	return compile(&c);
}
