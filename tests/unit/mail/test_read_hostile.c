/* Mails made to hurt: each must end soon, in little memory and stack, and be
 * read or refused. Under the sanitizers. */
#include "cmocka_all.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "mail/read.h"

enum { MAX = 4 << 20, ROOM = 16 << 20 };

/* Everything that a mail goes through. */
static int read_all(struct str raw)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(ROOM);
	struct read_message m;
	struct bounce b;
	struct err err = { "" };
	int rc = read_message(raw, arena, &m, &err);

	if (!rc)
		read_dmarc_pass(&m, "mx.example.net");
	arena_reset(arena);
	read_bounce(raw, arena, &b);
	return rc;
}

static void repeat(struct buf *out, const char *what, size_t times)
{
	size_t len = strlen(what);

	for (size_t i = 0; i < times && !buf_add(out, what, len); i++)
		;
}

static void read_message__nested_messages(void **state)
{
	struct buf raw CLEANUP(buf_deinit) = BUF(MAX);

	(void)state;
	repeat(&raw, "Content-Type: message/rfc822\n\n", 40000);
	assert_true(raw.len > 1100000);
	assert_int_equal(read_all(buf_str(&raw)), 0);
}

static void read_message__nested_multiparts(void **state)
{
	struct buf raw CLEANUP(buf_deinit) = BUF(MAX);
	struct arena *arena CLEANUP(arena_freep) = arena_new(ROOM);
	struct read_message m;
	struct err err = { "" };

	(void)state;
	for (int i = 0; i < 20000; i++)
		buf_addf(&raw,
		         "Content-Type: multipart/mixed; boundary=%d\n\n--%d\n",
		         i, i);
	assert_int_equal(read_message(buf_str(&raw), arena, &m, &err), -1);
	assert_non_null(strstr(err.msg, "nested deeper"));
	assert_int_equal(m.kind, READ_UNKNOWN);
	read_all(buf_str(&raw));
}

static void read_message__fifty_deep(void **state)
{
	struct buf raw CLEANUP(buf_deinit) = BUF(MAX);
	struct arena *arena CLEANUP(arena_freep) = arena_new(ROOM);
	struct read_message m;

	(void)state;
	for (int i = 0; i < READ_DEPTH_MAX; i++)
		buf_addf(&raw,
		         "Content-Type: multipart/mixed; boundary=%d;\n\n"
		         "--%d\n",
		         i, i);
	buf_adds(&raw, "\nundo\n");
	assert_int_equal(read_message(buf_str(&raw), arena, &m, NULL), 0);
	assert_string_equal(m.text, "undo");
}

