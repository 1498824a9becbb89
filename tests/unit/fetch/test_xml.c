#include "base/buf.h"
#include "cmocka_all.h"
#include "fetch/fetch_xml.h"

static void assert_refused(struct str bytes, const char *reason)
{
	struct err err = { 0 };
	xmlDoc *doc = xml_parse(bytes, "http://example.org/feed", &err);

	assert_null(doc);
	if (!strstr(err.msg, reason))
		fail_msg("\"%s\" does not say \"%s\"", err.msg, reason);
}

static void xml_parse__refused(void **state)
{
	static const struct {
		const char *xml, *reason;
	} table[] = {
		{ "", "an empty document" },
		{ " \r\n\t", "a blank document" },
		{ "Service unavailable", "not XML" },
		{ "{\"error\": 503}", "not XML" },
		{ "<?xml version='1.0'?>", "not XML" },
		{ "<!DOCTYPE html><html><body>No</body></html>",
		  "an HTML page, not a feed" },
		{ "<html><body>No<br></body></html>",
		  "an HTML page, not a feed" },
		{ "<!DOCTYPE rss SYSTEM 'http://127.0.0.1:1/x.dtd'><rss/>",
		  "a DOCTYPE" },
		{ "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"
		  "<a>&x;</a>",
		  "a DOCTYPE" },
		{ "<!DOCTYPE a [<!ENTITY x 'lol'>"
		  "<!ENTITY y '&x;&x;&x;&x;&x;&x;&x;&x;&x;&x;'>"
		  "<!ENTITY z '&y;&y;&y;&y;&y;&y;&y;&y;&y;&y;'>]><a>&z;</a>",
		  "a DOCTYPE" },
		{ "<a>&nbsp;</a>", "Entity 'nbsp' not defined" },
		{ "<a><b>x</a></b>", "not well-formed XML: line 1" },
		{ "<a/><b/>", "not well-formed XML" },
		{ "<a>\xe9t\xe9</a>", "not proper UTF-8" },
		{ "<?xml version='1.0' encoding='klingon'?><a/>", "klingon" },
		{ "<a>\x01</a>", "not well-formed XML" },
		{ "<a>&#0;</a>", "not well-formed XML" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		assert_refused(str_of(table[i].xml), table[i].reason);
}

/* Whatever byte a document ends at, too early is refused, and in the middle of
 * an element it is called truncated. */
static void xml_parse__cut_anywhere(void **state)
{
	struct str whole = STR("<a b='1'>\n<b><![CDATA[x]]>\u00e9&amp;&#65;"
	                       "<c d=\"e\"/></b>\n</a>");

	(void)state;
	for (size_t n = 1; n < whole.len; n++) {
		struct str part = { whole.ptr, n };

		assert_refused(part, n < 10 ? "" : "truncated: line ");
	}
	assert_refused((struct str){ whole.ptr, 16 }, "ends inside <b>");
}

static void xml_parse__encodings(void **state)
{
	static const struct {
		struct str xml;
		const char *text;
	} table[] = {
		{ STR("<a>\u00e9</a>"), "\u00e9" },
		{ STR("\xef\xbb\xbf<a>\u00e9</a>"), "\u00e9" },
		{ STR("<?xml version='1.0' encoding='ISO-8859-1'?>"
		      "<a>\xe9</a>"),
		  "\u00e9" },
		{ STR("<?xml version='1.0' encoding='windows-1252'?>"
		      "<a>\x93x\x94</a>"),
		  "\u201cx\u201d" },
		{ STR("\xff\xfe<\0a\0>\0\xe9\0<\0/\0a\0>\0"), "\u00e9" },
		{ STR("<a>1<!-- no -->2<?no no?>3<![CDATA[<4>]]></a>"),
		  "123<4>" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		struct err err = { 0 };
		struct arena *arena = arena_new(1 << 20);
		xmlDoc *doc = xml_parse(table[i].xml, "x", &err);

		assert_string_equal(err.msg, "");
		assert_string_equal(xml_text(xmlDocGetRootElement(doc), arena),
		                    table[i].text);
		xmlFreeDoc(doc);
		arena_free(arena);
	}
}

static void xml_parse__many_elements(void **state)
{
	struct buf xml = BUF(20 * 1000 * 1000);

	(void)state;
	buf_adds(&xml, "<a>");
	while (xml.len < 4 * (XML_NODES_MAX + 100))
		buf_adds(&xml, "<b/>");
	buf_adds(&xml, "</a>");
	assert_refused(buf_str(&xml), "more than 500000 elements");
	buf_deinit(&xml);
}

static void xml_parse__many_attributes(void **state)
{
	struct buf xml = BUF(20 * 1000 * 1000);

	(void)state;
	buf_adds(&xml, "<a");
	for (int i = 0; xml.len < 10 * 1000 * 1000; i++)
		buf_addf(&xml, " a%x=''", (unsigned)i);
	buf_adds(&xml, "/>");
	assert_refused(buf_str(&xml), "a tag of more than 262144 bytes");
	buf_deinit(&xml);
}

static void xml_parse__deep(void **state)
{
	struct buf xml = BUF(1 << 20);

	(void)state;
	for (int i = 0; i < 1000; i++)
		buf_adds(&xml, "<a>");
	assert_refused(buf_str(&xml), "depth");
	buf_deinit(&xml);
}

static void xml_is__namespace_not_prefix(void **state)
{
	struct err err = { 0 };
	xmlDoc *doc =
	        xml_parse(STR("<x:feed xmlns:x='http://www.w3.org/2005/Atom'>"
	                      "<title/><x:title/></x:feed>"),
	                  "x", &err);
	xmlNode *root = xmlDocGetRootElement(doc);

	(void)state;
	assert_true(xml_is(root, XML_NS_ATOM, "feed"));
	assert_false(xml_is(root, NULL, "feed"));
	assert_false(xml_is(root, XML_NS_DC, "feed"));
	assert_true(xml_child(root, NULL, "title") == root->children);
	assert_true(xml_child(root, XML_NS_ATOM, "title") ==
	            root->children->next);
	xmlFreeDoc(doc);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(xml_parse__refused),
		cmocka_unit_test(xml_parse__cut_anywhere),
		cmocka_unit_test(xml_parse__encodings),
		cmocka_unit_test(xml_parse__many_elements),
		cmocka_unit_test(xml_parse__many_attributes),
		cmocka_unit_test(xml_parse__deep),
		cmocka_unit_test(xml_is__namespace_not_prefix),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
