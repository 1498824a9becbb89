/*
 * Writes mails of all kinds into a directory for check_mails.py, which reads
 * them back with a parser that is not ours, and for the tests in a browser.
 * NAME.eml beside NAME.html and NAME.txt: the bodies as compose_body gives
 * them. letters/NAME.eml: the letters.
 */
#include <stdio.h>
#include <stdlib.h>

#include "cmocka_all.h"

#include "base/cleanup.h"
#include "base/file.h"
#include "day.h"
#include "mail/letter.h"

static const char *dir;

static void save(const char *name, const char *ending, const struct buf *text)
{
	struct buf path CLEANUP(buf_deinit) = BUF(4096);
	struct err err = { "" };

	buf_addf(&path, "%s/%s.%s", dir, name, ending);
	if (file_write(buf_cstr(&path), buf_str(text), 0644, &err))
		fail_msg("%s", err.msg);
}

static void write_day(const char *name, struct day *day)
{
	struct buf mail CLEANUP(buf_deinit) = BUF(64 << 20);
	struct buf html CLEANUP(buf_deinit) = BUF(64 << 20);
	struct buf text CLEANUP(buf_deinit) = BUF(64 << 20);

	day_blocks(day);
	day_mail(day, &mail);
	save(name, "eml", &mail);
	if (day->digest.format == FORMAT_HTML) {
		day_body(day, FORMAT_HTML, &html);
		save(name, "html", &html);
	}
	day_body(day, FORMAT_TEXT, &text);
	save(name, "txt", &text);
}

static void ordinary(void **state)
{
	struct day *day CLEANUP(day_freep) = day_new(12);

	(void)state;
	write_day("ordinary", day);
}

static void plain(void **state)
{
	struct day *day CLEANUP(day_freep) = day_new(3);

	(void)state;
	day->digest.format = FORMAT_TEXT;
	write_day("plain", day);
}

static void one_click(void **state)
{
	struct day *day CLEANUP(day_freep) = day_new(1);

	(void)state;
	day->settings.unsubscribe_url =
	        "https://papers.example.org/leave?t={token}&x=1";
	write_day("one-click", day);
}

static void weekly(void **state)
{
	struct day *day CLEANUP(day_freep) = day_new(5);

	(void)state;
	day->digest.frequency = FREQUENCY_WEEKLY;
	day->digest.week =
	        (struct week){ 20192, { 1640, 1500, 140, 200, 1299, 1, 0, 0 } };
	write_day("weekly", day);
}

static void empty(void **state)
{
	struct day *day CLEANUP(day_freep) = day_new(0);

	(void)state;
	write_day("empty", day);
}

static void hundred(void **state)
{
	struct day *day CLEANUP(day_freep) = day_new(100);
	char *abstract = arena_alloc(day->arena, 2001);
	const char **authors = arena_array(day->arena, 3000, sizeof(*authors));

	(void)state;
	for (size_t i = 0; i < 2000; i++)
		abstract[i] = "word and sentence. Then "[i % 24];
	for (size_t i = 0; i < 3000; i++)
		authors[i] = arena_printf(day->arena, "Author Number%zu", i);
	for (size_t i = 0; i < day->n; i++) {
		day->papers[i].abstract = abstract;
		day->papers[i].authors = authors;
		day->papers[i].n_authors = 3000;
	}
	write_day("hundred", day);
}

static void hostile(void **state)
{
	static const char *const authors[] = { "\"><script>alert(1)</script>",
		                               "x\r\nBcc: y@evil.example",
		                               "\xE2\x80\xAE"
		                               "drawkcab" };
	struct day *day CLEANUP(day_freep) = day_new(4);
	struct paper *p = day->papers;

	(void)state;
	p[0].title = "<script>alert(\"x\")</script> & 'more'\r\nBcc: "
	             "victim@evil.example\r\n\r\n.\r\nFrom me \xE2\x80\xAE"
	             "txt \\unicode{x202e}";
	p[0].abstract = ".\n..\nFrom here\n--=_x\n<img src=x onerror=y>"
	                "</td></table>";
	p[0].authors = p[1].authors = authors;
	p[0].n_authors = p[1].n_authors = 3;
	p[1].id = "feed:0123456789abcdef";
	p[1].url = "javascript:alert(1)";
	p[2].id = "feed:fedcba9876543210";
	p[2].url = "https://blog.example/?a=1&b=\"><script>";
	p[3].abstract = "";
	day->scores[0].comment = "See https://evil.example/ and "
	                         "www.evil.example or mailto:e@vil.example "
	                         "now <b>bold</b>";
	day->choices[0].topic_name = "Topic <b> & \"co\"";
	day->choices[2].author = "Eve <script>";
	day->digest.name = "Ada \"Bug\" O'Hara, \xC3\x89lise\r\nBcc: "
	                   "victim@evil.example";
	day->digest.settings = "phrases \"<script>\"; threshold 8";
	write_day("hostile", day);
}

