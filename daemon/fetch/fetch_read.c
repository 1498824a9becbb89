#include "fetch/fetch_read.h"

#include "fetch/fetch_xml.h"

size_t raw_arena_max(size_t bytes)
{
	/* Nothing is copied more than three times, a byte of a single-byte
	 * charset is up to 3 in UTF-8, and the arena's chunks waste up to half;
	 * the rest is structs, pointers and alignment. */
	return 18 * bytes + ENTRIES_MAX * sizeof(struct raw_entry) +
	       (size_t)XML_NODES_MAX * 64;
}

static const char *trimmed(const char *s, struct arena *arena)
{
	return arena_str(arena, str_trim(str_of(s)));
}

static bool blank(const char *s)
{
	return !str_trim(str_of(s)).len;
}

static int date_in(const xmlNode *node, struct arena *arena)
{
	int date;

	if (!node || instant_parse(str_of(xml_text(node, arena)), NULL, &date))
		return DATE_NONE;
	return date;
}

/* The texts (or the attribute, if named) of all children of that name. */
static const char *const *list(const xmlNode *parent, const char *ns,
                               const char *name, const char *attr,
                               struct arena *arena, size_t *n)
{
	const char **texts;
	size_t i = 0;

	*n = 0;
	for (const xmlNode *c = xml_child(parent, ns, name); c;
	     c = xml_sibling(c, ns, name))
		++*n;
	texts = arena_array(arena, *n, sizeof(*texts));
	for (const xmlNode *c = xml_child(parent, ns, name); c;
	     c = xml_sibling(c, ns, name))
		texts[i++] =
		        attr ? xml_attr(c, attr, arena) : xml_text(c, arena);
	return texts;
}

/* dc:creator: several elements are a name each, a single one may hold all. */
static bool read_creators(const xmlNode *item, struct arena *arena,
                          struct raw_entry *entry)
{
	entry->names =
	        list(item, XML_NS_DC, "creator", NULL, arena, &entry->n_names);
	entry->names_form = entry->n_names == 1 ? NAMES_JOINED : NAMES_EACH;
	return entry->n_names > 0;
}

static void read_arxiv(const xmlNode *item, struct arena *arena,
                       struct raw_entry *entry)
{
	entry->announce = trimmed(
	        xml_text(xml_child(item, XML_NS_ARXIV, "announce_type"), arena),
	        arena);
	entry->primary =
	        xml_attr(xml_child(item, XML_NS_ARXIV, "primary_category"),
	                 "term", arena);
}

/* --- RSS 2.0 (no namespace) and 1.0 -------------------------------------- */

static struct raw_text rss_text(const xmlNode *node, struct arena *arena)
{
	return (struct raw_text){ xml_text(node, arena), MARKUP_GUESS };
}

static const char *rss_guid(const xmlNode *item, const char *ns,
                            struct arena *arena)
{
	const char *about;
	xmlChar *raw;

	if (!ns)
		return trimmed(xml_text(xml_child(item, NULL, "guid"), arena),
		               arena);
	raw = xmlGetNsProp(item, BAD_CAST "about", BAD_CAST XML_NS_RDF);
	about = raw ? trimmed((const char *)raw, arena) : "";
	xmlFree(raw);
	return about;
}

/* The guid is a link too, unless it says that it is not (RSS 2.0, guid). */
static const char *rss_link(const xmlNode *item, const char *ns,
                            const char *guid, struct arena *arena)
{
	const xmlNode *node = xml_child(item, ns, "link");
	const char *link = xml_link(node, xml_text(node, arena), arena);

	if (*link)
		return link;
	node = xml_child(item, XML_NS_ATOM, "link");
	link = xml_link(node, xml_attr(node, "href", arena), arena);
	if (*link || ns)
		return link;
	node = xml_child(item, NULL, "guid");
	if (!str_starts_nocase(str_of(guid), STR("http")) ||
	    !strcmp(xml_attr(node, "isPermaLink", arena), "false"))
		return "";
	return xml_link(node, guid, arena);
}

static void rss_item(const xmlNode *item, const char *ns, struct arena *arena,
                     struct raw_entry *entry)
{
	const xmlNode *date = xml_child(item, ns, "pubDate");

