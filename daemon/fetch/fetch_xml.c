#include "fetch/fetch_xml.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/uri.h>

#define TEXT(s) ((const char *)(s))

/* What we watch while libxml2 parses; hangs on ctxt->_private. */
struct watch {
	size_t nodes;
	bool too_many, doctype, html;
	bool too_long;
	bool at_end; /* all bytes are in: what is missing now never comes */
	bool failed; /* below: the first error */
	char inside[100]; /* the open element that never ends; "": none */
	int line;
	char reason[200];
};

static void on_doctype(void *ctx, const xmlChar *name, const xmlChar *id,
                       const xmlChar *system)
{
	xmlParserCtxt *parser = ctx;
	struct watch *w = parser->_private;

	(void)id;
	(void)system;
	w->doctype = true;
	w->html = name && !xmlStrcasecmp(name, BAD_CAST "html");
	xmlStopParser(parser);
}

static void on_element(void *ctx, const xmlChar *name, const xmlChar *prefix,
                       const xmlChar *uri, int n_ns, const xmlChar **ns,
                       int n_attrs, int n_defaulted, const xmlChar **attrs)
{
	xmlParserCtxt *parser = ctx;
	struct watch *w = parser->_private;

	w->nodes += 1 + (size_t)n_ns + (size_t)n_attrs;
	if (w->nodes > XML_NODES_MAX) {
		w->too_many = true;
		xmlStopParser(parser);
		return;
	}
	xmlSAX2StartElementNs(ctx, name, prefix, uri, n_ns, ns, n_attrs,
	                      n_defaulted, attrs);
}

static void on_error(void *ctx, xmlError *e)
{
	xmlParserCtxt *parser = ctx;
	struct watch *w = parser->_private;
	size_t len = e->message ? strcspn(e->message, "\n") : 0;

	if (w->failed || e->level < XML_ERR_ERROR ||
	    e->domain == XML_FROM_NAMESPACE)
		return;
	w->failed = true;
	w->line = e->line;
	if (w->at_end && parser->nameNr > 0)
		snprintf(w->inside, sizeof(w->inside), "%s",
		         TEXT(parser->name));
	if (len >= sizeof(w->reason))
		len = sizeof(w->reason) - 1;
	memcpy(w->reason, e->message ? e->message : "", len);
	w->reason[len] = '\0';
}

static int explain(const struct watch *w, const xmlDoc *doc, struct err *err)
{
	const xmlNode *root = doc ? xmlDocGetRootElement(doc) : NULL;

	if (w->html || (root && !strcasecmp(TEXT(root->name), "html")))
		return err_set(err, "an HTML page, not a feed");
	if (w->doctype)
		return err_set(err, "a DOCTYPE (it could define entities), "
		                    "refused");
	if (w->too_many)
		return err_set(err, "more than %d elements and attributes",
		               XML_NODES_MAX);
	if (w->too_long)
		return err_set(err, "a tag of more than %d bytes", XML_TAG_MAX);
	if (w->inside[0])
		return err_set(err, "truncated: line %d: ends inside <%s>",
		               w->line, w->inside);
	return err_set(err, "%s: line %d: %s",
	               root ? "not well-formed XML" : "not XML", w->line,
	               w->failed ? w->reason : "unknown error");
}

/* In pieces, because libxml2 compares every attribute of a tag with every other
 * one: 20 MB of attributes in one tag would keep it busy for hours. A tag is
 * parsed once its end is there, so a tag without end shows as bytes that the
 * parser does not consume. */
static void feed(xmlParserCtxt *parser, struct str bytes)
{
	enum { PIECE = 64 * 1024 };
	struct watch *w = parser->_private;

	while (bytes.len) {
		size_t n = bytes.len < PIECE ? bytes.len : PIECE;

		if (xmlParseChunk(parser, bytes.ptr, (int)n, 0))
			return;
		if (parser->input->end - parser->input->cur > XML_TAG_MAX) {
			w->too_long = true;
			return;
		}
		bytes.ptr += n;
		bytes.len -= n;
	}
	w->at_end = true;
	xmlParseChunk(parser, NULL, 0, 1);
}

