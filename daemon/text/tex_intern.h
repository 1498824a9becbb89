#pragma once
/*
 * The TeX reader's parts: tex.c reads text, tex_math.c formulas, tex_table.c
 * says what commands mean.
 *
 * One rule holds everywhere: what is not understood stays exactly as written.
 * In text that goes command by command, in a formula all or nothing.
 */
#include "base/buf.h"

enum tex_kind {
	TEX_LETTER,      /* \o: text; swallows blanks after it, as TeX does */
	TEX_SYMBOL,      /* \alpha, \times: text and math */
	TEX_FUNCTION,    /* \log: math; stands off from letters */
	TEX_ACCENT,      /* \c{c}: text; out is the combining character */
	TEX_MATH_ACCENT, /* \hat{x} */
	TEX_TEXT,        /* \textbf{...}: the argument is text */
	TEX_MATH,        /* \mathcal{...}: the argument is math */
	TEX_BLACKBOARD,  /* \mathbb{...} */
	TEX_FONT,        /* \em: nothing to see */
	TEX_FENCE,       /* \left: nothing to see, math only */
	TEX_BLANK,       /* \quad */
	TEX_LINK,        /* \href{URL}{...} */
	TEX_URL,         /* \url{URL} */
	TEX_NOTE,        /* \footnote{...} */
	TEX_COLORED,     /* \textcolor{...}{...} */
	TEX_COLOR,       /* \color{...} */
	TEX_CODE,        /* \unicode{x2013} */
	TEX_ROMAN,       /* \RNum{4} */
	TEX_ROOT,        /* \sqrt{...} */
	TEX_RAISED,      /* \textsuperscript{...} */
	TEX_LOWERED
};

struct tex_command {
	const char *name; /* without the backslash */
	enum tex_kind kind;
	const char *out;
};

/* NULL: unknown. */
const struct tex_command *tex_command(struct str name);
const struct tex_command *tex_commands(size_t *n); /* all, sorted */

/* The raised or lowered form of one character, NULL: none. */
const char *tex_script(struct str plain, bool raised);

/* Every character of text (UTF-8) raised or lowered; false, and nothing
 * appended, when one has no such form. */
bool tex_add_script(struct buf *out, struct str text, bool raised);

/* Double-struck letter or digit, 0: none. */
uint32_t tex_blackboard(char c);

enum {
	TEX_DEPTH_MAX = 20,     /* groups in groups; deeper: as written */
	TEX_FORMULA_MAX = 2000, /* bytes; longer: as written */
};

/* Reading position. */
struct tex {
	const char *begin, *at, *end;
	const char *closing_quote; /* where the ' of an open ` stands */
	const char *url_end;       /* before it: a bare URL, dashes stay */
	int depth;
	bool clean; /* nothing was left as written so far */
};

/* The cursor, for all readers. */

static inline bool tex_at_end(const struct tex *t)
{
	return t->at == t->end;
}

static inline size_t tex_left(const struct tex *t)
{
	return (size_t)(t->end - t->at);
}

/* The byte n after t->at (or before it); a blank beyond the ends. */
static inline char tex_look(const struct tex *t, ptrdiff_t n)
{
	if (n < t->begin - t->at || n >= t->end - t->at)
		return ' ';
	return t->at[n];
}

static inline bool tex_is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Letters of other scripts and with accents count: their bytes do. */
static inline bool tex_is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (unsigned char)c >= 0x80;
}

/* strchr finds the NUL as well, and texts may hold one. */
static inline bool tex_is_one_of(const char *set, char c)
{
	return c && strchr(set, c);
}

static inline void tex_skip_blanks(struct tex *t)
{
	while (!tex_at_end(t) && tex_is_blank(*t->at))
		t->at++;
}

/* The next len bytes go out as they are. */
static inline void tex_as_written(struct tex *t, struct buf *out, size_t len)
{
	buf_add(out, t->at, len);
	t->at += len;
	t->clean = false;
}

/* The name of the command at t->at (on the backslash): letters, or one other
 * character; "" at the end of the text. Does not move. */
struct str tex_peek_name(const struct tex *t);

/* Reads text into out up to the end, or in a group up to its '}', which stays
 * unread. */
void tex_read_text(struct tex *t, struct buf *out);

/* At the backslash of an accent: the letter, or as written. False, and nothing
 * moved: this is no accent. */
bool tex_read_accent(struct tex *t, struct buf *out);

/* At '{'. */
void tex_read_group(struct tex *t, struct buf *out);

/* {...} of an argument that is not text (a URL, a colour, a number); false,
 * and nothing moved, when there is none. */
bool tex_raw_argument(struct tex *t, struct str *arg);

/* A command of kind TEXT, LINK, URL, NOTE, COLORED, RAISED, LOWERED, CODE,
 * ROMAN or FONT with its arguments, t->at just after the name. False, and
 * nothing moved or appended: there are no such arguments. What is never closed
 * goes out as written and sets clean to false. */
bool tex_read_wrapped(struct tex *t, const struct tex_command *c,
                      struct buf *out);

/* At '$': a formula, or the dollar itself. */
void tex_read_dollar(struct tex *t, struct buf *out);

/* At `open`: the formula up to `close`, converted or as written. False, and
 * nothing moved: no formula begins here. */
bool tex_read_delimited(struct tex *t, const char *open, const char *close,
                        struct buf *out);

/* A formula's inside as Unicode; false, and nothing appended: some of it does
 * not map. */
bool tex_read_formula(struct str formula, struct buf *out);
