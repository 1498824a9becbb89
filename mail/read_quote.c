/* Where quoted matter begins. */
#include "mail/read_text.h"

#include <ctype.h>

#include "mail/token.h"

/* Outlook draws its line with 32 underscores. */
enum { RULE_MIN = 20, HEADER_LINES = 7 };

/* How far below its head a letter of ours says so. */
enum { LETTER_LINES = 100 };

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

/* "12 of 213 papers; strongest: ...", "12 of this week's 213 papers; ..."
 * (words_summary in mail/compose_words.c), "213 announced, 190 scanned, ..." */
static bool is_digest_count(struct str s)
{
	if (!skip_number(&s))
		return false;
	if (skip(&s, STR(" announced, ")))
		return skip_number(&s) && skip(&s, STR(" scanned, "));
	if (skip(&s, STR(" announced = ")) || skip(&s, STR(" scanned = ")))
		return skip_number(&s);
	if (!skip(&s, STR(" of ")))
		return false;
	skip(&s, STR("this week's "));
	return skip_number(&s) && skip(&s, STR(" papers")) &&
	       (!s.len || *s.ptr == ';');
}

/* An address with a token (mail/token.h): only our mails hold one. */
static bool has_token(struct str s)
{
	size_t run = 0;

	for (size_t i = 0; i < s.len; i++) {
		char c = s.ptr[i];

		if (c == '@' && run == TOKEN_LEN && i > TOKEN_LEN &&
		    s.ptr[i - TOKEN_LEN - 1] == '+')
			return true;
		if ((c >= 'a' && c <= 'z') || (c >= '2' && c <= '7'))
			run++;
		else
			run = 0;
	}
	return false;
}

/* Lines of our templates, digest.* and letter.*. They stand unquoted where a
 * mail program quotes without marks; whoever edits a template keeps one of them
 * near its top. */
static const char *const our_lines[] = {
	"reply to this mail and say what you want",
	"the sum of the day:",
	"the sum of the week:",
	"you get this because this address is subscribed",
	"to stop it, reply \"unsubscribe\"",
	"make it yours",
	"this day in the archive",
	"your settings:",
	"your settings now:",
	"i did not understand:",
	"i did not understand that",
	"which one do you mean?",
	"to say yes, reply \"confirm\"",
	"once you say yes, this is done:",
	"reply to a digest and say what you want",
	"to take it back, reply \"undo\"",
	NULL
};

static bool is_ours(const struct read_line *line)
{
	struct str s = line->folded;

	if (read_starts_one(s, our_lines))
		return true;
	if (str_starts(s, STR("you get this because ")) &&
	    str_find(s, STR("is subscribed to")) >= 0)
		return true;
	if (str_starts(s, STR("none of ")) &&
	    str_find(s, STR("papers passed your threshold")) >= 0)
		return true;
	return is_digest_count(s) || has_token(s) ||
	       str_find(s, STR("\" could mean two things")) >= 0;
}

/* "Done" heads our letters, and people write it too: then no line of ours
 * follows. */
static bool is_letter(const struct read_lines *lines, size_t i)
{
	static const char *const heads[] = { "done", "goodbye",
		                             "please confirm", NULL };
	struct str s = lines->at[i].folded;

	for (const char *const *h = heads; *h; h++)
		for (size_t k = i + 1; str_eq(s, str_of(*h)) && k < lines->n &&
		                       k < i + LETTER_LINES;
		     k++)
			if (is_ours(&lines->at[k]))
				return true;
	return false;
}

/* Proton writes "------- Original Message -------" above an attribution. */
static size_t headed_attribution(const struct read_lines *lines, size_t i)
{
	size_t next = i + 1, n;

	if (!is_dashed(&lines->at[i]))
		return 0;
	while (next < lines->n && lines->at[next].blank)
		next++;
	n = next < lines->n ? read_attribution(lines, next) : 0;
	return n ? next - i + n : 0;
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
	if (!*length)
		*length = headed_attribution(lines, i);
	if (*length)
		return READ_CUT_ATTRIBUTION;
	if (is_underscores(line->raw) || is_dashed(line) ||
	    is_header_block(lines, i) || is_ours(line) || is_letter(lines, i) ||
	    read_starts_one(line->folded, read_words_forwarded) ||
	    read_has_one(line->folded, read_words_above))
		return READ_CUT_REST;
	return READ_CUT_NONE;
}