	entry->guid = rss_guid(item, ns, arena);
	entry->link = rss_link(item, ns, entry->guid, arena);
	entry->title = rss_text(xml_child(item, ns, "title"), arena);
	entry->text = rss_text(xml_child(item, ns, "description"), arena);
	if (blank(entry->text.s))
		entry->text = rss_text(
		        xml_child(item, XML_NS_CONTENT, "encoded"), arena);
	if (!read_creators(item, arena, entry))
		entry->names =
		        list(item, ns, "author", NULL, arena, &entry->n_names);
	entry->categories =
	        list(item, ns, "category", NULL, arena, &entry->n_categories);
	entry->date = date_in(date ? date : xml_child(item, XML_NS_DC, "date"),
	                      arena);
	read_arxiv(item, arena, entry);
}

static int rss_date(const xmlNode *channel, const char *ns, struct arena *arena)
{
	const xmlNode *const said[] = {
		xml_child(channel, ns, "pubDate"),
		xml_child(channel, ns, "lastBuildDate"),
		xml_child(channel, XML_NS_DC, "date"),
	};
	int date = DATE_NONE;

	for (size_t i = 0; i < 3 && date == DATE_NONE; i++)
		date = date_in(said[i], arena);
	return date;
}

/* --- Atom 1.0 (RFC 4287) ------------------------------------------------- */

/* A text construct (3.1) or content (4.1.3). */
static struct raw_text atom_text(const xmlNode *node, struct arena *arena)
{
	const char *type = xml_attr(node, "type", arena);

	if (!strcmp(type, "xhtml"))
		return (struct raw_text){ xml_inner(node, arena), MARKUP_HTML };
	return (struct raw_text){ xml_text(node, arena),
		                  strcmp(type, "html") != 0 &&
		                                  strcmp(type, "text/html") != 0
		                          ? MARKUP_PLAIN
		                          : MARKUP_HTML };
}

/* rel="alternate", which is also what no rel means (4.2.7.2). */
static const char *atom_link(const xmlNode *entry, struct arena *arena)
{
	for (const xmlNode *n = xml_child(entry, XML_NS_ATOM, "link"); n;
	     n = xml_sibling(n, XML_NS_ATOM, "link")) {
		const char *rel = xml_attr(n, "rel", arena);

		if (!*rel || !strcmp(rel, "alternate"))
			return xml_link(n, xml_attr(n, "href", arena), arena);
	}
	return "";
}

/* author/name of each; an entry without is by the feed's authors (4.2.1). */
static void atom_names(const xmlNode *node, struct arena *arena,
                       struct raw_entry *entry)
{
	const char **names;
	size_t n = 0;

	for (const xmlNode *a = xml_child(node, XML_NS_ATOM, "author"); a;
	     a = xml_sibling(a, XML_NS_ATOM, "author"))
		n++;
	names = arena_array(arena, n, sizeof(*names));
	n = 0;
	for (const xmlNode *a = xml_child(node, XML_NS_ATOM, "author"); a;
	     a = xml_sibling(a, XML_NS_ATOM, "author"))
		names[n++] = xml_text(xml_child(a, XML_NS_ATOM, "name"), arena);
	entry->names = names;
	entry->n_names = n;
	entry->names_form = NAMES_EACH;
}

static void atom_entry(const xmlNode *node, struct arena *arena,
                       struct raw_entry *entry)
{
	const xmlNode *date = xml_child(node, XML_NS_ATOM, "published");

	entry->guid = trimmed(
	        xml_text(xml_child(node, XML_NS_ATOM, "id"), arena), arena);
	entry->link = atom_link(node, arena);
	entry->title = atom_text(xml_child(node, XML_NS_ATOM, "title"), arena);
	entry->text = atom_text(xml_child(node, XML_NS_ATOM, "summary"), arena);
	if (blank(entry->text.s))
		entry->text = atom_text(xml_child(node, XML_NS_ATOM, "content"),
		                        arena);
	if (!read_creators(node, arena, entry))
		atom_names(node, arena, entry);
	entry->categories = list(node, XML_NS_ATOM, "category", "term", arena,
	                         &entry->n_categories);
	entry->date = date_in(
	        date ? date : xml_child(node, XML_NS_ATOM, "updated"), arena);
	read_arxiv(node, arena, entry);
}

