/* What is left of a body: the new text. */
#include "mail/read.h"

#include "base/cleanup.h"
#include "mail/read_text.h"
#include "text/escape.h"

/* The lines of a text, their folded copies and little else. */
enum { ARENA_MAX = 16 * 1024 * 1024 };

/* A quoted line that is longer than this may have been broken by the program
 * that quoted it: the rest stands below without a mark. */
enum { WRAPPED_MIN = 60 };

struct reading {
	struct read_lines lines;
	enum read_cut cut;
	size_t start; /* the first line */
	size_t above; /* the line of the quote's introduction, or the end */
	size_t below; /* the first line of the quote */
};

/* OpenPGP's armour around a signed text (RFC 9580 7): a line, fields, an empty
 * line. What it ends with is cut as a separator. */
static size_t skip_armour(const struct read_lines *lines)
{
	size_t i = 0;

	while (i < lines->n && lines->at[i].blank)
		i++;
	if (i == lines->n ||
	    str_find(lines->at[i].folded, STR("begin pgp signed message")) < 0)
		return 0;
	while (i < lines->n && !lines->at[i].blank)
		i++;
	return i;
}

static void find_cut(struct reading *r)
{
	size_t length = 0;

	r->cut = READ_CUT_NONE;
	r->start = read_after_advertisement(&r->lines, skip_armour(&r->lines));
	for (r->above = r->start; r->above < r->lines.n; r->above++) {
		r->cut = read_cut_at(&r->lines, r->above, &length);
		if (r->cut != READ_CUT_NONE)
			break;
	}
	r->below = r->above + length;
}

static bool has_text(const struct read_lines *lines, size_t from, size_t to)
{
	for (; from < to; from++)
		if (!lines->at[from].blank)
			return true;
	return false;
}

/* Nothing but "Hi Ada," */
static bool only_greeting(const struct read_lines *lines, size_t from,
                          size_t to)
{
	size_t count = 0, which = 0;

	for (size_t i = from; i < to; i++)
		if (!lines->at[i].blank) {
			which = i;
			count++;
		}
	return count == 0 ||
	       (count == 1 && lines->at[which].raw.len < 40 &&
	        read_starts_one(lines->at[which].folded, read_words_greeting));
}

/* "See below", "my answers inline": what is said above and below counts. */
static bool points_below(const struct read_lines *lines, size_t from, size_t to)
{
	static const char *const words[] = {
		"see below",   "below:",       "inline",     "in-line",
		"siehe unten", "weiter unten", "ci-dessous", "más abajo",
		"qui sotto",   "hieronder",    NULL
	};

	for (size_t i = from; i < to; i++)
		if (read_has_one(lines->at[i].folded, words))
			return true;
	return false;
}

static bool is_long(const struct read_line *line)
{
	return !line->blank && str_trim(line->raw).len >= WRAPPED_MIN;
}

/* The lines between and below the quotes, for those who answer there. Only
 * where the quote bears its marks: below an unmarked one everything looks
 * newly written. */
static void add_below(const struct reading *r, struct arena *arena,
                      struct read_lines *kept)
{
	struct read_line *at = arena_array(arena, r->lines.n + 1, sizeof(*at));
	bool marked = false, tail = false;
	size_t n = 0, length;

	for (size_t i = r->below; i < r->lines.n; i++) {
		const struct read_line *line = &r->lines.at[i];
		enum read_cut cut = read_cut_at(&r->lines, i, &length);

		if (cut == READ_CUT_REST ||
		    (!marked && !line->quoted && !line->blank))
			break;
		if (cut == READ_CUT_ATTRIBUTION) {
			i += length - 1;
			marked = false;
			continue;
		}
		if (line->quoted || (tail && !line->blank)) {
			marked = true;
			tail = is_long(line);
			continue;
		}
		tail = false;
		at[n++] = *line;
	}
	*kept = (struct read_lines){ at, n };
}

static void add_lines(struct buf *out, const struct read_lines *lines,
                      size_t from, size_t to)
{
	while (from < to && lines->at[from].blank)
		from++;
	while (to > from && lines->at[to - 1].blank)
		to--;
	for (size_t i = from; i < to; i++) {
		if (i > from)
			buf_addc(out, '\n');
		buf_addstr(out, lines->at[i].raw);
	}
}

void read_visible_text(struct str body, struct buf *out)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(ARENA_MAX);
	struct buf clean CLEANUP(buf_deinit) = BUF(2 * READ_TEXT_MAX);
	struct read_lines below = { 0 };
	struct reading r;
	size_t start = 0, end;
	bool both;

	if (body.len > READ_TEXT_MAX)
		body.len = READ_TEXT_MAX;
	text_clean(&clean, body, true);
	read_lines(buf_str(&clean), arena, &r.lines);
	find_cut(&r);
	end = read_before_signature(&r.lines, r.start, r.above);
	both = points_below(&r.lines, r.start, end);
	if ((r.cut == READ_CUT_QUOTE || r.cut == READ_CUT_ATTRIBUTION) &&
	    (both || only_greeting(&r.lines, r.start, end))) {
		add_below(&r, arena, &below);
		start = read_after_advertisement(&below, 0);
		below.n = read_before_signature(&below, start, below.n);
	}
	if (both || !has_text(&below, start, below.n))
		add_lines(out, &r.lines, r.start, end);
	if (both && has_text(&below, start, below.n))
		buf_addc(out, '\n');
	add_lines(out, &below, start, below.n);
}

void read_visible_html(struct str html, struct buf *out)
{
	struct buf text CLEANUP(buf_deinit) = BUF(READ_TEXT_MAX);

	read_html(&text, html);
	read_visible_text(buf_str(&text), out);
}
