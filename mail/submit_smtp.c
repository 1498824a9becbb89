/*
 * N connections, one poll loop, one thread. A connection is dialled (libcurl),
 * then its session says what it wants (submit_session.h) and drive() sees to it
 * until it would block.
 *
 * How many connections: one to begin with, one more for every mail taken, up to
 * the setting; and one more whenever none has come up for a while, so that one
 * hung greeting does not hold up the run. Mails are taken only by connections
 * that are up.
 *
 * When to give up: a connection that could not be made, or was lost before the
 * server had decided over a single mail on it, is a strike; the next one waits
 * longer. A decided mail wipes the slate. After so many in a row, or when a
 * failure is of the kind that stays (certificate, AUTH), no more are dialled,
 * and the run ends with the last that is up.
 *
 * Riding, the next envelope behind a dot (submit_session.c), is tried on one
 * connection first, the pilot: a server that announces PIPELINING and loses
 * what came with a dot costs one mail a delay, not one a connection, and gets
 * everything in lockstep from then on.
 */
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

#include "base/cut.h"
#include "mail/submit_feed.h"
#include "mail/submit_link.h"
#include "mail/submit_session.h"
#include "mail/submit_transport.h"

enum {
	STRIKE_PAUSE_MS = 100, /* doubled with each */
	IMPATIENCE_MS = 500,   /* none is up: try one more */
	STOP_MS = 5000,        /* for replies to final dots, once stopped */
	NAP_MS = 60000,        /* the longest wait; libcurl knows no endless */
	PIECES_MAX = 512,      /* of a message in one call */
};

struct conn {
	bool up;
	bool readable;  /* there may be bytes that poll does not show */
	bool useful;    /* the server decided over a mail here */
	bool rode_off;  /* ended with a mail that rode and has no answer */
	bool idle;      /* next said: later */
	bool asked;     /* its dot waits for the caller's commit */
	unsigned mails; /* taken on this connection */
	short events;   /* to poll for */
	unsigned progress;
	int64_t deadline; /* milliseconds, monotonic */
	struct submit_link link;
	struct submit_session session;
};

struct run {
	const struct submit_settings *settings;
	struct submit_feed feed;
	struct submit_dialer *dialer;
	struct conn *conns;
	struct pollfd *fds; /* of the connections, then stop_fd */
	size_t n;
	size_t active; /* dialled or up */
	size_t n_up, n_idle, n_asked;
	size_t wanted;
	unsigned strikes, attempts;
	bool hopeless;
	bool lockstep; /* PIPELINING was announced, and not honoured */
	bool riding;   /* ... was honoured behind a dot */
	struct conn *pilot;
	int64_t now, dialled_at, dial_after, stop_by;
	int64_t ask_at;     /* when idle ones ask again, whatever happens */
	struct err trouble; /* the last */
};

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void strike(struct run *r)
{
	r->dial_after = r->now + (STRIKE_PAUSE_MS << r->strikes);
	if (r->strikes < r->attempts)
		r->strikes++;
}

static bool may_dial(const struct run *r)
{
	return !submit_feed_is_empty(&r->feed) && !r->hopeless &&
	       r->strikes < r->attempts;
}

static void hang_up(struct run *r, struct conn *c)
{
	submit_link_close(r->dialer, &c->link);
	r->n_up -= c->up;
	r->active--;
	c->up = false;
}

static void end(struct run *r, struct conn *c)
{
	struct submit_session *s = &c->session;

	if (s->why[0])
		err_set(&r->trouble, "%s: %s", submit_dialer_name(r->dialer),
		        s->why);
	if (!c->useful && !submit_feed_is_empty(&r->feed))
		strike(r);
	if (c == r->pilot && !r->riding) {
		r->lockstep = r->lockstep || c->rode_off;
		r->pilot = NULL;
	}
	hang_up(r, c);
}

/* An idle connection stays open: dialling again costs more than waiting. */
static void rest(struct run *r, struct conn *c, unsigned wait_ms)
{
	int64_t at = wait_ms ? r->now + wait_ms : INT64_MAX;

	if (at < r->ask_at)
		r->ask_at = at;
	r->n_idle++;
	c->idle = true;
	c->events = POLLIN; /* it may be closed on us */
	c->deadline = INT64_MAX;
}

