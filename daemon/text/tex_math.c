#include "text/tex_intern.h"

#include <ctype.h>

#include "base/cleanup.h"
#include "text/utf8_intern.h"

/*
 * A formula becomes Unicode when each of its tokens maps; every function here
 * answers false as soon as one does not, and the caller then leaves the whole
 * formula as it was written. So nothing is ever half converted.
 */
static bool read_math(struct tex *t, struct buf *out, bool in_group);

static bool ends_in_alnum(const struct buf *b)
{
	return b->len && (isalnum((unsigned char)b->ptr[b->len - 1]) ||
	                  (unsigned char)b->ptr[b->len - 1] >= 0x80);
}

static void add_blank(struct buf *out)
{
	if (out->len && out->ptr[out->len - 1] != ' ')
		buf_addc(out, ' ');
}

static bool read_command(struct tex *t, struct buf *out);

/* {...}, a command or a single character: what ^, _, \hat, \mathbf take. */
static bool read_argument(struct tex *t, struct buf *out)
{
	uint32_t code;
	bool valid, ok;
	size_t n;

	tex_skip_blanks(t);
	if (tex_at_end(t) || t->depth >= TEX_DEPTH_MAX)
		return false;
	t->depth++;
	if (*t->at == '{') {
		t->at++;
		ok = read_math(t, out, true);
	} else if (*t->at == '\\') {
		ok = read_command(t, out);
	} else {
		n = utf8_next((struct str){ t->at, (size_t)(t->end - t->at) },
		              &code, &valid);
		ok = !tex_is_one_of("}^_&#$~", *t->at) &&
		     !buf_add(out, *t->at == '\'' ? "′" : t->at,
		              *t->at == '\'' ? strlen("′") : n);
		t->at += n;
	}
	t->depth--;
	return ok;
}

bool tex_add_script(struct buf *out, struct str text, bool raised)
{
	struct buf all CLEANUP(buf_deinit) = BUF(TEX_FORMULA_MAX);
	uint32_t code;
	bool valid;

	while (text.len) {
		size_t n = utf8_next(text, &code, &valid);
		const char *s = tex_script((struct str){ text.ptr, n }, raised);

		if (!s || buf_adds(&all, s))
			return false;
		text.ptr += n;
		text.len -= n;
	}
	return !buf_addstr(out, buf_str(&all));
}

static bool read_script(struct tex *t, struct buf *out, bool raised)
{
	struct buf arg CLEANUP(buf_deinit) = BUF(TEX_FORMULA_MAX);

	return read_argument(t, &arg) && arg.len &&
	       tex_add_script(out, str_trim(buf_str(&arg)), raised);
}

static size_t characters(struct str s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.len; i++)
		n += ((unsigned char)s.ptr[i] & 0xC0) != 0x80;
	return n;
}

/* \hat{x}: one letter, and its mark behind it. */
static bool read_accent(struct tex *t, const char *mark, struct buf *out)
{
	struct buf arg CLEANUP(buf_deinit) = BUF(TEX_FORMULA_MAX);

	return read_argument(t, &arg) && characters(buf_str(&arg)) == 1 &&
	       (isalpha((unsigned char)*arg.ptr) || *arg.ptr & 0x80) &&
	       !buf_addstr(out, buf_str(&arg)) && !buf_adds(out, mark);
}

/* √x, √12, √(n log n); other roots than the square one are not read. */
static bool read_root(struct tex *t, struct buf *out)
{
	struct buf arg CLEANUP(buf_deinit) = BUF(TEX_FORMULA_MAX);
	bool number = true;

	tex_skip_blanks(t);
	if (tex_at_end(t) || *t->at == '[' || !read_argument(t, &arg) ||
	    !arg.len)
		return false;
	for (size_t i = 0; i < arg.len; i++)
		number = number && isdigit((unsigned char)arg.ptr[i]);
	buf_adds(out, "√");
	if (number || characters(buf_str(&arg)) == 1)
		return !buf_addstr(out, buf_str(&arg));
	return !buf_addf(out, "(%s)", buf_cstr(&arg));
}

static bool read_blackboard(struct tex *t, struct buf *out)
{
	struct buf arg CLEANUP(buf_deinit) = BUF(TEX_FORMULA_MAX);

	if (!read_argument(t, &arg) || !arg.len)
		return false;
	for (size_t i = 0; i < arg.len; i++) {
		uint32_t code = tex_blackboard(arg.ptr[i]);

		if (!code || utf8_add(out, code))
			return false;
	}
	return true;
}

