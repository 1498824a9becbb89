/* Whole messages: header fields, kinds, charsets, encodings, parts. */
#include "cmocka_all.h"

#include <string.h>

#include "base/cleanup.h"
#include "mail/read.h"

static struct arena *arena;

static int setup(void **state)
{
	(void)state;
	arena = arena_new(16 << 20);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static struct read_message message(const char *raw)
{
	struct read_message m;
	struct err err = { "" };

	if (read_message(str_of(raw), arena, &m, &err))
		fail_msg("%s: %s", raw, err.msg);
	return m;
}

/* ---- header ---- */

static void read_message__from(void **state)
{
	static const struct {
		const char *field, *address, *name;
	} rows[] = {
		{ "From: ada@Example.ORG", "ada@example.org", "" },
		{ "From: <ada@example.org>", "ada@example.org", "" },
		{ "From: Ada Lovelace <ada@example.org>", "ada@example.org",
		  "Ada Lovelace" },
		{ "From: \"Lovelace, Ada\" <ada@example.org>",
		  "ada@example.org", "Lovelace, Ada" },
		{ "From: ada@example.org (Ada)", "ada@example.org", "Ada" },
		{ "From: Ada L. <ada@example.org>", "ada@example.org",
		  "Ada L." },
		{ "from:\r\n =?utf-8?q?Ad=C3=A0?=\r\n <ada@example.org>",
		  "ada@example.org", "Ad\xC3\xA0" },
		{ "From: =?utf-8?b?PGV2ZUBldmlsLmV4YW1wbGU+?= "
		  "<ada@example.org>",
		  "ada@example.org", "<eve@evil.example>" },
		{ "From: Ada <ada@example.org> (at work)", "ada@example.org",
		  "Ada" },
		/* in two ways, or in none */
		{ "From: Ada <ada@example.org> (eve@evil.example)", "", "" },
		{ "From: Ada <ada@example.org> (a) eve", "", "" },
		{ "From: ada@example.org, eve@evil.example", "", "" },
		{ "From: <ada@example.org> <eve@evil.example>", "", "" },
		{ "From: ada@example.org\nFrom: eve@evil.example", "", "" },
		{ "From: Ada, Eve <eve@evil.example>", "", "" },
		{ "From: <ada@example.org", "", "" },
		{ "From: ada", "", "" },
		{ "From:", "", "" },
		{ "X: y", "", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const char *raw =
		        arena_printf(arena, "%s\n\nundo\n", rows[i].field);
		struct read_message m = message(raw);

		if (strcmp(m.from, rows[i].address) != 0 ||
		    strcmp(m.from_name, rows[i].name) != 0)
			fail_msg("%s: <%s> \"%s\"", rows[i].field, m.from,
			         m.from_name);
	}
}

static void read_message__subject(void **state)
{
	static const struct {
		const char *value, *subject;
		bool answer;
	} rows[] = {
		{ "more MoE", "more MoE", false },
		{ "Re: more MoE", "more MoE", true },
		{ "RE: Re[2]: AW: Fwd: more MoE", "more MoE", true },
		{ "Re : more", "more", true },
		{ "SV: VS: Antw: TR: RES: RIF: Odp: more", "more", true },
		{ "=?utf-8?q?=E5=9B=9E=E5=A4=8D=EF=BC=9A_more?=", "more",
		  true },
		{ "[EXTERNAL] Re: more", "more", true },
		{ "=?UTF-8?B?bW9yZSBNb0U=?=", "more MoE", false },
		{ "=?utf-8?q?more?=\r\n =?utf-8?q?_MoE?=", "more MoE", false },
		{ "=?utf-8?q?gr=C3?= =?utf-8?q?=BC=C3=9F?=",
		  "gr\xC3\xBC\xC3\x9F", false },
		{ "=?iso-8859-1?q?gr=FC=DF?= =?utf-8?q?e?=",
		  "gr\xC3\xBC\xC3\x9F"
		  "e",
		  false },
		{ "=?utf-8*en?q?more?=", "more", false },
		{ "=?utf-8?q?a=0D=0ABcc:x?=", "a Bcc:x", false },
		{ "=?utf-8?q?a=00b?=", "ab", false },
		{ "=?nonsense?q?more?=", "more", false },
		{ "=?utf-8?x?more?=", "=?utf-8?x?more?=", false },
		{ "=?utf-8?q?more", "=?utf-8?q?more", false },
		{ "1 + 1 = 2 =?", "1 + 1 = 2 =?", false },
		{ "caf\xC3\xA9", "caf\xC3\xA9", false },
		{ "caf\xE9", "caf\xC3\xA9", false },
		{ "follow: Ada", "follow: Ada", false },
		{ "Re:", "", true },
		{ "", "", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct read_message m = message(arena_printf(
		        arena, "Subject: %s\n\nundo\n", rows[i].value));

		if (strcmp(m.subject, rows[i].subject) != 0 ||
		    m.answer != rows[i].answer)
			fail_msg("%s: \"%s\"", rows[i].value, m.subject);
	}
}

static void read_message__fields(void **state)
{
	struct read_message m = message(
	        "Return-Path: <Ada@Example.org>\n"
	        "Delivered-To: papers+abc@example.org\n"
	        "Authentication-Results: mx.example.net;\n dmarc=pass\n"
	        "Authentication-Results: evil; dmarc=pass\n"
	        "Message-ID: <1@example.org>\n"
	        "In-Reply-To: <2@example.org> (Friday)\n"
	        "References: <3@example.org>\n <2@example.org> <bad id> <\n"
	        "To: \"Papers, Daily\" <papers@example.org>, , "
	        "list: a@b.example, c@d.example;\n"
	        "Cc: ada@example.org, not an address\n\nundo");

	(void)state;
	assert_string_equal(m.sender, "Ada@example.org");
	assert_false(m.null_sender);
	assert_string_equal(m.message_id, "<1@example.org>");
	assert_int_equal(m.n_references, 2);
	assert_string_equal(m.references[0], "<2@example.org>");
	assert_string_equal(m.references[1], "<3@example.org>");
	assert_int_equal(m.n_recipients, 5);
	assert_string_equal(m.recipients[0], "papers+abc@example.org");
	assert_string_equal(m.recipients[1], "papers@example.org");
	assert_string_equal(m.recipients[4], "ada@example.org");
	assert_int_equal(m.n_auth_results, 2);
	assert_string_equal(m.auth_results[0], "mx.example.net;  dmarc=pass");
	assert_string_equal(m.text, "undo");
}

static void read_message__last_header_without_newline(void **state)
{
	struct read_message m = message("From: ada@example.org\nSubject: undo");

	(void)state;
	assert_string_equal(m.subject, "undo");
	assert_false(m.has_text);
}

static void read_message__unreadable(void **state)
{
	static const char *const rows[] = { "", "\n", "hello", "\n\nhello",
		                            " From: x\n\n" };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct read_message m;
		struct err err = { "" };

		assert_int_equal(read_message(str_of(rows[i]), arena, &m, &err),
		                 -1);
		assert_int_equal(m.kind, READ_UNKNOWN);
		assert_string_equal(m.text, "");
		assert_true(*err.msg);
	}
}

/* ---- kinds ---- */

static void read_message__kinds(void **state)
{
	static const struct {
		const char *header;
		enum read_kind kind;
	} rows[] = {
		{ "From: ada@example.org", READ_COMMAND },
		{ "Auto-Submitted: no", READ_COMMAND },
		{ "Precedence: first-class", READ_COMMAND },
		{ "X-Auto-Response-Suppress: DR, RN, NRN", READ_COMMAND },
		{ "Return-Path: <ada@example.org>", READ_COMMAND },
		{ "Subject: Re: delivery report of Friday", READ_COMMAND },
		{ "Subject: out", READ_COMMAND },
		{ "Auto-Submitted: auto-replied", READ_AUTOREPLY },
		{ "Auto-Submitted: auto-generated (x)", READ_AUTOREPLY },
		{ "Auto-Submitted: nonsense", READ_AUTOREPLY },
		{ "Precedence: Bulk", READ_AUTOREPLY },
		{ "Precedence: junk", READ_AUTOREPLY },
		{ "Precedence: list", READ_AUTOREPLY },
		{ "List-Id: <x.example.org>", READ_AUTOREPLY },
		{ "X-Loop: x", READ_AUTOREPLY },
		{ "X-Auto-Response-Suppress: All", READ_AUTOREPLY },
		{ "X-Auto-Response-Suppress: OOF, AutoReply", READ_AUTOREPLY },
		{ "X-Autoreply: yes", READ_AUTOREPLY },
		{ "X-Auto-Submitted: auto-replied", READ_AUTOREPLY },
		{ "Return-Path: <>", READ_AUTOREPLY },
		{ "Return-Path: < >", READ_COMMAND },
		{ "Subject: Out of office: Ada", READ_AUTOREPLY },
		{ "Subject: Automatische Antwort: Papers", READ_AUTOREPLY },
		{ "Subject: =?utf-8?q?R=C3=A9ponse_automatique_=3A_x?=",
		  READ_AUTOREPLY },
		{ "Content-Type: multipart/report; boundary=b",
		  READ_AUTOREPLY },
		{ "Content-Type: multipart/report; report-type="
		  "disposition-notification; boundary=b",
		  READ_AUTOREPLY },
		{ "Content-Type: multipart/report; boundary=b; "
		  "report-type=\"feedback-report\"",
		  READ_COMPLAINT },
		{ "Content-Type: multipart/report;\n boundary=b;\n "
		  "report-type=Delivery-Status",
		  READ_BOUNCE },
		{ "From: MAILER-DAEMON@example.org (Mail)", READ_BOUNCE },
		{ "From: \"Postmaster\" <postmaster@example.org>",
		  READ_BOUNCE },
		{ "Return-Path: <>\nSubject: Undeliverable: Papers",
		  READ_BOUNCE },
		{ "X-Failed-Recipients: ada@example.org", READ_BOUNCE },
		{ "Subject: Undeliverable papers?", READ_COMMAND },
		{ "Subject: Undeliverable: Papers", READ_BOUNCE },
		{ "Subject: Undeliverable: Papers\n\nada@example.org\n"
		  "#550 5.1.1 RESOLVER.ADR.RecipNotFound ##",
		  READ_BOUNCE },
		{ "Subject: Unzustellbar: Papers\n\n"
		  "Ihre Nachricht konnte nicht zugestellt werden.",
		  READ_BOUNCE },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct read_message m = message(
		        arena_printf(arena, "%s\nTo: x@example.org\n\nundo\n",
		                     rows[i].header));

		if (m.kind != rows[i].kind)
			fail_msg("%s: %s (%s)", rows[i].header,
			         read_kind_name(m.kind), m.why);
		assert_int_equal(m.kind == READ_COMMAND, !*m.why);
	}
}

/* ---- bodies ---- */

#define MIME(type, encoding) \
	"Content-Type: " type "\nContent-Transfer-Encoding: " encoding "\n\n"
#define ALTERNATIVE \
	"Content-Type: multipart/alternative; boundary=\"b 1\"\n\npreamble\n"

static void read_message__bodies(void **state)
{
	static const struct {
		const char *raw, *text;
	} rows[] = {
		{ MIME("text/plain; charset=utf-8", "8bit") "m\xC3\xB6re",
		  "m\xC3\xB6re" },
		{ MIME("text/plain; charset=\"windows-1252\"",
		       "base64") "bfZyZSCT\r\nTW9FlA==\r\n",
		  "m\xC3\xB6re \xE2\x80\x9CMoE\xE2\x80\x9D" },
		{ MIME("TEXT/PLAIN; CHARSET=iso-8859-1",
		       "Quoted-Printable") "m=F6re =\r\nMoE=20\r\nundo",
		  "m\xC3\xB6re MoE \nundo" },
		{ MIME("text/plain; charset=koi8-r", "8bit") "\xD3\xD4\xCF\xD0",
		  "\xD1\x81\xD1\x82\xD0\xBE\xD0\xBF" },
		{ MIME("text/plain; charset=iso-2022-jp",
		       "7bit") "\x1B$B$\"\x1B"
		               "(B",
		  "\xE3\x81\x82" },
		{ MIME("text/plain; charset=unheard-of", "8bit") "m\xC3\xB6re",
		  "m\xC3\xB6re" },
		{ MIME("text/plain; charset=us-ascii", "8bit") "m\xC3\xB6re",
		  "m\xC3\xB6re" },
		{ MIME("text/plain", "8bit") "m\xF6re", "m\xC3\xB6re" },
		{ MIME("text/plain; charset='utf-8'", "8bit") "m\xC3\xB6re",
		  "m\xC3\xB6re" },
		{ MIME("text/plain; charset=utf-8",
		       "base64") "bW9yZSBN*b0U=\n--\nA footer of the list, in plain\n",
		  "more MoE" },
		{ MIME("text/plain; charset=utf-8", "base64") "!!!!", "" },
		{ MIME("text/plain; charset=utf-8",
		       "quoted-printable") "more=ZZ MoE",
		  "more MoE" },
		{ MIME("text/plain; format=flowed", "7bit") "more \r\nMoE\r\n"
		                                            "less RL\r\n"
		                                            "-- \r\nAda\r\n",
		  "more MoE\nless RL" },
		{ MIME("text/plain; format=flowed; delsp=yes",
		       "7bit") "more mix \r\ntures\r\n",
		  "more mixtures" },
		{ MIME("text/plain; format=flowed", "7bit") " > no quote\r\n",
		  "" /* stuffed, and yet it looks like one */ },
		{ ALTERNATIVE "--b 1\n\nmore MoE\n--b 1\nContent-Type: "
		              "text/html\n\n<p>stop</p>\n--b 1--\nepilogue",
		  "more MoE" },
		/* no plain text, or an empty one */
		{ ALTERNATIVE "--b 1\nContent-Type: text/html\n\n<p>more "
		              "MoE</p>\n--b 1--",
		  "more MoE" },
		{ ALTERNATIVE "--b 1\n\n \n--b 1\nContent-Type: text/html\n\n"
		              "<p>more MoE</p>\n--b 1--",
		  "more MoE" },
		/* attachments and forwarded mails are not what was said */
		{ ALTERNATIVE "--b 1\nContent-Disposition: attachment; "
		              "filename=a.txt\n\nstop\n--b 1\n\nundo\n--b 1--",
		  "undo" },
		{ ALTERNATIVE "--b 1\nContent-Type: message/rfc822\n\n"
		              "Subject: x\n\nstop\n--b 1\n\nundo\n--b 1--",
		  "undo" },
		{ "Content-Type: message/rfc822\n\nSubject: x\n\nstop\n", "" },
		/* nested; the inner one is never closed */
		{ ALTERNATIVE "--b 1\nContent-Type: multipart/mixed; "
		              "boundary=c\n\n--c\n\nmore MoE\n--b 1\n\nstop\n",
		  "more MoE" },
		/* cut off in the middle of a part */
		{ ALTERNATIVE "--b 1\n\nmore MoE\nless R", "more MoE\nless R" },
		/* a multipart that is none */
		{ ALTERNATIVE "undo", "preamble\nundo" },
		{ "Content-Type: multipart/mixed\n\nundo", "undo" },
		{ "Content-Type: nonsense\n\nundo", "undo" },
		{ "X: y\nthis is no field\n\nundo",
		  "this is no field\n\nundo" },
		{ "From ada Fri Apr 18\nX: y\n\nundo", "undo" },
		{ "X: y\r\n\r\nundo\r\n", "undo" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct read_message m = message(rows[i].raw);

		if (strcmp(m.text, rows[i].text) != 0)
			fail_msg("%s\nis read as \"%s\"", rows[i].raw, m.text);
		assert_int_equal(m.has_text, *m.text != '\0');
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(read_message__from, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(read_message__subject, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(read_message__fields, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(
		        read_message__last_header_without_newline, setup,
		        teardown),
		cmocka_unit_test_setup_teardown(read_message__unreadable, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(read_message__kinds, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(read_message__bodies, setup,
		                                teardown),
	};

	return cmocka_run_group_tests_name("read_message", tests, NULL, NULL);
}
