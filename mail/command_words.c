/* Text into words: every keyboard's quotes, dashes and commas are one. */
#include "mail/command_intern.h"

#include <ctype.h>
#include <limits.h>

#include <unictype.h>
#include <unistr.h>

#include "base/cleanup.h"
#include "text/escape.h"
#include "text/tex.h"

/* The mark that a character stands for, 0 when it is part of a word, -1 when
 * it says nothing. */
static int mark_of(ucs4_t c)
{
	switch (c) {
	case 0x3001: /* ideographic comma */
	case 0xFF0C:
	case 0x60C:
		return ',';
	case 0x3002: /* ideographic full stop */
	case 0xFF0E:
	case 0x2026:
		return '.';
	case 0xFF01:
		return '!';
	case 0xFF1F:
		return '?';
	case 0xFF1B:
		return ';';
	case 0xFF1A:
		return ':';
	case 0x2013: /* dashes between words; hyphens are inside */
	case 0x2014:
	case 0x2212:
		return '-';
	case 0xAB:
	case 0xBB:
	case 0x201C:
	case 0x201D:
	case 0x201E:
		return '"';
	case 0x2018:
	case 0x2019:
	case 0x2010:
	case 0x2011:
		return 0;
	default:
		break;
	}
	/* what joins and colours emoji */
	if ((c >= 0xFE00 && c <= 0xFE0F) || (c >= 0x200B && c <= 0x200D))
		return -1;
	if (c < 0x80)
		return strchr(",;.!?:=()&/+-\"", (int)c) ? (int)c
		       : isalnum((int)c) || c == '#'     ? 0
		                                         : -1;
	return uc_is_general_category(c, UC_PUNCTUATION) ||
	                       uc_is_general_category(c, UC_SYMBOL)
	               ? -1
	               : 0;
}

/* The character at the front of s; s is valid UTF-8. */
static size_t next_char(struct str s, ucs4_t *c)
{
	int n = s.len ? u8_mbtouc(c, (const uint8_t *)s.ptr, s.len) : 0;

	return n > 0 ? (size_t)n : 1;
}

static bool digit_at(struct str s, size_t i)
{
	return i < s.len && isdigit((unsigned char)s.ptr[i]);
}

static bool alnum_at(struct str s, size_t i)
{
	return i < s.len && (isalnum((unsigned char)s.ptr[i]) ||
	                     (unsigned char)s.ptr[i] >= 0x80);
}

/* Does a wish begin at i: "more MoE.less RL", where the blank was forgotten?
 * Only words that no name has behind its dot ("index.html", "node.max"). */
static bool wish_at(struct str s, size_t i)
{
	static const char *const wishes[] = {
		"more",   "less",   "fewer",      "only",     "mute",
		"unmute", "follow", "pause",      "unfollow", "threshold",
		"thanks", "please", "unsubscribe"
	};

	for (size_t k = 0; k < sizeof(wishes) / sizeof(*wishes); k++) {
		struct str wish = str_of(wishes[k]);

		if (str_starts_nocase((struct str){ s.ptr + i, s.len - i },
		                      wish) &&
		    !alnum_at(s, i + wish.len) &&
		    (i + wish.len == s.len || s.ptr[i + wish.len] != '.' ||
		     !alnum_at(s, i + wish.len + 1)))
			return true;
	}
	return false;
}

/* Seven digits behind the slash: "hep-th/9901001", "cs/0501001". */
static bool old_number(struct str s, size_t i)
{
	size_t n = 0;

	while (digit_at(s, i + n))
		n++;
	return n == 7;
}

/* Does the punctuation at i belong to the word around it: "7.5", "7,5", "e-g",
 * "don't", "15/01/2027", "cs.LG", "Y.", "C++", "arXiv:2504.06426"? */
static bool joins(struct str s, size_t start, size_t i)
{
	bool number = i > start && digit_at(s, i - 1) && digit_at(s, i + 1);

	switch (s.ptr[i]) {
	case ',':
		return number;
	case '/':
		/* a date, "9/10", or an old identifier */
		return number || old_number(s, i + 1);
	case ':':
		return i - start == 5 && digit_at(s, i + 1) &&
		       !strncasecmp(s.ptr + start, "arxiv", 5);
	case '.':
		if (alnum_at(s, i + 1))
			return !wish_at(s, i + 1);
		/* initials: "Y.", "J.-B." */
		return isupper((unsigned char)s.ptr[i - 1]) &&
		       (i == start + 1 || s.ptr[i - 2] == '-' ||
		        s.ptr[i - 2] == '.');
	case '-':
	case '\'':
	case '_':
		return alnum_at(s, i + 1);
	case '+':
		return !alnum_at(s, i + 1) && i > start && i - start < 3 &&
		       !digit_at(s, i - 1);
	default:
		return false;
	}
}

