#include "mail/mailbox_link.h"

#include <errno.h>
#include <libetpan/libetpan.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "mail/mailbox_resolve.h"

enum {
	ANSWER_TIMEOUTS = 10, /* of silence make one whole answer's limit */
	STREAM_BUFFER = 32768,
	GREETING_BYTES = 65536,
};

int64_t mailbox_now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

bool mailbox_stopping(const struct mailbox_settings *settings)
{
	struct pollfd stop = { .fd = settings->stop_fd ? *settings->stop_fd
		                                       : -1,
		               .events = POLLIN };

	return poll(&stop, 1, 0) > 0;
}

int mailbox_link_fail(struct mailbox_link *link, const char *why)
{
	if (!link->dead)
		err_set(&link->why, "%s", why);
	link->dead = true;
	return -1;
}

/* 1: ready; 0: the time is over; < 0: dead. */
static int await(struct mailbox_link *link, short events, int64_t ms)
{
	const struct mailbox_settings *s = link->settings;
	struct pollfd fds[2] = {
		{ .fd = link->fd, .events = events },
		{ .fd = s->stop_fd ? *s->stop_fd : -1, .events = POLLIN },
	};
	int64_t until = mailbox_now_ms() + ms;
	int n;

	if (link->dead)
		return -1;
	do {
		int64_t left = until - mailbox_now_ms();

		n = poll(fds, 2, left > 0 ? (int)left : 0);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return mailbox_link_fail(link, strerror(errno));
	if (fds[1].revents)
		return mailbox_link_fail(link, "stopped");
	return n > 0;
}

/* Ready, or dead: for the middle of an answer. */
static int await_answer(struct mailbox_link *link, short events)
{
	int64_t left = link->answer_by - mailbox_now_ms();
	int r;

	if (left > link->timeout_ms)
		left = link->timeout_ms;
	r = await(link, events, left > 0 ? left : 0);
	if (r)
		return r;
	return mailbox_link_fail(link, "the server does not answer in time");
}

/* --- libetpan's driver */

static ssize_t recv_some(struct mailbox_link *link, void *to, size_t room,
                         short *events, struct err *err)
{
	ssize_t n;

	if (link->tls.session)
		return mailbox_tls_recv(&link->tls, to, room, events, err);
	*events = POLLIN;
	n = recv(link->fd, to, room, 0);
	if (n > 0)
		return n;
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return 0;
	return err_set(err, "%s",
	               n ? strerror(errno)
	                 : "the server closed the connection");
}

static ssize_t send_some(struct mailbox_link *link, const void *from,
                         size_t len, short *events, struct err *err)
{
	ssize_t n;

	if (link->tls.session)
		return mailbox_tls_send(&link->tls, from, len, events, err);
	*events = POLLOUT;
	n = send(link->fd, from, len, MSG_NOSIGNAL);
	if (n >= 0)
		return n;
	if (errno == EAGAIN || errno == EINTR)
		return 0;
	return err_set(err, "%s", strerror(errno));
}

/* At least one byte, or -1: an end of the stream told as 0 sets libetpan's
 * readers off in circles. */
static ssize_t on_read(mailstream_low *low, void *to, size_t room)
{
	struct mailbox_link *link = low->data;
	struct err err = { "" };
	short events;
	ssize_t n;

	/* Also a server that never stops talking does not keep us. */
	if (mailbox_stopping(link->settings))
		return mailbox_link_fail(link, "stopped");
	while (!link->dead) {
		n = recv_some(link, to, room, &events, &err);
		if (n < 0)
			return mailbox_link_fail(link, err.msg);
		if (n > 0) {
			if (mailbox_guard_feed(&link->guard, to, (size_t)n,
			                       &err))
				return mailbox_link_fail(link, err.msg);
			return n;
		}
		if (await_answer(link, events) < 0)
			return -1;
	}
	return -1;
}

static ssize_t on_write(mailstream_low *low, const void *from, size_t len)
{
	struct mailbox_link *link = low->data;
	struct err err = { "" };
	short events;
	ssize_t n;

	while (!link->dead) {
		n = send_some(link, from, len, &events, &err);
		if (n < 0)
			return mailbox_link_fail(link, err.msg);
		if (n > 0)
			return n;
		if (await_answer(link, events) < 0)
			return -1;
	}
	return -1;
}

static int on_close(mailstream_low *low)
{
	mailbox_link_close(low->data);
	return 0;
}

static int on_get_fd(mailstream_low *low)
{
	const struct mailbox_link *link = low->data;

	return link->fd;
}

static void on_free(mailstream_low *low)
{
	free(low);
}

static void on_cancel(mailstream_low *low)
{
	mailbox_link_fail(low->data, "cancelled");
}

static mailstream_low_driver driver = {
	.mailstream_read = on_read,
	.mailstream_write = on_write,
	.mailstream_close = on_close,
	.mailstream_get_fd = on_get_fd,
	.mailstream_free = on_free,
	.mailstream_cancel = on_cancel,
};

static void make_stream(struct mailbox_link *link)
{
	mailstream_low *low = mailstream_low_new(link, &driver);

	link->stream = low ? mailstream_new(low, STREAM_BUFFER) : NULL;
	if (!link->stream)
		abort();
}

/* --- connecting */

/* IDLE is half an hour of silence: notice a peer that vanished, and keep the
 * routers between us from forgetting the connection. */
static void keep_alive(int fd)
{
	const int on = 1, idle_s = 300, interval_s = 30, probes = 4;

	setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on));
	setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle_s, sizeof(idle_s));
	setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &interval_s,
	           sizeof(interval_s));
	setsockopt(fd, IPPROTO_TCP, TCP_KEEPCNT, &probes, sizeof(probes));
}