/* --- documents ----------------------------------------------------------- */

/* Where the entries are and how to read one. */
struct dialect {
	const xmlNode *parent;
	const char *ns, *name;
	struct raw_entry fallback; /* Atom: the feed's authors */
};

static int recognise(const xmlNode *root, struct arena *arena,
                     struct dialect *d, struct raw_feed *feed, struct err *err)
{
	const xmlNode *channel;

	if (xml_is(root, XML_NS_NONE, "rss")) {
		channel = xml_child(root, NULL, "channel");
		if (!channel)
			return err_set(err, "<rss> without <channel>");
		feed->date = rss_date(channel, NULL, arena);
		*d = (struct dialect){ channel, NULL, "item", { 0 } };
		return 0;
	}
	if (xml_is(root, XML_NS_RDF, "RDF")) {
		channel = xml_child(root, XML_NS_RSS1, "channel");
		if (!channel)
			return err_set(err, "<rdf:RDF> without RSS 1.0's "
			                    "<channel>");
		feed->date = rss_date(channel, XML_NS_RSS1, arena);
		*d = (struct dialect){ root, XML_NS_RSS1, "item", { 0 } };
		return 0;
	}
	if (xml_is(root, XML_NS_ATOM, "feed")) {
		feed->date =
		        date_in(xml_child(root, XML_NS_ATOM, "updated"), arena);
		*d = (struct dialect){ root, XML_NS_ATOM, "entry", { 0 } };
		atom_names(root, arena, &d->fallback);
		return 0;
	}
	if (!strcmp((const char *)root->name, "html"))
		return err_set(err, "an HTML page, not a feed");
	return err_set(err, "<%.60s> is no RSS, RDF or Atom feed",
	               (const char *)root->name);
}

static void read_entry(const struct dialect *d, const xmlNode *node,
                       struct arena *arena, struct raw_entry *entry)
{
	if (d->ns && !strcmp(d->ns, XML_NS_ATOM)) {
		atom_entry(node, arena, entry);
		if (!entry->n_names) {
			entry->names = d->fallback.names;
			entry->n_names = d->fallback.n_names;
		}
	} else {
		rss_item(node, d->ns, arena, entry);
	}
}

static int read_entries(const struct dialect *d, struct arena *arena,
                        struct raw_feed *feed, struct err *err)
{
	struct raw_entry *entries;
	size_t n = 0;

	for (const xmlNode *e = xml_child(d->parent, d->ns, d->name); e;
	     e = xml_sibling(e, d->ns, d->name))
		n++;
	if (n > ENTRIES_MAX)
		return err_set(err, "%zu entries, more than %d", n,
		               ENTRIES_MAX);
	entries = arena_array(arena, n, sizeof(*entries));
	n = 0;
	for (const xmlNode *e = xml_child(d->parent, d->ns, d->name); e;
	     e = xml_sibling(e, d->ns, d->name))
		read_entry(d, e, arena, &entries[n++]);
	feed->entries = entries;
	feed->n_entries = n;
	return 0;
}

static int64_t read_total(const xmlNode *root, struct arena *arena)
{
	const char *text = xml_text(
	        xml_child(root, XML_NS_OPENSEARCH, "totalResults"), arena);
	int64_t total;

	if (str_to_int(str_trim(str_of(text)), 0, INT64_MAX, &total))
		return -1;
	return total;
}

int raw_feed_read(struct str bytes, const char *url, struct arena *arena,
                  struct raw_feed *feed, struct err *err)
{
	xmlDoc *doc CLEANUP(xmlFreeDocp) = xml_parse(bytes, url, err);
	const xmlNode *root = doc ? xmlDocGetRootElement(doc) : NULL;
	struct dialect dialect = { 0 };

	*feed = (struct raw_feed){ .date = DATE_NONE, .total = -1 };
	if (!root || recognise(root, arena, &dialect, feed, err))
		return -1;
	feed->total = read_total(root, arena);
	return read_entries(&dialect, arena, feed, err);
}