static xmlParserCtxt *parser_new(const char *url, struct watch *watch)
{
	xmlParserCtxt *parser =
	        xmlCreatePushParserCtxt(NULL, NULL, NULL, 0, url);

	if (!parser)
		abort();
	xmlCtxtUseOptions(parser, XML_PARSE_NONET | XML_PARSE_NOCDATA |
	                                  XML_PARSE_NOERROR |
	                                  XML_PARSE_NOWARNING);
	parser->_private = watch;
	parser->sax->internalSubset = on_doctype;
	parser->sax->startElementNs = on_element;
	parser->sax->serror = on_error;
	parser->sax->comment = NULL;
	parser->sax->processingInstruction = NULL;
	return parser;
}

xmlDoc *xml_parse(struct str bytes, const char *url, struct err *err)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct watch watch = { 0 };
	xmlParserCtxt *parser;
	xmlDoc *doc;

	if (!str_trim(bytes).len) {
		err_set(err,
		        bytes.len ? "a blank document" : "an empty document");
		return NULL;
	}
	pthread_once(&once, xmlInitParser);
	parser = parser_new(url, &watch);
	feed(parser, bytes);
	doc = parser->myDoc;
	if (!parser->wellFormed || watch.doctype || watch.too_many ||
	    watch.too_long) {
		explain(&watch, doc, err);
		xmlFreeDoc(doc);
		doc = NULL;
	}
	parser->myDoc = NULL;
	xmlFreeParserCtxt(parser);
	return doc;
}

bool xml_is(const xmlNode *node, const char *ns, const char *name)
{
	if (!node || node->type != XML_ELEMENT_NODE ||
	    strcmp(TEXT(node->name), name) != 0)
		return false;
	if (!ns || !node->ns)
		return !ns && !node->ns;
	return !strcmp(TEXT(node->ns->href), ns);
}

static xmlNode *find(xmlNode *node, const char *ns, const char *name)
{
	while (node && !xml_is(node, ns, name))
		node = node->next;
	return node;
}

xmlNode *xml_child(const xmlNode *node, const char *ns, const char *name)
{
	return node ? find(node->children, ns, name) : NULL;
}

xmlNode *xml_sibling(const xmlNode *node, const char *ns, const char *name)
{
	return node ? find(node->next, ns, name) : NULL;
}

/* A copy in the arena; frees libxml2's own. */
static const char *take(xmlChar *s, struct arena *arena)
{
	const char *copy = s ? arena_strdup(arena, TEXT(s)) : "";

	xmlFree(s);
	return copy;
}

const char *xml_text(const xmlNode *node, struct arena *arena)
{
	return node ? take(xmlNodeGetContent(node), arena) : "";
}

const char *xml_attr(const xmlNode *node, const char *name, struct arena *arena)
{
	if (!node)
		return "";
	return take(xmlGetNoNsProp(node, BAD_CAST name), arena);
}

/* Short enough that a long base, repeated for each entry, fills no memory. */
enum { LINK_MAX_BYTES = 4000 };

static bool is_absolute(const char *link)
{
	return !strncmp(link + strcspn(link, ":/?#"), "://", 3);
}

const char *xml_link(const xmlNode *node, const char *link, struct arena *arena)
{
	struct str text = str_trim(str_of(link));
	const char *escaped, *absolute = "";
	xmlChar *base;

	if (!text.len || !node || text.len > LINK_MAX_BYTES)
		return "";
	escaped = take(xmlURIEscapeStr(BAD_CAST arena_str(arena, text),
	                               BAD_CAST "%:/?#[]@!$&'()*+,;="),
	               arena);
	if (is_absolute(escaped))
		return escaped;
	base = xmlNodeGetBase(node->doc, node);
	if (base && strlen(TEXT(base)) <= LINK_MAX_BYTES)
		absolute = take(xmlBuildURI(BAD_CAST escaped, base), arena);
	xmlFree(base);
	return absolute;
}

const char *xml_inner(const xmlNode *node, struct arena *arena)
{
	xmlBuffer *out = xmlBufferCreate();
	const char *copy;

	if (!out)
		abort();
	for (xmlNode *n = node->children; n; n = n->next)
		xmlNodeDump(out, node->doc, n, 0, 0);
	copy = arena_strdup(arena, TEXT(xmlBufferContent(out)));
	xmlBufferFree(out);
	return copy;
}
