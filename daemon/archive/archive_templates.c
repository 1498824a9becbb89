/* The templates' files, and that they say nothing that does not exist. */
#include "archive/archive_intern.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"

enum { PATH_LIMIT = 4096 };

static const struct page {
	const char *name, *file;
} pages[] = {
	{ "archive/edition", "edition.html" },
	{ "archive/topics", "topics.html" },
	{ "archive/all", "all.html" },
	{ "archive/month", "month.html" },
	{ "archive/index", "index.html" },
	{ "archive/feed", "feed.xml" },
	{ "archive/style", "style.css" },
};

static int join(struct buf *path, const char *dir, const char *name,
                struct err *err)
{
	file_join(path, dir, name);
	return path->full ? err_set(err, "%s/%s: path too long", dir, name) : 0;
}

static int load(struct template_set *set, const char *path, const char *name,
                struct err *err)
{
	struct buf text CLEANUP(buf_deinit) = BUF(TEMPLATE_MAX);

	if (file_read(path, &text, err))
		return -1;
	if (template_add(set, name, buf_str(&text), err))
		return err_prefix(err, "%s", path);
	return 0;
}

/* The template's name of a file in templates/archive, or false: none. */
static bool template_name(const char *file, struct buf *name)
{
	const char *dot = strrchr(file, '.');

	if (!dot || file[0] == '.')
		return false;
	if (strcmp(dot, ".html") != 0 && strcmp(file, "style.css") != 0 &&
	    strcmp(file, "feed.xml") != 0)
		return false;
	buf_adds(name, "archive/");
	buf_add(name, file, (size_t)(dot - file));
	return true;
}

static int load_all(struct template_set *set, const char *dir,
                    struct dirent **files, int n, struct err *err)
{
	for (int i = 0; i < n; i++) {
		struct buf path CLEANUP(buf_deinit) = BUF(PATH_LIMIT);
		struct buf name CLEANUP(buf_deinit) = BUF(PATH_LIMIT);

		if (!template_name(files[i]->d_name, &name))
			continue;
		if (join(&path, dir, files[i]->d_name, err) ||
		    load(set, buf_cstr(&path), buf_cstr(&name), err))
			return -1;
	}
	return 0;
}

/* A variable that does not exist would print nothing for ever, and nobody
 * would know why. The first one is named. */
struct search {
	const char *template, *path;
	struct err *err;
	bool found;
};

static void look(void *ctx, const char *variable, unsigned line)
{
	struct search *s = ctx;

	if (s->found || archive_variable(s->template, variable))
		return;
	s->found = true;
	err_set(s->err,
	        "%s: line %u: there is no variable {{%s}}, see "
	        "README.md",
	        s->path, line, variable);
}

static int check_variables(const struct template_set *set, const char *dir,
                           struct dirent **files, int n, struct err *err)
{
	for (int i = 0; i < n; i++) {
		struct buf path CLEANUP(buf_deinit) = BUF(PATH_LIMIT);
		struct buf name CLEANUP(buf_deinit) = BUF(PATH_LIMIT);
		struct search s = { .err = err };

		if (!template_name(files[i]->d_name, &name))
			continue;
		file_join(&path, dir, files[i]->d_name);
		s.template = buf_cstr(&name);
		s.path = buf_cstr(&path);
		template_names(set, s.template, look, &s);
		if (s.found)
			return -1;
	}
	return 0;
}

static int check_all(const struct template_set *set, const char *dir,
                     struct dirent **files, int n, struct err *err)
{
	if (template_check(set, err))
		return err_prefix(err, "%s", dir);
	for (size_t i = 0; i < sizeof(pages) / sizeof(*pages); i++)
		if (!template_has(set, pages[i].name))
			return err_set(err, "%s/%s: %s", dir, pages[i].file,
			               strerror(ENOENT));
	return check_variables(set, dir, files, n, err);
}

struct template_set *archive_templates(const char *templates_dir,
                                       struct err *err)
{
	struct buf dir CLEANUP(buf_deinit) = BUF(PATH_LIMIT);
	struct template_set *set CLEANUP(template_set_freep) =
	        template_set_new(TEMPLATE_HTML);
	struct dirent **files = NULL;
	int n, failed;

	if (join(&dir, templates_dir, "archive", err))
		return NULL;
	n = scandir(buf_cstr(&dir), &files, NULL, alphasort);
	if (n < 0) {
		err_set(err, "%s: %s", buf_cstr(&dir), strerror(errno));
		return NULL;
	}
	failed = load_all(set, buf_cstr(&dir), files, n, err) ||
	         check_all(set, buf_cstr(&dir), files, n, err);
	while (n > 0)
		free(files[--n]);
	free(files);
	return failed ? NULL : STEAL(set);
}
