/* Mails that other people collected: how many are read as their tests say.
 * They are other people's: read where they lie, skipped where they don't. The
 * libraries they come from differ in taste (data/mail/README.md), so a floor
 * is asserted, and what falls short is printed. */
#include "cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/json.h"
#include "mail/read.h"

#define MAILS DIGESTD_CORPORA "/mail/"

enum { FILE_MAX = 4 * 1024 * 1024 };

struct corpus {
	const char *folder;
	struct json *expected;
};

static void corpus_close(struct corpus *c)
{
	json_free(c->expected);
}

static struct corpus corpus_open(const char *folder)
{
	struct buf text CLEANUP(buf_deinit) = BUF(FILE_MAX);
	struct corpus c = { .folder = folder };
	struct err err = { "" };
	char path[500];

	snprintf(path, sizeof(path), MAILS "%s/expected.json", folder);
	if (file_read(path, &text, &err))
		fail_msg("%s", err.msg);
	c.expected = json_parse(buf_str(&text), &err);
	if (!c.expected)
		fail_msg("%s: %s", path, err.msg);
	return c;
}

static void load(const struct corpus *c, const char *name, struct buf *out)
{
	struct err err = { "" };
	char path[500];

	snprintf(path, sizeof(path), MAILS "%s/%s", c->folder, name);
	if (file_read(path, out, &err))
		fail_msg("%s", err.msg);
}

static bool ends(const char *name, const char *suffix)
{
	size_t n = strlen(name), s = strlen(suffix);

	return n > s && !strcmp(name + n - s, suffix);
}

/* ---- replies ---- */

static void visible(const char *name, struct str bytes, struct buf *out)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(16 << 20);
	struct read_message m;
	struct err err = { "" };

	if (ends(name, ".html")) {
		read_visible_html(bytes, out);
	} else if (ends(name, ".eml")) {
		if (read_message(bytes, arena, &m, &err))
			fail_msg("%s: %s", name, err.msg);
		buf_adds(out, m.text);
	} else {
		read_visible_text(bytes, out);
	}
}

static void without_blanks(struct buf *out, const char *s)
{
	for (; *s; s++)
		if (*s > ' ' || *s < 0)
			buf_addc(out, *s);
}

static bool same_but_blanks(const char *a, const char *b)
{
	struct buf x CLEANUP(buf_deinit) = BUF(FILE_MAX);
	struct buf y CLEANUP(buf_deinit) = BUF(FILE_MAX);

	without_blanks(&x, a);
	without_blanks(&y, b);
	return str_eq(buf_str(&x), buf_str(&y));
}

static bool meets(const struct json *entry, const struct buf *got)
{
	const char *check = json_str(entry, "check");
	const char *expected = json_str(entry, "expected");
	struct str text = buf_str(got), want;

	if (!strcmp(check, "contains")) {
		const struct json *c = json_first(json_get(entry, "contains"));

		for (; c; c = json_next(c))
			if (str_find(text, str_of(json_as_str(c))) < 0)
				return false;
		return true;
	}
	if (!strcmp(check, "equal-ignoring-whitespace"))
		return same_but_blanks(buf_cstr(got), expected);
	want = str_trim(str_of(expected));
	if (!strcmp(check, "first-fragment-stripped"))
		return str_starts(text, want);
	return str_eq(text, want);
}

static void read_visible__replies(void **state)
{
	struct corpus c CLEANUP(corpus_close) = corpus_open("replies");
	size_t met = 0, all = 0;

	(void)state;
	for (const struct json *e = json_first(c.expected); e;
	     e = json_next(e)) {
		struct buf bytes CLEANUP(buf_deinit) = BUF(FILE_MAX);
		struct buf got CLEANUP(buf_deinit) = BUF(FILE_MAX);
		bool ok;

		load(&c, json_name(e), &bytes);
		visible(json_name(e), buf_str(&bytes), &got);
		if (!json_str(e, "check")) {
			if (getenv("READ_SHOW"))
				printf("    %s:\n%s\n----\n", json_name(e),
				       buf_cstr(&got));
			continue;
		}
		all++;
		ok = meets(e, &got);
		met += ok;
		if (!ok)
			printf("    %s: got\n%s\n----\n", json_name(e),
			       buf_cstr(&got));
	}
	printf("%zu of %zu replies are read as their tests say\n", met, all);
	assert_true(met >= 41);
}

