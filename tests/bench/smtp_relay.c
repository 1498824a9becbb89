/*
 * A link with a round trip, for benches: takes connections on 127.0.0.1:PORT,
 * makes one to 127.0.0.1:TO for each, and hands on every byte, both ways, MS/2
 * milliseconds after it came.
 *
 *	smtp_relay PORT TO MS
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { WAYS_MAX = 512, PIECES = 64, PIECE = 1 << 15 };

/* What came at one moment. */
struct piece {
	long long due; /* ns, monotonic */
	size_t at, len;
	char bytes[PIECE];
};

/* One direction of a connection: a ring of pieces on their way. When it is
 * full nothing more is read, and TCP holds the sender back. */
struct way {
	int from, to; /* -1: free */
	bool ended;   /* the sender has */
	size_t first, n;
	struct piece *pieces;
};

static struct way ways[WAYS_MAX];
static int poller, listener, target;
static long long delay;

static void die(const char *what)
{
	fprintf(stderr, "smtp_relay: %s: %s\n", what, strerror(errno));
	exit(1);
}

static long long now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static int make_socket(int port, bool server)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		                  .sin_port = htons((uint16_t)port),
		                  .sin_addr = { htonl(INADDR_LOOPBACK) } };
	int fd = socket(AF_INET, SOCK_STREAM, 0), one = 1;

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (server ? bind(fd, (struct sockaddr *)&at, sizeof(at)) ||
	                     listen(fd, WAYS_MAX)
	           : connect(fd, (struct sockaddr *)&at, sizeof(at)))
		die("socket");
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	return fd;
}

static void listen_to(struct way *w, int how)
{
	struct epoll_event e = { EPOLLIN, { .ptr = w } };

	if (epoll_ctl(poller, how, w->from, &e))
		die("epoll");
}

static void open_way(struct way *w, int from, int to)
{
	w->from = from;
	w->to = to;
	w->ended = false;
	w->first = w->n = 0;
	if (!w->pieces)
		w->pieces = malloc(PIECES * sizeof(*w->pieces));
	if (!w->pieces)
		die("malloc");
	listen_to(w, EPOLL_CTL_ADD);
}

/* The two ways of a connection are neighbours. */
static void take_connection(void)
{
	int near = accept(listener, NULL, NULL), one = 1, far;
	struct way *w = ways;

	while (w < ways + WAYS_MAX && w->from >= 0)
		w += 2;
	if (near < 0 || w == ways + WAYS_MAX)
		die("accept");
	setsockopt(near, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	far = make_socket(target, false);
	open_way(w, near, far);
	open_way(w + 1, far, near);
}

static void take_bytes(struct way *w)
{
	struct piece *p = &w->pieces[(w->first + w->n) % PIECES];
	ssize_t n = recv(w->from, p->bytes, PIECE, MSG_DONTWAIT);

	if (n < 0 && errno == EAGAIN)
		return;
	w->ended = n <= 0;
	p->due = now_ns() + delay;
	p->at = 0;
	p->len = n > 0 ? (size_t)n : 0;
	w->n++;
	if (w->ended || w->n == PIECES)
		epoll_ctl(poller, EPOLL_CTL_DEL, w->from, NULL);
}

static void close_both(struct way *w)
{
	struct way *pair = ways + ((w - ways) & ~1);

	close(pair->from);
	close(pair->to);
	pair[0].from = pair[1].from = -1;
}

/* Hands on what is due; false: its connection is over. */
static bool hand_on(struct way *w, long long now)
{
	while (w->n && w->pieces[w->first].due <= now) {
		struct piece *p = &w->pieces[w->first];
		ssize_t n = 0;

		if (!p->len) { /* the end of the stream */
			close_both(w);
			return false;
		}
		n = send(w->to, p->bytes + p->at, p->len - p->at,
		         MSG_DONTWAIT | MSG_NOSIGNAL);
		if (n < 0 && errno != EAGAIN) {
			close_both(w);
			return false;
		}
		p->at += n > 0 ? (size_t)n : 0;
		if (p->at < p->len) {
			p->due = now + 200000; /* the receiver is slow */
			return true;
		}
		w->first = (w->first + 1) % PIECES;
		if (w->n-- == PIECES && !w->ended)
			listen_to(w, EPOLL_CTL_ADD);
	}
	return true;
}

/* ns to the next piece that is due; -1: none is on its way. */
static long long hand_on_all(void)
{
	long long now = now_ns(), next = -1;

	for (struct way *w = ways; w < ways + WAYS_MAX; w++) {
		if (w->from < 0 || !w->n || !hand_on(w, now) || !w->n)
			continue;
		if (next < 0 || w->pieces[w->first].due - now < next)
			next = w->pieces[w->first].due - now;
	}
	return next;
}

int main(int argc, char **argv)
{
	struct epoll_event events[WAYS_MAX] = { { EPOLLIN, { .ptr = NULL } } };

	if (argc < 4)
		return 2;
	for (int i = 0; i < WAYS_MAX; i++)
		ways[i].from = -1;
	target = (int)strtol(argv[2], NULL, 10);
	delay = strtol(argv[3], NULL, 10) * 1000000LL / 2;
	poller = epoll_create1(0);
	listener = make_socket((int)strtol(argv[1], NULL, 10), true);
	if (epoll_ctl(poller, EPOLL_CTL_ADD, listener, &events[0]))
		die("epoll");
	for (;;) {
		long long wait = hand_on_all();
		struct timespec t = { wait / 1000000000, wait % 1000000000 };
		int n = epoll_pwait2(poller, events, WAYS_MAX,
		                     wait < 0 ? NULL : &t, NULL);

		for (int i = 0; i < n; i++) {
			struct way *w = events[i].data.ptr;

			if (!w)
				take_connection();
			else if (w->from >= 0)
				take_bytes(w);
		}
	}
}
