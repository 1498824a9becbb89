#include "fetch/fetch_html.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>

struct reading {
	struct buf *out;
	unsigned hidden; /* how many open elements hide their text */
};

static bool one_of(const xmlChar *name, const char *const list[])
{
	for (; *list; list++)
		if (!strcmp((const char *)name, *list))
			return true;
	return false;
}

static bool hides(const xmlChar *name)
{
	static const char *const list[] = { "script",   "style",  "title",
		                            "template", "iframe", "object",
		                            "noscript", "svg",    "math",
		                            "textarea", "select", NULL };

	return one_of(name, list);
}

static bool is_inline(const xmlChar *name)
{
	static const char *const list[] = {
		"a",   "abbr", "b",    "bdi",  "bdo",   "cite",   "code",
		"del", "dfn",  "em",   "font", "i",     "ins",    "kbd",
		"q",   "s",    "samp", "span", "small", "strong", "sub",
		"sup", "time", "tt",   "u",    "var",   "wbr",    NULL
	};

	return one_of(name, list);
}

static void on_start(void *ctx, const xmlChar *name, const xmlChar **attrs)
{
	htmlParserCtxt *parser = ctx;
	struct reading *r = parser->_private;

	(void)attrs;
	if (parser->nameNr > HTML_DEPTH_MAX) {
		xmlStopParser(parser);
		return;
	}
	if (hides(name))
		r->hidden++;
	if (!is_inline(name))
		buf_addc(r->out, ' ');
}

static void on_end(void *ctx, const xmlChar *name)
{
	struct reading *r = ((htmlParserCtxt *)ctx)->_private;

	if (hides(name) && r->hidden)
		r->hidden--;
	if (!is_inline(name))
		buf_addc(r->out, ' ');
}

static void on_text(void *ctx, const xmlChar *text, int len)
{
	struct reading *r = ((htmlParserCtxt *)ctx)->_private;

	if (!r->hidden && len > 0)
		buf_add(r->out, text, (size_t)len);
}

void html_text(struct buf *out, struct str html)
{
	htmlParserCtxt *parser = htmlNewParserCtxt();
	struct reading reading = { .out = out };

	if (!parser)
		abort();
	if (html.len > HTML_MAX)
		html.len = HTML_MAX;
	memset(parser->sax, 0, sizeof(*parser->sax));
	parser->sax->startElement = on_start;
	parser->sax->endElement = on_end;
	parser->sax->characters = on_text;
	parser->sax->ignorableWhitespace = on_text;
	parser->_private = &reading;
	if (html.len)
		xmlFreeDoc(htmlCtxtReadMemory(
		        parser, html.ptr, (int)html.len, NULL, "UTF-8",
		        HTML_PARSE_RECOVER | HTML_PARSE_NONET |
		                HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
		                HTML_PARSE_IGNORE_ENC));
	htmlFreeParserCtxt(parser);
}

/* "&amp;" or "&#39;" at s. */
static bool is_reference(struct str s)
{
	size_t n = 1;

	if (n < s.len && s.ptr[n] == '#')
		n++;
	while (n < s.len && isalnum((unsigned char)s.ptr[n]))
		n++;
	return n > 1 && n < s.len && s.ptr[n] == ';';
}

/* "</b" or one of the tags that need no end at s. */
static bool is_tag(struct str s)
{
	static const struct str open[] = {
		STR("<p>"), STR("<p "),  STR("<br"),
		STR("<hr"), STR("<img"), STR("<li>")
	};

	if (s.len > 2 && s.ptr[1] == '/')
		return isalpha((unsigned char)s.ptr[2]);
	for (size_t i = 0; i < sizeof(open) / sizeof(*open); i++)
		if (str_starts_nocase(s, open[i]))
			return true;
	return false;
}

bool html_likely(struct str s)
{
	for (; s.len; s.ptr++, s.len--)
		if ((*s.ptr == '&' && is_reference(s)) ||
		    (*s.ptr == '<' && is_tag(s)))
			return true;
	return false;
}
