#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/file.h"

/* One a process and state_dir: a daemon works on one. */
struct turn {
	int fd;
	int holders;
	char *path;
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct turn held = { .fd = -1 };

/* The lock file's text is for people; the flock is the truth. */
static int say_who(const char *path, struct err *err)
{
	struct buf who CLEANUP(buf_deinit) = BUF(256);
	struct str line;

	file_read(path, &who, NULL);
	line = str_trim(buf_str(&who));
	err_set(err, "%.*s is at work on this state_dir",
	        line.len ? (int)line.len : 15,
	        line.len ? line.ptr : "another process");
	return 1;
}

static int lock(const char *path, const char *who, struct err *err)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0)
		return err_set(err, "%s: %s", path, strerror(errno));
	if (flock(fd, LOCK_EX | LOCK_NB)) {
		int busy = errno == EWOULDBLOCK;

		if (!busy)
			err_set(err, "%s: %s", path, strerror(errno));
		close(fd);
		return busy ? say_who(path, err) : -1;
	}
	if (ftruncate(fd, 0) ||
	    dprintf(fd, "%s (pid %d)\n", who, (int)getpid()) < 0) {
		err_set(err, "%s: %s", path, strerror(errno));
		close(fd);
		return -1;
	}
	held.fd = fd;
	return 0;
}

int turn_take(const char *state_dir, const char *who, struct turn **turn,
              struct err *err)
{
	struct buf path CLEANUP(buf_deinit) = BUF(4096);
	int rc = 0;

	file_join(&path, state_dir, "lock");
	pthread_mutex_lock(&mutex);
	if (held.holders && strcmp(held.path, buf_cstr(&path)))
		rc = err_set(err, "this process works on %s already",
		             held.path);
	else if (!held.holders)
		rc = lock(buf_cstr(&path), who, err);
	if (!rc) {
		if (!held.holders++)
			held.path = buf_steal(&path);
		*turn = &held;
	}
	pthread_mutex_unlock(&mutex);
	return rc;
}

void turn_release(struct turn *turn)
{
	if (!turn)
		return;
	pthread_mutex_lock(&mutex);
	if (!--turn->holders) {
		close(turn->fd);
		free(turn->path);
		*turn = (struct turn){ .fd = -1 };
	}
	pthread_mutex_unlock(&mutex);
}
