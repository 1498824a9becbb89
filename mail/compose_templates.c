/* Template files in, two checked sets out: one escapes HTML, one nothing. */
#include "mail/compose_intern.h"

#include <stdlib.h>

#include "base/file.h"
#include "mail/qp.h"

/* Each of the texts may become three times as long. */
enum { PREPARED_MAX = 64 * TEMPLATE_MAX };

const char *const compose_template_names[] = {
	"digest.html",         "digest.txt",           "frame/head.html",
	"frame/foot.html",     "shared/line.html",     "shared/paper.html",
	"shared/reason.html",  "shared/abstract.html", "shared/brief.html",
	"shared/line.txt",     "shared/paper.txt",     "shared/reason.txt",
	"shared/abstract.txt",
};
const size_t n_compose_template_names =
        sizeof(compose_template_names) / sizeof(*compose_template_names);

static const char *const part_names[COMPOSE_PARTS] = {
	[PART_HTML_LINE] = "shared/line.html",
	[PART_HTML_PAPER] = "shared/paper.html",
	[PART_HTML_ABSTRACT] = "shared/abstract.html",
	[PART_HTML_BRIEF] = "shared/brief.html",
	[PART_TEXT_LINE] = "shared/line.txt",
	[PART_TEXT_PAPER] = "shared/paper.txt",
	[PART_TEXT_ABSTRACT] = "shared/abstract.txt",
	[PART_TITLE] = "title",
	[PART_HTML_REASON] = "shared/reason.html",
	[PART_TEXT_REASON] = "shared/reason.txt",
};

const char *compose_part_name(enum compose_part part)
{
	return part_names[part];
}

int compose_part_of_name(const char *name)
{
	for (int i = 0; i < COMPOSE_PARTS; i++)
		if (i != PART_TITLE && !strcmp(part_names[i], name))
			return i;
	return -1;
}

int compose_sources_read(const char *dir, struct arena *arena,
                         struct compose_source *sources, struct err *err)
{
	for (size_t i = 0; i < n_compose_template_names; i++) {
		const char *name = compose_template_names[i];
		struct buf path CLEANUP(buf_deinit) = BUF(4096);
		struct buf text CLEANUP(buf_deinit) = BUF(TEMPLATE_MAX);

		file_join(&path, dir, name);
		if (file_read(buf_cstr(&path), &text, err))
			return -1;
		sources[i] = (struct compose_source){
			name, { arena_str(arena, buf_str(&text)), text.len }
		};
	}
	return 0;
}

static bool ends_in(const char *name, const char *end)
{
	size_t n = strlen(name), m = strlen(end);

	return n >= m && !strcmp(name + n - m, end);
}

static bool is_html(const char *name)
{
	return ends_in(name, ".html");
}

static struct template_set *set_of(const struct compose_templates *t,
                                   const char *name)
{
	return is_html(name) ? t->html : t->text;
}

static bool is_listed(const char *const *const *lists, const char *name)
{
	for (; *lists; lists++)
		for (const char *const *n = *lists; *n; n++)
			if (!strcmp(*n, name))
				return true;
	return false;
}

/* Looks for a variable that does not exist: it would print nothing for ever,
 * and nobody would know why. */
struct search {
	const char *template;
	const char *const *const *known;
	compose_problem_fn *problem;
	void *ctx;
};

static void look(void *ctx, const char *variable, unsigned line)
{
	const struct search *search = ctx;
	struct err err;

	if (is_listed(search->known, variable))
		return;
	err_set(&err,
	        "%s: line %u: there is no variable {{%.60s}}, see README.md",
	        search->template, line, variable);
	search->problem(search->ctx, err.msg);
}

void compose_check_names(const struct template_set *set, const char *name,
                         const char *const *const *known,
                         compose_problem_fn *problem, void *ctx)
{
	struct search search = { name, known, problem, ctx };

	template_names(set, name, look, &search);
}

static void check_names(const struct compose_templates *t,
                        compose_problem_fn *problem, void *ctx)
{
	for (size_t i = 0; i < n_compose_template_names; i++) {
		const char *name = compose_template_names[i];

		compose_check_names(set_of(t, name), name,
		                    compose_part_of_name(name) < 0
		                            ? compose_digest_variables
		                            : compose_paper_variables,
		                    problem, ctx);
	}
}

static bool is_given(const struct compose_source *sources, size_t n,
                     const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(sources[i].name, name))
			return true;
	return false;
}

static const void *prepare_text(void *ctx, struct str text)
{
	struct qp_text *t = arena_alloc(ctx, sizeof(*t));

	qp_prepare(t, text, ctx);
	return t;
}

/* So that a mail copies what stands in a template, and knows a part when it is
 * called. */
static void prepare(struct compose_templates *t)
{
	const struct value_shape *shapes[2];

	t->prepared = arena_new(PREPARED_MAX);
	compose_shapes_make(&t->shapes, t->prepared);
	shapes[0] = t->shapes.paper;
	shapes[1] = t->shapes.reader;
	template_bind(t->html, shapes, 2);
	template_bind(t->text, shapes, 2);
	template_prepare(t->html, prepare_text, t->prepared);
	template_prepare(t->text, prepare_text, t->prepared);
	for (int i = 0; i < COMPOSE_PARTS; i++)
		if (i != PART_TITLE)
			template_tag(set_of(t, part_names[i]), part_names[i],
			             i + 1);
}

/* Each alone; then, when all compile, what they say to each other. */
static struct compose_templates *compile(const struct compose_source *sources,
                                         size_t n, compose_problem_fn *problem,
                                         void *ctx)
{
	struct compose_templates *t = calloc(1, sizeof(*t));
	bool failed = false;
	struct err err;

	if (!t)
		abort();
	t->html = template_set_new(TEMPLATE_HTML);
	t->text = template_set_new(TEMPLATE_PLAIN);
	for (size_t i = 0; i < n_compose_template_names; i++) {
		const char *name = compose_template_names[i];

		if (is_given(sources, n, name))
			continue;
		err_set(&err, "%s: is missing", name);
		problem(ctx, err.msg);
		failed = true;
	}
	for (size_t i = 0; i < n; i++) {
		const char *name = sources[i].name;

		if (!template_add(set_of(t, name), name, sources[i].text, &err))
			continue;
		err_prefix(&err, "%s", name);
		problem(ctx, err.msg);
		failed = true;
	}
	if (failed)
		return t;
	prepare(t);
	check_names(t, problem, ctx);
	if (template_check(t->html, &err))
		problem(ctx, err.msg);
	if (template_check(t->text, &err))
		problem(ctx, err.msg);
	return t;
}

void compose_templates_check(const struct compose_source *sources, size_t n,
                             compose_problem_fn *problem, void *ctx)
{
	compose_templates_free(compile(sources, n, problem, ctx));
}

void compose_keep_first(void *ctx, const char *what)
{
	struct compose_first *first = ctx;

	if (!first->any)
		err_set(first->err, "%s", what);
	first->any = true;
}

struct compose_templates *
compose_templates_new(const struct compose_source *sources, size_t n,
                      struct err *err)
{
	struct compose_first first = { .err = err };
	struct compose_templates *t CLEANUP(compose_templates_freep) =
	        compile(sources, n, compose_keep_first, &first);

	return first.any ? NULL : STEAL(t);
}

void compose_templates_free(struct compose_templates *t)
{
	if (!t)
		return;
	template_set_free(t->html);
	template_set_free(t->text);
	arena_free(t->prepared);
	free(t);
}
