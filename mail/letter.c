#include "mail/letter.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "mail/compose_intern.h"
#include "mail/header.h"
#include "mail/qp.h"
#include "text/escape.h"
#include "text/wrap.h"

enum {
	WORK_BYTES = 8 << 20,
	BODY_MAX = 256 * 1024,
	WIDTH = 72,
	REFERENCES_MAX = 20, /* the oldest go first, RFC 5322 3.6.4 */
};

struct letter_templates {
	struct template_set *html, *text;
};

/* What letter.* and the frame may name. */
static const char *const names[] = {
	"subject", "site",         "address",     "headline",
	"done",    "line",         "wrapped",     "any_done",
	"unknown", "any_unknown",  "lines",       "questions",
	"first",   "second",       "first_url",   "second_url",
	"confirm", "any_help",     "help",        "say",
	"effect",  "said_wrapped", "settings",    "settings_wrapped",
	"undo",    "mailto",       "unsubscribe", NULL,
};
static const char *const *const letter_variables[] = { names, NULL };

static const char *const letter_files[] = { "letter.html", "frame/head.html",
	                                    "frame/foot.html", "letter.txt" };
enum { LETTER_FILES = sizeof(letter_files) / sizeof(*letter_files) };

static struct template_set *set_of(const struct letter_templates *t, int file)
{
	return strstr(letter_files[file], ".html") ? t->html : t->text;
}

static int add(struct template_set *set, const char *dir, const char *name,
               struct err *err)
{
	struct buf path CLEANUP(buf_deinit) = BUF(4096);
	struct buf text CLEANUP(buf_deinit) = BUF(TEMPLATE_MAX);

	file_join(&path, dir, name);
	if (file_read(buf_cstr(&path), &text, err))
		return -1;
	if (template_add(set, name, buf_str(&text), err))
		return err_prefix(err, "%s", buf_cstr(&path));
	return 0;
}

/* Where the templates are, to name them. */
struct place {
	const char *dir;
	compose_problem_fn *problem;
	void *ctx;
};

static void problem_there(void *ctx, const char *what)
{
	const struct place *place = ctx;
	struct buf path CLEANUP(buf_deinit) = BUF(2 * ERR_MAX);

	file_join(&path, place->dir, what); /* which begins with the file */
	place->problem(place->ctx, buf_cstr(&path));
}

static struct letter_templates *compile(const char *dir,
                                        compose_problem_fn *problem, void *ctx)
{
	struct letter_templates *t = calloc(1, sizeof(*t));
	struct place place = { dir, problem, ctx };
	bool failed = false;
	struct err err;

	if (!t)
		abort();
	t->html = template_set_new(TEMPLATE_HTML);
	t->text = template_set_new(TEMPLATE_PLAIN);
	for (int i = 0; i < LETTER_FILES; i++)
		if (add(set_of(t, i), dir, letter_files[i], &err)) {
			problem(ctx, err.msg);
			failed = true;
		}
	if (failed)
		return t;
	for (int i = 0; i < LETTER_FILES; i++)
		compose_check_names(set_of(t, i), letter_files[i],
		                    letter_variables, problem_there, &place);
	if (template_check(t->html, &err))
		problem_there(&place, err.msg);
	if (template_check(t->text, &err))
		problem_there(&place, err.msg);
	return t;
}

void letter_templates_check(const char *dir, compose_problem_fn *problem,
                            void *ctx)
{
	letter_templates_free(compile(dir, problem, ctx));
}

struct letter_templates *letter_templates_new(const char *dir, struct err *err)
{
	struct compose_first first = { .err = err };
	struct letter_templates *t CLEANUP(letter_templates_freep) =
	        compile(dir, compose_keep_first, &first);

	return first.any ? NULL : STEAL(t);
}

void letter_templates_free(struct letter_templates *t)
{
	if (!t)
		return;
	template_set_free(t->html);
	template_set_free(t->text);
	free(t);
}

/* ---- what the templates see ---- */

/* Each line as it stands, and wrapped with a hanging indent. */
static void set_lines(struct value *root, const char *name,
                      const char *const *lines, size_t n, struct arena *a)
{
	struct value *list = value_list(a);

	for (size_t i = 0; i < n; i++) {
		struct buf out CLEANUP(buf_deinit) = BUF(BODY_MAX);
		struct value *map = value_map(a);

		wrap(&out, str_of(lines[i]), WIDTH, 2, 2);
		value_set_str(map, "line", lines[i]);
		value_set_str(map, "wrapped", arena_str(a, buf_str(&out)));
		value_push(list, map);
	}
	value_set(root, name, list);
}

