#include "text/wrap.h"

#include <unigbrk.h>
#include <uniwidth.h>

#include "text/utf8_intern.h"

static size_t next_width(struct str s, int *columns)
{
	uint32_t code;
	bool valid;
	size_t n;
	int width;

	if (*s.ptr >= ' ' && *s.ptr <= '~') {
		*columns = 1;
		return 1;
	}
	n = utf8_next(s, &code, &valid);
	width = uc_width(code, "UTF-8");
	*columns = width > 0 ? width : 0; /* controls: -1 */
	return n;
}

int text_columns(struct str s)
{
	int sum = 0, columns;

	while (s.len) {
		size_t n = next_width(s, &columns);

		sum += columns;
		s.ptr += n;
		s.len -= n;
	}
	return sum;
}

/* ASCII white space; a no-break blank does not break. */
static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool next_word(struct str *rest, struct str *word)
{
	*rest = str_trim(*rest);
	if (!rest->len)
		return false;
	word->ptr = rest->ptr;
	word->len = 0;
	while (word->len < rest->len && !is_blank(word->ptr[word->len]))
		word->len++;
	rest->ptr += word->len;
	rest->len -= word->len;
	return true;
}

static void new_line(struct buf *out, int indent)
{
	buf_addc(out, '\n');
	for (int i = 0; i < indent; i++)
		buf_addc(out, ' ');
}

void wrap(struct buf *out, struct str s, int width, int at, int indent)
{
	struct str word;
	/* Has this line a word of ours? If not, no blank is due. What the
	 * caller wrote before ends as the caller likes. */
	bool begun = false;

	while (next_word(&s, &word) && !out->full) {
		int columns = text_columns(word);

		if (at + begun + columns > width && (begun || at > indent)) {
			new_line(out, indent);
			at = indent;
			begun = false;
		}
		if (begun)
			buf_addc(out, ' ');
		buf_addstr(out, word);
		at += begun + columns;
		begun = true;
	}
}

/* Where the text ends that fits: behind the last whole word, or where there
 * is none, behind the last whole character (with its marks). */
static size_t fitting(struct str s, int columns)
{
	const uint8_t *p = (const uint8_t *)s.ptr, *end = p + s.len;
	size_t word = 0, character = 0;

	while (p < end) {
		const uint8_t *next = u8_grapheme_next(p, end);
		size_t before = (size_t)(p - (const uint8_t *)s.ptr);
		struct str one = { (const char *)p, (size_t)(next - p) };

		if (is_blank(*one.ptr))
			word = before;
		columns -= text_columns(one);
		if (columns < 0)
			break;
		character = before + one.len;
		p = next;
	}
	return word ? word : character;
}

void text_shorten(struct buf *out, struct str s, int columns)
{
	s = str_trim(s);
	if (text_columns(s) <= columns) {
		buf_addstr(out, s);
		return;
	}
	s.len = columns > 0 ? fitting(s, columns - 1) : 0;
	s = str_trim(s);
	while (s.len && s.ptr[s.len - 1] && strchr(",;:-", s.ptr[s.len - 1]))
		s.len--;
	buf_addstr(out, str_trim(s));
	if (columns > 0)
		buf_adds(out, "…");
}