static size_t word_end(struct str s, size_t start)
{
	size_t i = start;

	/* "-1": a number that is out of range, not a dash before one */
	if (s.ptr[i] == '-' || s.ptr[i] == '#')
		i++;
	while (i < s.len) {
		ucs4_t c = 0;
		size_t n = next_char((struct str){ s.ptr + i, s.len - i }, &c);

		if (mark_of(c) == 0 ||
		    (i > start && c < 0x80 && joins(s, start, i)))
			i += n;
		else
			break;
	}
	return i > start ? i : start + 1;
}

/* A link or an address as a whole, up to the next blank; 0: none here. */
static size_t link_end(struct str s, size_t start)
{
	size_t end = start;
	struct str text;

	while (end < s.len && s.ptr[end] != ' ')
		end++;
	text = (struct str){ s.ptr + start, end - start };
	if (str_find(text, STR("://")) <= 0 && str_find(text, STR("@")) <= 0 &&
	    !str_starts_nocase(text, STR("www.")))
		return 0;
	while (end > start + 1 && strchr(".,;!?)>", s.ptr[end - 1]))
		end--;
	return end;
}

static char *fold(struct str text, bool plain, struct arena *arena)
{
	struct buf folded CLEANUP(buf_deinit) = BUF(LINE_BYTES_MAX * 4);
	bool letters = true;
	char *out;
	size_t n = 0;

	tex_fold(&folded, text);
	out = arena_alloc(arena, folded.len + 1);
	for (size_t i = 0; i < folded.len; i++)
		if (isdigit((unsigned char)folded.ptr[i]))
			letters = false;
	for (size_t i = 0; i < folded.len; i++) {
		char c = folded.ptr[i];

		if (c == '\'' || (c == '-' && letters && !plain))
			continue;
		if (plain && (c == '-' || c == '_'))
			c = ' ';
		out[n++] = c;
	}
	return out;
}

