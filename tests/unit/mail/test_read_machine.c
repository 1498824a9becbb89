/* Programs without the marks of RFC 3834, and people who write as they do. */
#include "cmocka_all.h"

#include "base/cleanup.h"
#include "mail/read.h"

static void read_as(const char *header, const char *text, struct arena *arena,
                    struct read_message *m)
{
	struct buf raw CLEANUP(buf_deinit) = BUF(1 << 16);
	struct err err;

	buf_addf(&raw,
	         "From: Ada <ada@example.org>\r\nTo: papers@example.net\r\n"
	         "%sContent-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n",
	         header, text);
	assert_int_equal(read_message(buf_str(&raw), arena, m, &err), 0);
}

static void read_message__written_by(void **state)
{
	static const struct {
		const char *text;
		enum read_kind kind;
		bool absence;
	} rows[] = {
		{ "This is an automated response. stop", READ_AUTOREPLY,
		  false },
		{ "Hello. This is an automatically generated\nmessage.",
		  READ_AUTOREPLY, false },
		{ "Your message is being held because the address <a@b.c> has\n"
		  "not been verified. Please confirm.",
		  READ_AUTOREPLY, false },
		{ "Dies ist eine automatische Antwort.", READ_AUTOREPLY,
		  false },
		{ "Thank you for contacting us.", READ_AUTOREPLY, false },
		{ "I am out of the office until 3 December.", READ_COMMAND,
		  true },
		{ "vielen Dank für Ihre Nachricht. Ich bin bis 3.12. im\n"
		  "Urlaub.",
		  READ_COMMAND, true },
		{ "Je suis actuellement absente du bureau.", READ_COMMAND,
		  true },
		{ "Ada Lovelace no longer works at Example.", READ_COMMAND,
		  true },
		{ "This email address is no longer in use.", READ_COMMAND,
		  true },
		{ "Hi, I am out sick today.", READ_COMMAND, true },
		{ "Please confirm that you are a human: https://a.example/",
		  READ_AUTOREPLY, false },
		{ "您好，您的邮件已收到。", READ_AUTOREPLY, false },
		/* a person, about us */
		{ "I keep getting these automatically generated mails, "
		  "unsubscribe me",
		  READ_COMMAND, false },
		{ "more automatic differentiation", READ_COMMAND, false },
		{ "Thank you for the digest!", READ_COMMAND, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct arena *arena CLEANUP(arena_freep) = arena_new(16 << 20);
		struct read_message m;

		read_as("Subject: Re: Daily Papers\r\n", rows[i].text, arena,
		        &m);
		if (m.kind != rows[i].kind || m.absence != rows[i].absence)
			fail_msg("\"%s\": %s, absence %d", rows[i].text,
			         read_kind_name(m.kind), m.absence);
	}
}

static void read_message__told_by_the_header(void **state)
{
	static const struct {
		const char *header;
		enum read_kind kind;
	} rows[] = {
		{ "Subject: Read: Daily Papers\r\n", READ_AUTOREPLY },
		{ "Subject: Gelesen: Daily Papers\r\n", READ_AUTOREPLY },
		{ "Subject: Accepted: Daily Papers\r\n", READ_AUTOREPLY },
		{ "Subject: [Ticket#2026] Re: Daily Papers\r\n",
		  READ_AUTOREPLY },
		{ "Subject: Re: x\r\nDelivered-To: Autoresponder\r\n",
		  READ_AUTOREPLY },
		{ "Subject: Read this\r\n", READ_COMMAND },
		{ "Subject: Re: read: yes\r\n", READ_COMMAND },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct arena *arena CLEANUP(arena_freep) = arena_new(16 << 20);
		struct read_message m;

		read_as(rows[i].header, "stop", arena, &m);
		if (m.kind != rows[i].kind)
			fail_msg("%s: %s (%s)", rows[i].header,
			         read_kind_name(m.kind), m.why);
	}
}

/* RFC 5965, RFC 6591: a report of praise is a complaint in form only. */
static void read_message__reports_that_inform(void **state)
{
	static const struct {
		const char *type;
		bool informs;
	} rows[] = { { "abuse", false },
		     { "fraud", false },
		     { "not-spam", true },
		     { "auth-failure", true } };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct arena *arena CLEANUP(arena_freep) = arena_new(16 << 20);
		struct buf raw CLEANUP(buf_deinit) = BUF(4096);
		struct read_message m;
		struct err err;

		buf_addf(&raw,
		         "From: fbl@isp.example\r\n"
		         "Content-Type: multipart/report; boundary=b; "
		         "report-type=feedback-report\r\n\r\n"
		         "--b\r\nContent-Type: message/feedback-report\r\n\r\n"
		         "Feedback-Type: %s\r\nVersion: 1\r\n\r\n--b--\r\n",
		         rows[i].type);
		assert_int_equal(read_message(buf_str(&raw), arena, &m, &err),
		                 0);
		assert_int_equal(m.kind, READ_COMPLAINT);
		assert_int_equal(m.informs, rows[i].informs);
	}
}

static void read_message__pointed_below(void **state)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(16 << 20);
	struct read_message m;

	(void)state;
	read_as("Subject: Re: x\r\n",
	        "Thanks, see below.\n\n> one\n\nmore moe\n\n> two\n\n"
	        "threshold 9",
	        arena, &m);
	assert_non_null(strstr(m.text, "see below"));
	assert_non_null(strstr(m.text, "more moe"));
	assert_non_null(strstr(m.text, "threshold 9"));
	assert_null(strstr(m.text, "two"));
	read_as("Subject: Re: x\r\n", "more moe\n\n-\nAda", arena, &m);
	assert_string_equal(m.text, "more moe");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(read_message__written_by),
		cmocka_unit_test(read_message__told_by_the_header),
		cmocka_unit_test(read_message__reports_that_inform),
		cmocka_unit_test(read_message__pointed_below),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
