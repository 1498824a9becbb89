#include <stdio.h>

#include "reading.h"

/* --- arXiv's RSS, in the layout of 2024 ---------------------------------- */

#define RSS_HEAD                                                              \
	"<?xml version='1.0' encoding='UTF-8'?>\n"                            \
	"<rss xmlns:arxiv='http://arxiv.org/schemas/atom' "                   \
	"xmlns:dc='http://purl.org/dc/elements/1.1/' version='2.0'><channel>" \
	"<title>cs.LG updates on arXiv.org</title>"                           \
	"<lastBuildDate>Fri, 18 Apr 2025 04:00:17 +0000</lastBuildDate>"      \
	"<pubDate>Fri, 18 Apr 2025 00:00:00 -0400</pubDate>"
#define RSS_TAIL "</channel></rss>\n"

static void arxiv_rss__whole_item(void **state)
{
	struct reading r;
	const struct fetch_item *item;

	(void)state;
	reading_start(
	        &r, &reading_rss,
	        STR(RSS_HEAD
	            "<item><title>A Title\n  in $L_2$ &lt; two lines</title>"
	            "<link>https://arxiv.org/abs/2504.12345</link>"
	            "<description>arXiv:2504.12345v2 Announce Type: cross \n"
	            "Abstract: We show &lt;1% loss.\n  It works.</description>"
	            "<guid isPermaLink='false'>oai:arXiv.org:2504.12345v2</guid>"
	            "<category>stat.ML</category><category>cs.LG</category>"
	            "<category>stat.ML</category>"
	            "<arxiv:announce_type>cross</arxiv:announce_type>"
	            "<dc:creator>Fran\\c{c}ois Un, B. Two, Jr.</dc:creator>"
	            "<arxiv:DOI>10.1/x</arxiv:DOI></item>" RSS_TAIL));
	item = reading_good(&r, 1);
	reading_date(&r, "2025-04-18");
	assert_null(item->invalid);
	assert_string_equal(item->key, "oai:arXiv.org:2504.12345v2");
	assert_string_equal(item->paper.id, "2504.12345");
	assert_int_equal(item->paper.version, 2);
	assert_string_equal(item->paper.url,
	                    "https://arxiv.org/abs/2504.12345");
	assert_string_equal(item->paper.title, "A Title in $L_2$ < two lines");
	assert_string_equal(item->paper.abstract,
	                    "We show <1% loss. It works.");
	assert_int_equal(item->paper.announce, ANNOUNCE_CROSS);
	assert_int_equal(item->paper.n_categories, 2);
	assert_string_equal(item->paper.categories[0], "stat.ML");
	assert_int_equal(item->paper.n_authors, 2);
	assert_string_equal(item->paper.authors[0], "Fran\\c{c}ois Un");
	assert_string_equal(item->paper.authors[1], "B. Two, Jr.");
	reading_end(&r);
}

