/* A copy of the database while it is in use (SQLite's online backup API). */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "store/store_sql.h"

/* Pages of 4 kB between two looks at the progress. */
enum { PAGES = 2000 };

/* The copy as it is made, beside what it will be: DIR/digestd-backup.part.PID,
 * locked for as long as somebody is at it. One that is not was left by a
 * backup that was killed, and goes with the next one into that directory. */
static const char part_name[] = "digestd-backup.part.";

struct copy {
	struct store *to; /* a connection to the file, nothing more */
	char *part;       /* the file; NULL once it has its name */
	int lock;         /* open until SQLite has closed the file: closing it
	                   * drops SQLite's own locks (POSIX) */
};

static void copy_drop(struct copy *c)
{
	store_close(c->to);
	if (c->part)
		unlink(c->part);
	free(c->part);
	cleanup_close(&c->lock);
}

/* The directory that the path is in; the caller's to free. */
static char *folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *folder = !slash          ? strdup(".")
	               : slash == path ? strdup("/")
	                               : strndup(path, (size_t)(slash - path));

	if (!folder)
		abort();
	return folder;
}

static int is_part(const struct dirent *entry)
{
	const char *pid = entry->d_name + sizeof(part_name) - 1;

	return !strncmp(entry->d_name, part_name, sizeof(part_name) - 1) &&
	       *pid && !pid[strspn(pid, "0123456789")];
}

/* With what SQLite had beside it. */
static void remove_left(const char *path)
{
	static const char *const beside[] = { "-journal", "-wal", "-shm", "" };
	int fd CLEANUP(cleanup_close) =
	        open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);

	if (fd < 0 || flock(fd, LOCK_EX | LOCK_NB))
		return;
	for (size_t i = 0; i < sizeof(beside) / sizeof(*beside); i++) {
		struct buf name CLEANUP(buf_deinit) = BUF(8192);

		buf_addf(&name, "%s%s", path, beside[i]);
		unlink(buf_cstr(&name));
	}
}

static void sweep(const char *folder)
{
	struct dirent **found;
	int n = scandir(folder, &found, is_part, alphasort);

	for (int i = 0; i < n; i++) {
		struct buf path CLEANUP(buf_deinit) = BUF(8192);

		file_join(&path, folder, found[i]->d_name);
		remove_left(buf_cstr(&path));
		free(found[i]);
	}
	if (n >= 0)
		free(found);
}

/* Made by us first: SQLite would ask the umask for its mode. > 0: another
 * backup swept it away before it was locked. */
static int make_part(struct copy *c)
{
	struct stat st;

	c->lock = open(c->part, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (c->lock < 0 || flock(c->lock, LOCK_EX) || fstat(c->lock, &st))
		return -1;
	if (st.st_nlink)
		return 0;
	close(c->lock);
	return 1;
}

static int copy_open(struct copy *c, const char *path, struct err *err)
{
	char *folder CLEANUP(cleanup_free) = folder_of(path);
	int rc;

	sweep(folder);
	if (asprintf(&c->part, "%s/%s%d", folder, part_name, (int)getpid()) <
	            0 ||
	    !(c->to = calloc(1, sizeof(*c->to))))
		abort();
	c->to->path = strdup(path); /* for messages */
	if (!c->to->path)
		abort();
	while ((rc = make_part(c)) > 0)
		;
	if (rc) {
		err_set(err, "%s: %s", path, strerror(errno));
		free(STEAL(c->part));
		return -1;
	}
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
	char *folder CLEANUP(cleanup_free) = folder_of(path);
	int fd CLEANUP(cleanup_close) =
	        open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0)
		fsync(fd);
}

int store_backup(struct store *store, const char *path,
                 void (*progress)(void *ctx, const char *what, size_t done,
                                  size_t of),
                 void *ctx, struct err *err)
{
	struct copy c CLEANUP(copy_drop) = { .lock = -1 };
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
