#include "cmocka_all.h"
#include "fetch/fetch_html.h"
#include "text/escape.h"

/* As one clean line: what a reader sees. */
static void assert_text(const char *html, const char *want)
{
	struct buf raw = BUF(1 << 20), clean = BUF(1 << 20);

	html_text(&raw, str_of(html));
	text_line(&clean, buf_str(&raw));
	assert_string_equal(buf_cstr(&clean), want);
	buf_deinit(&raw);
	buf_deinit(&clean);
}

static void html_text__table(void **state)
{
	static const struct {
		const char *html, *want;
	} table[] = {
		{ "", "" },
		{ "plain", "plain" },
		{ "<p>One</p><p>two</p>", "One two" },
		{ "one<br>two<br/>three", "one two three" },
		{ "a<b>b</b>c <i>d</i>", "abc d" },
		{ "x &lt; y &amp;&amp; z&nbsp;w &eacute;&#233;",
		  "x < y && z w \u00e9\u00e9" },
		{ "caf\u00e9 <meta charset=\"iso-8859-5\"> caf\u00e9",
		  "caf\u00e9 caf\u00e9" },
		{ "a<script>alert('<p>x</p>')</script>b", "a b" },
		{ "a<style>p{}</style>b<iframe src=x>c</iframe>d", "a b d" },
		{ "<div><p>never closed <b>bold", "never closed bold" },
		{ "</p></div>stray", "stray" },
		{ "<a href=\"javascript:x\" onclick='y'>link</a>", "link" },
		{ "<img src=\"http://127.0.0.1:1/x\" alt=\"x\">after",
		  "after" },
		{ "<ul><li>one<li>two</ul>", "one two" },
		{ "<!-- hidden -->shown", "shown" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		assert_text(table[i].html, table[i].want);
}

static void html_text__deep(void **state)
{
	struct buf html = BUF(HTML_MAX), out = BUF(1 << 20);

	(void)state;
	buf_adds(&html, "shallow");
	while (html.len < 30000)
		buf_adds(&html, "<div>");
	buf_adds(&html, "too deep");
	html_text(&out, buf_str(&html));
	assert_non_null(strstr(buf_cstr(&out), "shallow"));
	assert_null(strstr(buf_cstr(&out), "too deep"));
	buf_deinit(&html);
	buf_deinit(&out);
}

static void html_text__long(void **state)
{
	struct buf html = BUF(10 * HTML_MAX), out = BUF(10 * HTML_MAX);

	(void)state;
	while (html.len < 5 * HTML_MAX)
		buf_adds(&html, "word ");
	html_text(&out, buf_str(&html));
	assert_in_range(out.len, HTML_MAX - 10, HTML_MAX + 10);
	buf_deinit(&html);
	buf_deinit(&out);
}

static void html_likely__table(void **state)
{
	static const struct {
		const char *text;
		bool html;
	} table[] = {
		{ "", false },
		{ "a < b and c > d", false },
		{ "List<String> in Java", false },
		{ "R&D", false },
		{ "AT&T; and more", true }, /* as a browser would see it */
		{ "Q &amp; A", true },
		{ "&#8217;", true },
		{ "<b>bold</b>", true },
		{ "<p>open", true },
		{ "line<br>line", true },
		{ "a </ b", false },
		{ "&", false },
		{ "<", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		if (html_likely(str_of(table[i].text)) != table[i].html)
			fail_msg("%s", table[i].text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(html_text__table),
		cmocka_unit_test(html_text__deep),
		cmocka_unit_test(html_text__long),
		cmocka_unit_test(html_likely__table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
