/*
 * "On Fri, 18 Apr 2025 at 09:12, Ada <ada@example.org> wrote:" in any
 * language, over up to four lines. No grammar of each language: what all have
 * in common is a day, a time or an address, a word for writing, and a colon at
 * the end. Where the word is not known, a date in front or an address in
 * brackets together with a quote below will do.
 */
#include "mail/read_text.h"

#include <ctype.h>

#include "base/cleanup.h"

/* An attribution has no more lines, and no more bytes. */
enum { LINES = 4, BYTES = 500 };

static bool is_digit(struct str s, size_t i)
{
	return i < s.len && s.ptr[i] >= '0' && s.ptr[i] <= '9';
}

/* How many digits stand at i. */
static size_t digits(struct str s, size_t i)
{
	size_t n = 0;

	while (is_digit(s, i + n))
		n++;
	return n;
}

/* A time ("9:12", "9h12", "9.12"), a date of numbers ("18/4/25",
 * "2025-04-18") or a year stands at i, where a number begins. */
static bool is_when(struct str s, size_t i)
{
	size_t n = digits(s, i), m;
	char sep = i + n < s.len ? s.ptr[i + n] : '\0';
	bool year = n == 4 && (!memcmp(s.ptr + i, "19", 2) ||
	                       !memcmp(s.ptr + i, "20", 2));

	if (year)
		return true;
	if (!n || n > 2 || !sep || !strchr(":.h/-", sep))
		return false;
	m = digits(s, i + n + 1);
	return m == 2 || (m == 1 && sep != ':' && i + n + 2 < s.len &&
	                  s.ptr[i + n + 2] == sep);
}

static bool has_when(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (is_digit(s, i) && (i == 0 || !is_digit(s, i - 1)) &&
		    is_when(s, i))
			return true;
	return false;
}

/* "a@b" stands in it. */
static bool has_address(struct str s)
{
	for (size_t i = 1; i + 1 < s.len; i++)
		if (s.ptr[i] == '@' && s.ptr[i - 1] != ' ' &&
		    isalnum((unsigned char)s.ptr[i + 1]))
			return true;
	return false;
}

/* Dashes around it ("------On ... wrote-----", "- Le ... :") go. */
static struct str undash(struct str s)
{
	while (s.len && (*s.ptr == '-' || *s.ptr == ' '))
		s = (struct str){ s.ptr + 1, s.len - 1 };
	while (s.len && (s.ptr[s.len - 1] == '-' || s.ptr[s.len - 1] == ' '))
		s.len--;
	return s;
}

/* Ends like an introduction: with a colon, or with the word itself. */
static bool ends_so(struct str s)
{
	if (s.len && s.ptr[s.len - 1] == ':')
		return true;
	for (const char *const *w = read_words_wrote; *w; w++) {
		struct str word = str_of(*w), tail;

		if (s.len <= word.len)
			continue;
		tail = (struct str){ s.ptr + s.len - word.len, word.len };
		if (str_eq(tail, word) && read_has_word(s, *w))
			return true;
	}
	return false;
}

static bool starts_so(struct str s)
{
	return read_starts_one(s, read_words_opening) ||
	       (digits(s, 0) && digits(s, 0) <= 4) || *s.ptr == '<' ||
	       *s.ptr == '"';
}

/* The first line after the n at i that is not blank is quoted. */
static bool quoted_next(const struct read_lines *lines, size_t i)
{
	while (i < lines->n && lines->at[i].blank)
		i++;
	return i < lines->n && lines->at[i].quoted;
}

/* Is s, n lines as one, an attribution? */
static bool matches(struct str s, size_t n, bool before_quote)
{
	bool when = has_when(s), address = has_address(s), starts, dated;

	if (!s.len || s.len > BYTES)
		return false;
	starts = starts_so(s);
	dated = digits(s, 0) && is_when(s, 0);
	if (read_has_one(s, read_words_wrote) && ends_so(s)) {
		if (when || address)
			return n == 1 || starts;
		return before_quote && n == 1;
	}
	/* No word that we know: "Quoting Ada <ada@example.org>:" */
	if (!address || (n > 1 && !starts))
		return false;
	if (s.ptr[s.len - 1] == ':')
		return before_quote || (when && starts);
	return dated && s.ptr[s.len - 1] == '>' && before_quote;
}

static void join(const struct read_lines *lines, size_t i, size_t n,
                 struct buf *out)
{
	for (size_t k = i; k < i + n; k++) {
		if (k > i)
			buf_addc(out, ' ');
		buf_addstr(out, lines->at[k].folded);
	}
}

static bool matches_at(const struct read_lines *lines, size_t i, size_t n)
{
	struct buf joined CLEANUP(buf_deinit) = BUF(BYTES);

	join(lines, i, n, &joined);
	return !joined.full &&
	       matches(undash(buf_str(&joined)), n, quoted_next(lines, i + n));
}

/* "On Monday send more.\nOn Friday Ada wrote:" are two sentences, the first
 * written by hand; "On Fri, 18 Apr 2025,\nat 9:12 Ada wrote:" is one. */
static bool begins_later(const struct read_lines *lines, size_t i, size_t n)
{
	for (size_t later = 1; later < n; later++) {
		struct buf before CLEANUP(buf_deinit) = BUF(BYTES);
		struct str raw = str_trim(lines->at[i + later].raw);

		join(lines, i, later, &before);
		if (before.len && before.ptr[before.len - 1] != ',' &&
		    read_starts_one(lines->at[i + later].folded,
		                    read_words_opening) &&
		    !islower((unsigned char)*raw.ptr) &&
		    !has_when(buf_str(&before)) &&
		    !has_address(buf_str(&before)) &&
		    matches_at(lines, i + later, n - later))
			return true;
	}
	return false;
}

size_t read_attribution(const struct read_lines *lines, size_t i)
{
	for (size_t n = 1; n <= LINES && i + n <= lines->n; n++) {
		if (lines->at[i + n - 1].blank || lines->at[i + n - 1].quoted)
			return 0;
		if (matches_at(lines, i, n))
			return begins_later(lines, i, n) ? 0 : n;
	}
	return 0;
}
