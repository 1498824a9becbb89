#include "cmocka_all.h"

#include "base/cleanup.h"
#include "day.h"

static void contains(const struct buf *text, const char *what)
{
	if (str_find(buf_str(text), str_of(what)) < 0)
		fail_msg("no \"%s\" in:\n%s", what, buf_cstr(text));
}

static void lacks(const struct buf *text, const char *what)
{
	if (str_find(buf_str(text), str_of(what)) >= 0)
		fail_msg("\"%s\" in:\n%s", what, buf_cstr(text));
}

static void compose_digest__same_bytes_every_time(void **state)
{
	struct day *day CLEANUP(day_freep) = day_new(20);
	struct day *other CLEANUP(day_freep) = day_new(20);
	struct compose_mail mail CLEANUP(compose_mail_deinit) = { 0 };
	struct buf first CLEANUP(buf_deinit) = BUF(1 << 20);

	(void)state;
	day_blocks(day);
	day_blocks(other);
	day_mail(day, &first);
	/* Reused struct, other reader in between, other process's memory. */
	for (int i = 0; i < 4; i++) {
		struct buf again CLEANUP(buf_deinit) = BUF(1 << 20);
		struct day *d = i == 3 ? other : day;

		d->digest.subscriber = i == 1 ? 43 : 42;
		assert_int_equal(
		        compose_digest(&d->compose, &d->digest, &mail, NULL),
		        0);
		slices_flatten(&mail.body, &again);
		assert_true(str_eq(buf_str(&first), buf_str(&again)) ==
		            (i != 1));
	}
}

/* What is worked out once an edition changes no byte; a week's is its own. */
static void compose_digest__common_changes_nothing(void **state)
{
	(void)state;
	for (int weekly = 0; weekly < 2; weekly++) {
		struct day *day CLEANUP(day_freep) = day_new(3);
		struct compose_common *common CLEANUP(compose_common_freep) =
		        NULL;
		struct buf without CLEANUP(buf_deinit) = BUF(1 << 20);
		struct buf with CLEANUP(buf_deinit) = BUF(1 << 20);

		if (weekly) {
			day->digest.frequency = FREQUENCY_WEEKLY;
			day->digest.week.first = 20192;
			day->digest.week.sum.announced = 1640;
		}
		day_blocks(day);
		day_mail(day, &without);
		common = compose_common_new(&day->compose, NULL);
		assert_non_null(common);
		day->compose.common = common;
		day_mail(day, &with);
		assert_true(str_eq(buf_str(&without), buf_str(&with)));
	}
}

static void compose_digest__other_templates_other_bytes(void **state)
{
	struct day *day CLEANUP(day_freep) = day_new(2);
	struct buf before CLEANUP(buf_deinit) = BUF(1 << 20);
	struct buf after CLEANUP(buf_deinit) = BUF(1 << 20);

	(void)state;
	day_blocks(day);
	day_mail(day, &before);
	day_template(day, "digest.txt", STR("Nothing but {{count}}"));
	day_mail(day, &after);
	assert_false(str_eq(buf_str(&before), buf_str(&after)));
	contains(&after, "\r\n\r\nNothing but 2 papers\r\n\r\n--=_");
}

static void compose_digest__blocks_are_not_copied(void **state)
{
	struct day *day CLEANUP(day_freep) = day_new(3);
	struct compose_mail mail CLEANUP(compose_mail_deinit) = { 0 };
	struct str paper;
	size_t found = 0;

	(void)state;
	day_blocks(day);
	paper = day->blocks[1].encoded[PART_HTML_PAPER];
	assert_int_equal(
	        compose_digest(&day->compose, &day->digest, &mail, NULL), 0);
	for (size_t i = 0; i < mail.body.n; i++)
		found += mail.body.parts[i].ptr == paper.ptr;
	assert_int_equal(found, 1);
	assert_true(mail.own.len < mail.body.bytes);
}

