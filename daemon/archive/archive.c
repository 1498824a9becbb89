#include "archive/archive_intern.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"

enum {
	PATH_LIMIT = 4096,
	PAGE_MAX = 256 << 20, /* ten thousand abstracts are 20 MB */
	LOCK_TRIES = 50,
	LOCK_PAUSE_NS = 100 * 1000 * 1000,
};

/* The arena aborts when full; the feed's cap of 20 MB a document keeps an
 * edition far below. */
static const size_t arena_max = (size_t)1 << 30;

/* ---- the directory ---- */

/* The lock is on the directory itself: no file of ours lies about, and it dies
 * with its holder. */
static int take(int fd, const char *dir, struct err *err)
{
	for (int i = 0; i < LOCK_TRIES; i++) {
		struct timespec pause = { .tv_nsec = LOCK_PAUSE_NS };

		if (!flock(fd, LOCK_EX | LOCK_NB))
			return 0;
		if (errno != EWOULDBLOCK && errno != EINTR)
			return err_set(err, "%s: %s", dir, strerror(errno));
		nanosleep(&pause, NULL);
	}
	return err_set(err, "%s: another digestd or digestctl writes there",
	               dir);
}

int archive_open(const char *dir, int *lock, struct err *err)
{
	int fd CLEANUP(cleanup_close) = -1;

	if (file_mkdirs(dir, 0755, err))
		return -1;
	fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return err_set(err, "%s: %s", dir, strerror(errno));
	if (take(fd, dir, err) || file_sweep(dir, err))
		return -1;
	*lock = fd;
	fd = -1;
	return 0;
}

static bool is_there(const char *dir, const char *file)
{
	struct buf path CLEANUP(buf_deinit) = BUF(PATH_LIMIT);

	file_join(&path, dir, file);
	return !path.full && !access(buf_cstr(&path), F_OK);
}

bool archive_has_edition(const char *dir, int date)
{
	struct arena *a CLEANUP(arena_freep) = arena_new(4096);

	for (enum archive_view view = 0; view < VIEWS; view++)
		if (!is_there(dir, archive_edition_file(a, date, view)))
			return false;
	return true;
}

bool archive_has_month(const char *dir, int any_date_in_month)
{
	struct arena *a CLEANUP(arena_freep) = arena_new(4096);

	return is_there(dir, archive_month_file(a, any_date_in_month));
}

/* ---- files ---- */

int archive_write(const struct archive_site *site, const char *file,
                  struct str text, struct err *err)
{
	struct buf path CLEANUP(buf_deinit) = BUF(PATH_LIMIT);

	file_join(&path, site->dir, file);
	if (path.full)
		return err_set(err, "%s/%s: path too long", site->dir, file);
	return file_update(buf_cstr(&path), text, 0644, err);
}

int archive_render(const struct archive_site *site, const char *template,
                   const char *file, const struct value *data, struct err *err)
{
	struct buf page CLEANUP(buf_deinit) = BUF(PAGE_MAX);

	if (template_render_buf(site->templates, template, data, &page, err))
		return err_prefix(err, "%s/%s", site->dir, file);
	return archive_write(site, file, buf_str(&page), err);
}

int archive_write_style(const struct archive_site *site, struct err *err)
{
	return archive_render(site, "archive/style", "style.css", NULL, err);
}

int archive_write_edition(const struct archive_site *site,
                          const struct archive_edition *edition,
                          struct err *err)
{
	static const char *const templates[] = {
		[VIEW_PAPERS] = "archive/edition",
		[VIEW_TOPICS] = "archive/topics",
		[VIEW_ALL] = "archive/all",
	};

	for (enum archive_view view = 0; view < VIEW_JSON; view++) {
		struct arena *a CLEANUP(arena_freep) = arena_new(arena_max);

		if (archive_render(
		            site, templates[view],
		            archive_edition_file(a, edition->edition->date,
		                                 view),
		            archive_edition_value(site, edition, view, a), err))
			return -1;
	}
	return archive_write_json(site, edition, err);
}

int archive_write_month(const struct archive_site *site,
                        const struct archive_month *month, int previous,
                        int next, struct err *err)
{
	struct arena *a CLEANUP(arena_freep) = arena_new(arena_max);

	return archive_render(
	        site, "archive/month",
	        archive_month_file(a, archive_month_date(month)),
	        archive_month_value(site, month, previous, next, a), err);
}

int archive_write_front(const struct archive_site *site,
                        const struct archive_front *front,
                        const struct edition *editions, size_t n,
                        struct err *err)
{
	struct arena *a CLEANUP(arena_freep) = arena_new(arena_max);

	if (archive_render(site, "archive/index", "index.html",
	                   archive_index_value(site, front, editions, n, a),
	                   err))
		return -1;
	return archive_render(site, "archive/feed", "feed.xml",
	                      archive_feed_value(site, front, a), err);
}
