/* HTML bodies, as a stream (libxml2's parser: no tree, no network). */
#include "mail/read_text.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>

/* Deeper nesting ends the reading. libxml2 compares every attribute of a tag
 * with every other one: so does a tag with more words. */
enum { DEPTH_MAX = 512, TAG_WORDS_MAX = 2048 };

enum action {
	KEEP,
	DROP,  /* a signature, a script */
	QUOTE, /* what somebody else wrote: one line ">" */
	REST,  /* from here to the end: one line of underscores */
};

struct reading {
	struct buf *out;
	int depth;
	int dropped; /* the depth at which dropping began; 0: none */
	int preserved;
};

/* By the element's name. */
static const struct {
	const char *name;
	enum action action;
} elements[] = {
	{ "blockquote", QUOTE }, { "script", DROP }, { "style", DROP },
	{ "head", DROP },        { "title", DROP },  { "template", DROP },
	{ "iframe", DROP },      { "object", DROP }, { "noscript", DROP },
	{ "svg", DROP },         { "math", DROP },   { "textarea", DROP },
	{ "select", DROP },
};

/* By a word of one of its attributes; behind a *, by any part of it. Outlook
 * puts "x_" before what other programs wrote. */
static const struct {
	const char *attribute, *value;
	enum action action;
} marks[] = {
	/* Gmail */
	{ "class", "gmail_quote", QUOTE },
	{ "class", "gmail_quote_container", QUOTE },
	{ "class", "gmail_attr", QUOTE },
	{ "class", "gmail_signature", DROP },
	{ "class", "gmail_signature_prefix", DROP },
	/* Outlook, Outlook on the web, for phones, for the Mac */
	{ "id", "divRplyFwdMsg", REST },
	{ "id", "appendonsend", REST },
	{ "id", "stopSpelling", REST },
	{ "id", "mail-editor-reference-message-container", REST },
	{ "id", "OLK_SRC_BODY_SECTION", REST },
	{ "class", "OutlookMessageHeader", REST },
	{ "class", "ms-outlook-mobile-reference-message", REST },
	{ "id", "ms-outlook-mobile-body-separator-line", REST },
	{ "id", "ms-outlook-mobile-signature", DROP },
	{ "id", "Signature", DROP },
	/* Apple Mail */
	{ "id", "AppleMailSignature", DROP },
	{ "id", "lineBreakAtBeginningOfSignature", DROP },
	{ "class", "AppleOriginalContents", QUOTE },
	/* Thunderbird */
	{ "class", "moz-cite-prefix", DROP },
	{ "class", "moz-email-headers-table", REST },
	{ "class", "moz-forward-container", REST },
	{ "class", "moz-signature", DROP },
	/* Yahoo, AOL */
	{ "class", "*yahoo_quoted", QUOTE },
	{ "id", "*yahoo_quoted", QUOTE },
	{ "class", "yQTDBase", QUOTE },
	{ "class", "aolReplacedBody", QUOTE },
	/* Proton, Tuta, Zoho, Zimbra, GMX and web.de, Spark, NetEase ... */
	{ "class", "protonmail_quote", QUOTE },
	{ "class", "protonmail_signature_block", DROP },
	{ "class", "tutanota_quote", QUOTE },
	{ "class", "zmail_extra", QUOTE },
	{ "data-marker", "__QUOTED_TEXT__", QUOTE },
	{ "data-marker", "__SIG_POST__", DROP },
	{ "id", "zwchr", REST },
	{ "name", "quote", QUOTE },
	{ "name", "messageReplySection", QUOTE },
	{ "name", "messageSignatureSection", DROP },
	{ "class", "sh-quoted-content", QUOTE },
	{ "class", "missive_quote", QUOTE },
	{ "class", "front-blockquote", QUOTE },
	{ "class", "freshdesk_quote", QUOTE },
	{ "class", "ntes-mailmaster-quote", QUOTE },
	{ "id", "isReplyContent", QUOTE },
	{ "id", "isForwardContent", REST },
	{ "id", "ntes-pcmac-signature", DROP },
	{ "id", "mail_android_quote", QUOTE },
	{ "class", "quote_part", QUOTE },
	{ "class", "mail-quote-collapse", QUOTE },
};

/* Is the value among the words of "a b c"? */
static bool has_value(const char *attribute, const char *value)
{
	size_t len = strlen(value);

	if (*value == '*')
		return strcasestr(attribute, value + 1);
	while (*attribute) {
		attribute += strspn(attribute, " \t\r\n");
		while (!strncmp(attribute, "x_", 2))
			attribute += 2;
		if (strcspn(attribute, " \t\r\n") == len &&
		    !strncasecmp(attribute, value, len))
			return true;
		attribute += strcspn(attribute, " \t\r\n");
	}
	return false;
}

/* style="display:none": not seen by the writer either. */
static bool is_hidden(const char *style)
{
	for (; *style; style++)
		if (!strncasecmp(style, "display", 7)) {
			const char *p = style + 7;

			p += strspn(p, " \t:");
			return !strncasecmp(p, "none", 4);
		}
	return false;
}