static void compose_digest__tokens(void **state)
{
	struct day *day CLEANUP(day_freep) = day_new(1);
	struct compose_mail mail CLEANUP(compose_mail_deinit) = { 0 };
	struct buf out CLEANUP(buf_deinit) = BUF(1 << 20);
	struct token token;
	struct str text;

	(void)state;
	day_blocks(day);
	assert_int_equal(
	        compose_digest(&day->compose, &day->digest, &mail, NULL), 0);
	assert_string_equal(mail.recipient, "ada@reader.example");

	text = (struct str){ mail.message_id + 1, TOKEN_LEN };
	assert_string_equal(mail.message_id + 1 + TOKEN_LEN, "@example.org>");
	assert_int_equal(token_read(&day->key, 1, text, 20256, &token),
	                 TOKEN_GOOD);
	assert_int_equal(token.scope, TOKEN_REPLY);
	assert_int_equal(token.subscriber, 42);
	assert_int_equal(token.edition, 20196);
	assert_int_equal(token_read(&day->key, 1, text, 20257, &token),
	                 TOKEN_EXPIRED);

	assert_memory_equal(mail.sender, "papers+", 7);
	text = (struct str){ mail.sender + 7, TOKEN_LEN };
	assert_string_equal(mail.sender + 7 + TOKEN_LEN, "@example.org");
	assert_int_equal(token_read(&day->key, 1, text, 20200, &token),
	                 TOKEN_GOOD);
	assert_int_equal(token.scope, TOKEN_BOUNCE);

	slices_flatten(&mail.body, &out);
	text = buf_str(&out);
	text.ptr += str_find(text, STR("List-Unsubscribe: <mailto:papers+"));
	text.ptr += sizeof("List-Unsubscribe: <mailto:papers+") - 1;
	text.len = TOKEN_LEN;
	assert_int_equal(token_read(&day->key, 1, text, 65535, &token),
	                 TOKEN_GOOD);
	assert_int_equal(token.scope, TOKEN_UNSUBSCRIBE);
	assert_int_equal(token.expires, 0);
}

static void compose_digest__refuses_and_names_it(void **state)
{
	enum {
		LONG_ADDRESS,
		BAD_ADDRESS,
		READER,
		MISSING,
		BIG_NUMBER,
		NO_SLOT,
		FROM,
		DOMAIN
	};
	static const char *const why[] = {
		[LONG_ADDRESS] = "mail.address",
		[BAD_ADDRESS] = "mail.address: address",
		[READER] = "subscriber: address \"a@b??Bcc: c@d\": has a line",
		[MISSING] = "paper 99: its block is missing",
		[BIG_NUMBER] = "subscriber 4294967296",
		[NO_SLOT] = "mail.unsubscribe_url",
		[FROM] = "mail.from",
		[DOMAIN] = "mail.domain",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(why) / sizeof(*why); i++) {
		struct day *day CLEANUP(day_freep) = day_new(2);
		struct compose_mail mail CLEANUP(compose_mail_deinit) = { 0 };
		struct err err = { "" };
		char *domain = arena_alloc(day->arena, 301);

		day_blocks(day);
		memset(domain, 'd', 300);
		if (i == LONG_ADDRESS)
			day->settings.address =
			        "a-local-part-of-22-oct@example.org";
		if (i == BAD_ADDRESS)
			day->settings.address = "p\"@example.org";
		if (i == READER)
			day->digest.address = "a@b\r\nBcc: c@d";
		if (i == MISSING)
			day->choices[1].paper = 99;
		if (i == BIG_NUMBER)
			day->digest.subscriber = 4294967296;
		if (i == NO_SLOT)
			day->settings.unsubscribe_url = "https://example.org/";
		if (i == FROM)
			day->settings.from = "a>\r\nRCPT TO:<b";
		if (i == DOMAIN)
			day->settings.domain = domain;
		assert_int_equal(compose_digest(&day->compose, &day->digest,
		                                &mail, &err),
		                 -1);
		if (!strstr(err.msg, why[i]))
			fail_msg("\"%s\" does not say \"%s\"", err.msg, why[i]);
		/* The struct is as good as new. */
		day->choices[1].paper = 2;
		day->digest.address = "ada@reader.example";
		day->digest.subscriber = 42;
		day->settings = (struct compose_settings){
			"papers@example.org",
			"example.org",
			"a-local-part-of-21-oc@example.org",
			"l.example.org",
			"",
			"",
			""
		};
		assert_int_equal(compose_digest(&day->compose, &day->digest,
		                                &mail, &err),
		                 0);
	}
}

static void compose_digest__bare_settings(void **state)
{
	struct day *day CLEANUP(day_freep) = day_new(1);
	struct buf out CLEANUP(buf_deinit) = BUF(1 << 20);

	(void)state;
	day->settings.from = "papers@example.org";
	day->settings.admin = "";
	day->settings.archive_url = "";
	day->digest.name = "";
	day_blocks(day);
	day_mail(day, &out);
	contains(&out, "\r\nTo: ada@reader.example\r\n");
	contains(&out, "\r\nFrom: Daily papers <papers@example.org>\r\n");
	lacks(&out, "List-Archive");
	lacks(&out, "List-Owner");
	lacks(&out, "archive:");
	lacks(&out, "Questions");
	lacks(&out, "List-Unsubscribe-Post");
}

