#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/cut.h"

/* Behind a name, before the writer's PID: not yet what the name says. */
#define TMP_MARK ".tmp."

int file_read(const char *path, struct buf *out, struct err *err)
{
	int fd CLEANUP(cleanup_close) = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return err_set(err, "%s: %s", path, strerror(errno));
	for (;;) {
		char chunk[16384];
		ssize_t n = read(fd, chunk, sizeof(chunk));

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_set(err, "%s: %s", path, strerror(errno));
		if (n == 0)
			return 0;
		if (buf_add(out, chunk, (size_t)n))
			return err_set(err, "%s: larger than %zu bytes", path,
			               out->max);
	}
}

static int write_all(int fd, struct str bytes)
{
	while (bytes.len) {
		ssize_t n = write(fd, bytes.ptr, bytes.len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		bytes.ptr += n;
		bytes.len -= (size_t)n;
	}
	return 0;
}

/* A rename outlives a power cut once its directory is on the disk. Some
 * filesystems know no fsync of directories: they do what they can. */
static int sync_directory(const char *path)
{
	const char *slash = strrchr(path, '/');
	size_t len = slash ? (size_t)(slash - path) : 0;
	char *dir CLEANUP(cleanup_free) =
	        len ? strndup(path, len) : strdup(slash ? "/" : ".");
	int fd CLEANUP(cleanup_close) = -1;

	if (!dir)
		abort();
	fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return errno == EACCES ? 0 : -1;
	return fsync(fd) && errno != EINVAL ? -1 : 0;
}

int file_write(const char *path, struct str bytes, mode_t mode, struct err *err)
{
	struct buf tmp CLEANUP(buf_deinit) = BUF(4096 + 32);
	int fd, failed;

	if (buf_addf(&tmp, "%s" TMP_MARK "%d", path, (int)getpid()))
		return err_set(err, "%s: path too long", path);
	fd = open(buf_cstr(&tmp), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
	          mode);
	if (fd < 0)
		return err_set(err, "%s: %s", buf_cstr(&tmp), strerror(errno));
	failed = write_all(fd, bytes) || fchmod(fd, mode) || fsync(fd);
	if (failed)
		err_set(err, "%s: %s", buf_cstr(&tmp), strerror(errno));
	if (close(fd) && !failed)
		failed =
		        err_set(err, "%s: %s", buf_cstr(&tmp), strerror(errno));
	CUT_POINT("file.rename");
	if (!failed && rename(buf_cstr(&tmp), path))
		failed = err_set(err, "%s: %s", path, strerror(errno));
	if (failed)
		unlink(buf_cstr(&tmp));
	else if (sync_directory(path))
		failed = err_set(err, "%s: %s", path, strerror(errno));
	return failed ? -1 : 0;
}

/* "NAME.tmp.4711" */
static bool is_leftover(const char *name)
{
	const size_t mark = sizeof(TMP_MARK) - 1;
	const char *pid = strrchr(name, '.') ? strrchr(name, '.') + 1 : name;

	return (size_t)(pid - name) > mark &&
	       !strncmp(pid - mark, TMP_MARK, mark) && *pid &&
	       !pid[strspn(pid, "0123456789")];
}

int file_sweep(const char *dir, struct err *err)
{
	DIR *d = opendir(dir);
	const struct dirent *e;
	int failed = 0;

	if (!d)
		return err_set(err, "%s: %s", dir, strerror(errno));
	while (!failed && (e = readdir(d)))
		if (is_leftover(e->d_name) &&
		    unlinkat(dirfd(d), e->d_name, 0) && errno != ENOENT)
			failed = err_set(err, "%s/%s: %s", dir, e->d_name,
			                 strerror(errno));
	closedir(d);
	return failed;
}

int file_update(const char *path, struct str bytes, mode_t mode,
                struct err *err)
{
	struct buf old CLEANUP(buf_deinit) = BUF(bytes.len + 1);

	if (!file_read(path, &old, NULL) && str_eq(buf_str(&old), bytes))
		return 0;
	return file_write(path, bytes, mode, err);
}

static int check_directory(const char *path, struct err *err)
{
	struct stat st;

	if (stat(path, &st))
		return err_set(err, "%s: %s", path, strerror(errno));
	if (!S_ISDIR(st.st_mode))
		return err_set(err, "%s: %s", path, strerror(ENOTDIR));
	return 0;
}

int file_mkdirs(const char *path, mode_t mode, struct err *err)
{
	char *copy CLEANUP(cleanup_free) = strdup(path);

	if (!copy)
		abort();
	if (!*copy)
		return err_set(err, "a directory without a name");
	for (char *p = copy + 1;; p++) {
		char c = *p;

		if (c && c != '/')
			continue;
		*p = '\0';
		/* chmod: the umask of a daemon is 077, its pages are not. */
		if (mkdir(copy, mode) ? errno != EEXIST : chmod(copy, mode))
			return err_set(err, "%s: %s", copy, strerror(errno));
		*p = c;
		if (!c)
			return check_directory(path, err);
	}
}

void file_join(struct buf *out, const char *dir, const char *name)
{
	if (name[0] == '/' || !dir[0])
		buf_adds(out, name);
	else
		buf_addf(out, "%s/%s", dir, name);
}