static const char *in_url(struct arena *a, const char *s)
{
	struct buf out CLEANUP(buf_deinit) = BUF(4096);

	escape_url(&out, str_of(s));
	return arena_str(a, buf_str(&out));
}

static void set_questions(struct value *root, const struct letter *l,
                          struct arena *a)
{
	struct value *list = value_list(a);

	for (size_t i = 0; i < l->n_questions; i++) {
		struct value *map = value_map(a);

		value_set_str(map, "line", l->questions[i].line);
		value_set_str(map, "first", l->questions[i].readings[0]);
		value_set_str(map, "second", l->questions[i].readings[1]);
		value_set_str(map, "first_url",
		              in_url(a, l->questions[i].readings[0]));
		value_set_str(map, "second_url",
		              in_url(a, l->questions[i].readings[1]));
		value_push(list, map);
	}
	value_set(root, "questions", list);
}

static const char *wrapped(struct arena *a, const char *s, int indent)
{
	struct buf out CLEANUP(buf_deinit) = BUF(BODY_MAX);

	wrap(&out, str_of(s), WIDTH, indent, indent);
	return arena_str(a, buf_str(&out));
}

/* The reply language, as short as it can be said. In plain text the effect
 * stands at a column of its own, below what is too long for its side. */
static const struct saying {
	const char *say, *effect;
} sayings[] = {
	{ "more X, less X", "one step up or down; X is a topic, a phrase, or "
	                    "the number of a paper in the digest you answer" },
	{ "only X, Y", "your list of topics; also add X, drop X, mute X, "
	               "unmute X" },
	{ "follow NAME", "an author whose papers always come; unfollow NAME" },
	{ "threshold N", "relevance from 1 to 10; also novelty N" },
	{ "max N", "at most so many papers" },
	{ "why N", "the reasons for a paper" },
	{ "pause 2 weeks", "also pause until 2027-01-15; resume" },
	{ "weekly friday", "or daily" },
	{ "html, text", "the form of the mails" },
	{ "topics, status", "what there is, what you have" },
	{ "undo", "takes the last change back" },
	{ "my data", "what is kept about you; forget me erases it" },
	{ "unsubscribe", "ends it" },
};

enum { EFFECT_COLUMN = 18 };

static void set_help(struct value *root, struct arena *a)
{
	struct value *list = value_list(a);

	for (size_t i = 0; i < sizeof(sayings) / sizeof(*sayings); i++) {
		const struct saying *s = &sayings[i];
		struct value *map = value_map(a);

		value_set_str(map, "say", s->say);
		value_set_str(map, "effect", s->effect);
		value_set_str(
		        map, "said_wrapped",
		        arena_printf(a, "%-*s%s", EFFECT_COLUMN - 2, s->say,
		                     wrapped(a, s->effect, EFFECT_COLUMN)));
		value_push(list, map);
	}
	value_set(root, "help", list);
	value_set_bool(root, "any_help", true);
}

static struct value *view(const struct letter *l,
                          const struct compose_site *site,
                          const struct compose_links *links,
                          const char *confirm, struct arena *a)
{
	struct value *root = value_map(a);

	value_set_str(root, "subject", l->subject);
	value_set_str(root, "site", site->name);
	value_set_str(root, "headline", l->headline);
	set_lines(root, "done", l->done, l->n_done, a);
	value_set_bool(root, "any_done", l->n_done > 0);
	set_lines(root, "unknown", l->unknown, l->n_unknown, a);
	value_set_bool(root, "any_unknown", l->n_unknown > 0);
	set_lines(root, "lines", l->lines, l->n_lines, a);
	if (l->help)
		set_help(root, a);
	set_questions(root, l, a);
	value_set_str(root, "settings", l->settings);
	value_set_str(root, "settings_wrapped",
	              l->settings ? wrapped(a, l->settings, 0) : NULL);
	value_set_str(root, "mailto", links->mailto);
	value_set_str(root, "confirm", confirm);
	value_set_bool(root, "undo", l->undo);
	value_set_str(root, "address", l->to);
	value_set_str(root, "unsubscribe", links->leave);
	return root;
}

/* ---- header fields ---- */

static void thread(const struct letter *l, struct buf *out)
{
	struct buf list CLEANUP(buf_deinit) = BUF(8192);
	size_t from = l->n_references > REFERENCES_MAX
	                      ? l->n_references - REFERENCES_MAX
	                      : 0;

	if (!*l->in_reply_to)
		return;
	header_raw(out, "In-Reply-To", str_of(l->in_reply_to));
	for (size_t i = from; i < l->n_references; i++)
		if (strcmp(l->references[i], l->in_reply_to) != 0)
			buf_addf(&list, "%s ", l->references[i]);
	buf_adds(&list, l->in_reply_to);
	header_raw(out, "References", buf_str(&list));
}

