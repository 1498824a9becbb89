/* Where quoted matter begins. */
#include "mail/read_text.h"

#include <ctype.h>

/* Outlook draws its line with 32 underscores. */
enum { RULE_MIN = 20, HEADER_LINES = 7, TOKEN_CHARS = 42 };

/* ---- separators ---- */

static size_t count_run(struct str s, char c)
{
	size_t n = 0;

	while (n < s.len && s.ptr[n] == c)
		n++;
	return n;
}

static bool is_underscores(struct str raw)
{
	struct str s = str_trim(raw);

	return s.len >= RULE_MIN && count_run(s, '_') == s.len;
}

/* "-----Original Message-----", "***** Forwarded by Ada *****", and in any
 * words between five dashes and five. */
static bool is_dashed(const struct read_line *line)
{
	struct str s = line->folded;
	size_t before = count_run(s, '-'), after = 0;
	bool decorated = line->raw.len && s.len && before < 2 &&
	                 strchr("*_=#", *str_trim(line->raw).ptr);

	while (after < s.len && s.ptr[s.len - 1 - after] == '-')
		after++;
	if (before == s.len || (before < 2 && !decorated))
		return false;
	if (before >= 5 && after >= 5)
		return true;
	return read_has_one(s, read_words_original);
}

/* ---- header blocks ---- */

/* "From: Ada", "De : Ada", "*Gesendet:* Freitag" */
static enum read_label label_of(const struct read_line *line)
{
	struct str s = line->folded, label;
	const char *colon;

	if (!s.len || !(colon = memchr(s.ptr, ':', s.len)))
		return READ_LABEL_NONE;
	label = (struct str){ s.ptr, (size_t)(colon - s.ptr) };
	while (label.len && strchr("* ", label.ptr[label.len - 1]))
		label.len--;
	while (label.len && strchr("*- ", *label.ptr))
		label = (struct str){ label.ptr + 1, label.len - 1 };
	return read_label(label);
}

/* A block of at least two different labels among the next lines, one of them
 * saying who or when. Lines between are long values gone on. */
static bool is_header_block(const struct read_lines *lines, size_t i)
{
	unsigned seen = 0, who = 1u << READ_LABEL_FROM | 1u << READ_LABEL_DATE;
	enum read_label label = label_of(&lines->at[i]);

	if (label == READ_LABEL_NONE || label == READ_LABEL_REPLY_TO)
		return false;
	for (size_t k = i; k < lines->n && k < i + HEADER_LINES; k++)
		if (!lines->at[k].quoted)
			seen |= 1u << label_of(&lines->at[k]);
	seen &= ~(1u << READ_LABEL_NONE);
	return (seen & who) && (seen & (seen - 1));
}

/* ---- our own digest ---- */

static size_t skip_number(struct str *s)
{
	size_t n = 0;

	while (n < s->len && isdigit((unsigned char)s->ptr[n]))
		n++;
	s->ptr += n;
	s->len -= n;
	return n;
}

static bool skip(struct str *s, struct str text)
{
	if (!str_starts(*s, text))
		return false;
	s->ptr += text.len;
	s->len -= text.len;
	return true;
}

/* "12 of 213 papers; strongest: ..." (words_summary in mail/compose_words.c),
 * "213 announced, 190 scanned, ..." */
static bool is_digest_count(struct str s)
{
	if (!skip_number(&s))
		return false;
	if (skip(&s, STR(" announced, ")))
		return skip_number(&s) && skip(&s, STR(" scanned, "));
	if (skip(&s, STR(" announced = ")) || skip(&s, STR(" scanned = ")))
		return skip_number(&s);
	return skip(&s, STR(" of ")) && skip_number(&s) &&
	       skip(&s, STR(" papers")) && (!s.len || *s.ptr == ';');
}

/* An address with a token (mail/token.h): only our mails hold one. */
static bool has_token(struct str s)
{
	size_t run = 0;

	for (size_t i = 0; i < s.len; i++) {
		char c = s.ptr[i];

		if (c == '@' && run == TOKEN_CHARS &&
		    s.ptr[i - TOKEN_CHARS - 1] == '+')
			return true;
		if ((c >= 'a' && c <= 'z') || (c >= '2' && c <= '7'))
			run++;
		else
			run = 0;
		if (run == i + 1) /* nothing before it: no plus */
			run = 0;
	}
	return false;
}

/* Lines of our templates. They stand unquoted where a mail program quotes
 * without marks; whoever edits a template keeps one of them near its top. */
static bool is_digest(const struct read_line *line)
{
	static const struct str starts[] = {
		STR("reply to this mail and say what you want"),
		STR("the sum of the day:"),
		STR("you get this because this address is subscribed"),
		STR("to stop it, reply \"unsubscribe\""),
		STR("make it yours"),
		STR("this day in the archive"),
	};
	struct str s = line->folded;

	for (size_t i = 0; i < sizeof(starts) / sizeof(*starts); i++)
		if (str_starts(s, starts[i]))
			return true;
	if (str_starts(s, STR("you get this because ")) &&
	    str_find(s, STR("is subscribed to")) >= 0)
		return true;
	if (str_starts(s, STR("none of ")) &&
	    str_find(s, STR("papers passed your threshold")) >= 0)
		return true;
	return is_digest_count(s) || has_token(s);
}

enum read_cut read_cut_at(const struct read_lines *lines, size_t i,
                          size_t *length)
{
	const struct read_line *line = &lines->at[i];

	*length = 0;
	if (line->blank && !is_underscores(line->raw))
		return READ_CUT_NONE;
	if (line->quoted)
		return READ_CUT_QUOTE;
	*length = read_attribution(lines, i);
	if (*length)
		return READ_CUT_ATTRIBUTION;
	if (is_underscores(line->raw) || is_dashed(line) ||
	    is_header_block(lines, i) || is_digest(line) ||
	    read_starts_one(line->folded, read_words_forwarded) ||
	    read_has_one(line->folded, read_words_above))
		return READ_CUT_REST;
	return READ_CUT_NONE;
}
