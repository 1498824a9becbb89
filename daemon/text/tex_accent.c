#include "text/tex_intern.h"

#include <ctype.h>

#include <uninorm.h>

#include "text/utf8_intern.h"

/*
 * Accents. The sign or command, then a letter: bare, in braces, dotless i and
 * j, a letter command, or one that has an accent already (Vietnamese). Only
 * pairs that Unicode knows as one letter are read, which keeps what merely
 * looks like an accent ("the users\' needs").
 */
static uint32_t combining(struct str name)
{
	static const struct {
		char sign;
		uint32_t mark;
	} signs[] = { { '\'', 0x301 }, { '`', 0x300 }, { '^', 0x302 },
		      { '"', 0x308 },  { '~', 0x303 }, { '=', 0x304 },
		      { '.', 0x307 } };
	const struct tex_command *c;
	uint32_t code = 0;
	bool valid;

	if (name.len == 1)
		for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++)
			if (signs[i].sign == *name.ptr)
				return signs[i].mark;
	c = tex_command(name);
	if (c && c->kind == TEX_ACCENT)
		utf8_next(str_of(c->out), &code, &valid);
	return code;
}

static uint32_t read_accented(struct tex *t, int depth);

/* The letter of a letter command; 0: none. \i and \j only carry accents, which
 * then replace their dots. */
static uint32_t read_letter_command(struct tex *t, int depth)
{
	struct str name = tex_peek_name(t);
	const struct tex_command *c = tex_command(name);
	uint32_t code;
	bool valid;

	if (combining(name))
		return read_accented(t, depth + 1);
	if (!c || c->kind != TEX_LETTER)
		return 0;
	t->at += 1 + name.len;
	if (str_eq(name, STR("i")) || str_eq(name, STR("j")))
		return (unsigned char)*name.ptr;
	if (utf8_next(str_of(c->out), &code, &valid) != strlen(c->out))
		return 0;
	return code;
}

static uint32_t read_letter(struct tex *t, int depth)
{
	uint32_t code;
	bool valid;

	if (tex_at_end(t) || depth > 4)
		return 0;
	if (*t->at == '\\')
		return read_letter_command(t, depth);
	if (*t->at == '{') {
		t->at++;
		code = read_letter(t, depth + 1);
		tex_skip_blanks(t);
		if (tex_look(t, 0) != '}')
			return 0;
		t->at++;
		return code;
	}
	if (!tex_is_letter(*t->at))
		return 0;
	t->at += utf8_next((struct str){ t->at, tex_left(t) }, &code, &valid);
	return code;
}

/* At the backslash. 0: no accented letter; t->at is anywhere then. */
static uint32_t read_accented(struct tex *t, int depth)
{
	struct str name = tex_peek_name(t);
	uint32_t mark = combining(name), base;

	t->at += 1 + name.len;
	if (isalpha((unsigned char)*name.ptr))
		tex_skip_blanks(t);
	base = read_letter(t, depth);
	return base ? uc_composition(base, mark) : 0;
}

/* arXiv's own text conversion writes \beta as "\b{eta}". */
static bool read_torn_symbol(struct tex *t, struct str name, struct buf *out)
{
	char whole[32];
	size_t n = name.len;
	const struct tex_command *c;

	memcpy(whole, name.ptr, n);
	if (tex_look(t, (ptrdiff_t)(1 + name.len)) != '{')
		return false;
	for (size_t i = 2 + name.len; n < sizeof(whole); i++) {
		char next = tex_look(t, (ptrdiff_t)i);

		if (next == '}') {
			c = tex_command((struct str){ whole, n });
			if (!c || c->kind != TEX_SYMBOL)
				return false;
			buf_adds(out, c->out);
			t->at += i + 1;
			return true;
		}
		if (!isalpha((unsigned char)next))
			return false;
		whole[n++] = next;
	}
	return false;
}

/* "Kirchhoff\'s law", "users\' needs": quotes escaped by some program, though
 * TeX would read them as accents. */
static bool read_apostrophe(struct tex *t, struct buf *out)
{
	char next = tex_look(t, 2);

	if (tex_look(t, 1) != '\'' || !tex_is_letter(tex_look(t, -1)))
		return false;
	if (!(tex_is_blank(next) ||
	      (next == 's' && tex_is_blank(tex_look(t, 3)) &&
	       islower((unsigned char)tex_look(t, 4)))))
		return false;
	buf_addc(out, '\'');
	t->at += 2;
	return true;
}

bool tex_read_accent(struct tex *t, struct buf *out)
{
	struct str name = tex_peek_name(t);
	const char *start = t->at;
	uint32_t code;

	if (!name.len || !combining(name))
		return false;
	if (read_apostrophe(t, out))
		return true;
	code = read_accented(t, 0);
	if (code) {
		utf8_add(out, code);
		return true;
	}
	t->at = start;
	if (tex_is_one_of("~^", *name.ptr) && tex_look(t, 2) == '{' &&
	    tex_look(t, 3) == '}') {
		buf_addc(out, *name.ptr);
		t->at += 4;
		return true;
	}
	if (!read_torn_symbol(t, name, out))
		tex_as_written(t, out, 1 + name.len);
	return true;
}