static uint64_t mix(uint64_t hash, const char *text)
{
	for (; *text; text++) /* FNV-1a */
		hash = (hash ^ (unsigned char)*text) * 0x100000001b3u;
	return hash * 0x100000001b3u;
}

/* Two letters of one second are two: by what they answer and say. */
static uint64_t hash_of(const struct letter *l)
{
	uint64_t hash = mix(0xcbf29ce484222325u, l->in_reply_to);

	hash = mix(mix(hash, l->subject), l->headline);
	for (size_t i = 0; i < l->n_done; i++)
		hash = mix(hash, l->done[i]);
	for (size_t i = 0; i < l->n_lines; i++)
		hash = mix(hash, l->lines[i]);
	return l->confirm ? mix(hash, l->confirm) : hash;
}

static void headers(const struct letter *l,
                    const struct compose_settings *settings,
                    const struct compose_site *site,
                    const struct compose_links *links, const char *reply,
                    struct buf *out)
{
	struct buf value CLEANUP(buf_deinit) = BUF(4096);

	header_date(out, l->instant);
	header_mailbox(out, "From", str_of(site->name), str_of(site->from));
	header_mailbox(out, "To", str_of(l->name), str_of(l->to));
	if (*l->in_reply_to)
		buf_adds(&value, "Re: ");
	buf_adds(&value, l->subject);
	header_text(out, "Subject", buf_str(&value));
	buf_clear(&value);
	buf_addf(&value, "<letter.%lld.%016llx.%s@%s>", (long long)l->instant,
	         (unsigned long long)hash_of(l), links->token,
	         settings->domain);
	header_raw(out, "Message-ID", buf_str(&value));
	header_raw(out, "Reply-To", str_of(reply));
	thread(l, out);
	header_raw(out, "Auto-Submitted", STR("auto-replied"));
	header_raw(out, "X-Auto-Response-Suppress", STR("All"));
	header_raw(out, "Content-Language", STR("en"));
	header_raw(out, "MIME-Version", STR("1.0"));
}

static int part(const struct template_set *set, const char *name,
                const char *type, const struct value *root,
                const char *boundary, struct buf *out, struct err *err)
{
	struct buf body CLEANUP(buf_deinit) = BUF(BODY_MAX);

	if (template_render_buf(set, name, root, &body, err))
		return err_prefix(err, "%s", name);
	buf_addf(out,
	         "\r\n--%s\r\nContent-Type: text/%s; charset=utf-8\r\n"
	         "Content-Transfer-Encoding: quoted-printable\r\n\r\n",
	         boundary, type);
	qp_piece(out, buf_str(&body));
	return body.full || out->full ? err_set(err, "%s: larger than %d bytes",
	                                        name, BODY_MAX)
	                              : 0;
}

int letter_compose(const struct letter_templates *t,
                   const struct compose_settings *settings,
                   const struct token_key *key, const struct letter *letter,
                   struct buf *out, struct err *err)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(WORK_BYTES);
	int today = date_of(letter->instant);
	struct digest as_digest = {
		.edition = letter->edition == DATE_NONE ? 0 : letter->edition,
		.subscriber = letter->subscriber,
		.address = letter->to,
		.name = letter->name,
		.reply_expires = today + TOKEN_REPLY_DAYS,
	};
	const char *reply, *confirm = NULL, *boundary;
	struct compose_site site;
	struct compose_links links;
	struct value *root;

	if (compose_site_make(settings, arena, &site, err) ||
	    compose_links_make(settings, &site, key, &as_digest, arena, &links,
	                       err))
		return -1;
	reply = links.reply;
	if (letter->confirm) {
		reply = compose_plus_address(arena, &site, letter->confirm);
		confirm = compose_mailto(arena, &site, letter->confirm);
	}
	root = view(letter, &site, &links, confirm, arena);
	boundary = arena_printf(arena, "=_%s", links.token);
	headers(letter, settings, &site, &links, reply, out);
	buf_addf(out,
	         "Content-Type: multipart/alternative;\r\n boundary=\"%s\"\r\n",
	         boundary);
	if (part(t->text, "letter.txt", "plain", root, boundary, out, err) ||
	    part(t->html, "letter.html", "html", root, boundary, out, err))
		return -1;
	buf_addf(out, "\r\n--%s--\r\n", boundary);
	return out->full ? err_set(err, "letter too large") : 0;
}