static int connect_to(struct mailbox_link *link, const struct addrinfo *to)
{
	const int on = 1;
	int error = 0;
	socklen_t len = sizeof(error);

	link->fd = socket(to->ai_family,
	                  SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (link->fd < 0)
		return mailbox_link_fail(link, strerror(errno));
	/* Commands are short and wait for their answer. */
	setsockopt(link->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	keep_alive(link->fd);
	if (!connect(link->fd, to->ai_addr, to->ai_addrlen))
		return 0;
	if (errno != EINPROGRESS)
		return mailbox_link_fail(link, strerror(errno));
	if (await_answer(link, POLLOUT) < 0)
		return -1;
	getsockopt(link->fd, SOL_SOCKET, SO_ERROR, &error, &len);
	return error ? mailbox_link_fail(link, strerror(error)) : 0;
}

static int connect_any(struct mailbox_link *link)
{
	struct err err = { "" };
	struct addrinfo *list;
	int result = -1;

	if (mailbox_resolve(link->url.host, link->url.port, link->timeout_ms,
	                    link->settings->stop_fd, &list, &err))
		return mailbox_link_fail(link, err.msg);
	for (const struct addrinfo *to = list; to && result; to = to->ai_next) {
		mailbox_link_close(link);
		if (mailbox_stopping(link->settings))
			break;
		link->dead = false;
		mailbox_link_expect(link, GREETING_BYTES);
		result = connect_to(link, to);
	}
	freeaddrinfo(list);
	return result;
}

static int handshake(struct mailbox_link *link)
{
	struct err err = { "" };
	short events;
	int r;

	if (mailbox_tls_init(&link->tls, link->fd, &link->url,
	                     link->settings->ca_file, &err))
		return mailbox_link_fail(link, err.msg);
	while ((r = mailbox_tls_handshake(&link->tls, &events, &err)) > 0)
		if (await_answer(link, events) < 0)
			return -1;
	return r ? mailbox_link_fail(link, err.msg) : 0;
}

int mailbox_link_open(struct mailbox_link *link,
                      const struct mailbox_settings *settings,
                      const struct mailbox_url *url, struct err *err)
{
	*link = (struct mailbox_link){
		.settings = settings,
		.url = *url,
		.timeout_ms =
		        settings->timeout_ms ? settings->timeout_ms : 30000,
		.fd = -1,
	};
	if (connect_any(link) || (url->imaps && handshake(link))) {
		mailbox_link_close(link);
		return err_set(err, "%s: %s", url->name, link->why.msg);
	}
	make_stream(link);
	return 0;
}

int mailbox_link_starttls(struct mailbox_link *link, struct err *err)
{
	if (link->stream->read_buffer_len)
		mailbox_link_fail(link, "more bytes behind the answer to "
		                        "STARTTLS: somebody in between");
	else if (!handshake(link))
		return 0;
	return err_set(err, "%s: %s", link->url.name, link->why.msg);
}

void mailbox_link_close(struct mailbox_link *link)
{
	mailbox_link_fail(link, "closed");
	mailbox_tls_deinit(&link->tls);
	if (link->fd >= 0)
		close(link->fd);
	link->fd = -1;
}

/* --- conversation */

void mailbox_link_expect(struct mailbox_link *link, size_t bytes)
{
	link->answer_by =
	        mailbox_now_ms() + (int64_t)link->timeout_ms * ANSWER_TIMEOUTS;
	mailbox_guard_answer(&link->guard, bytes);
}

int mailbox_link_wait(struct mailbox_link *link, unsigned ms)
{
	if (link->dead)
		return -1;
	if (link->stream->read_buffer_len || mailbox_tls_pending(&link->tls))
		return 1;
	return await(link, POLLIN, ms);
}

const char *mailbox_link_line(struct mailbox_link *link, char *line,
                              size_t size)
{
	MMAPString *buffer = mmap_string_new("");
	const char *text;

	if (!buffer)
		abort();
	/* Not mailstream_read_line_remove_eol: it looks before the start of a
	 * line that is empty. */
	text = mailstream_read_line(link->stream, buffer);
	if (text)
		snprintf(line, size, "%.*s", (int)strcspn(text, "\r\n"), text);
	mmap_string_free(buffer);
	return text ? line : NULL;
}

int mailbox_link_say(struct mailbox_link *link, const char *text)
{
	size_t len = strlen(text);

	if (mailstream_write(link->stream, text, len) != (ssize_t)len ||
	    mailstream_flush(link->stream))
		return mailbox_link_fail(link, "cannot write");
	return 0;
}
