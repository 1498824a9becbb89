/* Our own digest below an answer, quoted in all the ways that mail programs
 * know: not a word of it is ever taken for new. Its last lines say
 * "unsubscribe". */
#include "cmocka_all.h"

#include <string.h>

#include "base/cleanup.h"
#include "day.h"
#include "mail/read.h"

enum { MAX = 4 << 20 };

static const char attribution[] =
        "On Fri, 18 Apr 2025 at 06:30, Daily Papers <papers@example.org> "
        "wrote:\n";
static const char outlook[] = "From: Daily Papers <papers@example.org>\n"
                              "Sent: Friday, April 18, 2025 6:30 AM\n"
                              "To: Ada Lovelace <ada@example.org>\n"
                              "Subject: Daily Papers, Fri 18 Apr 2025\n\n";

/* Every line behind a mark. */
static void add_marked(struct buf *out, const char *mark, struct str text)
{
	struct str line;

	while (str_split(&text, '\n', &line)) {
		buf_adds(out, mark);
		buf_addstr(out, line);
		buf_addc(out, '\n');
	}
}

/* As programs do that count a quote's mark too late: every line of more than
 * `width` columns is broken, the rest stands unmarked. */
static void add_broken(struct buf *out, struct str text, size_t width)
{
	struct str line;

	while (str_split(&text, '\n', &line)) {
		buf_adds(out, "> ");
		while (line.len > width) {
			size_t cut = width;

			while (cut && line.ptr[cut] != ' ')
				cut--;
			if (!cut)
				break;
			buf_add(out, line.ptr, cut);
			buf_addc(out, '\n');
			line.ptr += cut + 1;
			line.len -= cut + 1;
		}
		buf_addstr(out, line);
		buf_addc(out, '\n');
	}
}

enum style {
	BARE,
	MARKED,
	INDENTED,
	BROKEN,
	ATTRIBUTED,
	OUTLOOK,
	RULED,
	STYLES
};

static void quote(struct buf *out, enum style style, struct str digest)
{
	switch (style) {
	case MARKED:
		buf_adds(out, attribution);
		add_marked(out, "> ", digest);
		return;
	case INDENTED:
		add_marked(out, "    ", digest);
		return;
	case BROKEN:
		add_broken(out, digest, 68);
		return;
	case ATTRIBUTED:
		buf_adds(out, attribution);
		break;
	case RULED:
		buf_adds(out, "________________________________\n");
		break;
	case OUTLOOK:
		buf_adds(out, outlook);
		break;
	default:
		break;
	}
	buf_addstr(out, digest);
}

static void try_text(const char *answer, enum style style, struct str digest)
{
	struct buf mail CLEANUP(buf_deinit) = BUF(MAX);
	struct buf got CLEANUP(buf_deinit) = BUF(MAX);

	buf_adds(&mail, answer);
	if (*answer)
		buf_adds(&mail, "\n\n");
	quote(&mail, style, digest);
	read_visible_text(buf_str(&mail), &got);
	if (strcmp(buf_cstr(&got), answer) != 0)
		fail_msg("style %d: \"%.300s\"", style, buf_cstr(&got));
}

static const char *const answers[] = { "more MoE", "",
	                               "unsubscribe\nthank you" };

static void read_visible_text__our_digest(void **state)
{
	static const size_t sizes[] = { 0, 1, 12 };

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		struct day *day CLEANUP(day_freep) = day_new(sizes[i]);
		struct buf digest CLEANUP(buf_deinit) = BUF(MAX);

		day_blocks(day);
		day_body(day, FORMAT_TEXT, &digest);
		for (size_t a = 0; a < sizeof(answers) / sizeof(*answers); a++)
			for (int s = 0; s < STYLES; s++)
				try_text(answers[a], (enum style)s,
				         buf_str(&digest));
	}
}

/* Around the digest's HTML, which may have been anything's body before. */
static const struct {
	const char *before, *after;
} containers[] = {
	{ "<div>", "</div>" },
	{ "<div class=\"gmail_quote\"><div class=\"gmail_attr\">On Fri, Apr "
	  "18, 2025 Daily Papers &lt;papers@example.org&gt; wrote:<br></div>"
	  "<blockquote class=\"gmail_quote\">",
	  "</blockquote></div>" },
	{ "<div id=\"appendonsend\"></div><hr><div id=\"divRplyFwdMsg\"><b>"
	  "From:</b> Daily Papers</div>",
	  "" },
	{ "<hr tabindex=\"-1\"><b>Von:</b> Daily Papers<br><b>Gesendet:</b> "
	  "Freitag, 18. April 2025<br><b>An:</b> Ada<br>",
	  "" },
	{ "<div class=\"moz-cite-prefix\">Am 18.04.25 um 06:30 schrieb Daily "
	  "Papers:<br></div><blockquote type=\"cite\">",
	  "</blockquote>" },
	{ "<div class=\"yahoo_quoted\" id=\"yahoo_quoted_1\"><div>On Friday, "
	  "Daily Papers wrote:</div>",
	  "</div>" },
	{ "<br>&gt; On 18 Apr 2025, at 06:30, Daily Papers wrote:"
	  "<blockquote type=\"cite\">",
	  "</blockquote>" },
};

static void read_visible_html__our_digest(void **state)
{
	struct day *day CLEANUP(day_freep) = day_new(5);
	struct buf digest CLEANUP(buf_deinit) = BUF(MAX);

	(void)state;
	day_blocks(day);
	day_body(day, FORMAT_HTML, &digest);
	for (size_t i = 0; i < sizeof(containers) / sizeof(*containers); i++) {
		struct buf html CLEANUP(buf_deinit) = BUF(MAX);
		struct buf got CLEANUP(buf_deinit) = BUF(MAX);

		buf_adds(&html, "<html><body><p>less RL</p>");
		buf_adds(&html, containers[i].before);
		buf_addstr(&html, buf_str(&digest));
		buf_adds(&html, containers[i].after);
		buf_adds(&html, "</body></html>");
		read_visible_html(buf_str(&html), &got);
		if (strcmp(buf_cstr(&got), "less RL") != 0)
			fail_msg("%zu: \"%.300s\"", i, buf_cstr(&got));
	}
}

static void read_visible_text__our_letter(void **state)
{
	static const char letter[] =
	        "Done\n\n  more architecture: one step up\n\n"
	        "I did not understand:\n\n  frobnicate\n\n"
	        "Your settings now:\narchitecture +1\n\n"
	        "To take it back, reply \"undo\".\n\n-- \n"
	        "Daily Papers, to ada@example.org\n";
	static const char question[] =
	        "Which one do you mean?\n\n\"more arch\" could mean two things."
	        " Reply with the one you mean:\n\n  more architecture\n"
	        "  more archives\n";

	(void)state;
	for (size_t a = 0; a < sizeof(answers) / sizeof(*answers); a++) {
		try_text(answers[a], BARE, str_of(letter));
		try_text(answers[a], BARE, str_of(question));
		try_text(answers[a], MARKED, str_of(letter));
	}
	try_text("Done", MARKED, str_of(letter));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(read_visible_text__our_digest),
		cmocka_unit_test(read_visible_html__our_digest),
		cmocka_unit_test(read_visible_text__our_letter),
	};

	return cmocka_run_group_tests_name("read_digest", tests, NULL, NULL);
}
