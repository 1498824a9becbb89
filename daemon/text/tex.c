#include "text/tex.h"

#include <ctype.h>

#include "base/cleanup.h"
#include "text/charset.h"
#include "text/tex_intern.h"
#include "text/utf8_intern.h"

struct str tex_peek_name(const struct tex *t)
{
	size_t max = tex_left(t) - 1, n = 0;

	while (n < max && isalpha((unsigned char)t->at[1 + n]))
		n++;
	return (struct str){ t->at + 1, n || !max ? n : 1 };
}

static void skip_empty_group(struct tex *t)
{
	if (tex_look(t, 0) == '{' && tex_look(t, 1) == '}')
		t->at += 2;
}

/* Commands. */

static void read_sign_command(struct tex *t, struct str name, struct buf *out)
{
	char sign = name.len ? *name.ptr : ' ';

	if (sign == '(' && tex_read_delimited(t, "\\(", "\\)", out))
		return;
	if (sign == '[' && tex_read_delimited(t, "\\[", "\\]", out))
		return;
	if (!name.len || (sign == '\\' && tex_is_letter(tex_look(t, 2)))) {
		/* a lone backslash; escapes of some other language */
		tex_as_written(t, out, 1 + name.len);
	} else if (tex_is_one_of("%&_$#{}", sign)) {
		buf_addc(out, sign);
		t->at += 2;
	} else if (tex_is_one_of(",;:", sign) || sign == '\\' ||
	           tex_is_blank(sign)) {
		buf_addc(out, ' ');
		t->at += 2;
	} else if (tex_is_one_of("!-/@", sign)) {
		t->at += 2;
	} else {
		tex_as_written(t, out, 1);
	}
}

static void read_font(struct tex *t, const struct tex_command *c,
                      struct buf *out)
{
	if (tex_read_wrapped(t, c, out))
		return;
	if (t->depth)
		tex_skip_blanks(t);
	else
		buf_addf(out, "\\%s", c->name);
}

static void read_word_command(struct tex *t, struct str name, struct buf *out)
{
	const struct tex_command *c = tex_command(name);
	struct str arg;

	if (!c) {
		tex_as_written(t, out, 1 + name.len);
		return;
	}
	t->at += 1 + name.len;
	switch (c->kind) {
	case TEX_LETTER:
		buf_adds(out, c->out);
		tex_skip_blanks(t);
		skip_empty_group(t);
		return;
	case TEX_SYMBOL:
		buf_adds(out, c->out);
		skip_empty_group(t);
		return;
	case TEX_BLANK:
		buf_addc(out, ' ');
		return;
	case TEX_FONT:
		read_font(t, c, out);
		return;
	case TEX_TEXT:
	case TEX_LINK:
	case TEX_URL:
	case TEX_NOTE:
	case TEX_COLORED:
	case TEX_CODE:
	case TEX_ROMAN:
	case TEX_RAISED:
	case TEX_LOWERED:
		if (tex_read_wrapped(t, c, out))
			return;
		break;
	case TEX_COLOR:
		if (tex_raw_argument(t, &arg)) {
			tex_skip_blanks(t);
			return;
		}
		break;
	case TEX_FUNCTION:
	case TEX_ACCENT:
	case TEX_MATH:
	case TEX_MATH_ACCENT:
	case TEX_BLACKBOARD:
	case TEX_FENCE:
	case TEX_ROOT:
		break;
	}
	t->at -= 1 + name.len;
	tex_as_written(t, out, 1 + name.len);
}

static void read_command(struct tex *t, struct buf *out)
{
	struct str name = tex_peek_name(t);

	if (tex_read_accent(t, out))
		return;
	if (name.len && isalpha((unsigned char)*name.ptr))
		read_word_command(t, name, out);
	else
		read_sign_command(t, name, out);
}

/* Signs. */

/* "image~(WSI)" is a blank that does not break, "~5%" and "12~20%" are not. */
static void read_tilde(struct tex *t, struct buf *out)
{
	char before = tex_look(t, -1), after = tex_look(t, 1);
	bool word = tex_is_letter(before) || tex_is_one_of(".,:)}]", before);
	bool joins = tex_is_letter(after) || tex_is_one_of("(\\$[{", after);

	buf_addc(out, (word && (joins || isdigit((unsigned char)after))) ||
	                              (joins &&
	                               tex_is_one_of("$%0123456789", before))
	                      ? ' '
	                      : '~');
	t->at++;
}

