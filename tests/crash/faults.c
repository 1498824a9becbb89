/*
 * A disk that fails. Preloaded before a program (LD_PRELOAD), it makes calls on
 * certain files fail, as the environment says:
 *
 *	FAULT_PATH=TEXT   on files whose path contains it
 *	FAULT_CALLS=CALL,...  of these: open (for writing; on a full disk:
 *	                  where it makes a file), write, truncate, sync,
 *	                  rename
 *	FAULT_AT=N        from the Nth such call of the process on
 *	FAULT_FOR=N       so many of them; absent: all that come
 *	FAULT_WHILE=FILE  only while this file is there
 *	FAULT_ERRNO=NAME  ENOSPC, EIO or EROFS
 *	FAULT_NOTE=FILE   each such call adds a line "CALL PATH"
 *
 * Without FAULT_AT none fails, and FAULT_NOTE says how many there are. As on a
 * disk that fills up, the first write that fails for lack of room has written a
 * half of its octets.
 *
 * Calls go straight to the kernel: a sanitizer may stand behind us that is not
 * awake yet when the first of them comes.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static const struct {
	const char *name;
	int number;
} errors[] = { { "ENOSPC", ENOSPC }, { "EIO", EIO }, { "EROFS", EROFS } };

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static long seen;

static long setting(const char *name, long otherwise)
{
	const char *text = getenv(name);

	return text ? strtol(text, NULL, 10) : otherwise;
}

static int error_number(void)
{
	const char *name = getenv("FAULT_ERRNO");

	for (size_t i = 0; name && i < sizeof(errors) / sizeof(*errors); i++)
		if (!strcmp(errors[i].name, name))
			return errors[i].number;
	abort(); /* a test that asks for no error must not pass for one */
}

static bool is_now(void)
{
	const char *file = getenv("FAULT_WHILE");

	return !file || !access(file, F_OK);
}

static bool is_meant(const char *call, const char *path)
{
	const char *wanted = getenv("FAULT_PATH"), *list, *at;
	size_t n = strlen(call);

	list = getenv("FAULT_CALLS");
	if (!wanted || !list || !path || !strstr(path, wanted) || !is_now())
		return false;
	for (at = strstr(list, call); at; at = strstr(at + 1, call))
		if ((at == list || at[-1] == ',') && (!at[n] || at[n] == ','))
			return true;
	return false;
}

static void note(const char *call, const char *path)
{
	const char *file = getenv("FAULT_NOTE");
	char line[4200];
	int n, fd;

	if (!file)
		return;
	n = snprintf(line, sizeof(line), "%s %s\n", call, path);
	fd = (int)syscall(SYS_openat, AT_FDCWD, file,
	                  O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (fd < 0 || n < 0 || syscall(SYS_write, fd, line, (size_t)n) != n)
		abort();
	close(fd);
}

/* 0: let it go; 1: the first that fails; 2: a later one. errno is set. */
static int fault(const char *call, const char *path)
{
	long at, length;
	int verdict = 0;

	if (!is_meant(call, path))
		return 0;
	at = setting("FAULT_AT", 0);
	length = setting("FAULT_FOR", 0);
	pthread_mutex_lock(&mutex);
	seen++;
	note(call, path);
	if (at && seen >= at && (!length || seen < at + length))
		verdict = seen == at ? 1 : 2;
	pthread_mutex_unlock(&mutex);
	if (verdict)
		errno = error_number();
	return verdict;
}

static int fault_fd(const char *call, int fd)
{
	char link[64], path[4096];
	ssize_t n;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = readlink(link, path, sizeof(path) - 1);
	path[n < 0 ? 0 : n] = '\0';
	return fault(call, path);
}

/* ---- write ---- */

ssize_t write(int fd, const void *bytes, size_t n)
{
	int f = fault_fd("write", fd);

	if (f && (f > 1 || errno != ENOSPC || n < 2))
		return -1;
	return syscall(SYS_write, fd, bytes, f ? n / 2 : n);
}

ssize_t pwrite64(int fd, const void *bytes, size_t n, off64_t at)
{
	int f = fault_fd("write", fd);

	if (f && (f > 1 || errno != ENOSPC || n < 2))
		return -1;
	return syscall(SYS_pwrite64, fd, bytes, f ? n / 2 : n, at);
}

ssize_t pwrite(int fd, const void *bytes, size_t n, off_t at)
{
	return pwrite64(fd, bytes, n, at);
}

ssize_t writev(int fd, const struct iovec *pieces, int n)
{
	int f = fault_fd("write", fd);

	if (f && (f > 1 || errno != ENOSPC || n < 2))
		return -1;
	return syscall(SYS_writev, fd, pieces, f ? n / 2 : n);
}

int ftruncate64(int fd, off64_t length)
{
	return fault_fd("truncate", fd)
	               ? -1
	               : (int)syscall(SYS_ftruncate, fd, length);
}

int ftruncate(int fd, off_t length)
{
	return ftruncate64(fd, length);
}

/* ---- sync ---- */

int fsync(int fd)
{
	return fault_fd("sync", fd) ? -1 : (int)syscall(SYS_fsync, fd);
}

int fdatasync(int fd)
{
	return fault_fd("sync", fd) ? -1 : (int)syscall(SYS_fdatasync, fd);
}

/* ---- names ---- */

static int open_file(int dir, const char *path, int flags, mode_t mode)
{
	bool writes = (flags & O_ACCMODE) != O_RDONLY || flags & O_TRUNC;
	bool there = !faccessat(dir, path, F_OK, 0);

	if (getenv("FAULT_AT") && error_number() == ENOSPC)
		writes = writes && !there;
	if (writes && fault("open", path))
		return -1;
	return (int)syscall(SYS_openat, dir, path, flags | O_LARGEFILE, mode);
}

#define OPEN(name, declared, dir)                         \
	int name declared                                 \
	{                                                 \
		mode_t mode = 0;                          \
		va_list args;                             \
                                                          \
		va_start(args, flags);                    \
		if (flags & (O_CREAT | __O_TMPFILE))      \
			mode = va_arg(args, mode_t);      \
		va_end(args);                             \
		return open_file(dir, path, flags, mode); \
	}

OPEN(open, (const char *path, int flags, ...), AT_FDCWD)
OPEN(open64, (const char *path, int flags, ...), AT_FDCWD)
OPEN(openat, (int dir, const char *path, int flags, ...), dir)
OPEN(openat64, (int dir, const char *path, int flags, ...), dir)

int rename(const char *from, const char *to)
{
	return fault("rename", to) ? -1 : (int)syscall(SYS_rename, from, to);
}

int mkdir(const char *path, mode_t mode)
{
	return fault("open", path) ? -1 : (int)syscall(SYS_mkdir, path, mode);
}
