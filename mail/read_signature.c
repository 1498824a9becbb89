/* Where a signature begins: RFC 3676 4.3's "-- ", what stands for it, mobile
 * programs' advertisements, disclaimers. */
#include "mail/read_text.h"

#include <ctype.h>

#include <unistr.h>

/* A block below a rule is a signature when it has no more lines. */
enum { SIGNATURE_LINES = 12, LINE_SHORT = 160, PARAGRAPH = 6 };

static bool is_dashes(const struct read_line *line)
{
	static const char *const marks[] = { "-", "\xE2\x80\x93",
		                             "\xE2\x80\x94" };

	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++)
		if (str_eq(str_trim(line->raw), str_of(marks[i])))
			return true;
	return str_eq(line->folded, STR("--"));
}

static bool is_mark(ucs4_t c)
{
	return (c < 0x80 && strchr("-_=*#~+", (int)c)) ||
	       (c >= 0x2010 && c <= 0x2015) || c == 0x2500 || c == 0x2501;
}

/* At least three marks of one kind and nothing else. */
static bool is_rule(const struct read_line *line)
{
	struct str s = str_trim(line->raw);
	ucs4_t first = 0, c;
	size_t count = 0;

	while (s.len) {
		int n = u8_mbtouc(&c, (const uint8_t *)s.ptr, s.len);

		if (count == 0)
			first = c;
		if (c != first || !is_mark(c))
			return false;
		count++;
		s.ptr += n;
		s.len -= (size_t)n;
	}
	return count >= 3;
}

static bool is_mobile(const struct read_line *line)
{
	static const char *const sent[] = {
		"sent",        "gesendet",   "verzonden",  "envoyé", "enviado",
		"inviato",     "küldve",     "gönderildi", "傳送",   "发送",
		"发自",        "送信",       "보냄",       "전송",   "från",
		"from mobile", "via mobile", "fra",        NULL
	};
	struct str s = line->folded;

	if (!s.len || s.len > LINE_SHORT)
		return false;
	if (read_starts_one(s, read_words_sent_from))
		return true;
	if (str_find(s, STR("から送信")) >= 0)
		return true;
	return s.len < 60 && read_has_one(s, read_words_device) &&
	       read_has_one(s, sent) && !read_has_word(s, "more") &&
	       !read_has_word(s, "less");
}

/* A paragraph that begins here speaks of the message and of secrecy. */
static bool is_disclaimer(const struct read_lines *lines, size_t i, size_t to)
{
	if (!read_starts_one(lines->at[i].folded, read_words_message))
		return false;
	for (size_t k = i; k < to && k < i + PARAGRAPH; k++)
		if (read_has_one(lines->at[k].folded, read_words_secret))
			return true;
	return false;
}

/* "- Ada", "-Ada Lovelace": one dash begins the items of a list as well. So
 * nothing but capitalised words, and above it neither such a line nor one that
 * something follows ("more of:"). */
static bool is_listed_name(struct str s, struct str above)
{
	bool fresh = true;
	size_t words = 1;

	if (!str_starts(s, STR("-")) || !above.len || *above.ptr == '-' ||
	    strchr(":,", above.ptr[above.len - 1]))
		return false;
	s = str_trim((struct str){ s.ptr + 1, s.len - 1 });
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.ptr[i];

		if (c < 0x80 && c != '.' && c != ' ' &&
		    !(fresh ? isupper(c) : islower(c)))
			return false;
		words += c == ' ';
		fresh = c == ' ' || c == '.';
	}
	return s.len && words <= 3;
}

/* "--Daniel", "-- Ada Lovelace" as the last line. */
static bool is_dashed_name(struct str s)
{
	size_t words = 1;

	if (str_starts(s, STR("--")))
		s = (struct str){ s.ptr + 2, s.len - 2 };
	else if (str_starts(s, STR("\xE2\x80\x94")))
		s = (struct str){ s.ptr + 3, s.len - 3 };
	else
		return false;
	s = str_trim(s);
	for (size_t i = 0; i < s.len; i++) {
		words += s.ptr[i] == ' ';
		if ((s.ptr[i] >= '0' && s.ptr[i] <= '9') || s.ptr[i] == '-')
			return false;
	}
	return s.len && words <= 4;
}

/* No letter or digit in it: what trackers and decorations leave. */
static bool is_junk(const struct read_line *line)
{
	struct str s = str_trim(line->raw);

	return line->blank || is_rule(line) || is_dashes(line) ||
	       str_eq(s, STR("\xE1\x90\xA7")) /* Mailtrack's mark */;
}

static size_t without_junk(const struct read_lines *lines, size_t from,
                           size_t to)
{
	while (to > from && is_junk(&lines->at[to - 1]))
		to--;
	return to;
}

/* The last rule, if few enough lines stand below and something above. */
static size_t before_rule(const struct read_lines *lines, size_t from,
                          size_t to)
{
	size_t below = 0;

	for (size_t i = to; i > from + 1 && below <= SIGNATURE_LINES; i--) {
		const struct read_line *line = &lines->at[i - 1];

		if (is_rule(line))
			return without_junk(lines, from, i) > from ? i - 1 : to;
		below += !line->blank;
	}
	return to;
}

/* The last line is the writer's name. */
static bool ends_in_name(const struct read_lines *lines, size_t from, size_t to)
{
	struct str last = str_trim(lines->at[to - 1].raw);
	size_t above = without_junk(lines, from, to - 1);

	return is_dashed_name(last) ||
	       (above > from &&
	        is_listed_name(last, str_trim(lines->at[above - 1].raw)));
}

size_t read_before_signature(const struct read_lines *lines, size_t from,
                             size_t to)
{
	for (size_t i = from; i < to; i++)
		if (is_dashes(&lines->at[i]) || is_mobile(&lines->at[i]) ||
		    is_disclaimer(lines, i, to))
			to = i;
	to = without_junk(lines, from, to);
	to = before_rule(lines, from, to);
	to = without_junk(lines, from, to);
	if (to > from + 1 && ends_in_name(lines, from, to))
		to = without_junk(lines, from, to - 1);
	return to;
}

size_t read_after_advertisement(const struct read_lines *lines, size_t from)
{
	for (size_t i = from; i < lines->n; i++)
		if (!lines->at[i].blank)
			return is_mobile(&lines->at[i]) ? i + 1 : from;
	return from;
}
