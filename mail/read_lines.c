/* Lines and how they are compared. */
#include "mail/read_text.h"

#include <stdlib.h>

#include <unicase.h>
#include <uninorm.h>
#include <unistr.h>
#include <unictype.h>

#include "base/cleanup.h"

/* Lines are compared by their first so many bytes. */
enum { FOLD_MAX = 2000 };

static bool is_blank(ucs4_t c)
{
	return c <= ' ' || c == 0xA0 || c == 0x3000 || c == 0x202F ||
	       (c >= 0x2000 && c <= 0x200D) || c == 0xFEFF;
}

/* Typographic marks as the plain ones that the word lists are written in. */
static ucs4_t plain(ucs4_t c)
{
	switch (c) {
	case 0x2018:
	case 0x2019:
	case 0x02BC:
		return '\'';
	case 0x201C:
	case 0x201D:
		return '"';
	case 0x2010:
	case 0x2011:
	case 0x2012:
	case 0x2013:
	case 0x2014:
	case 0x2015:
		return '-';
	case 0xFF1A:
		return ':';
	default:
		return c;
	}
}

static bool is_decoration(char c)
{
	return c == '*' || c == '_' || c == '|' || c == ' ' || c == '#';
}

struct str read_fold(struct str s, struct arena *arena)
{
	struct buf text CLEANUP(buf_deinit) = BUF(2 * FOLD_MAX);
	uint8_t *folded CLEANUP(cleanup_free) = NULL;
	struct str out;
	size_t len = 0;

	if (s.len > FOLD_MAX)
		s.len = FOLD_MAX;
	while (s.len) {
		uint8_t encoded[6];
		ucs4_t c;
		int n = u8_mbtouc(&c, (const uint8_t *)s.ptr, s.len);

		s.ptr += n;
		s.len -= (size_t)n;
		if (is_blank(c)) {
			if (text.len && text.ptr[text.len - 1] != ' ')
				buf_addc(&text, ' ');
			continue;
		}
		n = u8_uctomb(encoded, plain(c), sizeof(encoded));
		buf_add(&text, encoded, n > 0 ? (size_t)n : 0);
	}
	if (!text.len)
		return (struct str){ "", 0 };
	folded = u8_casefold((const uint8_t *)text.ptr, text.len, NULL,
	                     UNINORM_NFC, NULL, &len);
	if (!folded)
		abort();
	out = (struct str){ (const char *)folded, len };
	while (out.len && is_decoration(*out.ptr)) {
		out.ptr++;
		out.len--;
	}
	while (out.len && is_decoration(out.ptr[out.len - 1]))
		out.len--;
	return str_of(arena_str(arena, out));
}

static bool only_blanks(struct str s)
{
	while (s.len) {
		ucs4_t c;
		int n = u8_mbtouc(&c, (const uint8_t *)s.ptr, s.len);

		if (!is_blank(c))
			return false;
		s.ptr += n;
		s.len -= (size_t)n;
	}
	return true;
}

void read_lines(struct str text, struct arena *arena, struct read_lines *lines)
{
	struct str rest = { text.ptr ? text.ptr : "", text.len }, line;
	struct read_line *at;
	size_t n = 0;

	while (n < READ_LINES_MAX && str_split(&rest, '\n', &line))
		n++;
	at = arena_array(arena, n, sizeof(*at));
	rest = (struct str){ text.ptr ? text.ptr : "", text.len };
	for (size_t i = 0; i < n; i++) {
		struct str trimmed;

		str_split(&rest, '\n', &at[i].raw);
		trimmed = str_trim(at[i].raw);
		at[i].blank = only_blanks(trimmed);
		at[i].quoted = trimmed.len && *trimmed.ptr == '>';
		at[i].folded = read_fold(trimmed, arena);
	}
	*lines = (struct read_lines){ at, n };
}

/* A letter of a script that puts blanks between words, or a digit. */
static bool is_word_char(ucs4_t c)
{
	return uc_is_alnum(c) && !(c >= 0x2E80 && c <= 0xD7FF);
}

static bool word_before(struct str s, size_t at)
{
	const uint8_t *start = (const uint8_t *)s.ptr;
	ucs4_t c;

	return at && u8_prev(&c, start + at, start) && is_word_char(c);
}

static bool word_at(struct str s, size_t at)
{
	ucs4_t c;

	if (at >= s.len)
		return false;
	u8_mbtouc(&c, (const uint8_t *)s.ptr + at, s.len - at);
	return is_word_char(c);
}

bool read_has_word(struct str s, const char *word)
{
	struct str needle = str_of(word);
	struct str rest = s;
	ptrdiff_t found;

	while ((found = str_find(rest, needle)) >= 0) {
		size_t start = (size_t)(rest.ptr - s.ptr) + (size_t)found;
		size_t end = start + needle.len;

		if (!(word_before(s, start) && word_at(needle, 0)) &&
		    !(word_at(s, end) && word_before(needle, needle.len)))
			return true;
		rest = (struct str){ s.ptr + start + 1, s.len - start - 1 };
	}
	return false;
}

bool read_has_one(struct str s, const char *const *words)
{
	for (; *words; words++)
		if (read_has_word(s, *words))
			return true;
	return false;
}

bool read_starts_one(struct str s, const char *const *words)
{
	for (; *words; words++) {
		struct str word = str_of(*words);

		if (str_starts(s, word) &&
		    !(word_at(s, word.len) && word_before(word, word.len)))
			return true;
	}
	return false;
}
