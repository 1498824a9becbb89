#include "nudge.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/cleanup.h"
#include "base/file.h"

static int open_pipe(const char *path, int mode)
{
	int fd CLEANUP(cleanup_close) =
	        open(path, mode | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);
	struct stat st;
	int stolen = fd;

	if (fd < 0 || fstat(fd, &st) || !S_ISFIFO(st.st_mode))
		return -1;
	fd = -1;
	return stolen;
}

int nudge_open(const char *state_dir, struct err *err)
{
	struct buf path CLEANUP(buf_deinit) = BUF(4096);
	int fd;

	file_join(&path, state_dir, "nudge");
	if (mkfifo(buf_cstr(&path), 0600) && errno != EEXIST)
		return err_set(err, "%s: %s", buf_cstr(&path), strerror(errno));
	/* For writing, too: without a writer it would be at its end for ever.
	 */
	fd = open_pipe(buf_cstr(&path), O_RDWR);
	return fd < 0 ? err_set(err, "%s: no pipe that can be opened",
	                        buf_cstr(&path))
	              : fd;
}

void nudge(const char *state_dir)
{
	struct buf path CLEANUP(buf_deinit) = BUF(4096);
	uint64_t one = 1;
	int fd CLEANUP(cleanup_close) = -1;

	file_join(&path, state_dir, "nudge");
	fd = open_pipe(buf_cstr(&path), O_WRONLY);
	if (fd >= 0 && write(fd, &one, sizeof(one)) < 0)
		return; /* full: it will hear the others */
}
