#include "mail/read_header.h"

#include <ctype.h>
#include <strings.h>

#include "base/cleanup.h"
#include "mail/read_mime.h"
#include "text/escape.h"

/* The next line with its end; false at the end of *rest. */
static bool next_line(struct str *rest, struct str *line)
{
	const char *end;

	if (!rest->len)
		return false;
	end = memchr(rest->ptr, '\n', rest->len);
	line->ptr = rest->ptr;
	line->len = end ? (size_t)(end - rest->ptr) + 1 : rest->len;
	rest->ptr += line->len;
	rest->len -= line->len;
	return true;
}

static bool is_folded(struct str s)
{
	return s.len && (*s.ptr == ' ' || *s.ptr == '\t');
}

/* Cuts a field off the front of *rest: RFC 5322 2.2, and blanks before the
 * colon (4.5). false: there is none. */
static bool next_field(struct str *rest, struct read_field *field)
{
	struct str after = *rest, line, more;
	const char *colon;

	if (!next_line(&after, &line) || is_folded(line))
		return false;
	colon = memchr(line.ptr, ':', line.len);
	if (!colon || colon == line.ptr)
		return false;
	field->name =
	        str_trim((struct str){ line.ptr, (size_t)(colon - line.ptr) });
	for (size_t i = 0; i < field->name.len; i++)
		if ((unsigned char)field->name.ptr[i] <= ' ' ||
		    field->name.ptr[i] == 0x7f)
			return false;
	*rest = after;
	while (is_folded(after) && next_line(&after, &more) &&
	       str_trim(more).len)
		*rest = after;
	field->value =
	        (struct str){ colon + 1, (size_t)(rest->ptr - colon - 1) };
	return true;
}

void read_header(struct str raw, struct arena *arena,
                 struct read_header *header, struct str *body)
{
	struct str rest = raw, line;
	struct read_field field, *fields;
	size_t n = 0;

	while (next_field(&rest, &field))
		n++;
	*body = rest;
	if (next_line(&rest, &line) && !str_trim(line).len)
		*body = rest;
	if (n > READ_FIELDS_MAX)
		n = READ_FIELDS_MAX;
	fields = arena_array(arena, n + 1, sizeof(*fields));
	rest = raw;
	for (size_t i = 0; i < n; i++)
		next_field(&rest, &fields[i]);
	*header = (struct read_header){ fields, n };
}

const struct read_field *read_field_next(const struct read_header *header,
                                         const char *name, size_t *from)
{
	while (*from < header->n) {
		const struct read_field *f = &header->fields[(*from)++];

		if (str_eq_nocase(f->name, str_of(name)))
			return f;
	}
	return NULL;
}

const struct read_field *read_field(const struct read_header *header,
                                    const char *name)
{
	size_t from = 0;

	return read_field_next(header, name, &from);
}

const char *read_unfold(struct str value, struct arena *arena)
{
	char *text;

	if (value.len > READ_VALUE_MAX)
		value.len = READ_VALUE_MAX;
	value = str_trim(value);
	text = arena_str(arena, value);
	for (size_t i = 0; i < value.len; i++)
		if ((unsigned char)text[i] < ' ' || text[i] == 0x7f)
			text[i] = ' ';
	return text;
}

const char *read_value(const struct read_header *header, const char *name,
                       struct arena *arena)
{
	const struct read_field *f = read_field(header, name);

	return f ? read_unfold(f->value, arena) : "";
}

/* Steps over a parameter's value, quoted or not; a copy without the quotes
 * goes to *value, if that is asked for. */
static const char *param_value(const char *p, struct arena *arena,
                               const char **value)
{
	bool quoted = *p == '"';
	const char *start = p + quoted, *end = start;
	char *copy, *to;

	while (*end && (quoted ? *end != '"' : !strchr("; \t", *end)))
		end += quoted && *end == '\\' && end[1] ? 2 : 1;
	if (value) {
		to = copy = arena_strndup(arena, start, (size_t)(end - start));
		for (const char *from = copy; *from; *to++ = *from++)
			if (quoted && *from == '\\' && from[1])
				from++;
		*to = '\0';
		*value = copy;
	}
	return end + (quoted && *end);
}

