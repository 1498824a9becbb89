#include "mail/submit_link.h"

#include <curl/curl.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "base/cleanup.h"

enum { DIAL_TIMEOUT_MS = 5 * 60 * 1000 }; /* RFC 5321 4.5.3.2.1 */

struct submit_dialer {
	const struct submit_settings *settings;
	CURLM *multi;
	char *url;  /* with our EHLO name as its path: libcurl's way */
	char *name; /* for messages */
	size_t dialing;
	struct curl_waitfd *waits;
	size_t n_waits;
};

static void init_curl(void)
{
	if (curl_global_init(CURL_GLOBAL_DEFAULT))
		abort();
}

static void free_url(CURLU **url)
{
	curl_url_cleanup(*url);
}

static void free_part(char **part)
{
	curl_free(*part);
}

/* Copies a malloc'ed string out of libcurl's, which may be NULL. */
static char *own(const char *s)
{
	char *copy = strdup(s ? s : "");

	if (!copy)
		abort();
	return copy;
}

static int set_name(struct submit_dialer *d, CURLU *url, struct err *err)
{
	char *scheme CLEANUP(free_part) = NULL;
	char *host CLEANUP(free_part) = NULL;
	char *port CLEANUP(free_part) = NULL;
	char *user CLEANUP(free_part) = NULL;

	if (curl_url_get(url, CURLUPART_SCHEME, &scheme, 0) ||
	    curl_url_get(url, CURLUPART_HOST, &host, 0) ||
	    curl_url_get(url, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT))
		return err_set(err, "smtp url: not a URL");
	if (strcmp(scheme, "smtp") != 0 && strcmp(scheme, "smtps") != 0)
		return err_set(err, "%s://%s: not smtp, smtps or maildir",
		               scheme, host);
	if (!curl_url_get(url, CURLUPART_USER, &user, 0))
		return err_set(err,
		               "%s://%s: user and password stand in "
		               "their own settings, not in the url",
		               scheme, host);
	if (asprintf(&d->name, "%s://%s:%s", scheme, host, port) < 0)
		abort();
	return 0;
}

static int set_url(struct submit_dialer *d, struct err *err)
{
	const char *helo = d->settings->helo ? d->settings->helo : "";
	CURLU *url CLEANUP(free_url) = curl_url();
	char *whole CLEANUP(free_part) = NULL;
	char *path CLEANUP(cleanup_free) = NULL;

	if (!url || asprintf(&path, "/%s", helo) < 0)
		abort();
	for (const char *p = helo; *p; p++) {
		if (*p <= ' ' || *p > '~')
			return err_set(err,
			               "%s: our name for EHLO has a "
			               "character that no name has",
			               helo);
	}
	if (curl_url_set(url, CURLUPART_URL, d->settings->url, 0))
		return err_set(err, "smtp url: not a URL");
	if (set_name(d, url, err))
		return -1;
	if (curl_url_set(url, CURLUPART_PATH, path, CURLU_URLENCODE) ||
	    curl_url_set(url, CURLUPART_QUERY, NULL, 0) ||
	    curl_url_set(url, CURLUPART_FRAGMENT, NULL, 0) ||
	    curl_url_get(url, CURLUPART_URL, &whole, 0))
		return err_set(err, "%s: not a URL", d->name);
	d->url = own(whole);
	return 0;
}

struct submit_dialer *submit_dialer_new(const struct submit_settings *settings,
                                        struct err *err)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct submit_dialer *d;

	pthread_once(&once, init_curl);
	d = calloc(1, sizeof(*d));
	if (!d)
		abort();
	d->settings = settings;
	if (set_url(d, err)) {
		submit_dialer_free(d);
		return NULL;
	}
	d->multi = curl_multi_init();
	if (!d->multi)
		abort();
	return d;
}

void submit_dialer_free(struct submit_dialer *d)
{
	if (!d)
		return;
	curl_multi_cleanup(d->multi);
	free(d->url);
	free(d->name);
	free(d->waits);
	free(d);
}

const char *submit_dialer_name(const struct submit_dialer *d)
{
	return d->name;
}

/* libcurl hands over every reply line of the connection's first steps. */
static size_t on_line(char *ptr, size_t size, size_t n, void *ctx)
{
	struct submit_link *link = ctx;
	struct str line = { ptr, size * n };

	submit_features_line(&link->features, line);
	line = str_trim(line);
	if (line.len > sizeof(link->last) - 1)
		line.len = sizeof(link->last) - 1;
	memcpy(link->last, line.ptr, line.len);
	link->last[line.len] = '\0';
	return size * n;
}

/* A body never comes this way; without this libcurl would print it. */
static size_t on_body(char *ptr, size_t size, size_t n, void *ctx)
{
	(void)ptr;
	(void)ctx;
	return size * n;
}

