#include "mail/mailbox_resolve.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

/*
 * The resolver of the C library cannot be interrupted: a dead name server
 * holds it for half a minute. So it gets a thread; question and answer are
 * shared, and whichever side leaves last frees them.
 */
struct question {
	pthread_mutex_t lock;
	int owners;
	int answered; /* eventfd */
	char host[256], port[6];
	int result;
	struct addrinfo *list; /* stolen by the asker */
};

static void leave(struct question *q)
{
	int left;

	pthread_mutex_lock(&q->lock);
	left = --q->owners;
	pthread_mutex_unlock(&q->lock);
	if (left)
		return;
	if (q->list)
		freeaddrinfo(q->list);
	close(q->answered);
	pthread_mutex_destroy(&q->lock);
	free(q);
}

static void *resolve(void *arg)
{
	const struct addrinfo hints = { .ai_family = AF_UNSPEC,
		                        .ai_socktype = SOCK_STREAM,
		                        .ai_flags = AI_ADDRCONFIG };
	struct question *q = arg;
	struct addrinfo *list = NULL;
	int result = getaddrinfo(q->host, q->port, &hints, &list);

	pthread_mutex_lock(&q->lock);
	q->result = result;
	q->list = result ? NULL : list;
	pthread_mutex_unlock(&q->lock);
	if (eventfd_write(q->answered, 1))
		abort();
	leave(q);
	return NULL;
}

static struct question *ask(const char *host, const char *port)
{
	struct question *q = calloc(1, sizeof(*q));
	sigset_t all, before;
	pthread_t thread;
	int failed;

	if (!q)
		abort();
	pthread_mutex_init(&q->lock, NULL);
	snprintf(q->host, sizeof(q->host), "%s", host);
	snprintf(q->port, sizeof(q->port), "%s", port);
	q->owners = 2;
	q->answered = eventfd(0, EFD_CLOEXEC);
	if (q->answered < 0) {
		pthread_mutex_destroy(&q->lock);
		free(q);
		return NULL;
	}
	/* The signals are the main thread's, whoever calls us. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	failed = pthread_create(&thread, NULL, resolve, q);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (failed) {
		q->owners = 1;
		leave(q);
		return NULL;
	}
	pthread_detach(thread);
	return q;
}

static struct addrinfo *numeric(const char *host, const char *port)
{
	const struct addrinfo hints = { .ai_family = AF_UNSPEC,
		                        .ai_socktype = SOCK_STREAM,
		                        .ai_flags = AI_NUMERICHOST };
	struct addrinfo *list;

	return getaddrinfo(host, port, &hints, &list) ? NULL : list;
}

int mailbox_resolve(const char *host, const char *port, unsigned timeout_ms,
                    const int *stop_fd, struct addrinfo **out, struct err *err)
{
	struct pollfd fds[2] = { { .fd = stop_fd ? *stop_fd : -1,
		                   .events = POLLIN } };
	struct question *q;
	int result;

	*out = numeric(host, port);
	if (*out)
		return 0;
	q = ask(host, port);
	if (!q)
		return err_set(err, "cannot resolve %s: no thread", host);
	fds[1] = (struct pollfd){ .fd = q->answered, .events = POLLIN };
	if (poll(fds, 2, (int)timeout_ms) < 0 || !fds[1].revents) {
		leave(q);
		return fds[0].revents
		               ? err_set(err, "stopped")
		               : err_set(err, "cannot resolve %s in time",
		                         host);
	}
	pthread_mutex_lock(&q->lock);
	result = q->result;
	*out = q->list;
	q->list = NULL;
	pthread_mutex_unlock(&q->lock);
	leave(q);
	if (result)
		return err_set(err, "cannot resolve %s: %s", host,
		               gai_strerror(result));
	return 0;
}