/* \log: "n log n", "log(x)", "log x". */
static bool add_function(struct tex *t, const char *name, struct buf *out)
{
	if (ends_in_alnum(out))
		add_blank(out);
	buf_adds(out, name);
	if (!tex_at_end(t) &&
	    (isalnum((unsigned char)*t->at) || tex_is_one_of("{\\", *t->at)))
		buf_addc(out, ' ');
	return true;
}

/* Commands that are one character: \, \{ and the like. */
static bool read_sign(char sign, struct buf *out)
{
	if (tex_is_one_of(",;:> ", sign)) {
		add_blank(out);
		return true;
	}
	if (sign == '!' || sign == '/')
		return true;
	if (sign == '|')
		return !buf_adds(out, "‖");
	return tex_is_one_of("{}%$&_#", sign) && !buf_addc(out, sign);
}

static bool read_fence(struct tex *t)
{
	tex_skip_blanks(t);
	/* \left. draws nothing, its other half alone would puzzle */
	return !tex_at_end(t) && *t->at != '.';
}

/* \pm i is one number where a term begins: the blank only ends the name. */
static bool is_sign(const char *symbol)
{
	return !strcmp(symbol, "±") || !strcmp(symbol, "∓");
}

static bool begins_term(const struct buf *out)
{
	struct str s = str_trim(buf_str(out));

	return !s.len || tex_is_one_of("([{,=", s.ptr[s.len - 1]);
}

static bool read_command(struct tex *t, struct buf *out)
{
	struct str name = tex_peek_name(t);
	const struct tex_command *c = tex_command(name);

	t->at += 1 + name.len;
	if (name.len == 1 && !isalpha((unsigned char)*name.ptr))
		return read_sign(*name.ptr, out);
	if (!c)
		return false;
	switch (c->kind) {
	case TEX_SYMBOL:
		if (is_sign(c->out) && begins_term(out))
			tex_skip_blanks(t);
		return !buf_adds(out, c->out);
	case TEX_FUNCTION:
		return add_function(t, c->out, out);
	case TEX_MATH_ACCENT:
		return read_accent(t, c->out, out);
	case TEX_MATH:
		return read_argument(t, out);
	case TEX_BLACKBOARD:
		return read_blackboard(t, out);
	case TEX_FONT:
		tex_skip_blanks(t);
		return true;
	case TEX_FENCE:
		return read_fence(t);
	case TEX_BLANK:
		add_blank(out);
		return true;
	case TEX_ROOT:
		return read_root(t, out);
	case TEX_TEXT:
	case TEX_LINK:
	case TEX_URL:
	case TEX_COLORED:
	case TEX_CODE:
	case TEX_ROMAN:
	case TEX_RAISED:
	case TEX_LOWERED:
		t->clean = true;
		return tex_read_wrapped(t, c, out) && t->clean;
	case TEX_LETTER:
	case TEX_ACCENT:
	case TEX_NOTE:
	case TEX_COLOR:
		return false;
	}
	return false;
}

/* One token that is no command and no brace. */
static bool read_character(struct tex *t, struct buf *out)
{
	char c = *t->at++;

	switch (c) {
	case '^':
	case '_':
		return read_script(t, out, c == '^');
	case '&':
	case '#':
	case '$':
	case '"':
	case '`':
		return false;
	case '\'':
		return !buf_adds(out, "′");
	case '~':
	case ' ':
	case '\t':
	case '\n':
	case '\r':
		add_blank(out);
		return true;
	default:
		return !buf_addc(out, c);
	}
}

static bool read_math(struct tex *t, struct buf *out, bool in_group)
{
	while (!tex_at_end(t)) {
		bool ok;

		if (*t->at == '}') {
			t->at++;
			return in_group;
		}
		if (*t->at == '{')
			ok = read_argument(t, out);
		else if (*t->at == '\\')
			ok = read_command(t, out);
		else
			ok = read_character(t, out);
		if (!ok || out->full)
			return false;
	}
	return !in_group;
}

bool tex_read_formula(struct str formula, struct buf *out)
{
	struct buf all CLEANUP(buf_deinit) = BUF(TEX_FORMULA_MAX * 4);
	struct tex t = { .begin = formula.ptr,
		         .at = formula.ptr,
		         .end = formula.ptr + formula.len };

	return read_math(&t, &all, false) &&
	       !buf_addstr(out, str_trim(buf_str(&all)));
}
