#include "model/paper.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const struct {
	enum announce type;
	const char *name;
} names[] = {
	{ ANNOUNCE_NEW, "new" },
	{ ANNOUNCE_CROSS, "cross" },
	{ ANNOUNCE_REPLACE, "replace" },
	{ ANNOUNCE_REPLACE_CROSS, "replace-cross" },
	{ ANNOUNCE_CROSS, "cross-list" },
};

const char *announce_name(enum announce type)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (names[i].type == type)
			return names[i].name;
	return "";
}

enum announce announce_of_name(const char *name)
{
	for (size_t i = 0; name && i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(names[i].name, name))
			return names[i].type;
	return 0;
}

bool paper_is_arxiv(const struct paper *p)
{
	return strncmp(p->id, "feed:", 5) != 0;
}

static size_t digits(const char *s)
{
	size_t n = 0;

	while (isdigit((unsigned char)s[n]))
		n++;
	return n;
}

/* New style since April 2007: YYMM.NNNN, five digits since 2015. */
static size_t new_style(const char *s)
{
	size_t tail;

	if (digits(s) != 4 || s[4] != '.')
		return 0;
	tail = digits(s + 5);
	return tail == 4 || tail == 5 ? 5 + tail : 0;
}

/* Old style: archive[.SC]/YYMMNNN. */
static size_t old_style(const char *s)
{
	size_t n = 0;

	while (islower((unsigned char)s[n]) || s[n] == '-')
		n++;
	if (!n || n > 20)
		return 0;
	if (s[n] == '.' && isupper((unsigned char)s[n + 1]) &&
	    isupper((unsigned char)s[n + 2]))
		n += 3;
	if (s[n] != '/' || digits(s + n + 1) != 7)
		return 0;
	return n + 8;
}

int paper_id_parse(const char *text, char out[PAPER_ID_MAX], int *version)
{
	static const char *const prefixes[] = {
		"oai:arXiv.org:",         "arXiv:",
		"https://arxiv.org/abs/", "http://arxiv.org/abs/",
		"https://arxiv.org/pdf/", "http://arxiv.org/pdf/",
	};
	size_t n;

	text += strspn(text, " \t\r\n");
	for (size_t i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++) {
		size_t len = strlen(prefixes[i]);

		if (!strncasecmp(text, prefixes[i], len)) {
			text += len;
			break;
		}
	}
	n = new_style(text);
	if (!n)
		n = old_style(text);
	if (!n || n >= PAPER_ID_MAX)
		return -1;
	memcpy(out, text, n);
	out[n] = '\0';
	text += n;
	*version = 0;
	if (*text == 'v' && digits(text + 1) > 0 && digits(text + 1) < 4) {
		*version = (int)strtol(text + 1, NULL, 10);
		text += 1 + digits(text + 1);
	}
	if (!strncmp(text, ".pdf", 4))
		text += 4;
	text += strspn(text, " \t\r\n");
	return *text ? -1 : 0;
}
