#pragma once
/*
 * XML as hostile input, over libxml2. Inside the fetch module: this header and
 * fetch_html.c are the only places that see libxml2.
 *
 * No DTD: a document with a DOCTYPE is refused when the parser meets it, so
 * there are no entities beyond the five of XML, nothing to expand and nothing
 * to load. No network. No comments, no processing instructions, CDATA as text.
 * Caps: libxml2's own (depth 256, 10 MB a text), XML_NODES_MAX and XML_TAG_MAX.
 * A document that is not well-formed to its last byte is refused as a whole.
 *
 * Names are compared by namespace URI; prefixes are the writer's taste.
 */
#include <stdbool.h>

#include <libxml/tree.h>

#include "base/arena.h"
#include "base/cleanup.h"
#include "base/err.h"

/* Elements, attributes and namespace declarations of one document. An API page
 * of 200 papers has about 8,000, a feed of 2,000 about 30,000; a node costs
 * some 200 bytes. */
enum { XML_NODES_MAX = 500 * 1000, XML_TAG_MAX = 256 * 1024 };

#define XML_NS_NONE       NULL
#define XML_NS_ATOM       "http://www.w3.org/2005/Atom"
#define XML_NS_ARXIV      "http://arxiv.org/schemas/atom"
#define XML_NS_DC         "http://purl.org/dc/elements/1.1/"
#define XML_NS_RDF        "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
#define XML_NS_RSS1       "http://purl.org/rss/1.0/"
#define XML_NS_CONTENT    "http://purl.org/rss/1.0/modules/content/"
#define XML_NS_OPENSEARCH "http://a9.com/-/spec/opensearch/1.1/"

/* NULL: err says why and where ("truncated: line 7: ...", "an HTML page, not a
 * feed", "a DOCTYPE, refused"), without the URL. url resolves relative links
 * (xml_link). Free with xmlFreeDoc. Any thread. */
xmlDoc *xml_parse(struct str bytes, const char *url, struct err *err);
CLEANUP_DEFINE(xmlDoc *, xmlFreeDoc)

bool xml_is(const xmlNode *node, const char *ns, const char *name);

/* The first child element of that name, or NULL; and the next one after. */
xmlNode *xml_child(const xmlNode *node, const char *ns, const char *name);
xmlNode *xml_sibling(const xmlNode *node, const char *ns, const char *name);

/* All text below the node, in the arena; "" for NULL. */
const char *xml_text(const xmlNode *node, struct arena *arena);

/* An attribute without a namespace; "" when absent. */
const char *xml_attr(const xmlNode *node, const char *name,
                     struct arena *arena);

/* An absolute URL of what stands in a link: resolved against xml:base and the
 * document's own URL, what no URL may contain percent-encoded. "" when there is
 * none or it makes no sense. */
const char *xml_link(const xmlNode *node, const char *link,
                     struct arena *arena);

/* What xml_text and xml_attr would give for a node that holds markup: its
 * children serialised as XML, for Atom's type="xhtml". */
const char *xml_inner(const xmlNode *node, struct arena *arena);