static bool is_full(const struct run *r, const struct conn *c)
{
	return r->settings->messages && c->mails >= r->settings->messages;
}

/* Whether a mail may go out behind the dot that is on its way here. */
static bool may_ride(struct run *r, struct conn *c)
{
	if (r->lockstep)
		return false;
	if (!r->pilot)
		r->pilot = c;
	return r->riding || r->pilot == c;
}

static void give_mail(struct run *r, struct conn *c)
{
	struct submit_session *s = &c->session;
	bool behind = submit_session_leaving(s);
	enum submit_next next = SUBMIT_NONE;
	struct submit_mail mail;

	if (!is_full(r, c) && (!behind || may_ride(r, c)))
		next = submit_feed_next(&r->feed, (unsigned)(c - r->conns),
		                        !c->mails, &mail);
	if (next != SUBMIT_TAKE && behind) {
		submit_session_later(s);
		return;
	}
	if (next == SUBMIT_NONE) {
		submit_session_quit(s);
		return;
	}
	if (next == SUBMIT_LATER) {
		rest(r, c, mail.wait_ms);
		return;
	}
	c->mails++;
	submit_session_mail(s, &mail);
	if (r->wanted < r->n)
		r->wanted++;
}

static void settle(struct run *r, struct conn *c)
{
	struct submit_session *s = &c->session;
	const struct session_mail *m = submit_session_verdict(s);
	struct submit_result result = { m->outcome, m->at, m->text };
	bool decided = m->by_server &&
	               (m->outcome == SUBMIT_OK || s->phase != PHASE_OVER);

	if (decided) {
		c->useful = true;
		r->strikes = 0;
	}
	if (m->again && !r->feed.stopped) {
		c->rode_off = m->riding;
		submit_feed_put_back(&r->feed, &m->mail);
	} else {
		CUT_POINT("smtp.reply");
		submit_feed_tell(&r->feed, &m->mail, &result);
	}
	submit_session_settled(s);
}

static void ask_dot(struct run *r, struct conn *c)
{
	struct submit_session *s = &c->session;
	const struct session_mail *m = submit_session_asking(s);
	const struct submit_ops *ops = r->feed.ops;

	r->riding = r->riding || (m->riding && c == r->pilot);
	if (ops->before_dot(ops->ctx, m->mail.cookie) < 0) {
		submit_session_hold(s);
	} else if (ops->commit) {
		c->asked = true;
		r->n_asked++;
	} else {
		submit_session_dot(s);
	}
}

/* True while there was something. */
static bool receive(struct conn *c)
{
	char bytes[4096];
	struct err err;
	ssize_t n = submit_link_recv(&c->link, bytes, sizeof(bytes), &err);

	c->readable = n == sizeof(bytes) || (n > 0 && c->link.tls);
	if (n < 0)
		submit_session_lost(&c->session, err.msg);
	else if (n > 0)
		submit_session_input(&c->session,
		                     (struct str){ bytes, (size_t)n });
	return n != 0;
}

static bool deliver(struct conn *c)
{
	struct iovec pieces[PIECES_MAX];
	struct err err;
	bool doubt = submit_session_in_doubt(&c->session);
	size_t count = submit_session_output(&c->session, pieces, PIECES_MAX);
	ssize_t n = submit_link_send(&c->link, pieces, count, &err);

	if (n > 0)
		submit_session_sent(&c->session, (size_t)n);
	else if (n < 0 && !receive(c))
		/* What it said before it hung up comes first. */
		submit_session_lost(&c->session, err.msg);
	if (!doubt && submit_session_in_doubt(&c->session))
		CUT_POINT("smtp.dot");
	return n != 0;
}

static void renew_deadline(struct run *r, struct conn *c)
{
	struct submit_session *s = &c->session;

	if (c->deadline && c->progress == s->progress)
		return;
	c->progress = s->progress;
	c->deadline = r->now + submit_session_timeout_ms(
	                               s, r->settings->reply_timeout_ms);
}

static void wake(struct run *r, struct conn *c)
{
	if (!c->idle)
		return;
	c->idle = false;
	c->deadline = 0;
	r->n_idle--;
}

