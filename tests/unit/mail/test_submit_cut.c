/*
 * A conversation of three mails, cut off at every octet, the client's and the
 * server's: what each mail has become must follow from what went over the wire
 * and from nothing else.
 */
#include "cmocka_all.h"

#include <stdlib.h>

#include "base/cleanup.h"
#include "mail/submit_session.h"

enum { MAILS = 3, WIRE_MAX = 4096 };

static const char text[] = "Subject: x\r\n\r\n\r\na line\r\n";

/* A server that takes everything, octet by octet. */
struct server {
	char line[256];
	size_t len;
	bool data;
	int dots; /* whole ones that came in */
	char out[WIRE_MAX];
	size_t out_at, out_len;
};

static void answer(struct server *v, const char *reply)
{
	size_t n = strlen(reply);

	assert_in_range(v->out_len + n, 0, sizeof(v->out));
	memcpy(v->out + v->out_len, reply, n);
	v->out_len += n;
}

static void take_line(struct server *v)
{
	struct str line = { v->line, v->len };

	if (v->data && str_eq(line, STR(".\r\n"))) {
		v->data = false;
		v->dots++;
		answer(v, "250-2.0.0 taken\r\n250 2.0.0 queued\r\n");
	} else if (v->data) {
		return;
	} else if (str_eq(line, STR("DATA\r\n"))) {
		v->data = true;
		answer(v, "354 go\r\n");
	} else {
		answer(v, "250 ok\r\n");
	}
}

static void take(struct server *v, char c)
{
	assert_in_range(v->len, 0, sizeof(v->line) - 1);
	v->line[v->len++] = c;
	if (c != '\n')
		return;
	take_line(v);
	v->len = 0;
}

struct run {
	struct submit_session s;
	struct server server;
	size_t octets, cut; /* over the wire, both ways */
	int asked;          /* dots that were */
	int replies;        /* to dots, that came in whole */
	int given, told;
	int cookies[MAILS];
	enum submit_outcome outcomes[MAILS];
	bool again[MAILS];
};

static void give(struct run *r, const struct slices *body)
{
	struct submit_mail mail = { .sender = "a@b.test",
		                    .recipient = "c@d.test",
		                    .body = body };

	if (r->given < MAILS) {
		mail.cookie = &r->cookies[r->given++];
		submit_session_mail(&r->s, &mail);
	} else if (submit_session_leaving(&r->s)) {
		submit_session_later(&r->s);
	} else {
		submit_session_quit(&r->s);
	}
}

static void settle(struct run *r)
{
	const struct session_mail *m = submit_session_verdict(&r->s);
	long i = (int *)m->mail.cookie - r->cookies;

	assert_int_equal(i, r->told++); /* in order, once */
	r->outcomes[i] = m->outcome;
	r->again[i] = m->again;
	submit_session_settled(&r->s);
}

/* One octet over the wire; true: cut instead. */
static bool cut(struct run *r)
{
	if (r->octets++ < r->cut)
		return false;
	submit_session_lost(&r->s, "cut");
	return true;
}

static void send_octet(struct run *r)
{
	struct iovec piece[2];

	assert_true(submit_session_output(&r->s, piece, 2) > 0);
	if (cut(r))
		return;
	take(&r->server, *(const char *)piece[0].iov_base);
	submit_session_sent(&r->s, 1);
}

static bool str_ends(struct str s, struct str end)
{
	return s.len >= end.len &&
	       !memcmp(s.ptr + s.len - end.len, end.ptr, end.len);
}

static void receive_octet(struct run *r)
{
	struct server *v = &r->server;
	struct str in = { v->out + v->out_at, 1 };

	assert_true(v->out_at < v->out_len);
	if (cut(r))
		return;
	v->out_at++;
	r->replies +=
	        str_ends((struct str){ v->out, v->out_at }, STR(" queued\r\n"));
	submit_session_input(&r->s, in);
}

/* Until it is over; true: it was cut. */
static bool converse(struct run *r, bool pipelining, const struct slices *body)
{
	struct submit_features f = { .pipelining = pipelining };

	submit_session_init(&r->s, &f);
	for (;;) {
		switch (submit_session_wants(&r->s)) {
		case SESSION_MAIL:
			give(r, body);
			break;
		case SESSION_SEND:
			send_octet(r);
			break;
		case SESSION_REPLY:
			receive_octet(r);
			break;
		case SESSION_DOT:
			/* All before it was settled. */
			assert_int_equal(r->told, r->asked++);
			submit_session_dot(&r->s);
			break;
		case SESSION_SETTLE:
			settle(r);
			break;
		case SESSION_OVER:
			return r->octets > r->cut;
		}
	}
}

static void check(const struct run *r)
{
	assert_int_equal(r->told, r->given);
	for (int i = 0; i < r->given; i++) {
		enum submit_outcome right = SUBMIT_TEMPFAIL;

		if (i < r->replies)
			right = SUBMIT_OK;
		else if (i < r->server.dots)
			right = SUBMIT_UNKNOWN;
		assert_int_equal(r->outcomes[i], right);
		/* What may go out again at once was never marked. */
		assert_int_equal(r->again[i], i > 0 && i >= r->asked);
	}
}

static void session__cut_anywhere(void **state)
{
	struct slices body = { 0 };
	struct run *r = malloc(sizeof(*r));

	(void)state;
	slices_add(&body, (struct str){ text, 20 });
	slices_add(&body, (struct str){ text + 20, strlen(text) - 20 });
	for (int pipelining = 0; pipelining < 2; pipelining++) {
		bool was_cut = true;
		size_t at;

		for (at = 0; was_cut; at++) {
			*r = (struct run){ .cut = at };
			was_cut = converse(r, pipelining, &body);
			check(r);
		}
		assert_int_equal(r->replies, MAILS);
		assert_in_range(at, 400, 2000);
	}
	slices_deinit(&body);
	free(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(session__cut_anywhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