/* ---- automatic answers ---- */

static void read_message__autoreplies(void **state)
{
	struct corpus c CLEANUP(corpus_close) = corpus_open("autoreplies");

	(void)state;
	for (const struct json *e = json_first(c.expected); e;
	     e = json_next(e)) {
		struct arena *arena CLEANUP(arena_freep) = arena_new(16 << 20);
		struct buf bytes CLEANUP(buf_deinit) = BUF(FILE_MAX);
		struct read_message m;

		load(&c, json_name(e), &bytes);
		assert_int_equal(read_message(buf_str(&bytes), arena, &m, NULL),
		                 0);
		if ((m.kind == READ_AUTOREPLY) !=
		    json_bool(e, "autoreply", false))
			fail_msg("%s is read as %s (%s)", json_name(e),
			         read_kind_name(m.kind), m.why);
	}
}

/* ---- bounces ---- */

static enum read_kind kind_expected(const char *kind)
{
	if (!strcmp(kind, "complaint"))
		return READ_COMPLAINT;
	return !strcmp(kind, "not-a-bounce") ? READ_COMMAND : READ_BOUNCE;
}

/* Does our class agree with one of the recipients'? What Sisimai calls hard
 * must be hard, a full mailbox soft, a refusal of ours not hard. */
static bool class_agrees(const struct json *e, enum bounce_class class)
{
	static const char *const ours[] = { "spamdetected", "blocked",
		                            "authfailure", "badreputation",
		                            "policyviolation" };
	const struct json *r = json_first(json_get(e, "expected"));
	bool any = false;

	if (!strcmp(json_str(e, "kind"), "warning-only"))
		return class == BOUNCE_NONE;
	for (; r; r = json_next(r)) {
		const char *reason = json_str(r, "reason");
		bool refusal = false;

		any = true;
		for (size_t i = 0; i < sizeof(ours) / sizeof(*ours); i++)
			refusal = refusal || !strcmp(reason, ours[i]);
		if (json_bool(r, "hard", false) ? class == BOUNCE_HARD
		    : refusal                   ? class == BOUNCE_OURS
		                                : class != BOUNCE_HARD)
			return true;
	}
	return !any && class != BOUNCE_NONE;
}

static void read_bounce__bounces(void **state)
{
	static const char *const names[] = { "none", "hard", "soft", "ours" };
	struct corpus c CLEANUP(corpus_close) = corpus_open("bounces");
	size_t kinds = 0, classes = 0, all = 0;

	(void)state;
	for (const struct json *e = json_first(c.expected); e;
	     e = json_next(e)) {
		struct arena *arena CLEANUP(arena_freep) = arena_new(16 << 20);
		struct buf bytes CLEANUP(buf_deinit) = BUF(FILE_MAX);
		struct read_message m;
		struct bounce b;

		load(&c, json_name(e), &bytes);
		all++;
		assert_int_equal(read_message(buf_str(&bytes), arena, &m, NULL),
		                 0);
		if (m.kind == kind_expected(json_str(e, "kind")))
			kinds++;
		else
			printf("    %s: read as %s (%s)\n", json_name(e),
			       read_kind_name(m.kind), m.why);
		read_bounce(buf_str(&bytes), arena, &b);
		if (m.kind == READ_COMPLAINT || class_agrees(e, b.class))
			classes++;
		else
			printf("    %s: %s, status \"%s\", <%s> %s\n",
			       json_name(e), names[b.class], b.status,
			       b.recipient, b.diagnostic);
		if (getenv("READ_SHOW"))
			printf("  %s: %s %s <%s> %s\n", json_name(e),
			       names[b.class], b.status, b.recipient,
			       b.diagnostic);
	}
	printf("%zu kinds and %zu classes of %zu bounces agree\n", kinds,
	       classes, all);
	assert_true(kinds >= 67);
	assert_true(classes >= 60);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(read_visible__replies),
		cmocka_unit_test(read_message__autoreplies),
		cmocka_unit_test(read_bounce__bounces),
	};

	if (access(MAILS, R_OK))
		return 77;
	return cmocka_run_group_tests_name("read_corpora", tests, NULL, NULL);
}