static void compose_digest__subject(void **state)
{
	static const struct {
		const char *from, *title;
		size_t n;
		const char *subject;
	} rows[] = {
		{ "Papers <p@example.org>", "Short", 1,
		  "Papers, Fri 18 Apr 2025: 1 paper; Short" },
		{ "Papers <p@example.org>", "x", 0,
		  "Papers, Fri 18 Apr 2025: nothing above your threshold" },
		{ "\"Re: Papers\" <p@example.org>", "Short", 2,
		  "Daily papers, Fri 18 Apr 2025: 2 papers; Short" },
		{ "P <p@example.org>",
		  "A title that goes on until nobody would read it in a list "
		  "of mails any more, or on a phone",
		  1,
		  "P, Fri 18 Apr 2025: 1 paper; A title that goes on until "
		  "nobody would\r\n read it in a list of mails any more, =?utf-8?b?" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct day *day CLEANUP(day_freep) = day_new(rows[i].n);
		struct buf out CLEANUP(buf_deinit) = BUF(1 << 20);
		struct buf want CLEANUP(buf_deinit) = BUF(1000);

		day->settings.from = rows[i].from;
		if (rows[i].n)
			day->papers[0].title = rows[i].title;
		day_blocks(day);
		day_mail(day, &out);
		buf_addf(&want, "\r\nSubject: %s", rows[i].subject);
		contains(&out, buf_cstr(&want));
	}
}

static void compose_body__why_in_words(void **state)
{
	static const struct {
		struct choice choice;
		const char *words;
	} rows[] = {
		{ { .why = WHY_TOPIC, .topic_name = "MoE", .relevance = 9 },
		  "\n     MoE 9\n     Relevance 9\n" },
		{ { .why = WHY_TOPIC,
		    .topic_name = "MoE",
		    .relevance = 9.5f,
		    .step = 2 },
		  "\n     MoE 9.5, you asked for more (+2)\n" },
		{ { .why = WHY_TOPIC,
		    .topic_name = "MoE",
		    .relevance = 7.99f,
		    .step = -1 },
		  "\n     MoE 7.9, you asked for less (−1)\n" },
		{ { .why = WHY_AUTHOR, .author = "Ada Example" },
		  "\n     You follow Ada Example\n     Relevance –\n" },
		{ { .why = WHY_OVERALL, .relevance = 10 },
		  "\n     Overall relevance 10\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct day *day CLEANUP(day_freep) = day_new(1);
		struct buf out CLEANUP(buf_deinit) = BUF(1 << 20);

		day->choices[0] = rows[i].choice;
		day->choices[0].paper = 1;
		day_blocks(day);
		day_body(day, FORMAT_TEXT, &out);
		contains(&out, rows[i].words);
	}
}

static void compose_body__who_scored(void **state)
{
	static const struct {
		const char *scorer;
		int fallback, over_budget;
		const char *words;
	} rows[] = {
		{ "lexical", 0, 0, "Scored by the embedded lexical scorer." },
		{ "llm", 0, 0, "Scored by a language model.\n" },
		{ "llm", 7, 0,
		  "Scored by a language model; 7 papers by the embedded" },
		{ "llm", 7, 7, "budget for the language model was spent." },
		{ "llm", 180, 0,
		  "because the language model did\nnot answer." },
		{ "lexical", 180, 0, "because the language model did\nnot" },
		{ "lexical", 180, 90, "or the day's budget was spent." },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct day *day CLEANUP(day_freep) = day_new(1);
		struct buf out CLEANUP(buf_deinit) = BUF(1 << 20);

		strncpy(day->edition.scorer, rows[i].scorer,
		        sizeof(day->edition.scorer) - 1);
		day->edition.sum.fallback = rows[i].fallback;
		day->edition.sum.over_budget = rows[i].over_budget;
		day_blocks(day);
		day_body(day, FORMAT_TEXT, &out);
		contains(&out, rows[i].words);
	}
}

static void compose_body__the_sum(void **state)
{
	struct day *day CLEANUP(day_freep) = day_new(1);
	struct buf out CLEANUP(buf_deinit) = BUF(1 << 20);

	(void)state;
	day->edition.by_submission = true;
	day_blocks(day);
	day_body(day, FORMAT_TEXT, &out);
	contains(&out, "213 announced = 180 scanned + 33 skipped");
	contains(&out, "180 scanned = 34 relevant + 146 below the cut-offs + 0 "
	               "not scored");
	contains(&out, "213 announced (by submission date), 180 scanned");
	contains(&out, "https://papers.example.org/2025-04-18.html\n");
}

/* The week's own days, sum and words; nothing of the day. */
static void compose_body__a_week(void **state)
{
	struct day *day CLEANUP(day_freep) = day_new(2);
	struct buf text CLEANUP(buf_deinit) = BUF(1 << 20);
	struct buf html CLEANUP(buf_deinit) = BUF(1 << 20);
	struct buf mail CLEANUP(buf_deinit) = BUF(1 << 20);

	(void)state;
	day->digest.frequency = FREQUENCY_WEEKLY;
	day->digest.week = (struct week){ .first = 20192, /* Monday */
		                          .sum = { .announced = 1640,
		                                   .scanned = 1500,
		                                   .skipped = 140,
		                                   .relevant = 200,
		                                   .below = 1299,
		                                   .unscored = 1 } };
	day_blocks(day);
	day_body(day, FORMAT_TEXT, &text);
	day_body(day, FORMAT_HTML, &html);
	day_mail(day, &mail);
	contains(&text, "2 of this week's 1640 papers; strongest: Made-up");
	contains(&html, "2 of this week&#39;s 1640 papers; strongest: Made-up");
	contains(&text, "\nMonday 14 to Friday 18 April 2025\n");
	contains(&text, "The sum of the week:\n1640 announced = 1500 scanned + "
	                "140 skipped\n");
	contains(&html, "https://papers.example.org/\">The archive<");
	contains(&html, "daily</a>");
	contains(&mail, "Subject: Daily Papers, Mon 14 to Fri 18 Apr 2025: 2 "
	                "papers;");
	lacks(&text, "213");
	lacks(&html, "213 ");
	lacks(&html, "weekly</a>");
	lacks(&text, "sum of the day");
}

static void compose_body__an_empty_week(void **state)
{
	struct day *day CLEANUP(day_freep) = day_new(0);
	struct buf text CLEANUP(buf_deinit) = BUF(1 << 20);

	(void)state;
	day->digest.frequency = FREQUENCY_WEEKLY;
	day->digest.week.first = 20192;
	day->digest.week.sum.announced = 1640;
	day_body(day, FORMAT_TEXT, &text);
	contains(&text, "None of this week's 1640 papers passed your "
	                "threshold.\n");
}

/* What steers the digest fits the reader: their topics, once each and as the
 * reply language wants them, and thresholds next to theirs. */
static void compose_body__steering(void **state)
{
	static const struct {
		double threshold;
		const char *has, *lacks;
	} rows[] = {
		{ 8, "subject=threshold%209\">fewer papers (9)", "(8)" },
		{ 8, "subject=threshold%207\">more papers (7)", "(8)" },
		{ 7.5, "subject=threshold%208.5\">", "(7.5)" },
		{ 10, "more papers (9)", "fewer papers" },
		{ 1, "fewer papers (2)", "more papers" },
		{ 0, "How often", "threshold%20" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct day *day CLEANUP(day_freep) = day_new(8);
		struct buf html CLEANUP(buf_deinit) = BUF(1 << 20);
		const char *all;

		day->digest.threshold = rows[i].threshold;
		day->choices[3].topic_name = "RL & <co>";
		day_blocks(day);
		day_body(day, FORMAT_HTML, &html);
		contains(&html, rows[i].has);
		lacks(&html, rows[i].lacks);
		contains(&html, "<td>RL &amp; &lt;co&gt;</td>");
		contains(&html, "?subject=less%20RL%20%26%20%3Cco%3E\"");
		all = strstr(buf_cstr(&html), "<td>Model Architecture</td>");
		assert_non_null(all);
		assert_null(strstr(all + 1, "<td>Model Architecture</td>"));
	}
}

/* Only a day that does not fit says that it shows less. */
static void compose_body__says_that_it_is_shortened(void **state)
{
	(void)state;
	for (int many = 0; many < 2; many++) {
		struct day *day CLEANUP(day_freep) = day_new(many ? 90 : 3);
		struct buf html CLEANUP(buf_deinit) = BUF(1 << 20);

		day_blocks(day);
		day_body(day, FORMAT_HTML, &html);
		(many ? contains : lacks)(&html, "of the weaker ones it shows "
		                                 "less.");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(compose_digest__same_bytes_every_time),
		cmocka_unit_test(compose_digest__common_changes_nothing),
		cmocka_unit_test(compose_digest__other_templates_other_bytes),
		cmocka_unit_test(compose_digest__blocks_are_not_copied),
		cmocka_unit_test(compose_digest__tokens),
		cmocka_unit_test(compose_digest__refuses_and_names_it),
		cmocka_unit_test(compose_digest__bare_settings),
		cmocka_unit_test(compose_digest__subject),
		cmocka_unit_test(compose_body__why_in_words),
		cmocka_unit_test(compose_body__who_scored),
		cmocka_unit_test(compose_body__the_sum),
		cmocka_unit_test(compose_body__a_week),
		cmocka_unit_test(compose_body__an_empty_week),
		cmocka_unit_test(compose_body__steering),
		cmocka_unit_test(compose_body__says_that_it_is_shortened),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
