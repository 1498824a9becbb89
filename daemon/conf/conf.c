#include "conf/conf.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "conf/conf_problems.h"
#include "conf/conf_read.h"
#include "conf/conf_text.h"

enum { CONF_ARENA_MAX = 64 * 1024 * 1024 };

/* What conf_free finds behind the struct conf that it is given. */
struct loaded {
	struct conf conf;
	struct arena *arena;
};

static struct conf *conf_new(const char *path)
{
	struct loaded *l = calloc(1, sizeof(*l));

	if (!l)
		abort();
	l->arena = arena_new(CONF_ARENA_MAX);
	l->conf.path = arena_strdup(l->arena, path);
	return &l->conf;
}

void conf_free(struct conf *conf)
{
	struct loaded *l = (struct loaded *)conf;

	if (!l)
		return;
	arena_free(l->arena);
	free(l);
}

/* libconfig tells the line of a doubled setting, not its name: it is the one
 * name on that line, if there is just one. NULL otherwise. */
static const char *only_name(struct arena *arena, struct str line)
{
	const char *p = line.ptr, *end = p + line.len;
	struct str name = STR("");

	while (p < end) {
		const char *from = p;

		if (*p == '"')
			break; /* a value: names stand before it */
		while (p < end &&
		       (isalnum((unsigned char)*p) || *p == '_' || *p == '-'))
			p++;
		if (p == from) {
			p++;
			continue;
		}
		if (!isalpha((unsigned char)*from))
			continue;
		if (name.len)
			return NULL;
		name = (struct str){ from, (size_t)(p - from) };
	}
	return name.len ? arena_str(arena, name) : NULL;
}

/* libconfig stops at the first of these: it stands alone. */
static void syntax_problem(struct conf_problems *problems,
                           const struct conf_text *text, const config_t *tree)
{
	const char *what = config_error_text(tree);
	unsigned line = config_error_line(tree) > 0
	                        ? (unsigned)config_error_line(tree)
	                        : 1;
	unsigned swallowed = conf_text_swallowed(text, line);

	if (!what)
		what = "syntax error";
	if (!strcmp(what, "duplicate setting name"))
		conf_problem(
		        problems, line,
		        only_name(problems->arena, conf_text_line(text, line)),
		        "is set twice");
	else if (strcmp(what, "syntax error"))
		conf_problem(problems, line, NULL, "syntax error: %s", what);
	else if (swallowed)
		conf_problem(problems, line, NULL, CONF_SWALLOWED, swallowed);
	else
		conf_problem(problems, line, NULL,
		             "syntax error, here or at the end of the line "
		             "before");
}

static void read_tree(struct conf_reader *r, const struct conf_text *text,
                      conf_look_fn *look)
{
	config_t tree;

	config_init(&tree);
	if (!config_read_string(&tree, buf_cstr(&text->bytes))) {
		syntax_problem(r->problems, text, &tree);
	} else {
		r->tree = &tree;
		conf_read_settings(r);
		conf_read_whole(r);
		conf_read_files(r, look);
	}
	config_destroy(&tree);
}

int conf_load_with(const char *path, conf_look_fn *look, struct conf **conf,
                   struct buf *problems)
{
	struct conf *own CLEANUP(conf_freep) = conf_new(path);
	struct loaded *l = (struct loaded *)own;
	struct arena *scratch CLEANUP(arena_freep) = arena_new(CONF_ARENA_MAX);
	struct conf_text text CLEANUP(conf_text_deinit);
	struct conf_problems found;
	struct conf_reader r;

	conf_text_init(&text, scratch);
	conf_problems_init(&found, scratch, &text);
	r = (struct conf_reader){ .conf = own,
		                  .arena = l->arena,
		                  .dir = conf_dir(l->arena, path),
		                  .problems = &found };
	if (!conf_text_read(&text, path, r.dir, &found))
		read_tree(&r, &text, look);
	if (found.n) {
		conf_problems_print(&found, problems);
		return -1;
	}
	*conf = STEAL(own);
	return 0;
}

int conf_load(const char *path, struct conf **conf, struct buf *problems)
{
	return conf_load_with(path, NULL, conf, problems);
}
