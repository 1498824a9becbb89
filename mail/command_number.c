/* Numbers as people write them: "9", "7,5", "9/10", "seven". */
#include "mail/command_intern.h"

static const char *const number_words[] = {
	"zero",     "one",      "two",      "three",   "four",    "five",
	"six",      "seven",    "eight",    "nine",    "ten",     "eleven",
	"twelve",   "thirteen", "fourteen", "fifteen", "sixteen", "seventeen",
	"eighteen", "nineteen", "twenty"
};

static int number_word(const char *key)
{
	size_t n = sizeof(number_words) / sizeof(*number_words);

	for (size_t i = 0; i < n; i++)
		if (!strcmp(number_words[i], key))
			return (int)i;
	return -1;
}

size_t date_number(const struct words *s, size_t i, double *number)
{
	char text[24];
	struct str t;
	char *separator;
	int word;

	if (i >= s->n || s->at[i].mark)
		return 0;
	word = number_word(s->at[i].key);
	if (word >= 0) {
		*number = word;
		return 1;
	}
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

size_t date_number_behind(const struct words *s, size_t i, double *number)
{
	static const char *const between[] = {
		"to",  "at",    "is",    "of",    "be",     "score", "level",
		"my",  "the",   "least", "down",  "up",     "back",  "papers",
		"set", "value", "a",     "most",  "limit",  "just",  "should",
		"for", "me",    "on",    "about", "around", "above", "it",
	};
	size_t at = i, n;

	while (at < s->n) {
		bool skip = s->at[at].mark && strchr(":=-", s->at[at].mark);

		for (size_t k = 0; k < sizeof(between) / sizeof(*between); k++)
			skip |= words_match(s, at, between[k]) > 0;
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