static enum action action_of(const char *name, const xmlChar **attrs)
{
	for (size_t i = 0; i < sizeof(elements) / sizeof(*elements); i++)
		if (!strcmp(elements[i].name, name))
			return elements[i].action;
	for (; attrs && attrs[0]; attrs += 2) {
		const char *attribute = (const char *)attrs[0];
		const char *value = (const char *)attrs[1];

		if (!value)
			continue;
		if (!strcmp(attribute, "style") && is_hidden(value))
			return DROP;
		for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++)
			if (!strcmp(marks[i].attribute, attribute) &&
			    has_value(value, marks[i].value))
				return marks[i].action;
	}
	return KEEP;
}

static bool one_of(const char *name, const char *const *list)
{
	for (; *list; list++)
		if (!strcmp(name, *list))
			return true;
	return false;
}

static bool is_inline(const char *name)
{
	static const char *const list[] = {
		"a",   "abbr", "b",      "bdi",  "bdo",  "cite",  "code",
		"del", "dfn",  "em",     "font", "i",    "img",   "ins",
		"kbd", "q",    "s",      "samp", "span", "small", "strong",
		"sub", "sup",  "time",   "tt",   "u",    "var",   "wbr",
		"big", "mark", "strike", "td",   "th",   NULL
	};

	return one_of(name, list) || strchr(name, ':'); /* Word's "o:p" */
}

static bool is_paragraph(const char *name)
{
	static const char *const list[] = { "p",  "h1", "h2",  "h3", "h4",
		                            "h5", "h6", "pre", NULL };

	return one_of(name, list);
}

static void trim_blank(struct buf *out)
{
	while (out->len && out->ptr[out->len - 1] == ' ')
		out->len--;
	if (out->ptr)
		out->ptr[out->len] = '\0';
}

/* Ends the line that is begun. */
static void end_line(struct buf *out)
{
	trim_blank(out);
	if (out->len && out->ptr[out->len - 1] != '\n')
		buf_addc(out, '\n');
}

static void end_paragraph(struct buf *out)
{
	end_line(out);
	if (out->len > 1 && out->ptr[out->len - 2] != '\n')
		buf_addc(out, '\n');
}

static void leave_mark(struct reading *r, enum action action)
{
	if (action == DROP)
		return;
	end_line(r->out);
	if (action == QUOTE)
		buf_adds(r->out, ">\n");
	else
		buf_adds(r->out, "________________________________\n");
}

static void on_start(void *ctx, const xmlChar *xml_name, const xmlChar **attrs)
{
	htmlParserCtxt *parser = ctx;
	struct reading *r = parser->_private;
	const char *name = (const char *)xml_name;
	enum action action;

	r->depth++;
	if (r->depth > DEPTH_MAX) {
		xmlStopParser(parser);
		return;
	}
	if (r->dropped)
		return;
	action = action_of(name, attrs);
	if (action != KEEP) {
		r->dropped = r->depth;
		leave_mark(r, action);
	} else if (!strcmp(name, "br")) {
		trim_blank(r->out);
		buf_addc(r->out, '\n');
	} else if (is_paragraph(name)) {
		end_paragraph(r->out);
	} else if (!is_inline(name)) {
		end_line(r->out);
	}
	r->preserved += !strcmp(name, "pre");
}

static void on_end(void *ctx, const xmlChar *xml_name)
{
	struct reading *r = ((htmlParserCtxt *)ctx)->_private;
	const char *name = (const char *)xml_name;

	if (r->dropped == r->depth)
		r->dropped = 0;
	r->depth--;
	if (r->dropped)
		return;
	if (!strcmp(name, "pre") && r->preserved)
		r->preserved--;
	if (is_paragraph(name))
		end_paragraph(r->out);
	else if (!strcmp(name, "td") || !strcmp(name, "th"))
		buf_addc(r->out, ' ');
	else if (!is_inline(name) && strcmp(name, "br"))
		end_line(r->out);
}

static void on_text(void *ctx, const xmlChar *text, int len)
{
	struct reading *r = ((htmlParserCtxt *)ctx)->_private;
	struct buf *out = r->out;

	if (r->dropped)
		return;
	if (r->preserved) {
		buf_add(out, text, (size_t)len);
		return;
	}
	for (int i = 0; i < len; i++) {
		bool blank = text[i] <= ' ';
		char last = out->len ? out->ptr[out->len - 1] : '\n';

		if (!blank)
			buf_addc(out, (char)text[i]);
		else if (last != ' ' && last != '\n')
			buf_addc(out, ' ');
	}
}

/* How much of html may be parsed: up to the first tag with too many words. */
static size_t harmless(struct str html)
{
	size_t words = 0;
	bool in_tag = false;

	for (size_t i = 0; i < html.len; i++) {
		char c = html.ptr[i];

		if (!in_tag && c == '<') {
			in_tag = true;
			words = 0;
		} else if (in_tag && c == '>') {
			in_tag = false;
		} else if (in_tag && c && strchr(" \t\r\n\f\"'=", c)) {
			if (++words > TAG_WORDS_MAX)
				return i;
		}
	}
	return html.len;
}

void read_html(struct buf *out, struct str html)
{
	htmlParserCtxt *parser = htmlNewParserCtxt();
	struct reading reading = { .out = out };

	if (!parser)
		abort();
	if (html.len > READ_TEXT_MAX)
		html.len = READ_TEXT_MAX;
	html.len = harmless(html);
	memset(parser->sax, 0, sizeof(*parser->sax));
	parser->sax->startElement = on_start;
	parser->sax->endElement = on_end;
	parser->sax->characters = on_text;
	parser->sax->cdataBlock = on_text;
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
