#include "nudge.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/cleanup.h"
#include "base/file.h"

int nudge_open(const char *state_dir, struct err *err)
{
	struct buf path CLEANUP(buf_deinit) = BUF(4096);
	int fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);

	file_join(&path, state_dir, "daemon.lock");
	if (fd >= 0 && inotify_add_watch(fd, buf_cstr(&path), IN_ATTRIB) >= 0)
		return fd;
	err_set(err, "%s: cannot be watched: %s", buf_cstr(&path),
	        strerror(errno));
	if (fd >= 0)
		close(fd);
	return -1;
}

void nudge(const char *state_dir)
{
	struct buf path CLEANUP(buf_deinit) = BUF(4096);
	int fd CLEANUP(cleanup_close) = -1;

	file_join(&path, state_dir, "daemon.lock");
	fd = open(buf_cstr(&path), O_WRONLY | O_CLOEXEC);
	if (fd >= 0 && futimens(fd, NULL))
		return; /* it will look by itself, later */
}
