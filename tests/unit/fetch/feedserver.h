#pragma once
/* Starts tests/flow/feedserver.py for a test and stops it again. It ends by
 * itself when the test dies, because its standard input ends then. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

struct feedserver {
	pid_t pid;
	int input; /* kept open: the server lives as long */
	int port;
	char dir[64]; /* its files; removed at the end */
};

static inline void feedserver_child(const struct feedserver *s, int in, int out,
                                    int tls)
{
	dup2(in, STDIN_FILENO);
	dup2(out, STDOUT_FILENO);
	if (tls)
		execl("/usr/bin/python3", "python3",
		      DIGESTD_SOURCE_DIR "/tests/flow/feedserver.py", "--root",
		      s->dir, "--tls", s->dir, (char *)NULL);
	else
		execl("/usr/bin/python3", "python3",
		      DIGESTD_SOURCE_DIR "/tests/flow/feedserver.py", "--root",
		      s->dir, (char *)NULL);
	_exit(127);
}

/* 0, or -1 when it did not come up. */
static inline int feedserver_start(struct feedserver *s, int tls)
{
	int in[2], out[2];
	char text[16];
	ssize_t n;

	snprintf(s->dir, sizeof(s->dir), "/tmp/feedserver-XXXXXX");
	if (!mkdtemp(s->dir) || pipe2(in, O_CLOEXEC) || pipe2(out, O_CLOEXEC))
		return -1;
	s->pid = fork();
	if (s->pid == 0)
		feedserver_child(s, in[0], out[1], tls);
	close(in[0]);
	close(out[1]);
	s->input = in[1];
	n = read(out[0], text, sizeof(text) - 1);
	close(out[0]);
	if (s->pid < 0 || n <= 0)
		return -1;
	text[n] = '\0';
	s->port = (int)strtol(text, NULL, 10);
	return s->port > 0 ? 0 : -1;
}

static inline void feedserver_stop(struct feedserver *s)
{
	static const char *const files[] = { "cert.pem", "key.pem", "feed.xml",
		                             "page.xml", NULL };
	char path[128];

	close(s->input);
	waitpid(s->pid, NULL, 0);
	for (size_t i = 0; files[i]; i++) {
		snprintf(path, sizeof(path), "%s/%s", s->dir, files[i]);
		unlink(path);
	}
	rmdir(s->dir);
}

/* "http://127.0.0.1:PORT" and the path; valid until the next call. */
static inline const char *feedserver_url(const struct feedserver *s,
                                         const char *path)
{
	static char url[512];

	snprintf(url, sizeof(url), "http://127.0.0.1:%d%s", s->port, path);
	return url;
}
