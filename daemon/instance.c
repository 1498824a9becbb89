#include "instance.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/cleanup.h"
#include "base/file.h"

static const struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

static int open_lock(const char *state_dir, int flags, struct err *err)
{
	struct buf path CLEANUP(buf_deinit) = BUF(4096);
	int fd;

	file_join(&path, state_dir, "daemon.lock");
	fd = open(buf_cstr(&path), O_RDWR | O_CLOEXEC | flags, 0600);
	if (fd < 0)
		err_set(err, "%s: %s", buf_cstr(&path), strerror(errno));
	return fd;
}

int instance_lock(const char *state_dir, struct err *err)
{
	struct flock lock = whole;
	int fd = open_lock(state_dir, O_CREAT, err);

	if (fd < 0)
		return -1;
	if (fcntl(fd, F_OFD_SETLK, &lock)) {
		close(fd);
		return err_set(err, "another digestd runs on %s", state_dir);
	}
	return fd;
}

bool instance_running(const char *state_dir)
{
	struct flock lock = whole;
	struct err err = { 0 };
	int fd CLEANUP(cleanup_close) = open_lock(state_dir, 0, &err);

	return fd >= 0 && !fcntl(fd, F_OFD_GETLK, &lock) &&
	       lock.l_type != F_UNLCK;
}