static void read_dashes(struct tex *t, struct buf *out)
{
	ptrdiff_t n = 1;
	char before = tex_look(t, -1), after;

	while (tex_look(t, n) == '-')
		n++;
	after = tex_look(t, n);
	/* Arrows, rules and --options are no dashes. */
	if (n == 1 || n > 3 || before == '<' || after == '>' ||
	    (tex_is_blank(before) && !tex_is_blank(after)))
		buf_add(out, t->at, (size_t)n);
	else
		buf_adds(out, n == 2 ? "–" : "—");
	t->at += n;
}

/* The ' that closes a ` at t->at: in the same sentence or so, behind a word
 * and before something else. NULL: none, then ` is perhaps code. */
static const char *closing_quote(const struct tex *t)
{
	const char *end = tex_left(t) > 200 ? t->at + 200 : t->end;

	if (tex_is_blank(tex_look(t, 1)) || tex_is_letter(tex_look(t, -1)))
		return NULL;
	for (const char *p = t->at + 1; p < end && *p != '`'; p++)
		if (*p == '\'' && p > t->at + 1 &&
		    (p + 1 == t->end ||
		     !(tex_is_letter(p[1]) || p[1] == '\'')) &&
		    !tex_is_blank(p[-1]))
			return p;
	return NULL;
}

static void read_quote(struct tex *t, struct buf *out)
{
	const char *quote = NULL;
	bool opens = tex_is_blank(tex_look(t, -1)) ||
	             tex_is_one_of("([{", tex_look(t, -1));
	char c = *t->at;
	size_t n = 1;

	if (tex_look(t, 1) == c && tex_look(t, 2) != c) {
		n = 2;
		if (c == '`')
			quote = "“";
		else if (!opens)
			quote = "”";
		else if (!tex_is_blank(tex_look(t, 2)))
			quote = "“";
	} else if (c == '`' && tex_look(t, 1) != c) {
		t->closing_quote = closing_quote(t);
		quote = t->closing_quote ? "‘" : NULL;
	} else if (t->at == t->closing_quote) {
		quote = "’";
	}
	if (quote)
		buf_adds(out, quote);
	else
		buf_add(out, t->at, n);
	t->at += n;
}

static void read_colon(struct tex *t, struct buf *out)
{
	const char *p = t->at;

	if (tex_look(t, 1) == '/' && tex_look(t, 2) == '/') {
		while (p < t->end && !tex_is_blank(*p) &&
		       !tex_is_one_of("{}", *p))
			p++;
		t->url_end = p;
	}
	buf_addc(out, ':');
	t->at++;
}

/* What tex_read_text looks at; a table, for most of a text is plain. */
static const bool marks[256] = {
	['\\'] = true, ['{'] = true,  ['}'] = true, ['$'] = true, ['~'] = true,
	['`'] = true,  ['\''] = true, ['-'] = true, [':'] = true,
};

static void read_plain(struct tex *t, struct buf *out)
{
	const char *p = t->at;

	while (p < t->end && !marks[(unsigned char)*p])
		p++;
	buf_add(out, t->at, (size_t)(p - t->at));
	t->at = p;
}

void tex_read_text(struct tex *t, struct buf *out)
{
	while (!tex_at_end(t)) {
		bool in_url = t->url_end && t->at < t->url_end;
		char c = *t->at;

		if (c == '}' && t->depth)
			return;
		if (c == '\\')
			read_command(t, out);
		else if (c == '{')
			tex_read_group(t, out);
		else if (c == '$')
			tex_read_dollar(t, out);
		else if (c == ':' && !in_url)
			read_colon(t, out);
		else if (tex_is_one_of("}:", c))
			buf_addc(out, *t->at++);
		else if (in_url && tex_is_one_of("~-`'", c))
			buf_addc(out, *t->at++);
		else if (c == '~')
			read_tilde(t, out);
		else if (c == '-')
			read_dashes(t, out);
		else if (c == '`' || c == '\'')
			read_quote(t, out);
		else
			read_plain(t, out);
	}
}

void tex_to_unicode(struct buf *out, struct str s)
{
	struct buf valid CLEANUP(buf_deinit) = BUF(s.len * 3);
	struct buf read CLEANUP(buf_deinit) = BUF(s.len * 9 + 64);
	struct tex t = { .clean = true };

	if (!utf8_valid(s)) {
		utf8_add_repaired(&valid, s);
		s = buf_str(&valid);
	}
	if (!s.len)
		return;
	t.begin = t.at = s.ptr;
	t.end = s.ptr + s.len;
	tex_read_text(&t, &read);
	utf8_add_nfc(out, buf_str(&read));
}