static void read_message__bombs(void **state)
{
	static const struct {
		const char *before, *what, *after;
	} rows[] = {
		{ "", "X: y\n", "\nundo" },
		{ "", "a:\n", "" },
		{ "", "From: a@b.example\n", "\nundo" },
		{ "", "Authentication-Results: mx.example.net;\n", "\nundo" },
		{ "", "To: a@b.example, ", "\n\nundo" },
		{ "To: ", "(", "\n\nundo" },
		{ "From: ", "((\\", "\n\nundo" },
		{ "Content-Type: text/plain", ";a=b", "\n\nundo" },
		{ "Content-Type: text/plain; x=\"", "\\\"", "\n\nundo" },
		{ "Authentication-Results: mx.example.net; ", "(", "\n\nundo" },
		{ "Authentication-Results: mx.example.net; ", "a=b c=d; ",
		  "\n\n" },
		{ "Subject: ", "=?utf-8?q?a?= ", "\n\nundo" },
		{ "Subject: ", "=?", "\n\nundo" },
		{ "Subject: ", "Re: ", "\n\nundo" },
		{ "Subject: x\n", " folded\n", "\n\nundo" },
		{ "References: ", "<a@b> ", "\n\nundo" },
		{ "References: ", "<", "\n\nundo" },
		{ "Content-Type: multipart/mixed; boundary=b\n\n", "--b\n",
		  "" },
		{ "Content-Type: multipart/mixed; boundary=b\n\n",
		  "--b\nContent-Type: multipart/mixed; boundary=c\n\n--b\n",
		  "" },
		{ "Content-Type: multipart/mixed; boundary=b\n\n", "--b\n\nx\n",
		  "" },
		{ "X: y\n\n", "\n", "" },
		{ "X: y\n\n", ">", "" },
		{ "X: y\n\n", ">\n", "" },
		{ "X: y\n\n", "On 18 Apr 2025\n", "" },
		{ "X: y\n\n", "On 18 Apr 2025 a@b.example wrote ", "" },
		{ "X: y\n\n", "on a@b wrote:\n", "" },
		{ "X: y\n\n", "From: a\n", "" },
		{ "X: y\n\n", "done\n", "" },
		{ "X: y\n\n", "this message\n", "" },
		{ "X: y\n\n", "1", "" },
		{ "X: y\n\n", "-", "" },
		{ "X: y\n\n", "\xCC\x81", "" },
		{ "X: y\n\n", "\xEF\xB7\xBA", "" },
		{ "Content-Type: text/plain; format=flowed\n\n", "x \n", "" },
		{ "Content-Type: text/plain\nContent-Transfer-Encoding: "
		  "base64\n\n",
		  "A", "" },
		{ "Content-Type: text/plain\nContent-Transfer-Encoding: "
		  "quoted-printable\n\n",
		  "=", "" },
		{ "Content-Type: text/html\n\n", "<div>", "undo" },
		{ "Content-Type: text/html\n\n", "<blockquote>", "undo" },
		{ "Content-Type: text/html\n\n", "<p>", "undo" },
		{ "Content-Type: text/html\n\n<a ", "a b ", "" },
		{ "Content-Type: text/html\n\n", "<b a='x'>", "" },
		{ "Content-Type: text/html\n\n", "&lt;", "" },
		{ "Content-Type: text/html\n\n", "<!--", "" },
		{ "From: mailer-daemon@x.example\n\n", "5.1.1 550 ", "" },
		{ "From: mailer-daemon@x.example\n\n", "a@b.example ", "" },
		{ "Content-Type: multipart/report; boundary=b\n\n--b\n"
		  "Content-Type: message/delivery-status\n\n",
		  "Action: x\n\n", "" },
		{ "Content-Type: multipart/report; boundary=b\n\n--b\n"
		  "Content-Type: message/delivery-status\n\n",
		  "\n", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct buf raw CLEANUP(buf_deinit) = BUF(READ_BYTES_MAX);

		buf_adds(&raw, rows[i].before);
		repeat(&raw, rows[i].what, READ_BYTES_MAX);
		raw.full = false;
		if (raw.len > strlen(rows[i].after))
			raw.len -= strlen(rows[i].after);
		buf_adds(&raw, rows[i].after);
		read_all(buf_str(&raw));
	}
}

/* Of a larger mail, the front is read: a reply with a photo survives. */
static void read_message__larger_than_the_cap(void **state)
{
	struct buf raw CLEANUP(buf_deinit) = BUF(MAX);
	struct arena *arena CLEANUP(arena_freep) = arena_new(ROOM);
	struct read_message m;

	(void)state;
	buf_adds(&raw, "Content-Type: multipart/mixed; boundary=b\n\n--b\n\n"
	               "more MoE\n--b\nContent-Type: image/jpeg\n"
	               "Content-Transfer-Encoding: base64\n\n");
	repeat(&raw, "/9j/4AAQSkZJRgABAQ\n", 100000);
	assert_int_equal(read_message(buf_str(&raw), arena, &m, NULL), 0);
	assert_string_equal(m.text, "more MoE");
}

/* ---- mutations: every cut, and bytes changed as a fuzzer would ---- */

static const char *const seeds[] = {
	"Return-Path: <ada@example.org>\r\n"
	"Authentication-Results: mx.example.net; dmarc=pass (x) "
	"header.from=example.org\r\n"
	"From: =?utf-8?q?Ad=C3=A0?= <ada@example.org>\r\n"
	"To: \"Papers, Daily\" <papers+x@example.org>\r\n"
	"Subject: =?utf-8?b?UmU6IG1vcmUgTW9F?=\r\n"
	"Message-ID: <1@example.org>\r\nReferences: <2@x> <3@x>\r\n"
	"Content-Type: multipart/alternative; boundary=\"b\"\r\n\r\n"
	"--b\r\nContent-Type: text/plain; charset=utf-8; format=flowed; "
	"delsp=yes\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
	"more mix =\r\n\r\ntures=C3=A9\r\n\r\nOn Fri, 18 Apr 2025 at 06:30\r\n"
	"Daily Papers <papers@example.org> wrote:\r\n\r\n> stop\r\n\r\n"
	"-- \r\nAda\r\n--b\r\nContent-Type: text/html\r\n"
	"Content-Transfer-Encoding: base64\r\n\r\n"
	"PHA+bW9yZTxibG9ja3F1b3RlIGNsYXNzPSJnbWFpbF9xdW90ZSI+c3RvcDwvcD4=\r\n"
	"--b--\r\n",
	"From: MAILER-DAEMON@example.net\r\nContent-Type: multipart/report; "
	"report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\r\nNo.\r\n"
	"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: "
	"dns; x\r\n\r\nFinal-Recipient: rfc822; ada@example.org\r\nAction: "
	"failed\r\nStatus: 5.0.0\r\nDiagnostic-Code: smtp; 550 5.1.1 no\r\n"
	"--b--\r\n",
	"Content-Type: text/html; charset=iso-2022-jp\n\n<div>\x1B$B$\"\x1B(B"
	"</div><div id=appendonsend></div><p>From: x<br>Sent: y</p>",
};

static uint32_t next_random(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

static void read_message__mutations(void **state)
{
	static const char bytes[] = "\0\n\r\t ;:=?\"()<>\\-@,%&/*\x1B\x80\xC3"
	                            "\xE2\xFF"
	                            "aA0";
	uint32_t random = 20250418;

	(void)state;
	for (size_t s = 0; s < sizeof(seeds) / sizeof(*seeds); s++) {
		size_t len = strlen(seeds[s]);
		char *copy CLEANUP(cleanup_free) = malloc(len);

		assert_non_null(copy);
		for (size_t cut = 0; cut < len; cut += 7)
			read_all((struct str){ seeds[s], cut });
		for (int round = 0; round < 400; round++) {
			memcpy(copy, seeds[s], len);
			for (int k = 0; k < 1 + round % 8; k++)
				copy[next_random(&random) % len] =
				        bytes[next_random(&random) %
				              (sizeof(bytes) - 1)];
			read_all((struct str){ copy, len });
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(read_message__nested_messages),
		cmocka_unit_test(read_message__nested_multiparts),
		cmocka_unit_test(read_message__fifty_deep),
		cmocka_unit_test(read_message__bombs),
		cmocka_unit_test(read_message__larger_than_the_cap),
		cmocka_unit_test(read_message__mutations),
	};

	return cmocka_run_group_tests_name("read_hostile", tests, NULL, NULL);
}