static void set_security(const struct submit_settings *s, CURL *easy)
{
	curl_easy_setopt(easy, CURLOPT_USE_SSL,
	                 s->tls ? (long)CURLUSESSL_ALL : (long)CURLUSESSL_NONE);
	curl_easy_setopt(easy, CURLOPT_SSLVERSION,
	                 (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
	if (s->ca_file && s->ca_file[0]) {
		curl_easy_setopt(easy, CURLOPT_CAINFO, s->ca_file);
		curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
	}
	if (s->user && s->user[0]) {
		curl_easy_setopt(easy, CURLOPT_USERNAME, s->user);
		curl_easy_setopt(easy, CURLOPT_PASSWORD,
		                 s->password ? s->password : "");
	}
}

void submit_dial(struct submit_dialer *d, struct submit_link *link)
{
	const struct submit_settings *s = d->settings;
	long timeout = s->connect_timeout_ms ? (long)s->connect_timeout_ms
	                                     : (long)DIAL_TIMEOUT_MS;
	CURL *easy = curl_easy_init();

	if (!easy)
		abort();
	*link = (struct submit_link){ .easy = easy, .fd = -1, .dialing = true };
	link->tls = s->tls || str_starts(str_of(d->url), STR("smtps:"));
	curl_easy_setopt(easy, CURLOPT_URL, d->url);
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, 1L);
	curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
	curl_easy_setopt(easy, CURLOPT_PRIVATE, link);
	curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, link->error);
	curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_line);
	curl_easy_setopt(easy, CURLOPT_HEADERDATA, link);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
	/* The environment's proxies are for the web. */
	curl_easy_setopt(easy, CURLOPT_PROXY, "");
	/* No signals in a program with threads; and a name server that hangs
	 * must not hold up the close. */
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
	curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, timeout);
	curl_easy_setopt(easy, CURLOPT_SERVER_RESPONSE_TIMEOUT,
	                 (timeout + 999) / 1000);
	set_security(s, easy);
	if (curl_multi_add_handle(d->multi, easy))
		abort();
	d->dialing++;
}

void submit_dialer_wait(struct submit_dialer *d, struct pollfd *fds, size_t n,
                        int timeout_ms)
{
	int running;

	if (!d->dialing) {
		if (poll(fds, n, timeout_ms) < 0) {
			for (size_t i = 0; i < n; i++)
				fds[i].revents = 0;
		}
		return;
	}
	if (n > d->n_waits) {
		d->waits = reallocarray(d->waits, n, sizeof(d->waits[0]));
		if (!d->waits)
			abort();
		d->n_waits = n;
	}
	for (size_t i = 0; i < n; i++) {
		short events = 0;

		if (fds[i].events & POLLIN)
			events |= CURL_WAIT_POLLIN;
		if (fds[i].events & POLLOUT)
			events |= CURL_WAIT_POLLOUT;
		d->waits[i] = (struct curl_waitfd){ .fd = fds[i].fd,
			                            .events = events };
	}
	if (curl_multi_poll(d->multi, d->waits, (unsigned)n, timeout_ms, NULL))
		abort(); /* out of memory, or our own mistake */
	for (size_t i = 0; i < n; i++) {
		fds[i].revents = 0;
		if (d->waits[i].revents & CURL_WAIT_POLLIN)
			fds[i].revents |= POLLIN;
		if (d->waits[i].revents & CURL_WAIT_POLLOUT)
			fds[i].revents |= POLLOUT;
	}
	curl_multi_perform(d->multi, &running);
}

/* What libcurl and the server said, without what AUTH exchanged: a server may
 * echo it. */
static void explain(const struct submit_dialer *d,
                    const struct submit_link *link, CURLcode code,
                    struct err *err)
{
	const char *words =
	        link->error[0] ? link->error : curl_easy_strerror(code);
	bool refused = link->last[0] == '4' || link->last[0] == '5';

	if (code == CURLE_LOGIN_DENIED && refused)
		err_set(err, "%s: AUTH refused (%.*s)", d->name,
		        (int)strspn(link->last, "0123456789. -"), link->last);
	else if (code == CURLE_LOGIN_DENIED)
		err_set(err, "%s: AUTH: %s", d->name, words);
	else if (refused)
		err_set(err, "%s: %s", d->name, link->last);
	else
		err_set(err, "%s: %s", d->name, words);
}

static enum submit_dialed judge_failure(const struct submit_link *link,
                                        CURLcode code)
{
	switch (code) {
	case CURLE_LOGIN_DENIED:
		return link->last[0] == '4' ? DIALED_FAILED : DIALED_HOPELESS;
	case CURLE_USE_SSL_FAILED:
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_ENGINE_INITFAILED:
	case CURLE_UNSUPPORTED_PROTOCOL:
	case CURLE_URL_MALFORMAT:
		return DIALED_HOPELESS;
	default:
		return DIALED_FAILED;
	}
}

