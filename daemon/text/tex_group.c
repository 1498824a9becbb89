#include "text/tex_intern.h"

#include <ctype.h>

#include "base/cleanup.h"
#include "text/utf8_intern.h"

/* From '{' over its '}'; false when there is none. */
static bool read_braced(struct tex *t, struct buf *inner)
{
	t->at++;
	t->depth++;
	tex_read_text(t, inner);
	t->depth--;
	if (tex_at_end(t))
		return false;
	t->at++;
	return true;
}

/* One letter with an accent: {é} is how BibTeX protects it. */
static bool is_accented(struct str s)
{
	uint32_t code;
	bool valid;

	return s.len > 1 && utf8_next(s, &code, &valid) == s.len && valid &&
	       ((code >= 0xC0 && code < 0x250) ||
	        (code >= 0x1E00 && code < 0x1F00));
}

/* {\em x}, {\mu} and {é} lose their braces, {0, 1} and {\unknown} keep them. */
void tex_read_group(struct tex *t, struct buf *out)
{
	struct buf inner CLEANUP(buf_deinit) = BUF(out->max);
	bool command = tex_look(t, 1) == '\\', closed;

	if (t->depth >= TEX_DEPTH_MAX) {
		tex_as_written(t, out, 1);
		return;
	}
	closed = read_braced(t, &inner);
	if (closed && (command ? buf_cstr(&inner)[0] != '\\'
	                       : is_accented(buf_str(&inner)))) {
		buf_addstr(out, buf_str(&inner));
		return;
	}
	buf_addc(out, '{');
	buf_addstr(out, buf_str(&inner));
	if (closed)
		buf_addc(out, '}');
	t->clean = false;
}

bool tex_raw_argument(struct tex *t, struct str *arg)
{
	size_t max =
	        tex_left(t) < TEX_FORMULA_MAX ? tex_left(t) : TEX_FORMULA_MAX;

	if (tex_look(t, 0) != '{')
		return false;
	for (size_t i = 1; i < max && t->at[i] != '{'; i++) {
		if (t->at[i] != '}')
			continue;
		*arg = str_trim((struct str){ t->at + 1, i - 1 });
		t->at += i + 1;
		return true;
	}
	return false;
}

/* Without the backslashes that TeX wants before a few signs. */
static void add_url(struct buf *out, struct str url)
{
	for (size_t i = 0; i < url.len; i++)
		if (url.ptr[i] != '\\' || i + 1 == url.len ||
		    !tex_is_one_of("_%#&~", url.ptr[i + 1]))
			buf_addc(out, url.ptr[i]);
}

/* \unicode{x2013}, or decimal */
static bool add_code(struct buf *out, struct str arg)
{
	uint32_t code = 0;
	bool hex = arg.len && *arg.ptr == 'x';

	if (arg.len < 2 || arg.len > 8)
		return false;
	for (size_t i = hex; i < arg.len; i++) {
		int c = tolower((unsigned char)arg.ptr[i]);

		if (isdigit(c))
			code = code * (hex ? 16 : 10) + (uint32_t)(c - '0');
		else if (hex && c >= 'a' && c <= 'f')
			code = code * 16 + (uint32_t)(c - 'a' + 10);
		else
			return false;
	}
	/* Controls are no text; utf8_add refuses what is no character. */
	return code >= 0xA0 && code != 0xFFFD && !utf8_add(out, code);
}

/* \RNum{4}: IV. */
static bool add_roman(struct buf *out, struct str arg)
{
	static const struct {
		int value;
		const char *sign;
	} signs[] = {
		{ 10, "X" }, { 9, "IX" }, { 5, "V" }, { 4, "IV" }, { 1, "I" }
	};
	int64_t n;

	if (str_to_int(arg, 1, 39, &n))
		return false;
	for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++)
		for (; n >= signs[i].value; n -= signs[i].value)
			buf_adds(out, signs[i].sign);
	return true;
}

static void add_link(struct buf *out, struct str url, struct str text)
{
	struct buf plain CLEANUP(buf_deinit) = BUF(TEX_FORMULA_MAX);

	add_url(&plain, url);
	buf_addstr(out, text);
	if (str_find(text, buf_str(&plain)) >= 0)
		return;
	if (text.len)
		buf_addf(out, " (%s)", buf_cstr(&plain));
	else
		buf_addstr(out, buf_str(&plain));
}

static void add_note(struct buf *out, struct str text)
{
	if (out->len && !tex_is_blank(out->ptr[out->len - 1]))
		buf_addc(out, ' ');
	buf_addc(out, '(');
	buf_addstr(out, str_trim(text));
	buf_addc(out, ')');
}

static bool read_raw(struct tex *t, const struct tex_command *c,
                     struct buf *out)
{
	const char *start = t->at;
	struct str arg;

	if (!tex_raw_argument(t, &arg))
		return false;
	if (c->kind == TEX_URL)
		add_url(out, arg);
	else if (c->kind == TEX_ROMAN ? !add_roman(out, arg)
	                              : !add_code(out, arg))
		t->at = start;
	return t->at != start;
}

bool tex_read_wrapped(struct tex *t, const struct tex_command *c,
                      struct buf *out)
{
	struct buf inner CLEANUP(buf_deinit) = BUF(out->max);
	const char *start = t->at;
	struct str first = { NULL, 0 }, text;

	if (c->kind == TEX_URL || c->kind == TEX_CODE || c->kind == TEX_ROMAN)
		return read_raw(t, c, out);
	if ((c->kind == TEX_LINK || c->kind == TEX_COLORED) &&
	    !tex_raw_argument(t, &first))
		return false;
	if (tex_look(t, 0) != '{' || t->depth >= TEX_DEPTH_MAX) {
		t->at = start;
		return false;
	}
	if (!read_braced(t, &inner)) {
		const char *brace = first.ptr ? first.ptr + first.len : start;

		/* Never closed: what stands before the text, and the text. */
		buf_addf(out, "\\%s", c->name);
		brace = memchr(brace, '{', (size_t)(t->end - brace));
		buf_add(out, start, (size_t)(brace + 1 - start));
		buf_addstr(out, buf_str(&inner));
		t->clean = false;
		return true;
	}
	text = buf_str(&inner);
	if (c->kind == TEX_LINK)
		add_link(out, first, text);
	else if (c->kind == TEX_NOTE)
		add_note(out, text);
	else if (!(c->kind == TEX_RAISED || c->kind == TEX_LOWERED) ||
	         !tex_add_script(out, text, c->kind == TEX_RAISED))
		buf_addstr(out, text);
	return true;
}
