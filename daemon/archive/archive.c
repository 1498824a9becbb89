#include "archive/archive.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "archive/archive_intern.h"
#include "base/buf.h"
#include "base/file.h"

enum {
	PATH_LIMIT = 4096,
	PAGE_MAX = 256 << 20, /* ten thousand abstracts are 20 MB */
};

/* The arena aborts when full; the feed's cap of 20 MB a document keeps an
 * edition far below. */
static const size_t arena_max = (size_t)1 << 30;

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
	if (strcmp(dot, ".html") != 0 && strcmp(file, "style.css") != 0)
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

static int check_all(const struct template_set *set, const char *dir,
                     struct err *err)
{
	static const struct {
		const char *name, *file;
	} needed[] = {
		{ "archive/edition", "edition.html" },
		{ "archive/month", "month.html" },
		{ "archive/index", "index.html" },
		{ "archive/style", "style.css" },
	};

	for (size_t i = 0; i < sizeof(needed) / sizeof(*needed); i++)
		if (!template_has(set, needed[i].name))
			return err_set(err, "%s/%s: %s", dir,
			               needed[i].file, strerror(ENOENT));
	return template_check(set, err) ? err_prefix(err, "%s", dir) : 0;
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
	         check_all(set, buf_cstr(&dir), err);
	while (n > 0)
		free(files[--n]);
	free(files);
	return failed ? NULL : STEAL(set);
}

static int write_page(const struct archive_site *site, const char *template,
                      const char *file, const struct value *data,
                      struct err *err)
{
	struct buf path CLEANUP(buf_deinit) = BUF(PATH_LIMIT);
	struct buf page CLEANUP(buf_deinit) = BUF(PAGE_MAX);

	if (join(&path, site->dir, file, err) ||
	    file_mkdirs(site->dir, 0755, err))
		return -1;
	if (template_render_buf(site->templates, template, data, &page, err))
		return err_prefix(err, "%s", buf_cstr(&path));
	if (page.full)
		return err_set(err, "%s: page larger than %d bytes",
		               buf_cstr(&path), PAGE_MAX);
	return file_update(buf_cstr(&path), buf_str(&page), 0644, err);
}

static int write_style(const struct archive_site *site, struct arena *a,
                       struct err *err)
{
	return write_page(site, "archive/style", "style.css", value_map(a),
	                  err);
}

int archive_write_edition(const struct archive_site *site,
                          const struct archive_edition *edition,
                          struct err *err)
{
	struct arena *a CLEANUP(arena_freep) = arena_new(arena_max);

	if (write_style(site, a, err))
		return -1;
	return write_page(site, "archive/edition",
	                  archive_edition_file(a, edition->edition->date),
	                  archive_edition_value(site, edition, a), err);
}

int archive_write_month(const struct archive_site *site, int any_date_in_month,
                        const struct edition *editions, size_t n,
                        struct err *err)
{
	struct arena *a CLEANUP(arena_freep) = arena_new(arena_max);

	return write_page(
	        site, "archive/month", archive_month_file(a, any_date_in_month),
	        archive_month_value(site, any_date_in_month, editions, n, a),
	        err);
}

int archive_write_index(const struct archive_site *site,
                        const struct edition *editions, size_t n,
                        struct err *err)
{
	struct arena *a CLEANUP(arena_freep) = arena_new(arena_max);

	if (write_style(site, a, err))
		return -1;
	return write_page(site, "archive/index", "index.html",
	                  archive_index_value(site, editions, n, a), err);
}
