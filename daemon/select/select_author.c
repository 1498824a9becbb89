#include "select/select.h"

#include <ctype.h>
#include <string.h>

#include "base/buf.h"
#include "text/tex.h"

enum { NAME_BYTES = 200, NAME_WORDS = 12 };

/* A name as words without accents and case, given names first. */
struct name {
	char text[NAME_BYTES];
	struct str words[NAME_WORDS];
	size_t n;
};

static bool is_letter(char c)
{
	return isalnum((unsigned char)c) || (unsigned char)c >= 0x80;
}

static bool is_suffix(struct str w)
{
	static const struct str suffixes[] = {
		{ "jr", 2 },
		{ "sr", 2 },
		{ "ii", 2 },
		{ "iii", 3 },
	};

	for (size_t i = 0; i < sizeof(suffixes) / sizeof(*suffixes); i++)
		if (str_eq(w, suffixes[i]))
			return true;
	return false;
}

/* Words of s are what blanks, dots and hyphens leave; an apostrophe joins. */
static void add_words(struct name *name, size_t *used, struct str s)
{
	size_t i = 0;

	while (i < s.len && name->n < NAME_WORDS) {
		struct str w = { name->text + *used, 0 };

		for (; i < s.len && (is_letter(s.ptr[i]) || s.ptr[i] == '\'');
		     i++)
			if (s.ptr[i] != '\'' && *used < NAME_BYTES) {
				name->text[(*used)++] = s.ptr[i];
				w.len++;
			}
		if (w.len && !is_suffix(w))
			name->words[name->n++] = w;
		i++;
	}
}

static void parse(struct name *name, const char *s)
{
	struct buf folded = BUF(4 * NAME_BYTES);
	struct str all, family = { NULL, 0 };
	size_t len = strlen(s), used = 0;
	ptrdiff_t comma;

	name->n = 0;
	tex_fold(&folded,
	         (struct str){ s, len < NAME_BYTES ? len : NAME_BYTES });
	all = buf_str(&folded);
	comma = str_find(all, STR(","));
	if (comma >= 0) {
		struct str rest = { all.ptr + comma + 1,
			            all.len - (size_t)comma - 1 };

		if (!is_suffix(str_trim(rest)) &&
		    !str_eq(str_trim(rest), STR("jr."))) {
			family = (struct str){ all.ptr, (size_t)comma };
			all = rest;
		}
	}
	add_words(name, &used, all);
	add_words(name, &used, family);
	buf_deinit(&folded);
}

/* "jeanbaptiste" and "jean baptiste": the bytes in a row. */
static bool same_letters(const struct name *a, const struct name *b)
{
	size_t i = 0, j = 0, x = 0, y = 0;

	while (i < a->n && j < b->n) {
		if (a->words[i].ptr[x++] != b->words[j].ptr[y++])
			return false;
		if (x == a->words[i].len)
			i++, x = 0;
		if (y == b->words[j].len)
			j++, y = 0;
	}
	return i == a->n && j == b->n;
}

/* Equal, or one is the other's initial. */
static bool given_match(struct str a, struct str b)
{
	return str_eq(a, b) ||
	       ((a.len == 1 || b.len == 1) && a.ptr[0] == b.ptr[0]);
}

/* First given names match; of the middle ones, those of the shorter name are
 * found in the longer one, in order. */
static bool givens_match(const struct name *a, const struct name *b)
{
	size_t n = a->n - 1, j = 1;

	if (!given_match(a->words[0], b->words[0]))
		return false;
	for (size_t i = 1; i < n; i++) {
		while (j < b->n - 1 && !given_match(a->words[i], b->words[j]))
			j++;
		if (j++ >= b->n - 1)
			return false;
	}
	return true;
}

static bool same_person(const struct name *a, const struct name *b)
{
	if (a->n < 2 || b->n < 2)
		return a->n && b->n && same_letters(a, b);
	if (same_letters(a, b))
		return true;
	if (!str_eq(a->words[a->n - 1], b->words[b->n - 1]))
		return false;
	return a->n <= b->n ? givens_match(a, b) : givens_match(b, a);
}

struct ends {
	char first, last; /* letters, lower case; 0: cannot tell */
};

/* First and last letter of a name in plain ASCII, given names first. */
static struct ends ends_of(const char *s)
{
	const struct ends unknown = { 0, 0 };
	size_t len = strlen(s), word;

	for (size_t i = 0; i < len; i++)
		if ((unsigned char)s[i] >= 0x80 || strchr("\\{$,", s[i]))
			return unknown;
	if (!len || !isalpha((unsigned char)s[0]) ||
	    !isalpha((unsigned char)s[len - 1]))
		return unknown;
	for (word = len; word > 0 && isalpha((unsigned char)s[word - 1]);)
		word--;
	if (len - word <= 3 && strchr("jJsSiI", s[word])) /* Jr, III, Si */
		return unknown;
	return (struct ends){ (char)tolower((unsigned char)s[0]),
		              (char)tolower((unsigned char)s[len - 1]) };
}

/* Asked before anything is folded: nearly all pairs of names differ. */
static bool may_be_same(const char *a, const char *b)
{
	struct ends x = ends_of(a), y = ends_of(b);

	return !x.first || !y.first || (x.first == y.first && x.last == y.last);
}

bool select_same_author(const char *a, const char *b)
{
	struct name x, y;

	if (!may_be_same(a, b))
		return false;
	parse(&x, a);
	parse(&y, b);
	return same_person(&x, &y);
}