/* Gives the session what it wants until it would block. */
static void drive(struct run *r, struct conn *c)
{
	struct submit_session *s = &c->session;

	wake(r, c);
	while (c->readable && receive(c))
		;
	for (;;) {
		switch (submit_session_wants(s)) {
		case SESSION_MAIL:
			give_mail(r, c);
			if (c->idle)
				return;
			break;
		case SESSION_DOT:
			if (!c->asked)
				ask_dot(r, c);
			if (c->asked)
				return; /* commit_all goes on with it */
			break;
		case SESSION_SETTLE:
			settle(r, c);
			break;
		case SESSION_SEND:
			if (deliver(c))
				break;
			c->events = POLLIN | POLLOUT;
			renew_deadline(r, c);
			return;
		case SESSION_REPLY:
			c->events = POLLIN;
			renew_deadline(r, c);
			return;
		case SESSION_OVER:
			end(r, c);
			return;
		}
	}
}

/* When the next connection is due. */
static int64_t dial_at(const struct run *r)
{
	int64_t impatient = r->dialled_at + IMPATIENCE_MS;
	size_t wanted = r->wanted;

	if (!may_dial(r) || r->active == r->n)
		return INT64_MAX;
	if (r->feed.drained && r->feed.n_back < wanted)
		wanted = r->feed.n_back;
	if (r->active < wanted)
		return r->dial_after;
	if (r->n_up)
		return INT64_MAX;
	return impatient > r->dial_after ? impatient : r->dial_after;
}

static void dial_more(struct run *r)
{
	while (r->now >= dial_at(r)) {
		struct conn *c = r->conns;

		while (c->link.easy)
			c++;
		c->useful = c->rode_off = c->readable = false;
		c->mails = 0;
		c->asked = false;
		c->deadline = 0;
		submit_dial(r->dialer, &c->link);
		r->dialled_at = r->now;
		r->active++;
	}
}

static struct conn *conn_of(struct run *r, struct submit_link *link)
{
	size_t i = 0;

	while (&r->conns[i].link != link)
		i++;
	return &r->conns[i];
}

static void take_news(struct run *r)
{
	struct submit_link *link;
	enum submit_dialed news;

	while ((news = submit_dialer_news(r->dialer, &link, &r->trouble))) {
		struct conn *c = conn_of(r, link);

		if (news != DIALED_UP) {
			r->active--;
			r->hopeless = r->hopeless || news == DIALED_HOPELESS;
			strike(r);
			continue;
		}
		c->up = true;
		r->n_up++;
		if (r->lockstep)
			link->features.pipelining = false;
		submit_session_init(&c->session, &link->features);
		/* What came with the last reply is in libcurl's hands, and
		 * the first read ties the connection to its handle: until
		 * then libcurl may prune it as an idle one. */
		c->readable = true;
		drive(r, c);
	}
}

/* Nothing more is taken. What is in doubt may wait for its reply; everything
 * else ends here. */
static void cut_short(struct run *r)
{
	for (size_t i = 0; i < r->n; i++) {
		struct conn *c = &r->conns[i];

		if (!c->up || c->session.phase == PHASE_QUIT)
			continue;
		submit_session_stop(&c->session, "stopped");
		drive(r, c);
	}
}

static void hang_up_dialling(struct run *r)
{
	for (size_t i = 0; i < r->n; i++) {
		if (r->conns[i].link.dialing)
			hang_up(r, &r->conns[i]);
	}
}

static int next_timeout(const struct run *r)
{
	int64_t at = dial_at(r), left;

	if (r->feed.stopped && r->stop_by < at)
		at = r->stop_by;
	if (r->n_idle && r->ask_at < at)
		at = r->ask_at;
	if (r->n_idle && (r->feed.told || r->feed.n_back))
		return 0;
	for (size_t i = 0; i < r->n; i++) {
		if (r->conns[i].up && r->conns[i].deadline < at)
			at = r->conns[i].deadline;
	}
	left = at - r->now;
	if (left > NAP_MS)
		return NAP_MS;
	return left < 0 ? 0 : (int)left;
}

