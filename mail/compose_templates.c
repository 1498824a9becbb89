/* Template files in, two checked sets out: one escapes HTML, one nothing. */
#include "mail/compose_intern.h"

#include <stdlib.h>

#include "base/file.h"

const char *const compose_template_names[] = {
	"digest.html",       "digest.txt",           "shared/line.html",
	"shared/paper.html", "shared/abstract.html", "shared/brief.html",
	"shared/line.txt",   "shared/paper.txt",     "shared/abstract.txt",
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
};

const char *compose_part_name(enum compose_part part)
{
	return part_names[part];
}

int compose_part_of_name(const char *name)
{
	for (int i = 0; i < PART_TITLE; i++)
		if (!strcmp(part_names[i], name))
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

static bool is_listed(const char *const *names, const char *name)
{
	for (; *names; names++)
		if (!strcmp(*names, name))
			return true;
	return false;
}

/* Looks for a variable that does not exist: it would print nothing for ever,
 * and nobody would know why. */
struct search {
	const char *const *known;
	char unknown[80]; /* the first one; "" when all exist */
};

static void look(void *ctx, const char *variable)
{
	struct search *search = ctx;

	if (search->unknown[0] || is_listed(search->known, variable) ||
	    is_listed(compose_paper_variables, variable))
		return;
	strncat(search->unknown, variable, sizeof(search->unknown) - 1);
}

static int check_names(const struct compose_templates *t, struct err *err)
{
	for (size_t i = 0; i < n_compose_template_names; i++) {
		const char *name = compose_template_names[i];
		struct search search = {
			.known = compose_part_of_name(name) < 0
			                 ? compose_digest_variables
			                 : compose_paper_variables
		};

		if (!template_has(set_of(t, name), name))
			return err_set(err, "%s: is missing", name);
		template_names(set_of(t, name), name, look, &search);
		if (search.unknown[0])
			return err_set(err,
			               "%s: there is no variable {{%s}}, see "
			               "README.md",
			               name, search.unknown);
	}
	return 0;
}

struct compose_templates *
compose_templates_new(const struct compose_source *sources, size_t n,
                      struct err *err)
{
	struct compose_templates *t CLEANUP(compose_templates_freep) =
	        calloc(1, sizeof(*t));

	if (!t)
		abort();
	t->html = template_set_new(TEMPLATE_HTML);
	t->text = template_set_new(TEMPLATE_PLAIN);
	for (size_t i = 0; i < n; i++) {
		const char *name = sources[i].name;

		if (template_add(set_of(t, name), name, sources[i].text, err)) {
			err_prefix(err, "%s", name);
			return NULL;
		}
	}
	if (check_names(t, err) || template_check(t->html, err) ||
	    template_check(t->text, err))
		return NULL;
	return STEAL(t);
}

void compose_templates_free(struct compose_templates *t)
{
	if (!t)
		return;
	template_set_free(t->html);
	template_set_free(t->text);
	free(t);
}
