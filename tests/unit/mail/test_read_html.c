/* HTML bodies as mail programs make them, read to their new text. */
#include "cmocka_all.h"

#include <string.h>

#include "base/cleanup.h"
#include "mail/read.h"

static void read_visible_html__programs(void **state)
{
	static const struct {
		const char *html, *want;
	} rows[] = {
		{ "more MoE", "more MoE" },
		{ "<p>more MoE</p><p>less RL</p>", "more MoE\n\nless RL" },
		{ "<div>more MoE</div><div>less RL</div><div><br></div>",
		  "more MoE\nless RL" },
		{ "more&nbsp;MoE<br>less\n  <b>RL</b>",
		  "more\xC2\xA0MoE\nless RL" },
		{ "<ul><li>more MoE</li><li>less RL</li></ul>",
		  "more MoE\nless RL" },
		{ "<table><tr><td>more</td><td>MoE</td></tr><tr><td>undo</td>"
		  "</tr></table>",
		  "more MoE\nundo" },
		{ "<pre>more MoE\nless RL</pre>", "more MoE\nless RL" },
		{ "<head><title>t</title><style>p{}</style></head><body>undo"
		  "<script>x()</script><!-- stop --></body>",
		  "undo" },
		{ "undo<div style=\"color:red; DISPLAY : none\">stop</div>",
		  "undo" },
		/* Gmail */
		{ "<div dir=\"ltr\">more MoE</div><br><div class=\"gmail_quote "
		  "gmail_quote_container\"><div dir=\"ltr\" class=\"gmail_attr"
		  "\">On Fri, Daily Papers wrote:<br></div><blockquote class="
		  "\"gmail_quote\">stop</blockquote></div>",
		  "more MoE" },
		{ "more MoE<br clear=\"all\"><div><br></div>-- <br><div "
		  "dir=\"ltr\" class=\"gmail_signature\">stop</div>",
		  "more MoE" },
		/* Outlook, and on the web, where it marks others' marks */
		{ "<div class=\"WordSection1\"><p class=\"MsoNormal\">more "
		  "MoE<o:p></o:p></p><div style=\"border:none;border-top:solid "
		  "#E1E1E1 1.0pt\"><p class=\"MsoNormal\"><b>From:</b> Daily "
		  "Papers<br><b>Sent:</b> Friday<br><b>To:</b> Ada</p></div><p>"
		  "stop</p></div>",
		  "more MoE" },
		{ "<div>more MoE</div><div id=\"Signature\">stop</div><div id="
		  "\"appendonsend\"></div><hr><div id=\"divRplyFwdMsg\">x</div>"
		  "<div>stop</div>",
		  "more MoE" },
		{ "<div>more MoE</div><div class=\"x_gmail_quote\">stop</div>",
		  "more MoE" },
		{ "more MoE<div id=\"ms-outlook-mobile-signature\">stop</div>"
		  "<div id=\"mail-editor-reference-message-container\">stop"
		  "</div>stop",
		  "more MoE" },
		/* Apple Mail, on the phone */
		{ "more MoE<br id=\"lineBreakAtBeginningOfSignature\"><div>Sent "
		  "from my iPhone</div><div><br><blockquote type=\"cite\">On "
		  "Apr 18, 2025, at 06:30, Daily Papers wrote:<br></blockquote>"
		  "</div><blockquote type=\"cite\">stop</blockquote>",
		  "more MoE" },
		/* Thunderbird, answered below */
		{ "<div class=\"moz-cite-prefix\">On 4/18/25 06:30, Daily "
		  "Papers wrote:<br></div><blockquote type=\"cite\">stop"
		  "</blockquote><p>more MoE</p><pre class=\"moz-signature\">--"
		  " \nstop</pre>",
		  "more MoE" },
		/* Yahoo */
		{ "<div>more MoE</div><div id=\"ydp1yahoo_quoted_1\" class="
		  "\"ydp1yahoo_quoted\"><div>On Friday, Daily Papers wrote:"
		  "</div><div>stop</div></div>",
		  "more MoE" },
		/* Proton, Zimbra, GMX, Spark */
		{ "more MoE<div class=\"protonmail_signature_block\">stop</div>"
		  "<div class=\"protonmail_quote\">stop</div>",
		  "more MoE" },
		{ "more MoE<hr id=\"zwchr\" data-marker=\"__DIVIDER__\"><div>"
		  "stop</div>",
		  "more MoE" },
		{ "more MoE<div name=\"quote\">stop</div>", "more MoE" },
		{ "more MoE<div name=\"messageReplySection\">stop</div>",
		  "more MoE" },
		/* not well made */
		{ "<p>more MoE<blockquote>stop", "more MoE" },
		{ "<div><p>more MoE</div></blockquote></p>", "more MoE" },
		{ "a < b & c > d", "a < b & c > d" },
		{ "", "" },
		{ "<", "<" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct buf got CLEANUP(buf_deinit) = BUF(1 << 20);

		read_visible_html(str_of(rows[i].html), &got);
		if (strcmp(buf_cstr(&got), rows[i].want) != 0)
			fail_msg("\n%s\nis read as \"%s\"", rows[i].html,
			         buf_cstr(&got));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(read_visible_html__programs),
	};

	return cmocka_run_group_tests_name("read_html", tests, NULL, NULL);
}
