/*
 * A mail server that keeps nothing, for benches: as fast as one thread gets
 * (Postfix's smtp-sink reads a message octet by octet and saturates before a
 * good sender does), and honest: it speaks the sequence of commands or says
 * 503, finds the dot where it is, and answers a pipelined group in one write,
 * as RFC 2920 3.2 asks of a server.
 *
 *	smtp_sink PORT [DOT_MS]
 *
 * Serves on 127.0.0.1 until SIGTERM, then prints how many messages it has
 * taken. DOT_MS: each final dot is answered so much later; what came behind it
 * waits, as it does at a server that writes to a disk.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CLIENTS_MAX = 256, IN_MAX = 1 << 16, OUT_MAX = 4096 };

enum state { IDLE, MAIL, RCPT, DATA };

struct client {
	int fd; /* -1: free */
	enum state state;
	int line_at;   /* DATA: how much of CRLF "." CRLF went by */
	long long due; /* ms; 0: no reply waits for its time */
	size_t in_at, in_len, out_len;
	char in[IN_MAX], out[OUT_MAX];
};

static struct client clients[CLIENTS_MAX];
static int poller, dot_ms;
static unsigned long taken;

static void die(const char *what)
{
	fprintf(stderr, "smtp_sink: %s: %s\n", what, strerror(errno));
	exit(1);
}

static long long now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

static void say(struct client *c, const char *line)
{
	size_t n = strlen(line);

	if (c->out_len + n > sizeof(c->out))
		die("a group longer than any sender's");
	memcpy(c->out + c->out_len, line, n);
	c->out_len += n;
}

static void hang_up(struct client *c)
{
	close(c->fd);
	*c = (struct client){ .fd = -1 };
}

/* Replies are small and the client reads them: they fit, or it is gone. */
static void flush(struct client *c)
{
	if (c->out_len && send(c->fd, c->out, c->out_len, MSG_NOSIGNAL) !=
	                          (ssize_t)c->out_len)
		hang_up(c);
	else
		c->out_len = 0;
}

static int starts(const char *line, size_t n, const char *verb)
{
	return n >= strlen(verb) && !strncasecmp(line, verb, strlen(verb));
}

/* < 0: hung up. */
static int command(struct client *c, const char *line, size_t n)
{
	if (starts(line, n, "EHLO"))
		say(c, "250-sink\r\n250-8BITMIME\r\n250 PIPELINING\r\n");
	else if (starts(line, n, "HELO") || starts(line, n, "RSET")) {
		c->state = IDLE;
		say(c, "250 2.0.0 Ok\r\n");
	} else if (starts(line, n, "MAIL FROM:<") && c->state == IDLE) {
		c->state = MAIL;
		say(c, "250 2.1.0 Ok\r\n");
	} else if (starts(line, n, "RCPT TO:<") &&
	           (c->state == MAIL || c->state == RCPT)) {
		c->state = RCPT;
		say(c, "250 2.1.5 Ok\r\n");
	} else if (starts(line, n, "DATA") && c->state == RCPT) {
		c->state = DATA;
		c->line_at = 2; /* as behind a CRLF */
		say(c, "354 End with <CR><LF>.<CR><LF>\r\n");
	} else if (starts(line, n, "QUIT")) {
		say(c, "221 2.0.0 Bye\r\n");
		flush(c);
		if (c->fd >= 0)
			hang_up(c);
		return -1;
	} else {
		say(c, "503 5.5.1 Bad sequence of commands\r\n");
	}
	return 0;
}

/* Goes over message octets up to the end of the dot's line; true: it is there.
 * Only a CR can begin the end. */
static int skip_message(struct client *c)
{
	static const char end[] = "\r\n.\r\n";

	while (c->in_at < c->in_len) {
		const char *p = c->in + c->in_at;

		if (!c->line_at) {
			p = memchr(p, '\r', c->in_len - c->in_at);
			c->in_at = p ? (size_t)(p - c->in) : c->in_len;
			if (!p)
				return 0;
		}
		if (*p != end[c->line_at]) {
			/* After CRLF "." CR, or a CR anywhere. */
			c->line_at = 0;
			c->in_at += *p != '\r';
			continue;
		}
		c->in_at++;
		if (++c->line_at == 5) {
			c->line_at = 0;
			return 1;
		}
	}
	return 0;
}