static void wait_for_news(struct run *r)
{
	bool hear_stop = r->settings->stop_fd && !r->feed.stopped;

	for (size_t i = 0; i < r->n; i++) {
		struct conn *c = &r->conns[i];

		r->fds[i] = (struct pollfd){ .fd = c->up ? c->link.fd : -1,
			                     .events = c->events };
	}
	r->fds[r->n] =
	        (struct pollfd){ .fd = hear_stop ? *r->settings->stop_fd : -1,
		                 .events = POLLIN };
	submit_dialer_wait(r->dialer, r->fds, r->n + 1, next_timeout(r));
	r->now = now_ms();
}

static void take_events(struct run *r)
{
	for (size_t i = 0; i < r->n; i++) {
		struct conn *c = &r->conns[i];

		if (!c->up)
			continue;
		if (r->fds[i].revents) {
			c->readable = r->fds[i].revents & ~POLLOUT;
			drive(r, c);
		} else if (r->feed.stopped && r->now >= r->stop_by) {
			submit_session_lost(&c->session, "stopped");
			drive(r, c);
		} else if (r->now >= c->deadline) {
			if (submit_session_group_ignored(&c->session))
				r->lockstep = true;
			submit_session_lost(&c->session, "no reply in time");
			drive(r, c);
		}
	}
}

/* Those that were told to ask later, when there is reason to. */
static void ask_again(struct run *r)
{
	if (!r->n_idle || !(r->feed.told || r->feed.drained || r->feed.n_back ||
	                    r->now >= r->ask_at))
		return;
	r->feed.told = false;
	r->ask_at = INT64_MAX;
	for (size_t i = 0; i < r->n; i++) {
		if (r->conns[i].idle)
			drive(r, &r->conns[i]);
	}
}

/* The caller commits, and the dots go out that wait for it. What that brings
 * at once is committed, too: nothing is left open while we wait for news. */
static void commit_all(struct run *r)
{
	const struct submit_ops *ops = r->feed.ops;
	int rc;

	if (!ops->commit)
		return;
	while ((rc = ops->commit(ops->ctx), r->n_asked)) {
		r->n_asked = 0;
		for (size_t i = 0; i < r->n; i++) {
			struct conn *c = &r->conns[i];
			struct submit_session *s = &c->session;

			if (!c->asked)
				continue;
			c->asked = false;
			/* It may have been lost meanwhile. */
			if (!c->up || submit_session_wants(s) != SESSION_DOT)
				continue;
			if (rc < 0)
				submit_session_hold(s);
			else
				submit_session_dot(s);
			drive(r, c);
		}
	}
}

static int run_loop(struct run *r, struct err *err)
{
	for (;;) {
		dial_more(r);
		if (submit_feed_is_empty(&r->feed))
			hang_up_dialling(r);
		if (!r->active && !may_dial(r))
			break;
		wait_for_news(r);
		if (r->fds[r->n].revents) {
			r->feed.stopped = true;
			r->stop_by = r->now + STOP_MS;
		}
		/* Events first: a reply that lies there is still read. */
		take_events(r);
		if (r->fds[r->n].revents)
			cut_short(r);
		take_news(r);
		ask_again(r);
		commit_all(r);
	}
	if (submit_feed_is_empty(&r->feed)) {
		submit_feed_give_up(&r->feed, "stopped");
		commit_all(r);
		return 0;
	}
	submit_feed_give_up(&r->feed, r->trouble.msg);
	commit_all(r);
	return err_set(err, "%s", r->trouble.msg);
}

int submit_smtp_run(const struct submit_settings *settings,
                    const struct submit_ops *ops, unsigned attempts,
                    struct err *err)
{
	struct run r = { .settings = settings,
		         .attempts = attempts,
		         .wanted = 1,
		         .ask_at = INT64_MAX };
	int result;

	r.dialer = submit_dialer_new(settings, err);
	if (!r.dialer)
		return -1;
	r.n = settings->connections > 0 ? (size_t)settings->connections : 1;
	r.conns = calloc(r.n, sizeof(r.conns[0]));
	r.fds = calloc(r.n + 1, sizeof(r.fds[0]));
	if (!r.conns || !r.fds)
		abort();
	submit_feed_init(&r.feed, ops, 2 * r.n);
	r.now = now_ms();
	result = run_loop(&r, err);
	free(r.conns);
	free(r.fds);
	submit_feed_deinit(&r.feed);
	submit_dialer_free(r.dialer);
	return result;
}
