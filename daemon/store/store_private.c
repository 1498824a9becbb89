/*
 * The state's files are nobody else's to read: they hold addresses and the keys
 * that sign. Neither the umask of whoever made a file, nor cp when a backup was
 * put back, nor a directory that was there before us decides about that.
 */
#include "store/store_sql.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/log.h"

static const char *const files[] = { "digestd.db", "digestd.db-wal",
	                             "digestd.db-shm", "lock", "daemon.lock" };

enum { FILES = sizeof(files) / sizeof(*files) };

static unsigned mode_of(const struct stat *st)
{
	return (unsigned)st->st_mode & 07777;
}

static bool is_open(const char *dir, size_t file, struct buf *path,
                    unsigned *mode)
{
	struct stat st;

	buf_clear(path);
	file_join(path, dir, files[file]);
	if (stat(buf_cstr(path), &st) || !(st.st_mode & 077))
		return false;
	*mode = mode_of(&st);
	return true;
}

bool store_is_open_to_others(const char *state_dir, struct buf *path,
                             unsigned *mode)
{
	for (size_t i = 0; i < FILES; i++)
		if (is_open(state_dir, i, path, mode))
			return true;
	return false;
}

static int close_files(const char *dir, struct err *err)
{
	struct buf path CLEANUP(buf_deinit) = BUF(4096);
	unsigned mode;

	for (size_t i = 0; i < FILES; i++) {
		if (!is_open(dir, i, &path, &mode))
			continue;
		if (chmod(buf_cstr(&path), 0600) && errno != ENOENT)
			return err_set(err,
			               "%s: others may read it (mode %04o), "
			               "and it cannot be closed to them: %s",
			               buf_cstr(&path), mode, strerror(errno));
		log_warning("%s was open to others (mode %04o), and is no more",
		            buf_cstr(&path), mode);
	}
	return 0;
}

/* Who may write into the directory may put another database there. Who may only
 * read it sees names; it is the admin's, and may have more in it than ours. */
static int close_directory(const char *dir, struct err *err)
{
	struct stat st;

	if (stat(dir, &st) || !(st.st_mode & 022))
		return 0;
	if (chmod(dir, st.st_mode & 07777 & ~(mode_t)022))
		return err_set(err,
		               "state_dir: %s: others may write into it (mode "
		               "%04o), and it cannot be closed to them: %s",
		               dir, mode_of(&st), strerror(errno));
	log_warning("state_dir: others could write into %s (mode %04o), and "
	            "can no more",
	            dir, mode_of(&st));
	return 0;
}

/* An empty database is one that was about to be made when we were killed, or
 * one that was lost. The lock is made by the first who works on the state:
 * where it is, there was more. */
int store_look_for_loss(const char *dir, const char *path, struct err *err)
{
	struct buf lock CLEANUP(buf_deinit) = BUF(4096);
	struct stat st;

	file_join(&lock, dir, "lock");
	if (stat(path, &st) || st.st_size || stat(buf_cstr(&lock), &st))
		return 0;
	return err_set(err,
	               "%s: empty, but was in use: restore a backup, or remove "
	               "it to begin anew",
	               path);
}

/* The files' mode must not depend on the caller's umask, and SQLite gives the
 * WAL the mode of the database: make the database ourselves, once. */
int store_make_private(const char *dir, const char *path, struct err *err)
{
	int fd CLEANUP(cleanup_close) = -1;
	struct stat st;

	if (stat(dir, &st)) {
		if (file_mkdirs(dir, 0755, err))
			return err_prefix(err, "state_dir");
		if (chmod(dir, 0700))
			return err_set(err, "state_dir: %s: %s", dir,
			               strerror(errno));
	}
	if (close_directory(dir, err) || close_files(dir, err) ||
	    store_look_for_loss(dir, path, err))
		return -1;
	if (!stat(path, &st))
		return 0;
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	return (fd < 0 ? errno != EEXIST : fchmod(fd, 0600))
	               ? err_set(err, "%s: %s", path, strerror(errno))
	               : 0;
}