/* As people write on their phones. */
static const char *spelt_out(const char *key)
{
	static const char *const table[][2] = {
		{ "u", "you" },         { "ur", "your" },
		{ "n", "and" },         { "thru", "through" },
		{ "cld", "could" },     { "wld", "would" },
		{ "pleas", "please" },  { "plse", "please" },
		{ "msgs", "messages" }, { "ppl", "people" },
		{ "abt", "about" },
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		if (!strcmp(key, table[i][0]))
			return table[i][1];
	return key;
}

static void add_word(struct words *words, struct str text, char mark,
                     struct arena *arena)
{
	struct word *w = &words->at[words->n];

	if (words->n == WORDS_MAX)
		return;
	words->n++;
	*w = (struct word){
		.text = text, .mark = mark, .key = "", .plain = ""
	};
	if (mark)
		return;
	w->key = spelt_out(fold(text, false, arena));
	w->plain = fold(text, true, arena);
}

/* "quoted text" as one word: returns the place behind it, or 0. */
static size_t add_quoted(struct words *words, struct str s, size_t i,
                         struct arena *arena)
{
	size_t start = i, end;

	while (i < s.len) {
		ucs4_t c = 0;
		size_t n = next_char((struct str){ s.ptr + i, s.len - i }, &c);

		end = i;
		i += n;
		if (mark_of(c) != '"')
			continue;
		if (end == start || words->n == WORDS_MAX)
			return 0;
		add_word(words,
		         str_trim((struct str){ s.ptr + start, end - start }),
		         0, arena);
		words->at[words->n - 1].quoted = true;
		return i;
	}
	return 0;
}

/* All of it in quotes, as our help shows it: the line without them. */
static struct str without_quotes(struct str s)
{
	size_t first, n = 0;
	ucs4_t c = 0;

	if (!s.len)
		return s;
	first = next_char(s, &c);
	if (mark_of(c) != '"')
		return s;
	for (size_t i = first; i < s.len; i += n) {
		n = next_char((struct str){ s.ptr + i, s.len - i }, &c);
		if (mark_of(c) == '"')
			return i > first && i + n == s.len
			               ? (struct str){ s.ptr + first,
				                       i - first }
			               : s;
	}
	return s;
}

struct words words_of(struct str line, struct arena *arena)
{
	struct buf clean CLEANUP(buf_deinit) = BUF(LINE_BYTES_MAX * 4);
	struct words words = { 0 };
	struct str s;

	if (line.len > LINE_BYTES_MAX)
		line.len = LINE_BYTES_MAX;
	text_line(&clean, line);
	s = str_of(arena_str(arena, buf_str(&clean)));
	s = without_quotes(s);
	words.at = arena_array(arena, s.len < WORDS_MAX ? s.len + 1 : WORDS_MAX,
	                       sizeof(*words.at));
	for (size_t i = 0, end; i < s.len && words.n < WORDS_MAX; i = end) {
		ucs4_t c = 0;
		size_t n = next_char((struct str){ s.ptr + i, s.len - i }, &c);
		int mark = mark_of(c);

		end = i + n;
		if (mark == '"') {
			size_t behind = add_quoted(&words, s, end, arena);

			if (behind)
				end = behind;
		} else if (mark == '-' && c == '-' && digit_at(s, i + 1) &&
		           (!i || s.ptr[i - 1] == ' ')) {
			mark = 0;
		}
		if (mark == 0) {
			size_t link = link_end(s, i);

			end = link ? link : word_end(s, i);
			add_word(&words, (struct str){ s.ptr + i, end - i }, 0,
			         arena);
			words.at[words.n - 1].link = link;
		} else if (mark > 0 && mark != '"') {
			add_word(&words, (struct str){ s.ptr + i, n },
			         (char)mark, arena);
		}
	}
	return words;
}

static bool is_number(const struct word *w)
{
	return isdigit((unsigned char)*w->key);
}

/* The full stop of "15. January", "no. 5", "Dr. Ada": no end. */
static bool abbreviates(const struct words *s, size_t i)
{
	static const char *const counts[] = { "no",  "nr",  "num",
		                              "nos", "max", "min" };
	static const char *const titles[] = { "dr", "prof", "mr", "mrs", "ms" };
	const struct word *before, *behind;

	if (i == 0 || i + 1 >= s->n || s->at[i].mark != '.')
		return false;
	before = &s->at[i - 1];
	behind = &s->at[i + 1];
	if (before->mark || behind->mark)
		return false;
	return WORD_AMONG(before->key, titles) ||
	       (before->text.len == 3 && date_month_of(before->key) &&
	        is_number(behind)) ||
	       (WORD_AMONG(before->key, counts) && is_number(behind)) ||
	       (before->text.len <= 2 && is_number(before) &&
	        date_month_of(behind->key));
}

bool words_sentence(struct words *rest, struct words *sentence)
{
	size_t n = 0;

	while (rest->n && rest->at->mark && strchr(".!;", rest->at->mark)) {
		rest->at++;
		rest->n--;
	}
	if (!rest->n)
		return false;
	while (n < rest->n &&
	       !(rest->at[n].mark && strchr(".!?;", rest->at[n].mark) &&
	         !abbreviates(rest, n)))
		n++;
	*sentence = (struct words){ .at = rest->at, .n = n };
	if (n < rest->n)
		sentence->end = rest->at[n++].mark;
	rest->at += n;
	rest->n -= n;
	return true;
}

size_t words_match(const struct words *s, size_t i, const char *pattern)
{
	size_t used = 0;

	while (*pattern) {
		size_t len = strcspn(pattern, " ");
		const struct word *w = &s->at[i + used];

		if (i + used >= s->n || w->mark || strlen(w->key) != len ||
		    memcmp(w->key, pattern, len) != 0)
			return 0;
		used++;
		pattern += len;
		pattern += strspn(pattern, " ");
	}
	return used;
}

size_t words_find(const struct words *s, size_t i, const char *pattern)
{
	while (i < s->n && !words_match(s, i, pattern))
		i++;
	return i;
}

const char *words_shown(const struct words *s, size_t i, size_t j, size_t max,
                        struct arena *arena)
{
	struct str text;

	if (i >= j || i >= s->n)
		return "";
	/* All words of a line look at one string. */
	text.ptr = s->at[i].text.ptr;
	text.len = (size_t)(s->at[j - 1].text.ptr - text.ptr) +
	           s->at[j - 1].text.len;
	if (s->at[i].quoted)
		text = (struct str){ text.ptr - 1, text.len + 1 };
	text.len += s->at[j - 1].quoted;
	if (text.len > max) {
		text.len = max;
		while (text.len &&
		       ((unsigned char)text.ptr[text.len] & 0xC0) == 0x80)
			text.len--;
	}
	return arena_str(arena, str_trim(text));
}

bool word_among(const char *key, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(key, list[i]))
			return true;
	return false;
}

unsigned word_near(const char *word, const char *good)
{
	size_t len = strlen(good), typed = strlen(word);
	unsigned allowed = len >= 9 ? 2 : len >= 5 ? 1 : 0, d;

	if (!strcmp(word, good))
		return 0;
	if (!allowed || typed + allowed < len || len + allowed < typed)
		return UINT_MAX;
	d = str_distance(str_of(word), str_of(good));
	return d <= allowed ? d : UINT_MAX;
}
