/* Bounces: the report's fields, and the sentences of servers without one. */
#include "cmocka_all.h"

#include <string.h>

#include "base/cleanup.h"
#include "mail/read.h"

#define REPORT(group)                                                        \
	"From: MAILER-DAEMON@example.net\n"                                  \
	"Content-Type: multipart/report; report-type=delivery-status;"       \
	" boundary=b\n\n--b\n\nIt failed.\n\n--b\n"                          \
	"Content-Type: message/delivery-status\n\n"                          \
	"Reporting-MTA: dns; mx.example.net\n\n" group                       \
	"\n\n--b\nContent-Type: message/rfc822\n\nSubject: user unknown\n\n" \
	"stop\n--b--\n"
#define GROUP(action, status, text)                                 \
	"Final-Recipient: rfc822; ada@example.org\nAction: " action \
	"\nStatus: " status "\nDiagnostic-Code: smtp; " text "\n"

static const struct {
	const char *raw;
	enum bounce_class class;
	const char *status;
} reports[] = {
	{ REPORT(GROUP("failed", "5.1.1", "550 no")), BOUNCE_HARD, "5.1.1" },
	{ REPORT(GROUP("failed", "5.1.10", "550 no")), BOUNCE_HARD, "5.1.10" },
	{ REPORT(GROUP("Failed (no)", "5.1.1 (x)", "550")), BOUNCE_HARD,
	  "5.1.1" },
	{ REPORT(GROUP("failed", "5.2.2", "552 full")), BOUNCE_SOFT, "5.2.2" },
	{ REPORT(GROUP("failed", "5.2.1", "550 disabled for now")), BOUNCE_SOFT,
	  "5.2.1" },
	{ REPORT(GROUP("failed", "4.4.7", "too old")), BOUNCE_SOFT, "4.4.7" },
	{ REPORT(GROUP("failed", "5.4.4", "no such domain")), BOUNCE_HARD,
	  "5.4.4" },
	{ REPORT(GROUP("failed", "5.7.1", "550 rejected")), BOUNCE_OURS,
	  "5.7.1" },
	{ REPORT(GROUP("failed", "5.7.26", "550 unauthenticated")), BOUNCE_OURS,
	  "5.7.26" },
	{ REPORT(GROUP("failed", "4.7.0", "421 low reputation")), BOUNCE_OURS,
	  "4.7.0" },
	{ REPORT(GROUP("failed", "5.1.8", "550 bad sender")), BOUNCE_OURS,
	  "5.1.8" },
	{ REPORT(GROUP("failed", "5.1.1", "550 listed at Spamhaus")),
	  BOUNCE_OURS, "5.1.1" },
	{ REPORT(GROUP("failed", "5.7.1", "553 User unknown")), BOUNCE_HARD,
	  "5.7.1" },
	/* says nothing: the text does */
	{ REPORT(GROUP("failed", "5.0.0", "550 5.1.1 gone")), BOUNCE_HARD,
	  "5.1.1" },
	{ REPORT(GROUP("failed", "5.0.0", "550 User unknown")), BOUNCE_HARD,
	  "" },
	{ REPORT(GROUP("failed", "5.0.0", "550 spam")), BOUNCE_OURS, "" },
	{ REPORT(GROUP("failed", "5.0.0", "554 oops")), BOUNCE_SOFT, "" },
	/* nothing failed */
	{ REPORT(GROUP("delayed", "4.4.1", "timeout")), BOUNCE_NONE, "4.4.1" },
	{ REPORT(GROUP("relayed", "2.1.9", "250 ok")), BOUNCE_NONE, "" },
	{ REPORT(GROUP("delayed", "4.4.1",
	               "timeout") "\n" GROUP("failed", "5.1.1", "550 no")),
	  BOUNCE_HARD, "5.1.1" },
};

static void read_bounce__reports(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(reports) / sizeof(*reports); i++) {
		struct arena *arena CLEANUP(arena_freep) = arena_new(16 << 20);
		struct read_message m;
		struct bounce b;

		assert_int_equal(
		        read_message(str_of(reports[i].raw), arena, &m, NULL),
		        0);
		assert_int_equal(m.kind, READ_BOUNCE);
		read_bounce(str_of(reports[i].raw), arena, &b);
		if (b.class != reports[i].class ||
		    strcmp(b.status, reports[i].status) != 0)
			fail_msg("%zu: class %d, status %s", i, b.class,
			         b.status);
		assert_string_equal(b.recipient, "ada@example.org");
	}
}

#define LETTER(text)                                                     \
	"From: Mail Delivery System <mailer-daemon@example.net>\n"       \
	"Subject: Mail delivery failed: returning message to sender\n\n" \
	"A message that you sent could not be delivered.\n\n"            \
	"  ada@example.org\n" text                                       \
	"\n\n------ This is a copy of the message, including all the "   \
	"headers. ------\n\nSubject: user unknown, mailbox full\n"

static void read_bounce__letters(void **state)
{
	static const struct {
		const char *raw;
		enum bounce_class class;
		const char *status;
	} rows[] = {
		{ LETTER("    550 5.1.1 <ada@example.org> unknown"),
		  BOUNCE_HARD, "5.1.1" },
		{ LETTER("    550 No such user here"), BOUNCE_HARD, "" },
		{ LETTER("    552 over quota"), BOUNCE_SOFT, "" },
		{ LETTER("    Mailbox is full"), BOUNCE_SOFT, "" },
		{ LETTER("    554 5.7.1 blocked, see http://192.0.2.1/5.1.1"),
		  BOUNCE_OURS, "5.7.1" },
		{ LETTER("    554 Message rejected as spam"), BOUNCE_OURS, "" },
		{ LETTER("    connection timed out"), BOUNCE_SOFT, "" },
		{ "From: MAILER-DAEMON@example.net\nSubject: Warning\n\n"
		  "Your message to ada@example.org is delayed.\nNo action is "
		  "required, delivery attempts will continue.\n",
		  BOUNCE_NONE, "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct arena *arena CLEANUP(arena_freep) = arena_new(16 << 20);
		struct bounce b;

		read_bounce(str_of(rows[i].raw), arena, &b);
		if (b.class != rows[i].class ||
		    strcmp(b.status, rows[i].status) != 0)
			fail_msg("%zu: class %d, status %s: %s", i, b.class,
			         b.status, b.diagnostic);
		assert_string_equal(b.recipient, "ada@example.org");
	}
}

static void read_bounce__not_one(void **state)
{
	static const char *const rows[] = { "", "x", "Subject: hi\n\n" };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct arena *arena CLEANUP(arena_freep) = arena_new(16 << 20);
		struct bounce b;

		read_bounce(str_of(rows[i]), arena, &b);
		assert_string_equal(b.status, "");
		assert_string_equal(b.recipient, "");
		assert_int_not_equal(b.class, BOUNCE_HARD);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(read_bounce__reports),
		cmocka_unit_test(read_bounce__letters),
		cmocka_unit_test(read_bounce__not_one),
	};

	return cmocka_run_group_tests_name("read_bounce", tests, NULL, NULL);
}
