/* Numbers as people write them: "9", "7,5", "9/10", "seven", "twenty-five",
 * "seven and a half". */
#include "mail/command_intern.h"

static const char *const units[] = {
	"zero",    "one",     "two",       "three",    "four",
	"five",    "six",     "seven",     "eight",    "nine",
	"ten",     "eleven",  "twelve",    "thirteen", "fourteen",
	"fifteen", "sixteen", "seventeen", "eighteen", "nineteen"
};
static const char *const tens[] = { "twenty", "thirty",  "forty",  "fifty",
	                            "sixty",  "seventy", "eighty", "ninety" };

static int below_twenty(const char *key)
{
	size_t n = sizeof(units) / sizeof(*units);

	for (size_t i = 0; i < n; i++)
		if (!strcmp(units[i], key))
			return (int)i;
	return -1;
}

/* "twentyfive" is what a key makes of "twenty-five"; "twenty five" are two
 * words. Returns how many words are used, or 0. */
static size_t spelt(const struct words *s, size_t i, double *number)
{
	const char *key = s->at[i].key;
	int unit = below_twenty(key);

	if (unit >= 0) {
		*number = unit;
		return 1;
	}
	if (!strcmp(key, "hundred")) {
		*number = 100;
		return 1;
	}
	for (size_t k = 0; k < sizeof(tens) / sizeof(*tens); k++) {
		size_t len = strlen(tens[k]);

		if (strncmp(key, tens[k], len) != 0)
			continue;
		*number = 20 + 10 * (double)k;
		if (key[len]) {
			unit = below_twenty(key + len);
			*number += unit;
			return unit > 0 && unit < 10;
		}
		unit = i + 1 < s->n && !s->at[i + 1].mark
		               ? below_twenty(s->at[i + 1].key)
		               : -1;
		if (unit < 1 || unit > 9)
			return 1;
		*number += unit;
		return 2;
	}
	return 0;
}

static size_t one_number(const struct words *s, size_t i, double *number)
{
	char text[24];
	struct str t;
	char *separator;
	size_t n;

	if (i >= s->n || s->at[i].mark)
		return 0;
	n = spelt(s, i, number);
	if (n)
		return n;
	t = s->at[i].text;
	if (t.len > 1 && *t.ptr == '#')
		t = (struct str){ t.ptr + 1, t.len - 1 };
	if (!t.len || t.len >= sizeof(text))
		return 0;
	memcpy(text, t.ptr, t.len);
	text[t.len] = '\0';
	separator = strchr(text, '/');
	if (separator && !strcmp(separator, "/10"))
		*separator = '\0';
	separator = strchr(text, ',');
	if (separator)
		*separator = '.';
	return str_to_double(str_of(text), number) ? 0 : 1;
}

size_t date_number(const struct words *s, size_t i, double *number)
{
	size_t n = one_number(s, i, number), half;

	half = n ? words_match(s, i + n, "and a half") : 0;
	if (half)
		*number += .5;
	return n + half;
}

size_t date_number_behind(const struct words *s, size_t i, double *number)
{
	static const char *const between[] = {
		"to",  "at",    "is",    "of",    "be",     "score", "level",
		"my",  "the",   "least", "down",  "up",     "back",  "papers",
		"set", "value", "a",     "most",  "limit",  "just",  "should",
		"for", "me",    "on",    "about", "around", "above", "it",
	};
	static const char *const moved[] = { "lowered to", "raised to",
		                             "reduced to", "increased to",
		                             "changed to" };
	size_t at = i, n;

	while (at < s->n) {
		bool skip = s->at[at].mark && strchr(":=-.", s->at[at].mark);

		for (size_t k = 0; k < sizeof(between) / sizeof(*between); k++)
			skip |= words_match(s, at, between[k]) > 0;
		for (size_t k = 0; k < sizeof(moved) / sizeof(*moved); k++)
			skip |= words_match(s, at, moved[k]) > 0;
		if (!skip)
			break;
		at++;
	}
	/* "from 8 to 9" */
	n = words_match(s, at, "from");
	if (n && date_number(s, at + 1, number) && words_match(s, at + 2, "to"))
		at += 3;
	/* "8 -> 9" */
	if (date_number(s, at, number) && at + 2 < s->n &&
	    s->at[at + 1].mark == '-' && s->at[at + 1].text.ptr[1] == '>')
		at += 2;
	n = date_number(s, at, number);
	return n ? at + n - i : 0;
}