static enum submit_dialed finish(struct submit_dialer *d,
                                 struct submit_link *link, CURLcode code,
                                 struct err *err)
{
	const char *user = d->settings->user;
	curl_socket_t fd = CURL_SOCKET_BAD;
	enum submit_dialed failure;

	link->dialing = false;
	d->dialing--;
	if (code) {
		explain(d, link, code, err);
		failure = judge_failure(link, code);
		submit_link_close(d, link);
		return failure;
	}
	/* libcurl goes on without AUTH where the server offers none. */
	if (user && user[0] && !link->features.auth) {
		err_set(err, "%s: a user is set, but the server offers no AUTH",
		        d->name);
		submit_link_close(d, link);
		return DIALED_HOPELESS;
	}
	if (curl_easy_getinfo(link->easy, CURLINFO_ACTIVESOCKET, &fd) ||
	    fd == CURL_SOCKET_BAD) {
		err_set(err, "%s: the connection is gone", d->name);
		submit_link_close(d, link);
		return DIALED_FAILED;
	}
	link->fd = fd;
	return DIALED_UP;
}

enum submit_dialed submit_dialer_news(struct submit_dialer *d,
                                      struct submit_link **link,
                                      struct err *err)
{
	CURLMsg *msg;
	char *private;
	int left;

	do {
		msg = curl_multi_info_read(d->multi, &left);
	} while (msg && msg->msg != CURLMSG_DONE);
	if (!msg)
		return DIALED_NONE;
	curl_easy_getinfo(msg->easy_handle, CURLINFO_PRIVATE, &private);
	*link = (struct submit_link *)(void *)private;
	return finish(d, *link, msg->data.result, err);
}

static int gone(struct submit_link *link, CURLcode code, struct err *err)
{
	return err_set(err, "connection lost: %s",
	               link->error[0] ? link->error : curl_easy_strerror(code));
}

static ssize_t send_plain(struct submit_link *link, const struct iovec *pieces,
                          size_t n, struct err *err)
{
	struct msghdr msg = { .msg_iov = (struct iovec *)(uintptr_t)pieces,
		              .msg_iovlen = n };
	ssize_t sent = sendmsg(link->fd, &msg, MSG_NOSIGNAL | MSG_DONTWAIT);

	if (sent >= 0)
		return sent;
	if (errno == EAGAIN || errno == EINTR)
		return 0;
	return err_set(err, "connection lost: %s", strerror(errno));
}

static void gather(struct submit_link *link, const struct iovec *pieces,
                   size_t n)
{
	if (!link->record)
		link->record = malloc(LINK_RECORD_MAX);
	if (!link->record)
		abort();
	for (size_t i = 0; i < n; i++) {
		size_t room = LINK_RECORD_MAX - link->record_len;
		size_t len = pieces[i].iov_len;

		if (len > room)
			len = room;
		memcpy(link->record + link->record_len, pieces[i].iov_base,
		       len);
		link->record_len += len;
	}
}

ssize_t submit_link_send(struct submit_link *link, const struct iovec *pieces,
                         size_t n, struct err *err)
{
	size_t sent = 0;
	CURLcode code;

	if (!link->tls)
		return send_plain(link, pieces, n, err);
	/* A record that GnuTLS could not get rid of must come again as it was
	 * (gnutls_record_send). */
	if (!link->record_len)
		gather(link, pieces, n);
	code = curl_easy_send(link->easy, link->record, link->record_len,
	                      &sent);
	if (code && code != CURLE_AGAIN)
		return gone(link, code, err);
	link->record_len -= sent;
	memmove(link->record, link->record + sent, link->record_len);
	return (ssize_t)sent;
}

ssize_t submit_link_recv(struct submit_link *link, char *to, size_t room,
                         struct err *err)
{
	size_t n = 0;
	CURLcode code = curl_easy_recv(link->easy, to, room, &n);

	if (code == CURLE_AGAIN)
		return 0;
	if (code)
		return gone(link, code, err);
	if (!n)
		return err_set(err, "the server closed the connection");
	return (ssize_t)n;
}

/*
 * libcurl takes a CONNECT_ONLY connection for dead when it lets go of it: no
 * QUIT of its own, no wait.
 */
void submit_link_close(struct submit_dialer *d, struct submit_link *link)
{
	if (!link->easy)
		return;
	if (link->dialing)
		d->dialing--;
	curl_multi_remove_handle(d->multi, link->easy);
	curl_easy_cleanup(link->easy);
	free(link->record);
	link->record = NULL;
	link->easy = NULL;
	link->dialing = false;
	link->fd = -1;
}