static void long_names(void **state)
{
	struct day *day CLEANUP(day_freep) = day_new(2);
	char *name = arena_alloc(day->arena, 501);

	(void)state;
	memset(name, 'n', 500);
	day->digest.name = name;
	day->digest.address =
	        "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcd"
	        "@reader.example";
	day->settings.from = "\"Papiers du jour, \xC3\xA9"
	                     "dition\" "
	                     "<papers@example.org>";
	day->papers[0].title =
	        "\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E\xE3\x81\xAE\xE8\xAB\x96"
	        "\xE6\x96\x87\xE9\xA1\x8C\xE5\x90\x8D "
	        "Averyveryveryveryveryveryveryveryveryveryveryverylongwordthat"
	        "goesonandonandonandonandonandonandonandonandon";
	write_day("long-names", day);
}

/* ---- letters ---- */

static void write_letter(const char *name, struct letter *l)
{
	struct day *day CLEANUP(day_freep) = day_new(0);
	struct letter_templates *t CLEANUP(letter_templates_freep) = NULL;
	struct buf mail CLEANUP(buf_deinit) = BUF(1 << 20);
	struct buf path CLEANUP(buf_deinit) = BUF(4096);
	struct err err = { "" };

	t = letter_templates_new(DIGESTD_SOURCE_DIR "/templates", &err);
	if (!t)
		fail_msg("%s", err.msg);
	l->to = day->digest.address;
	l->name = day->digest.name;
	l->subscriber = day->digest.subscriber;
	l->edition = day->digest.edition;
	l->instant = day->digest.queued_at;
	l->subject = l->subject ? l->subject : "Daily Papers";
	l->in_reply_to = l->in_reply_to ? l->in_reply_to : "<1@reader.example>";
	if (letter_compose(t, &day->settings, &day->key, l, &mail, &err))
		fail_msg("%s", err.msg);
	buf_addf(&path, "letters/%s", name);
	save(buf_cstr(&path), "eml", &mail);
}

static void letter_done(void **state)
{
	static const char *const done[] = {
		"More AI for Science: you are at +1 now.",
		"Threshold 9: papers come from relevance 9 on (it was 6).",
	};
	static const char *const unknown[] = { "frobnicate the gizmo" };
	struct letter l = {
		.headline = "Done",
		.done = done,
		.n_done = 2,
		.unknown = unknown,
		.n_unknown = 1,
		.settings = "all topics; AI for Science (+1); threshold 9; at "
		            "most 30 papers; daily",
		.undo = true,
	};

	(void)state;
	write_letter("done", &l);
}

static void letter_help(void **state)
{
	struct letter l = { .headline = "Here you are",
		            .help = true,
		            .settings = "all topics; threshold 8; daily" };

	(void)state;
	write_letter("help", &l);
}

static void letter_question(void **state)
{
	static const struct letter_question questions[] = {
		{ "more learning",
		  { "more representation", "more \"learning\"" } },
	};
	struct letter l = { .headline = "Which one do you mean?",
		            .questions = questions,
		            .n_questions = 1,
		            .settings = "all topics; threshold 8; daily" };

	(void)state;
	write_letter("question", &l);
}

static void letter_confirm(void **state)
{
	static const char *const lines[] = { "forget me" };
	struct letter l = {
		.headline = "Please confirm",
		.lines = lines,
		.n_lines = 1,
		.confirm = "aecaaaaaaeaaaujo3bea66rhemlald4xnepfhs3rqm",
	};

	(void)state;
	write_letter("confirm", &l);
}

static void letter_goodbye(void **state)
{
	static const char *const done[] = {
		"You are unsubscribed: no more digests will come."
	};
	struct letter l = {
		.headline = "Goodbye", .done = done, .n_done = 1, .undo = true
	};

	(void)state;
	write_letter("goodbye", &l);
}

static void letter_hostile(void **state)
{
	static const char *const lines[] = {
		"<script>alert(1)</script> & \"more\" https://evil.example/"
		"averyveryveryveryveryveryveryveryveryveryveryveryverylongpath",
		".\nFrom me",
	};
	struct letter l = {
		.headline = "Done",
		.unknown = lines,
		.n_unknown = 2,
		.subject = "x\r\nBcc: y@evil.example",
		.settings = "phrases \"<b>\"; threshold 8",
	};

	(void)state;
	write_letter("hostile", &l);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ordinary),
		cmocka_unit_test(plain),
		cmocka_unit_test(one_click),
		cmocka_unit_test(empty),
		cmocka_unit_test(hundred),
		cmocka_unit_test(hostile),
		cmocka_unit_test(long_names),
		cmocka_unit_test(weekly),
		cmocka_unit_test(letter_done),
		cmocka_unit_test(letter_help),
		cmocka_unit_test(letter_question),
		cmocka_unit_test(letter_confirm),
		cmocka_unit_test(letter_goodbye),
		cmocka_unit_test(letter_hostile),
	};

	struct buf letters CLEANUP(buf_deinit) = BUF(4096);

	buf_addf(&letters, "%s/letters", argc == 2 ? argv[1] : "");
	if (argc != 2 || file_mkdirs(buf_cstr(&letters), 0755, NULL)) {
		fprintf(stderr, "usage: write_mails DIRECTORY\n");
		return 2;
	}
	dir = argv[1];
	return cmocka_run_group_tests(tests, NULL, NULL);
}
