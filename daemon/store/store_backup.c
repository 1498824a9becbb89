/* A copy of the database while it is in use (SQLite's online backup API). */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/store_sql.h"

/* Pages of 4 kB between two looks at the progress. */
enum { PAGES = 2000 };

/* The copy as it is made; it has another name until it is whole. */
struct copy {
	struct store *to; /* a connection to the file, nothing more */
	char *part;       /* the file; NULL once it has its name */
};

static void copy_drop(struct copy *c)
{
	store_close(c->to);
	if (c->part)
		unlink(c->part);
	free(c->part);
}

/* Made by us first: SQLite would ask the umask for its mode. */
static int copy_open(struct copy *c, const char *path, struct err *err)
{
	int fd;

	if (asprintf(&c->part, "%s.part.%d", path, (int)getpid()) < 0 ||
	    !(c->to = calloc(1, sizeof(*c->to))))
		abort();
	c->to->path = strdup(c->part);
	if (!c->to->path)
		abort();
	fd = open(c->part, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0) {
		err_set(err, "%s: %s", path, strerror(errno));
		free(c->part);
		c->part = NULL;
		return -1;
	}
	close(fd);
	if (sqlite3_open_v2(c->part, &c->to->db, SQLITE_OPEN_READWRITE, NULL))
		return sql_err(c->to, err);
	return 0;
}

/* All pages, as the caller's transaction sees them. */
static int copy_pages(struct store *from, struct copy *c,
                      void (*progress)(void *, const char *, size_t, size_t),
                      void *ctx, struct err *err)
{
	sqlite3_backup *b =
	        sqlite3_backup_init(c->to->db, "main", from->db, "main");
	int rc;

	if (!b)
		return sql_err(c->to, err);
	do {
		rc = sqlite3_backup_step(b, PAGES);
		if (progress)
			progress(ctx, "backup",
			         (size_t)(sqlite3_backup_pagecount(b) -
			                  sqlite3_backup_remaining(b)),
			         (size_t)sqlite3_backup_pagecount(b));
	} while (rc == SQLITE_OK);
	sqlite3_backup_finish(b);
	return rc == SQLITE_DONE ? 0 : sql_err(c->to, err);
}

/* A snapshot for as long as it takes: what others commit meanwhile neither
 * shows in the copy nor makes it begin again. */
static int copy_snapshot(struct store *from, struct copy *c,
                         void (*progress)(void *, const char *, size_t, size_t),
                         void *ctx, struct err *err)
{
	int rc;

	if (sql_run(from, sql(from, "BEGIN"), err) ||
	    sql_run(from, sql(from, "SELECT 1 FROM sqlite_schema"), err)) {
		store_rollback(from);
		return -1;
	}
	rc = copy_pages(from, c, progress, ctx, err);
	store_rollback(from);
	return rc;
}

/* One file without a log beside it, and whole. */
static int copy_check(struct copy *c, struct err *err)
{
	sqlite3_stmt *q = NULL;
	int rc;

	if (sqlite3_exec(c->to->db, "PRAGMA journal_mode = DELETE", NULL, NULL,
	                 NULL) ||
	    sqlite3_prepare_v2(c->to->db, "PRAGMA quick_check(1)", -1, &q,
	                       NULL))
		return sql_err(c->to, err);
	rc = sqlite3_step(q) == SQLITE_ROW &&
	                     !strcmp((const char *)sqlite3_column_text(q, 0),
	                             "ok")
	             ? 0
	             : err_set(err, "the copy is damaged: %s",
	                       sqlite3_errmsg(c->to->db));
	sqlite3_finalize(q);
	return rc;
}

/* Not every file system knows both ways (NFS the first, FAT the second). */
static int rename_unless_there(const char *from, const char *to)
{
	if (!renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE))
		return 0;
	if (errno != EINVAL || link(from, to))
		return -1;
	return unlink(from);
}

static void sync_folder(const char *path)
{
	char *folder = strdup(path), *slash;
	int fd;

	if (!folder)
		abort();
	slash = strrchr(folder, '/');
	if (slash)
		slash[slash == folder] = '\0';
	fd = open(slash ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0) {
		fsync(fd);
		close(fd);
	}
	free(folder);
}

int store_backup(struct store *store, const char *path,
                 void (*progress)(void *ctx, const char *what, size_t done,
                                  size_t of),
                 void *ctx, struct err *err)
{
	struct copy c CLEANUP(copy_drop) = { 0 };
	struct stat st;

	if (!lstat(path, &st))
		return err_set(err, "%s: is there already", path);
	if (copy_open(&c, path, err) ||
	    copy_snapshot(store, &c, progress, ctx, err) || copy_check(&c, err))
		return -1;
	store_close(STEAL(c.to));
	if (rename_unless_there(c.part, path))
		return err_set(err, "%s: %s", path,
		               errno == EEXIST ? "is there already"
		                               : strerror(errno));
	free(STEAL(c.part));
	sync_folder(path);
	return 0;
}
