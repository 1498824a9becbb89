#include "text/tex_intern.h"

#include <ctype.h>

/* Where a formula begins and ends in text, and what is none. */

static const char *find_close(const struct tex *t, const char *from,
                              const char *open, const char *close)
{
	size_t n = strlen(close);
	const char *end = t->end;

	if (end - from > TEX_FORMULA_MAX)
		end = from + TEX_FORMULA_MAX;
	for (const char *p = from; p + n <= end; p++) {
		if (!memcmp(p, close, n))
			return p;
		/* a second \( before \): no formula begins at the first */
		if (*open == '\\' && !memcmp(p, open, n))
			return NULL;
		if (*p == '\\')
			p++;
	}
	return NULL;
}

/* A word between blanks, outside braces: "$5 and $6", "$14 to $20". */
static bool is_prose(struct str s)
{
	int depth = 0;
	size_t letters = 0;
	bool after_blank = false;

	for (size_t i = 0; i < s.len; i++) {
		char c = s.ptr[i];

		if (islower((unsigned char)c) && (letters || after_blank)) {
			letters++;
		} else if (tex_is_blank(c) && letters > 1 && depth == 0) {
			return true;
		} else {
			letters = 0;
		}
		depth += (c == '{') - (c == '}');
		after_blank =
		        tex_is_blank(c) && (i == 0 || s.ptr[i - 1] != '\\');
		if (c == '\\' && i + 1 < s.len && !tex_is_letter(s.ptr[i + 1]))
			i++;
	}
	return false;
}

static bool is_balanced(struct str s)
{
	int depth = 0;

	for (size_t i = 0; i < s.len && depth >= 0; i++) {
		if (s.ptr[i] == '\\')
			i++;
		else
			depth += (s.ptr[i] == '{') - (s.ptr[i] == '}');
	}
	return depth == 0;
}

/* Has it what only formulas have? The escapes of signs that text has too
 * ("\$", "\%") count where there are no blanks: "$\$$400", "$5\%$". */
static bool has_math(struct str s)
{
	bool has_blank = s.len && memchr(s.ptr, ' ', s.len);

	for (size_t i = 0; i < s.len; i++) {
		bool escape = s.ptr[i] == '\\' && i + 1 < s.len &&
		              tex_is_one_of("$%&#_", s.ptr[i + 1]);

		if (escape && has_blank)
			i++;
		else if (tex_is_one_of("\\^_{", s.ptr[i]))
			return true;
	}
	return false;
}

/* Dollars around s, with `after` behind them: a formula or money? Without a
 * sign of math the dollars must embrace it, tightly ("$x$", and not "$5-$6")
 * or with a blank at both ends ("$ T $"). */
static bool is_formula(struct str s, char after)
{
	bool begins, ends;

	if (!s.len || !is_balanced(s) || is_prose(s))
		return false;
	if (has_math(s))
		return true;
	if (isdigit((unsigned char)after))
		return false;
	begins = tex_is_blank(*s.ptr);
	ends = tex_is_blank(s.ptr[s.len - 1]);
	s = str_trim(s);
	if (begins || ends)
		return begins && ends && s.len && tex_is_letter(*s.ptr);
	return true;
}

bool tex_read_delimited(struct tex *t, const char *open, const char *close,
                        struct buf *out)
{
	size_t n = strlen(open);
	const char *begin = t->at + n;
	const char *end = find_close(t, begin, open, close);
	const char *after;
	struct str inner;

	if (!end)
		return false;
	after = end + n;
	inner = (struct str){ begin, (size_t)(end - begin) };
	if (*open == '$' && !is_formula(inner, after < t->end ? *after : ' '))
		return false;
	if (tex_read_formula(inner, out))
		t->at = after;
	else
		tex_as_written(t, out, (size_t)(after - t->at));
	return true;
}

void tex_read_dollar(struct tex *t, struct buf *out)
{
	const char *sign = tex_look(t, 1) == '$' ? "$$" : "$";

	if (!tex_read_delimited(t, sign, sign, out))
		tex_as_written(t, out, strlen(sign));
}