/* Where the announce type, the identifier and the abstract come from. */
static void arxiv_rss__description(void **state)
{
	static const struct {
		const char *item;
		const char *id;
		int version;
		enum announce announce;
		const char *abstract;
	} table[] = {
		{ "<guid>oai:arXiv.org:2504.00001v1</guid>"
		  "<description>arXiv:2504.00001v1 Announce Type: "
		  "replace-cross Abstract: One line.</description>",
		  "2504.00001", 1, ANNOUNCE_REPLACE_CROSS, "One line." },
		{ "<guid>oai:arXiv.org:2504.00001v3</guid>"
		  "<arxiv:announce_type> replace </arxiv:announce_type>"
		  "<description>arXiv:2504.00001v3 Announce Type: new\n"
		  "Abstract: The element wins.</description>",
		  "2504.00001", 3, ANNOUNCE_REPLACE, "The element wins." },
		{ "<link>https://arxiv.org/abs/2504.00001</link>"
		  "<description>No preamble at all.</description>",
		  "2504.00001", 0, ANNOUNCE_NEW, "No preamble at all." },
		{ "<link>https://arxiv.org/abs/2504.00001</link>"
		  "<description>arXiv:2504.00001v4 Announce Type: new "
		  "Abstract: Version from here.</description>",
		  "2504.00001", 4, ANNOUNCE_NEW, "Version from here." },
		{ "<description>arXiv:2504.00001v1 Announce Type: new "
		  "Abstract: All from here.</description>",
		  "2504.00001", 1, ANNOUNCE_NEW, "All from here." },
		{ "<guid>oai:arXiv.org:astro-ph/0601001v1</guid>",
		  "astro-ph/0601001", 1, ANNOUNCE_NEW, "" },
		{ "<guid>oai:arXiv.org:2504.00001v1</guid>"
		  "<description>arXiv:2401.00001 was our first step."
		  "</description>",
		  "2504.00001", 1, ANNOUNCE_NEW,
		  "arXiv:2401.00001 was our first step." },
		{ "<guid>oai:arXiv.org:2504.00001v1</guid>"
		  "<description>arXiv:2504.00001v1 Announce Type: new"
		  "</description>",
		  "2504.00001", 1, ANNOUNCE_NEW, "" },
		{ "<guid>oai:arXiv.org:2504.00001v1</guid>"
		  "<arxiv:announce_type>resurrected</arxiv:announce_type>"
		  "<description>arXiv:2504.00001v1 Announce Type: cross "
		  "Abstract: x</description>",
		  "2504.00001", 1, ANNOUNCE_CROSS, "x" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		struct buf xml = BUF(4096);
		const struct fetch_item *item;
		struct reading r;

		buf_addf(&xml,
		         RSS_HEAD "<item><title>T</title>%s</item>" RSS_TAIL,
		         table[i].item);
		reading_start(&r, &reading_rss, buf_str(&xml));
		item = reading_good(&r, 1);
		assert_null(item->invalid);
		assert_string_equal(item->paper.id, table[i].id);
		assert_int_equal(item->paper.version, table[i].version);
		assert_int_equal(item->paper.announce, table[i].announce);
		assert_string_equal(item->paper.abstract, table[i].abstract);
		reading_end(&r);
		buf_deinit(&xml);
	}
}

static void arxiv_rss__invalid(void **state)
{
	struct reading r;
	const struct fetch_item *items;

	(void)state;
	reading_start(
	        &r, &reading_rss,
	        STR(RSS_HEAD
	            "<item><title> \n </title>"
	            "<guid>oai:arXiv.org:2504.00001v1</guid></item>"
	            "<item><title>No identity</title></item>"
	            "<item><title>Elsewhere</title>"
	            "<link>https://example.org/abs/2504.00001</link></item>"
	            "<item/>" RSS_TAIL));
	items = reading_good(&r, 4);
	assert_string_equal(items[0].invalid, "no title");
	assert_string_equal(items[1].invalid, "no arXiv identifier");
	assert_string_equal(items[2].invalid, "no arXiv identifier");
	assert_string_equal(items[2].key, "https://example.org/abs/2504.00001");
	assert_string_equal(items[3].invalid, "no arXiv identifier");
	for (size_t i = 0; i < 4; i++) {
		assert_true(items[i].key[0] != '\0');
		assert_non_null(items[i].paper.id);
		assert_non_null(items[i].paper.url);
		assert_non_null(items[i].paper.abstract);
	}
	assert_string_not_equal(items[1].key, items[3].key);
	reading_end(&r);
}

static void arxiv_rss__weekend(void **state)
{
	struct reading r;

	(void)state;
	reading_start(&r, &reading_rss, STR(RSS_HEAD RSS_TAIL));
	reading_good(&r, 0);
	reading_date(&r, "2025-04-18");
	reading_end(&r);
}

static void arxiv_rss__atom_flavour(void **state)
{
	struct reading r;
	const struct fetch_item *item;

	(void)state;
	reading_start(&r, &reading_rss,
	              STR("<a:feed xmlns:a='http://www.w3.org/2005/Atom' "
	                  "xmlns:x='http://arxiv.org/schemas/atom' "
	                  "xmlns:d='http://purl.org/dc/elements/1.1/'>"
	                  "<a:updated>2025-04-18T04:00:17.23+00:00</a:updated>"
	                  "<a:entry><a:id>oai:arXiv.org:2504.00002v1</a:id>"
	                  "<a:title>T</a:title>"
	                  "<a:link href='https://arxiv.org/abs/2504.00002' "
	                  "rel='alternate'/>"
	                  "<a:summary>arXiv:2504.00002v1 Announce Type: new \n"
	                  "Abstract: S.</a:summary>"
	                  "<a:category term='cs.AI'/>"
	                  "<x:announce_type>new</x:announce_type>"
	                  "<d:creator>A. One, B. Two</d:creator></a:entry>"
	                  "</a:feed>"));
	item = reading_good(&r, 1);
	reading_date(&r, "2025-04-18");
	assert_string_equal(item->paper.id, "2504.00002");
	assert_string_equal(item->paper.abstract, "S.");
	assert_int_equal(item->paper.n_authors, 2);
	assert_string_equal(item->paper.categories[0], "cs.AI");
	reading_end(&r);
}

/* A prefix that only looks right is somebody else's element. */
static void arxiv_rss__namespaces(void **state)
{
	struct reading r;
	const struct fetch_item *item;

	(void)state;
	reading_start(
	        &r, &reading_rss,
	        STR("<rss xmlns:arxiv='http://example.org/not-arxiv' "
	            "xmlns:z='http://arxiv.org/schemas/atom'><channel><item>"
	            "<title>T</title><guid>oai:arXiv.org:2504.1234v1</guid>"
	            "<arxiv:announce_type>replace</arxiv:announce_type>"
	            "<z:announce_type>cross</z:announce_type>"
	            "</item></channel></rss>"));
	item = reading_good(&r, 1);
	assert_int_equal(item->paper.announce, ANNOUNCE_CROSS);
	reading_date(&r, "");
	reading_end(&r);
}

static void arxiv_rss__many_authors(void **state)
{
	static const struct {
		int authors;
		size_t kept;
	} table[] = { { 3000, 3000 }, { 6000, 5000 } };

	(void)state;
	for (size_t t = 0; t < 2; t++) {
		struct buf xml = BUF(1 << 20);
		const struct fetch_item *item;
		struct reading r;

		buf_adds(&xml, RSS_HEAD "<item><title>T</title><guid>"
		                        "oai:arXiv.org:2504.00001v1</guid>"
		                        "<dc:creator>");
		for (int i = 0; i < table[t].authors; i++)
			buf_addf(&xml, "%sA. Author%d", i ? ", " : "", i);
		buf_adds(&xml, "</dc:creator></item>" RSS_TAIL);
		reading_start(&r, &reading_rss, buf_str(&xml));
		item = reading_good(&r, 1);
		assert_null(item->invalid);
		assert_int_equal(item->paper.n_authors, table[t].kept);
		assert_string_equal(item->paper.authors[2999], "A. Author2999");
		reading_end(&r);
		buf_deinit(&xml);
	}
}

static void arxiv_rss__long_texts(void **state)
{
	struct buf xml = BUF(1 << 20);
	const struct fetch_item *item;
	struct reading r;
	size_t len;

	(void)state;
	buf_adds(&xml, RSS_HEAD "<item><guid>oai:arXiv.org:2504.00001v1</guid>"
	                        "<title>");
	while (xml.len < 5000)
		buf_adds(&xml, "\u00e9");
	buf_adds(&xml, "</title><description>");
	while (xml.len < 210 * 1000)
		buf_adds(&xml, "na\u00efve words ");
	buf_adds(&xml, "</description></item>" RSS_TAIL);
	reading_start(&r, &reading_rss, buf_str(&xml));
	item = reading_good(&r, 1);
	len = strlen(item->paper.abstract);
	assert_in_range(len, 19900, 20000);
	assert_string_equal(item->paper.abstract + len - 8, "words\u2026");
	len = strlen(item->paper.title);
	assert_in_range(len, 990, 1000);
	assert_string_equal(item->paper.title + len - 5, "\u00e9\u2026");
	reading_end(&r);
	buf_deinit(&xml);
}

/* What a title may not bring into a mail. */
static void arxiv_rss__hostile_title(void **state)
{
	static const struct {
		const char *xml, *want;
	} table[] = {
		{ "&lt;script&gt;alert(1)&lt;/script&gt;",
		  "<script>alert(1)</script>" }, /* text: escaped later */
		{ "Re&#13;&#10;Bcc: x@example.org", "Re Bcc: x@example.org" },
		{ "A&#x202E;B&#x2066;C&#x200F;&#xFEFF;&#x200B;D", "ABCD" },
		{ "A&#x85;B&#x2028;C&#9;D&#xA0;E", NULL },
		{ "<![CDATA[<b>CDATA & all</b>]]>", "<b>CDATA & all</b>" },
		{ "&#x1F600; \u4f60\u597d", "\U0001f600 \u4f60\u597d" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		struct buf xml = BUF(4096);
		const struct fetch_item *item;
		struct reading r;

		buf_addf(&xml,
		         RSS_HEAD "<item><guid>oai:arXiv.org:2504.00001v1"
		                  "</guid><title>%s</title></item>" RSS_TAIL,
		         table[i].xml);
		reading_start(&r, &reading_rss, buf_str(&xml));
		item = reading_good(&r, 1);
		if (table[i].want)
			assert_string_equal(item->paper.title, table[i].want);
		for (const char *p = item->paper.title; *p; p++)
			assert_true((unsigned char)*p >= ' ' && *p != 0x7f);
		reading_end(&r);
		buf_deinit(&xml);
	}
}

/* --- documents that are refused, naming URL and reason ------------------- */

static void fetch_parse__refused(void **state)
{
	static const struct {
		struct str bytes;
		const char *reason;
	} table[] = {
		{ STR(""), "an empty document" },
		{ STR("<html><head></head><body>502</body></html>"),
		  "an HTML page" },
		{ STR("<!doctype html><p>x"), "not XML" },
		{ STR("<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0//EN' "
		      "'x'><html/>"),
		  "an HTML page" },
		{ STR("{\"papers\": []}"), "not XML" },
		{ STR("<opml version='2.0'/>"), "<opml> is no RSS, RDF or "
		                                "Atom feed" },
		{ STR("<rss version='2.0'/>"), "<rss> without <channel>" },
		{ STR(RSS_HEAD "<item><title>Cut"), "truncated: line 2: ends "
		                                    "inside <title>" },
		{ STR(RSS_HEAD "<item><title>Caf\xe9</title></item>" RSS_TAIL),
		  "not proper UTF-8" },
		{ STR("<!DOCTYPE rss [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b "
		      "'&a;&a;&a;&a;&a;&a;&a;&a;'>]><rss><channel><item>"
		      "<title>&b;</title></item></channel></rss>"),
		  "a DOCTYPE" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		struct reading r;

		reading_start(&r, &reading_rss, table[i].bytes);
		reading_bad(&r, table[i].reason);
		reading_end(&r);
	}
}

static void fetch_parse__too_many_items(void **state)
{
	struct buf xml = BUF(1 << 20);
	struct reading r;

	(void)state;
	buf_adds(&xml, RSS_HEAD);
	for (int i = 0; i < 10001; i++)
		buf_adds(&xml, "<item/>");
	buf_adds(&xml, RSS_TAIL);
	reading_start(&r, &reading_rss, buf_str(&xml));
	reading_bad(&r, "10001 entries, more than 10000");
	reading_end(&r);
	buf_deinit(&xml);
}

/* 20 MB that want to become much more: lists of one-letter names. The arena
 * aborts when its maximum is passed. */
static void fetch_parse__arena_holds(void **state)
{
	struct buf xml = BUF(20 * 1000 * 1000);
	struct reading r;

	(void)state;
	buf_adds(&xml, RSS_HEAD);
	for (int i = 0; i < 1900; i++) {
		buf_addf(&xml,
		         "<item><title>T</title><guid>oai:arXiv.org:"
		         "2504.%05dv1</guid><dc:creator>",
		         i);
		for (int j = 0; j < 4900; j++)
			buf_adds(&xml, "a,");
		buf_adds(&xml, "</dc:creator></item>");
	}
	buf_adds(&xml, RSS_TAIL);
	assert_false(xml.full);
	reading_start(&r, &reading_rss, buf_str(&xml));
	reading_good(&r, 1900);
	assert_int_equal(r.doc.items[0].paper.n_authors, 4900);
	assert_int_equal(r.doc.items[1899].paper.n_authors, 0);
	reading_end(&r);
	buf_deinit(&xml);
}

/* --- arXiv's API --------------------------------------------------------- */

#define API_HEAD                                                   \
	"<feed xmlns='http://www.w3.org/2005/Atom' "               \
	"xmlns:opensearch='http://a9.com/-/spec/opensearch/1.1/' " \
	"xmlns:arxiv='http://arxiv.org/schemas/atom'>"             \
	"<updated>2026-06-14T02:30:47Z</updated>"                  \
	"<opensearch:totalResults> 28946 </opensearch:totalResults>"

static void arxiv_api__entry(void **state)
{
	struct reading r;
	const struct fetch_item *items;

	(void)state;
	reading_start(&r, &reading_api,
	              STR(API_HEAD
	                  "<entry><id>http://arxiv.org/abs/2606.13677v3</id>"
	                  "<title>Mana:\n  More</title>"
	                  "<updated>2026-06-13T17:59:49Z</updated>"
	                  "<published>2026-06-11T17:59:49Z</published>"
	                  "<link href='https://arxiv.org/pdf/2606.13677v3' "
	                  "rel='related'/>"
	                  "<summary>S.</summary>"
	                  "<category term='cs.AI'/><category term='cs.RO'/>"
	                  "<arxiv:primary_category term='cs.RO'/>"
	                  "<author><name>Ada, Countess of X</name></author>"
	                  "<author><name>B. Two</name></author></entry>"
	                  "<entry><id>http://arxiv.org/abs/2606.13678v1</id>"
	                  "<title>Ours</title>"
	                  "<published>2026-06-12T00:00:00Z</published>"
	                  "<arxiv:primary_category term='cs.LG'/></entry>"
	                  "</feed>"));
	items = reading_good(&r, 2);
	reading_date(&r, "2026-06-12");
	assert_string_equal(items[0].paper.id, "2606.13677");
	assert_int_equal(items[0].paper.version, 3);
	assert_string_equal(items[0].paper.url,
	                    "https://arxiv.org/abs/2606.13677");
	assert_string_equal(items[0].paper.title, "Mana: More");
	assert_string_equal(items[0].paper.categories[0], "cs.RO");
	assert_int_equal(items[0].paper.n_categories, 2);
	assert_int_equal(items[0].paper.announce, ANNOUNCE_CROSS);
	assert_int_equal(items[0].paper.n_authors, 2);
	assert_string_equal(items[0].paper.authors[0], "Ada, Countess of X");
	assert_int_equal(items[1].paper.announce, ANNOUNCE_NEW);
	assert_string_equal(items[1].paper.abstract, "");
	reading_end(&r);
}

static void arxiv_api__total(void **state)
{
	struct arena *arena = arena_new(1 << 20);
	struct fetch_page page;
	struct err err = { 0 };

	(void)state;
	assert_int_equal(fetch_page_parse(&reading_api, "u",
	                                  STR(API_HEAD "</feed>"), arena, &page,
	                                  &err),
	                 0);
	assert_int_equal(page.total, 28946);
	arena_free(arena);
}

static void arxiv_api__error_feed(void **state)
{
	struct reading r;

	(void)state;
	reading_start(&r, &reading_api,
	              STR(API_HEAD
	                  "<entry><id>https://arxiv.org/api/errors#bad</id>"
	                  "<title>Error</title>"
	                  "<summary>incorrect id\nformat</summary>"
	                  "</entry></feed>"));
	reading_bad(&r, "the API says: incorrect id format");
	reading_end(&r);
}

/* --- any feed ------------------------------------------------------------ */

static void feed__blog_rss(void **state)
{
	struct reading r;
	const struct fetch_item *items;

	(void)state;
	reading_start(
	        &r, &reading_feed,
	        STR("<rss version='2.0' xmlns:content="
	            "'http://purl.org/rss/1.0/modules/content/'><channel>"
	            "<item><title>Q&amp;amp;A: <![CDATA[<i>x</i>]]></title>"
	            "<link>/posts/1?a=1&amp;b=caf\u00e9</link>"
	            "<guid isPermaLink='false'>post-1</guid>"
	            "<category>News</category>"
	            "<author>ada@example.org (Ada Lovelace)</author>"
	            "<pubDate>Thu, 17 Apr 2025 10:00:00 GMT</pubDate>"
	            "<description>&lt;p&gt;One&lt;/p&gt;&lt;script&gt;evil()"
	            "&lt;/script&gt;&lt;p&gt;two &amp;amp; "
	            "three&lt;/p&gt;</description></item>"
	            "<item><title>List&lt;String&gt; in a &lt; b</title>"
	            "<guid>https://blog.example.org/2</guid>"
	            "<pubDate>Fri, 18 Apr 2025 10:00:00 GMT</pubDate>"
	            "<description> </description>"
	            "<content:encoded><![CDATA[<p>Whole</p>]]>"
	            "</content:encoded></item>"
	            "<item><title>Nothing to find it by</title></item>"
	            "</channel></rss>"));
	items = reading_good(&r, 3);
	reading_date(&r, "2025-04-18");
	assert_null(items[0].invalid);
	assert_string_equal(items[0].paper.title, "Q&A: x");
	assert_string_equal(items[0].paper.abstract, "One two & three");
	assert_string_equal(items[0].paper.url,
	                    "https://blog.example.org/posts/1?a=1&b=caf%C3%A9");
	assert_string_equal(items[0].key, "post-1");
	assert_int_equal(strlen(items[0].paper.id), 5 + 32);
	assert_false(paper_is_arxiv(&items[0].paper));
	assert_int_equal(items[0].paper.announce, ANNOUNCE_NEW);
	assert_int_equal(items[0].paper.n_categories, 0);
	assert_int_equal(items[0].paper.n_authors, 1);
	assert_string_equal(items[0].paper.authors[0], "Ada Lovelace");
	assert_string_equal(items[1].paper.title, "List<String> in a < b");
	assert_string_equal(items[1].paper.abstract, "Whole");
	assert_string_equal(items[1].paper.url, "https://blog.example.org/2");
	assert_string_equal(items[2].invalid, "neither guid nor link");
	reading_end(&r);
}

static void feed__blog_atom(void **state)
{
	struct reading r;
	const struct fetch_item *items;

	(void)state;
	reading_start(&r, &reading_feed,
	              STR("<feed xmlns='http://www.w3.org/2005/Atom' "
	                  "xml:base='https://other.example.org/a/'>"
	                  "<updated>2025-04-18T10:00:00Z</updated>"
	                  "<author><name>The Lab</name></author>"
	                  "<entry><id>urn:uuid:1</id>"
	                  "<title type='html'>&lt;b&gt;Bold&lt;/b&gt;</title>"
	                  "<link rel='self' href='https://wrong.example.org/'/>"
	                  "<link href='post'/>"
	                  "<summary>plain &lt;b&gt;</summary></entry>"
	                  "<entry><id>urn:uuid:2</id><title>T</title>"
	                  "<author><name>Own</name></author>"
	                  "<content type='xhtml'>"
	                  "<div xmlns='http://www.w3.org/1999/xhtml'>"
	                  "<p>One</p><p>t<i>w</i>o</p></div></content></entry>"
	                  "</feed>"));
	items = reading_good(&r, 2);
	reading_date(&r, "2025-04-18");
	assert_string_equal(items[0].paper.title, "Bold");
	assert_string_equal(items[0].paper.abstract, "plain <b>");
	assert_string_equal(items[0].paper.url,
	                    "https://other.example.org/a/post");
	assert_string_equal(items[0].paper.authors[0], "The Lab");
	assert_string_equal(items[1].paper.abstract, "One two");
	assert_string_equal(items[1].paper.authors[0], "Own");
	assert_string_equal(items[1].paper.url, "");
	reading_end(&r);
}

static void feed__rdf(void **state)
{
	struct reading r;
	const struct fetch_item *item;

	(void)state;
	reading_start(
	        &r, &reading_feed,
	        STR("<r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-"
	            "ns#' xmlns='http://purl.org/rss/1.0/' "
	            "xmlns:dc='http://purl.org/dc/elements/1.1/'>"
	            "<channel r:about='x'><title>C</title></channel>"
	            "<item r:about='https://example.org/i'>"
	            "<title>T</title><link>\n https://example.org/i \n</link>"
	            "<description>D</description>"
	            "<dc:creator>One, A., Two, B.</dc:creator>"
	            "<dc:date>2025-04-17</dc:date></item></r:RDF>"));
	item = reading_good(&r, 1);
	reading_date(&r, "2025-04-17");
	assert_string_equal(item->key, "https://example.org/i");
	assert_string_equal(item->paper.url, "https://example.org/i");
	assert_int_equal(item->paper.n_authors, 2);
	assert_string_equal(item->paper.authors[1], "B. Two");
	reading_end(&r);
}

/* Which items of a blog are arXiv's papers. */
static void feed__arxiv_links(void **state)
{
	static const struct {
		const char *item, *id; /* NULL: none */
		int version;
	} table[] = {
		{ "<link>https://arxiv.org/abs/2504.06426v2</link>",
		  "2504.06426", 2 },
		{ "<link>http://www.arxiv.org/pdf/2504.06426.pdf</link>",
		  "2504.06426", 0 },
		{ "<link>https://export.arXiv.org/abs/math.GT/0309136?c=cs"
		  "</link>",
		  "math.GT/0309136", 0 },
		{ "<link>https://arxiv.org/html/2504.06426v1#S2</link>",
		  "2504.06426", 1 },
		{ "<guid>oai:arXiv.org:2504.06426v1</guid>", "2504.06426", 1 },
		{ "<link>https://blog.example.org/x</link>"
		  "<guid isPermaLink='false'>arXiv:2504.06426</guid>",
		  "2504.06426", 0 },
		{ "<link>https://notarxiv.org/abs/2504.06426</link>", NULL, 0 },
		{ "<link>https://arxiv.org.example.org/abs/2504.06426</link>",
		  NULL, 0 },
		{ "<link>https://example.org/arxiv.org/abs/2504.06426</link>",
		  NULL, 0 },
		{ "<link>https://arxiv.org/list/cs.LG/new</link>", NULL, 0 },
		{ "<guid isPermaLink='false'>2504.06426</guid>", NULL, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		struct buf xml = BUF(4096);
		const struct fetch_item *item;
		struct reading r;

		buf_addf(&xml,
		         "<rss><channel><item><title>T</title>%s</item>"
		         "</channel></rss>",
		         table[i].item);
		reading_start(&r, &reading_feed, buf_str(&xml));
		item = reading_good(&r, 1);
		assert_null(item->invalid);
		assert_int_equal(paper_is_arxiv(&item->paper),
		                 table[i].id != NULL);
		if (table[i].id) {
			assert_string_equal(item->paper.id, table[i].id);
			assert_int_equal(item->paper.version, table[i].version);
			assert_ptr_equal(strstr(item->paper.url,
			                        "https://arxiv.org/abs/"),
			                 item->paper.url);
		}
		reading_end(&r);
		buf_deinit(&xml);
	}
}

static void feed__urls(void **state)
{
	static const struct {
		const char *link, *url;
	} table[] = {
		{ "https://example.org/a", "https://example.org/a" },
		{ "HTTP://example.org/a", "HTTP://example.org/a" },
		{ "", "" }, /* and the guid, "g", is none either */
		{ "../b?c", "https://blog.example.org/b?c" },
		{ "javascript:alert(1)", "" },
		{ "data:text/html,x", "" },
		{ "ftp://example.org/a", "" },
		{ "file:///etc/passwd", "" },
		{ "https://user:pw@example.org/", "" },
		{ "https:///nohost", "" },
		{ "https://b\u00fccher.example/", "" },
		{ "https://example.org/a\"b&gt;c",
		  "https://example.org/a%22b%3Ec" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		struct buf xml = BUF(4096);
		const struct fetch_item *item;
		struct reading r;

		buf_addf(&xml,
		         "<rss><channel><item><title>T</title><guid>g</guid>"
		         "<link>%s</link></item></channel></rss>",
		         table[i].link);
		reading_start(&r, &reading_feed, buf_str(&xml));
		item = reading_good(&r, 1);
		assert_string_equal(item->paper.url, table[i].url);
		reading_end(&r);
		buf_deinit(&xml);
	}
}

static const char *feed_id_of(const struct source *source, const char *guid,
                              char out[PAPER_ID_MAX])
{
	struct buf xml = BUF(4096);
	struct reading r;

	buf_addf(&xml,
	         "<rss><channel><item><title>T</title>"
	         "<guid isPermaLink='false'>%s</guid></item></channel></rss>",
	         guid);
	reading_start(&r, source, buf_str(&xml));
	snprintf(out, PAPER_ID_MAX, "%s", reading_good(&r, 1)->paper.id);
	reading_end(&r);
	buf_deinit(&xml);
	return out;
}

/* The same in another run, and another feed's "42" is another item. */
static void feed__ids(void **state)
{
	struct source other = reading_feed;
	char a[PAPER_ID_MAX], b[PAPER_ID_MAX];

	(void)state;
	other.url = "https://other.example.org/feed.xml";
	assert_string_equal(feed_id_of(&reading_feed, "42", a),
	                    feed_id_of(&reading_feed, " 42\n", b));
	assert_string_not_equal(feed_id_of(&reading_feed, "43", b), a);
	assert_string_not_equal(feed_id_of(&other, "42", b), a);
	assert_string_equal(feed_id_of(&reading_feed, "urn:x:42", a),
	                    feed_id_of(&other, "urn:x:42", b));
	/* Stored by earlier versions: it may never change. */
	assert_string_equal(a, "feed:de208b3b73af7713f8db7fe4833cdac6");
}

static void feed__latin1(void **state)
{
	struct reading r;

	(void)state;
	reading_start(&r, &reading_feed,
	              STR("<?xml version='1.0' encoding='ISO-8859-1'?>\n"
	                  "<rss><channel><item><title>Caf\xe9</title>"
	                  "<guid>x:1</guid><description>&lt;b&gt;na\xefve"
	                  "&lt;/b&gt;</description></item></channel></rss>"));
	assert_string_equal(reading_good(&r, 1)->paper.title, "Caf\u00e9");
	assert_string_equal(r.doc.items->paper.abstract, "na\u00efve");
	reading_end(&r);
}

/* --- fetch_skip ---------------------------------------------------------- */

static void fetch_skip__table(void **state)
{
	static const char *const lg[] = { "cs.LG" };
	static const char *const cv[] = { "cs.CV", "cs.LG" };
	static const char *const cs[] = { "cs" };
	static const struct {
		enum source_type type;
		bool primary_only;
		const char *const *wanted;
		enum announce announce;
		const char *const *categories;
		const char *invalid, *want;
	} table[] = {
		{ SOURCE_ARXIV_RSS, false, lg, ANNOUNCE_NEW, cv, NULL, NULL },
		{ SOURCE_ARXIV_RSS, false, lg, ANNOUNCE_REPLACE, lg, NULL,
		  "announce type replace" },
		{ SOURCE_ARXIV_API, false, lg, ANNOUNCE_REPLACE_CROSS, lg, NULL,
		  "announce type replace-cross" },
		{ SOURCE_ARXIV_RSS, true, lg, ANNOUNCE_NEW, cv, NULL,
		  "primary category cs.CV" },
		{ SOURCE_ARXIV_RSS, true, lg, ANNOUNCE_NEW, lg, NULL, NULL },
		{ SOURCE_ARXIV_RSS, true, cs, ANNOUNCE_NEW, cv, NULL, NULL },
		{ SOURCE_ARXIV_RSS, true, lg, ANNOUNCE_NEW, NULL, NULL,
		  "no primary category" },
		{ SOURCE_ARXIV_RSS, true, NULL, ANNOUNCE_NEW, cv, NULL, NULL },
		{ SOURCE_ARXIV_RSS, false, lg, ANNOUNCE_REPLACE, lg, "no title",
		  "invalid: no title" },
		{ SOURCE_FEED, true, lg, ANNOUNCE_NEW, NULL, NULL, NULL },
		{ SOURCE_FEED, false, NULL, ANNOUNCE_NEW, NULL, "no title",
		  "invalid: no title" },
	};
	struct arena *arena = arena_new(1 << 20);

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		struct source source = {
			.type = table[i].type,
			.categories = table[i].wanted,
			.n_categories = table[i].wanted ? 1 : 0,
			.announce_types = ANNOUNCE_NEW | ANNOUNCE_CROSS,
			.primary_only = table[i].primary_only,
		};
		struct fetch_item item = {
			.paper = { .announce = table[i].announce,
			           .categories = table[i].categories,
			           .n_categories =
			                   table[i].categories ? 1 : 0 },
			.invalid = table[i].invalid,
		};
		const char *got = fetch_skip(&source, &item, arena);

		if (table[i].want)
			assert_string_equal(got, table[i].want);
		else
			assert_null(got);
	}
	arena_free(arena);
}

static void fetch_urls__table(void **state)
{
	static const struct {
		enum source_type type;
		const char *url;
		size_t categories;
		const char *want;
	} table[] = {
		{ SOURCE_ARXIV_RSS, "https://rss.arxiv.org/rss/", 2,
		  "https://rss.arxiv.org/rss/cs.LG+cs.AI" },
		{ SOURCE_ARXIV_RSS, "https://rss.arxiv.org/atom/", 1,
		  "https://rss.arxiv.org/atom/cs.LG" },
		{ SOURCE_ARXIV_RSS, "https://rss.arxiv.org/rss/math", 2,
		  "https://rss.arxiv.org/rss/math" },
		{ SOURCE_ARXIV_RSS, "file:///srv/day.xml", 2,
		  "file:///srv/day.xml" },
		{ SOURCE_ARXIV_API, "https://export.arxiv.org/api/query", 2,
		  "https://export.arxiv.org/api/query" },
		{ SOURCE_FEED, "https://blog.example.org/", 0,
		  "https://blog.example.org/" },
	};
	struct arena *arena = arena_new(1 << 20);

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		struct source source = { .type = table[i].type,
			                 .url = table[i].url,
			                 .categories = reading_categories,
			                 .n_categories = table[i].categories };
		const char *const *urls;

		assert_int_equal(fetch_urls(&source, arena, &urls), 1);
		assert_string_equal(urls[0], table[i].want);
	}
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(arxiv_rss__whole_item),
		cmocka_unit_test(arxiv_rss__description),
		cmocka_unit_test(arxiv_rss__invalid),
		cmocka_unit_test(arxiv_rss__weekend),
		cmocka_unit_test(arxiv_rss__atom_flavour),
		cmocka_unit_test(arxiv_rss__namespaces),
		cmocka_unit_test(arxiv_rss__many_authors),
		cmocka_unit_test(arxiv_rss__long_texts),
		cmocka_unit_test(arxiv_rss__hostile_title),
		cmocka_unit_test(fetch_parse__refused),
		cmocka_unit_test(fetch_parse__too_many_items),
		cmocka_unit_test(fetch_parse__arena_holds),
		cmocka_unit_test(arxiv_api__entry),
		cmocka_unit_test(arxiv_api__total),
		cmocka_unit_test(arxiv_api__error_feed),
		cmocka_unit_test(feed__blog_rss),
		cmocka_unit_test(feed__blog_atom),
		cmocka_unit_test(feed__rdf),
		cmocka_unit_test(feed__arxiv_links),
		cmocka_unit_test(feed__urls),
		cmocka_unit_test(feed__ids),
		cmocka_unit_test(feed__latin1),
		cmocka_unit_test(fetch_skip__table),
		cmocka_unit_test(fetch_urls__table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