const char *read_param(const char *value, const char *name, struct arena *arena)
{
	size_t len = strlen(name);
	const char *p = value + strcspn(value, "; \t"), *found = NULL;

	while (*p && !found) {
		const char *start, *end;
		bool ours;

		start = p + strspn(p, "; \t");
		end = start + strcspn(start, "=;\" \t");
		ours = (size_t)(end - start) == len &&
		       !strncasecmp(start, name, len);
		p = end + strspn(end, " \t");
		if (*p == '=') {
			p++;
			p = param_value(p + strspn(p, " \t"), arena,
			                ours ? &found : NULL);
		} else if (*p == '"') {
			p++;
		}
	}
	return found;
}

/* ---- encoded words ---- */

struct word {
	struct str charset, text;
	char encoding; /* 'b' or 'q' */
};

/* "=?charset?B?text?=" at the front of s: its length, or 0. */
static size_t read_word(struct str s, struct word *word)
{
	struct str rest = s, charset, encoding, text, star;

	if (!str_starts(s, STR("=?")))
		return 0;
	rest.ptr += 2;
	rest.len -= 2;
	if (!str_split(&rest, '?', &charset) ||
	    !str_split(&rest, '?', &encoding) ||
	    !str_split(&rest, '?', &text) || !rest.ptr || !rest.len ||
	    *rest.ptr != '=' || !charset.len || encoding.len != 1)
		return 0;
	for (const char *p = s.ptr; p < rest.ptr; p++)
		if (*p == '\r' || *p == '\n')
			return 0;
	word->encoding = (char)tolower((unsigned char)*encoding.ptr);
	if (word->encoding != 'b' && word->encoding != 'q')
		return 0;
	star = charset; /* "utf-8*en": RFC 2231 5 */
	str_split(&star, '*', &word->charset);
	word->text = text;
	return (size_t)(rest.ptr - s.ptr) + 1;
}

/* Appends the bytes of a word, not yet converted. */
static void word_bytes(struct buf *out, const struct word *word)
{
	struct buf plain CLEANUP(buf_deinit) = BUF(READ_VALUE_MAX);

	if (word->encoding == 'b') {
		read_base64(out, word->text);
		return;
	}
	for (size_t i = 0; i < word->text.len; i++)
		buf_addc(&plain,
		         word->text.ptr[i] == '_' ? ' ' : word->text.ptr[i]);
	read_quoted_printable(out, buf_str(&plain));
}

/* Decodes the words at the front of *s: neighbours in one charset as one text,
 * for some programs cut a character in two (against RFC 2047 5). false: there
 * is no word. */
static bool decode_run(struct buf *out, struct str *s)
{
	struct buf bytes CLEANUP(buf_deinit) = BUF(READ_VALUE_MAX);
	struct word first, word;
	size_t len = read_word(*s, &first), blanks = 0;
	struct buf charset CLEANUP(buf_deinit) = BUF(80);

	if (!len)
		return false;
	for (word = first; len; len = read_word(*s, &word)) {
		if (!str_eq_nocase(word.charset, first.charset))
			break;
		word_bytes(&bytes, &word);
		s->ptr += len;
		s->len -= len;
		for (blanks = 0; blanks < s->len && s->ptr[blanks] <= ' ' &&
		                 s->ptr[blanks] > 0;
		     blanks++)
			;
		if (!read_word((struct str){ s->ptr + blanks, s->len - blanks },
		               &word))
			break;
		s->ptr += blanks; /* between words they mean nothing */
		s->len -= blanks;
	}
	buf_addstr(&charset, first.charset);
	read_charset(out, buf_cstr(&charset), buf_str(&bytes));
	return true;
}

void read_decode_words(struct buf *out, struct str s)
{
	struct buf decoded CLEANUP(buf_deinit) = BUF(8 * READ_VALUE_MAX);
	struct str raw;

	if (s.len > READ_VALUE_MAX)
		s.len = READ_VALUE_MAX;
	while (s.len) {
		if (decode_run(&decoded, &s))
			continue;
		raw = (struct str){ s.ptr, 1 };
		while (raw.len < s.len && s.ptr[raw.len] != '=')
			raw.len++;
		/* Bare 8-bit text is against the rules, and common. */
		read_charset(&decoded, NULL, raw);
		s.ptr += raw.len;
		s.len -= raw.len;
	}
	text_line(out, buf_str(&decoded));
}