static void take_message(struct client *c)
{
	taken++;
	c->state = IDLE;
	if (dot_ms)
		c->due = now_ms() + dot_ms;
	else
		say(c, "250 2.0.0 Ok: queued\r\n");
}

/* All that lies in `in`, as far as it goes. */
static void work(struct client *c)
{
	while (c->in_at < c->in_len && !c->due) {
		char *line = c->in + c->in_at, *end;

		if (c->state == DATA) {
			if (skip_message(c))
				take_message(c);
			continue;
		}
		end = memchr(line, '\n', c->in_len - c->in_at);
		if (!end)
			break;
		c->in_at = (size_t)(end + 1 - c->in);
		if (command(c, line, (size_t)(end - line)))
			return;
	}
	if (c->in_at == c->in_len)
		c->in_at = c->in_len = 0;
	else if (c->in_at && c->in_len == IN_MAX) {
		memmove(c->in, c->in + c->in_at, c->in_len - c->in_at);
		c->in_len -= c->in_at;
		c->in_at = 0;
	}
	flush(c);
}

static void receive(struct client *c)
{
	ssize_t n;

	if (c->in_len == IN_MAX) /* waits for its dot's reply */
		return;
	n = recv(c->fd, c->in + c->in_len, IN_MAX - c->in_len, MSG_DONTWAIT);
	if (n < 0 && errno == EAGAIN)
		return;
	if (n <= 0) {
		hang_up(c);
		return;
	}
	c->in_len += (size_t)n;
	work(c);
}

static void accept_one(int listener)
{
	int fd = accept(listener, NULL, NULL), one = 1;
	struct client *c = clients;
	struct epoll_event e = { .events = EPOLLIN };

	while (c < clients + CLIENTS_MAX && c->fd >= 0)
		c++;
	if (fd < 0 || c == clients + CLIENTS_MAX)
		die("accept");
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	c->fd = fd;
	e.data.ptr = c;
	if (epoll_ctl(poller, EPOLL_CTL_ADD, fd, &e))
		die("epoll");
	say(c, "220 sink ESMTP\r\n");
	flush(c);
}

/* Answers the dots whose time has come; ms to the next, -1: none. */
static int answer_dots(void)
{
	long long next = -1, now;

	if (!dot_ms)
		return -1;
	now = now_ms();
	for (struct client *c = clients; c < clients + CLIENTS_MAX; c++) {
		if (c->due && c->due <= now) {
			c->due = 0;
			say(c, "250 2.0.0 Ok: queued\r\n");
			work(c);
		}
		if (c->due && (next < 0 || c->due - now < next))
			next = c->due - now;
	}
	return (int)next;
}

static int listen_on(int port)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		                  .sin_port = htons((uint16_t)port),
		                  .sin_addr = { htonl(INADDR_LOOPBACK) } };
	int fd = socket(AF_INET, SOCK_STREAM, 0), one = 1;

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof(at)) ||
	    listen(fd, CLIENTS_MAX))
		die("listen");
	return fd;
}

static int stop_signal(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, 0);
}

int main(int argc, char **argv)
{
	static int listener, stop;
	struct epoll_event events[CLIENTS_MAX];

	if (argc < 2)
		return 2;
	dot_ms = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 0;
	for (int i = 0; i < CLIENTS_MAX; i++)
		clients[i].fd = -1;
	poller = epoll_create1(0);
	listener = listen_on((int)strtol(argv[1], NULL, 10));
	stop = stop_signal();
	events[0] = (struct epoll_event){ EPOLLIN, { .ptr = &listener } };
	epoll_ctl(poller, EPOLL_CTL_ADD, listener, &events[0]);
	events[0].data.ptr = &stop;
	epoll_ctl(poller, EPOLL_CTL_ADD, stop, &events[0]);
	for (;;) {
		int n = epoll_wait(poller, events, CLIENTS_MAX, answer_dots());

		for (int i = 0; i < n; i++) {
			if (events[i].data.ptr == &listener) {
				accept_one(listener);
			} else if (events[i].data.ptr == &stop) {
				printf("%lu\n", taken);
				return 0;
			} else {
				receive(events[i].data.ptr);
			}
		}
	}
}
