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
	const char *scheme, *host;
	char dir[64]; /* its files; removed at the end */
};

static inline void feedserver_child(const struct feedserver *s, int in, int out)
{
	const char *tls = strcmp(s->scheme, "https") != 0 ? NULL : "--tls";

	dup2(in, STDIN_FILENO);
	dup2(out, STDOUT_FILENO);
	execl("/usr/bin/python3", "python3",
	      DIGESTD_SOURCE_DIR "/tests/flow/feedserver.py", "--root", s->dir,
	      "--host", s->host, tls, s->dir, (char *)NULL);
	_exit(127);
}

/* host is a loopback address. 0, or -1 when it did not come up. */
static inline int feedserver_start(struct feedserver *s, const char *scheme,
                                   const char *host)
{
	int in[2], out[2];
	char text[16] = "";
	size_t n = 0;

	s->scheme = scheme;
	s->host = host;
	snprintf(s->dir, sizeof(s->dir), "/tmp/feedserver-XXXXXX");
	if (!mkdtemp(s->dir) || pipe2(in, O_CLOEXEC) || pipe2(out, O_CLOEXEC))
		return -1;
	s->pid = fork();
	if (s->pid == 0)
		feedserver_child(s, in[0], out[1]);
	close(in[0]);
	close(out[1]);
	s->input = in[1];
	while (n < sizeof(text) - 1 && !strchr(text, '\n') &&
	       read(out[0], text + n, 1) == 1)
		n++;
	close(out[0]);
	if (s->pid < 0)
		return -1;
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

/* "http://127.0.0.1:PORT" and the path; valid until the call after next. */
static inline const char *feedserver_url(const struct feedserver *s,
                                         const char *path)
{
	static char urls[2][512];
	static unsigned n;
	char *url = urls[n++ % 2];

	snprintf(url, sizeof(urls[0]), "%s://%s:%d%s", s->scheme, s->host,
	         s->port, path);
	return url;
}

/* Writes one of its files: "feed.xml" or "page.xml". */
static inline int feedserver_file(const struct feedserver *s, const char *name,
                                  const char *text)
{
	char path[128];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", s->dir, name);
	f = fopen(path, "w");
	if (!f || fputs(text, f) < 0)
		return -1;
	return fclose(f);
}
