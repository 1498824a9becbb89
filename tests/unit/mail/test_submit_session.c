/*
 * The session against transcripts: what the server says, what the client must
 * say, what the caller must be told. Every transcript runs three times: the
 * server's bytes whole, one by one, and the client's bytes taken one by one.
 */
#include "cmocka_all.h"

#include <stdlib.h>

#include "base/cleanup.h"
#include "mail/submit_session.h"

/* What happens, in order. */
enum kind {
	END,
	MOVE_GIVE,    /* a mail is wanted: give ours */
	MOVE_OUT,     /* these bytes go out, no more */
	MOVE_OUT_BIT, /* these bytes go out, and there are more */
	MOVE_WAIT,    /* a reply is wanted */
	MOVE_IN,      /* the server says this */
	MOVE_DOT,     /* the dot is asked for, and allowed; nothing rides */
	MOVE_RIDE,    /* ... and allowed, and the next mail rides behind it */
	MOVE_HOLD,    /* the dot is asked for, and not allowed */
	MOVE_LOST,    /* the connection is lost */
	MOVE_STOP,    /* we want to end */
	MOVE_TOLD,    /* the caller is told: outcome and text */
	MOVE_AGAIN,   /* the caller is told: rode behind a mail, lost with it */
	MOVE_READY,   /* the next mail is wanted */
	MOVE_QUIT,    /* a mail is wanted: say goodbye */
	MOVE_OVER,    /* the socket is to be closed */
};

struct move {
	enum kind kind;
	const char *text;
	enum submit_outcome outcome;
};

/* clang-format off */
#define GIVE       { .kind = MOVE_GIVE }
#define OUT(t)     { .kind = MOVE_OUT, .text = (t) }
#define OUT_BIT(t) { .kind = MOVE_OUT_BIT, .text = (t) }
#define WAIT       { .kind = MOVE_WAIT }
#define IN(t)      { .kind = MOVE_IN, .text = (t) }
#define DOT        { .kind = MOVE_DOT }
#define RIDE       { .kind = MOVE_RIDE }
#define HOLD       { .kind = MOVE_HOLD }
#define LOST(t)    { .kind = MOVE_LOST, .text = (t) }
#define STOP       { .kind = MOVE_STOP, .text = "stopped" }
#define TOLD(o, t) { .kind = MOVE_TOLD, .text = (t), .outcome = SUBMIT_##o }
#define AGAIN(t)   { .kind = MOVE_AGAIN, .text = (t) }
#define READY      { .kind = MOVE_READY }
#define QUIT       { .kind = MOVE_QUIT }
#define OVER       { .kind = MOVE_OVER }

#define MAIL_FROM "MAIL FROM:<papers@example.org>\r\n"
#define RCPT_TO   "RCPT TO:<ada@example.net>\r\n"
#define GROUP     MAIL_FROM RCPT_TO "DATA\r\n"
#define TEXT      "Subject: x\r\n\r\ntext\r\n"
#define GROUP_OK  "250 ok\r\n250 ok\r\n354 go\r\n"
#define WANDERING "the server's replies are out of order"
#define EARLY     "the server spoke out of turn"
#define NONSENSE  "that is no SMTP reply"

struct transcript {
	const char *name;
	bool pipelining;
	struct move moves[24];
};

static const struct transcript transcripts[] = {
	{ "lockstep, accepted", false, {
		GIVE,
		OUT(MAIL_FROM), WAIT, IN("250 ok\r\n"),
		OUT(RCPT_TO), WAIT, IN("250 ok\r\n"),
		OUT("DATA\r\n"), WAIT, IN("354 go\r\n"),
		DOT, OUT(TEXT ".\r\n"), WAIT, IN("250 2.0.0 queued\r\n"),
		TOLD(OK, "250 2.0.0 queued"),
		QUIT, OUT("QUIT\r\n"), WAIT, IN("221 bye\r\n"), OVER,
	} },
	{ "pipelined, accepted, twice", true, {
		GIVE, OUT(GROUP), WAIT, IN(GROUP_OK),
		DOT, OUT(TEXT ".\r\n"),
		IN("250-2.0.0 as\r\n250 2.0.0 queued\r\n"),
		TOLD(OK, "250 2.0.0 queued"),
		GIVE, OUT(GROUP),
		IN("250 ok\r\n251 forwarded\r\n354 go\r\n"),
		DOT, OUT(TEXT ".\r\n"), IN("250 ok\r\n"),
		TOLD(OK, "250 ok"), READY,
	} },
	{ "refused at MAIL, lockstep: no transaction, no RSET", false, {
		GIVE, OUT(MAIL_FROM), IN("550 5.7.1 not you\r\n"),
		TOLD(PERMFAIL, "550 5.7.1 not you"), READY,
	} },
	{ "refused at MAIL, pipelined: the echoes change nothing", true, {
		GIVE, OUT(GROUP), IN("451 4.7.1 later\r\n"), WAIT,
		IN("503 no sender\r\n503 no sender\r\n"),
		TOLD(TEMPFAIL, "451 4.7.1 later"), READY,
	} },
	{ "refused at RCPT, lockstep: RSET, then the next", false, {
		GIVE, OUT(MAIL_FROM), IN("250 ok\r\n"),
		OUT(RCPT_TO), IN("550 5.1.1 who\r\n"),
		TOLD(PERMFAIL, "550 5.1.1 who"),
		OUT("RSET\r\n"), WAIT, IN("250 ok\r\n"),
		GIVE, OUT(MAIL_FROM),
	} },
	{ "refused at RCPT, pipelined", true, {
		GIVE, OUT(GROUP), IN("250 ok\r\n452 4.2.2 full\r\n"), WAIT,
		IN("554 no recipients\r\n"),
		TOLD(TEMPFAIL, "452 4.2.2 full"), READY,
	} },
	{ "refused at RCPT, and 354 all the same: a lone dot", true, {
		GIVE, OUT(GROUP),
		IN("250 ok\r\n550 5.1.1 who\r\n354 go\r\n"),
		OUT(".\r\n"), WAIT, IN("554 no recipients\r\n"),
		TOLD(PERMFAIL, "550 5.1.1 who"), READY,
	} },
	{ "refused at MAIL, yet RCPT and DATA taken: no empty mail", true, {
		GIVE, OUT(GROUP),
		IN("550 5.7.1 not you\r\n250 ok\r\n354 go\r\n"),
		TOLD(PERMFAIL, "550 5.7.1 not you"), OVER,
	} },
	{ "refused at DATA", true, {
		GIVE, OUT(GROUP),
		IN("250 ok\r\n250 ok\r\n451 4.3.0 no room\r\n"),
		TOLD(TEMPFAIL, "451 4.3.0 no room"), READY,
	} },
	{ "refused at the dot, 5xx: no RSET", true, {
		GIVE, OUT(GROUP), IN(GROUP_OK), DOT, OUT(TEXT ".\r\n"),
		IN("554 5.7.1 spam\r\n"),
		TOLD(PERMFAIL, "554 5.7.1 spam"), READY,
	} },
	{ "refused at the dot, 4xx", true, {
		GIVE, OUT(GROUP), IN(GROUP_OK), DOT, OUT(TEXT ".\r\n"),
		IN("451 4.3.0 queue full\r\n"),
		TOLD(TEMPFAIL, "451 4.3.0 queue full"), READY,
	} },
	{ "421 at MAIL", true, {
		GIVE, OUT(GROUP), IN("421 4.3.2 closing\r\n"),
		TOLD(TEMPFAIL, "421 4.3.2 closing"), OVER,
	} },
	{ "421 after a refused RCPT: the refusal stands", true, {
		GIVE, OUT(GROUP),
		IN("250 ok\r\n550 5.1.1 who\r\n421 closing\r\n"),
		TOLD(PERMFAIL, "550 5.1.1 who"), OVER,
	} },
	{ "421 at DATA", false, {
		GIVE, OUT(MAIL_FROM), IN("250 ok\r\n"),
		OUT(RCPT_TO), IN("250 ok\r\n"),
		OUT("DATA\r\n"), IN("421 4.3.2 closing\r\n"),
		TOLD(TEMPFAIL, "421 4.3.2 closing"), OVER,
	} },
	{ "421 at the dot: not accepted, not in doubt", true, {
		GIVE, OUT(GROUP), IN(GROUP_OK), DOT, OUT(TEXT ".\r\n"),
		IN("421 4.3.2 closing\r\n"),
		TOLD(TEMPFAIL, "421 4.3.2 closing"), OVER,
	} },
	{ "421 behind an accepted mail: the mail is sent", true, {
		GIVE, OUT(GROUP), IN(GROUP_OK), DOT, OUT(TEXT ".\r\n"),
		IN("250 ok\r\n421 4.3.2 closing\r\n"),
		TOLD(OK, "250 ok"), OVER,
	} },
	{ "421 at RSET", false, {
		GIVE, OUT(MAIL_FROM), IN("250 ok\r\n"),
		OUT(RCPT_TO), IN("550 who\r\n"),
		TOLD(PERMFAIL, "550 who"),
		OUT("RSET\r\n"), IN("421 closing\r\n"), OVER,
	} },
	{ "RSET refused: a server that has lost its place", false, {
		GIVE, OUT(MAIL_FROM), IN("250 ok\r\n"),
		OUT(RCPT_TO), IN("550 who\r\n"),
		TOLD(PERMFAIL, "550 who"),
		OUT("RSET\r\n"), IN("502 what\r\n"), OVER,
	} },
	{ "lost before any reply", true, {
		GIVE, OUT(GROUP), LOST("reset"),
		TOLD(TEMPFAIL, "reset"), OVER,
	} },
	{ "lost after a refused MAIL: the refusal stands", true, {
		GIVE, OUT(GROUP), IN("550 5.7.1 not you\r\n"), LOST("reset"),
		TOLD(PERMFAIL, "550 5.7.1 not you"), OVER,
	} },
	{ "lost after 354", true, {
		GIVE, OUT(GROUP), IN(GROUP_OK), LOST("reset"),
		TOLD(TEMPFAIL, "reset"), OVER,
	} },
	{ "lost with the dot allowed but not out", true, {
		GIVE, OUT(GROUP), IN(GROUP_OK), DOT, LOST("reset"),
		TOLD(TEMPFAIL, "reset"), OVER,
	} },
	{ "lost with the first byte of the dot's window out", true, {
		GIVE, OUT(GROUP), IN(GROUP_OK), DOT, OUT_BIT("S"),
		LOST("reset"), TOLD(TEMPFAIL, "reset"), OVER,
	} },
	{ "lost between the dot and its reply", true, {
		GIVE, OUT(GROUP), IN(GROUP_OK), DOT, OUT(TEXT ".\r\n"),
		LOST("reset"), TOLD(UNKNOWN, "reset"), OVER,
	} },
	{ "lost in the middle of the reply to the dot", true, {
		GIVE, OUT(GROUP), IN(GROUP_OK), DOT, OUT(TEXT ".\r\n"),
		IN("250-2.0.0 as\r\n250 2.0."), WAIT,
		LOST("reset"), TOLD(UNKNOWN, "reset"), OVER,
	} },
	{ "nonsense before the dot", true, {
		GIVE, OUT(GROUP), IN("250 ok\r\nHTTP/1.1 400 Bad\r\n"),
		TOLD(TEMPFAIL, NONSENSE), OVER,
	} },
	{ "nonsense as the reply to the dot", true, {
		GIVE, OUT(GROUP), IN(GROUP_OK), DOT, OUT(TEXT ".\r\n"),
		IN("ok\r\n"), TOLD(UNKNOWN, NONSENSE), OVER,
	} },
	{ "a second 354 as the reply to the dot", true, {
		GIVE, OUT(GROUP), IN(GROUP_OK), DOT, OUT(TEXT ".\r\n"),
		IN("354 go\r\n"), TOLD(UNKNOWN, WANDERING), OVER,
	} },
	{ "354 to MAIL", false, {
		GIVE, OUT(MAIL_FROM), IN("354 go\r\n"),
		TOLD(TEMPFAIL, WANDERING), OVER,
	} },
	{ "250 to DATA", true, {
		GIVE, OUT(GROUP), IN("250 ok\r\n250 ok\r\n250 ok\r\n"),
		TOLD(TEMPFAIL, WANDERING), OVER,
	} },
	{ "accepted before the message is out: not believed", true, {
		GIVE, OUT(GROUP), IN(GROUP_OK "250 ok\r\n"),
		TOLD(TEMPFAIL, EARLY), OVER,
	} },
	{ "accepted while the dot is allowed but not out", true, {
		GIVE, OUT(GROUP), IN(GROUP_OK), DOT, IN("250 ok\r\n"),
		TOLD(TEMPFAIL, EARLY), OVER,
	} },
	{ "refused in the middle of the message", true, {
		GIVE, OUT(GROUP), IN(GROUP_OK "552 5.3.4 too big\r\n"),
		TOLD(PERMFAIL, "552 5.3.4 too big"), OVER,
	} },
	{ "421 while idle", true, {
		READY, IN("421 timeout\r\n"), OVER,
	} },
	{ "lost while idle", true, {
		READY, LOST("closed"), OVER,
	} },
	{ "QUIT answered by a closed connection", true, {
		QUIT, OUT("QUIT\r\n"), LOST("closed"), OVER,
	} },
	/* Riding: the next envelope goes out behind a dot. */
	{ "two mails and a third", true, {
		GIVE, OUT(GROUP), IN(GROUP_OK),
		RIDE, OUT(TEXT ".\r\n" GROUP), WAIT,
		IN("250 first\r\n" GROUP_OK), TOLD(OK, "250 first"),
		RIDE, OUT(TEXT ".\r\n" GROUP), WAIT,
		IN("250 second\r\n"), TOLD(OK, "250 second"), WAIT,
		IN(GROUP_OK), DOT, OUT(TEXT ".\r\n"),
		IN("250 third\r\n"), TOLD(OK, "250 third"),
		QUIT, OUT("QUIT\r\n"), IN("221 bye\r\n"), OVER,
	} },
	{ "the dot refused, what rode accepted", true, {
		GIVE, OUT(GROUP), IN(GROUP_OK), RIDE, OUT(TEXT ".\r\n" GROUP),
		IN("554 5.7.1 spam\r\n" GROUP_OK),
		TOLD(PERMFAIL, "554 5.7.1 spam"),
		DOT, OUT(TEXT ".\r\n"), IN("250 ok\r\n"),
		TOLD(OK, "250 ok"), READY,
	} },
	{ "what rode refused at RCPT: RSET rides before the third", true, {
		GIVE, OUT(GROUP), IN(GROUP_OK), RIDE, OUT(TEXT ".\r\n" GROUP),
		IN("250 ok\r\n250 ok\r\n550 5.1.1 who\r\n503 no\r\n"),
		TOLD(OK, "250 ok"), TOLD(PERMFAIL, "550 5.1.1 who"),
		GIVE, OUT("RSET\r\n" GROUP), WAIT,
		IN("250 reset\r\n" GROUP_OK), DOT, OUT(TEXT ".\r\n"),
		IN("250 ok\r\n"), TOLD(OK, "250 ok"), READY,
	} },
	{ "what rode refused at RCPT, 354 all the same: a lone dot", true, {
		GIVE, OUT(GROUP), IN(GROUP_OK), RIDE, OUT(TEXT ".\r\n" GROUP),
		IN("250 ok\r\n250 ok\r\n550 5.1.1 who\r\n354 go\r\n"),
		TOLD(OK, "250 ok"), OUT(".\r\n"), WAIT,
		IN("554 no recipients\r\n"),
		TOLD(PERMFAIL, "550 5.1.1 who"), READY,
	} },
	{ "what rode refused at MAIL, RCPT and DATA taken", true, {
		GIVE, OUT(GROUP), IN(GROUP_OK), RIDE, OUT(TEXT ".\r\n" GROUP),
		IN("250 ok\r\n550 5.7.1 no\r\n250 ok\r\n354 go\r\n"),
		TOLD(OK, "250 ok"), TOLD(PERMFAIL, "550 5.7.1 no"), OVER,
	} },
	{ "what rode refused at MAIL", true, {
		GIVE, OUT(GROUP), IN(GROUP_OK), RIDE, OUT(TEXT ".\r\n" GROUP),
		IN("250 ok\r\n451 4.7.1 no\r\n503 no\r\n503 no\r\n"),
		TOLD(OK, "250 ok"), TOLD(TEMPFAIL, "451 4.7.1 no"), READY,
	} },
	{ "lost behind the dot: one in doubt, the other untouched", true, {
		GIVE, OUT(GROUP), IN(GROUP_OK), RIDE, OUT(TEXT ".\r\n" GROUP),
		LOST("reset"), TOLD(UNKNOWN, "reset"), AGAIN("reset"), OVER,
	} },
	{ "lost in front of the dot: neither in doubt", true, {
		GIVE, OUT(GROUP), IN(GROUP_OK), RIDE, OUT_BIT("S"),
		LOST("reset"), TOLD(TEMPFAIL, "reset"), AGAIN("reset"), OVER,
	} },
	{ "lost between the reply to the dot and the others", true, {
		GIVE, OUT(GROUP), IN(GROUP_OK), RIDE, OUT(TEXT ".\r\n" GROUP),
		IN("250 ok\r\n250 o"), LOST("reset"),
		TOLD(OK, "250 ok"), AGAIN("reset"), OVER,
	} },
	{ "lost with the riding mail's text half out", true, {
		GIVE, OUT(GROUP), IN(GROUP_OK), RIDE, OUT(TEXT ".\r\n" GROUP),
		IN("250 ok\r\n" GROUP_OK), LOST("reset"),
		TOLD(OK, "250 ok"), AGAIN("reset"), OVER,
	} },
	{ "lost with the riding mail's dot out: in doubt as any", true, {
		GIVE, OUT(GROUP), IN(GROUP_OK), RIDE, OUT(TEXT ".\r\n" GROUP),
		IN("250 ok\r\n" GROUP_OK), TOLD(OK, "250 ok"),
		DOT, OUT(TEXT ".\r\n"), LOST("reset"),
		TOLD(UNKNOWN, "reset"), OVER,
	} },
	{ "421 at the dot", true, {
		GIVE, OUT(GROUP), IN(GROUP_OK), RIDE, OUT(TEXT ".\r\n" GROUP),
		IN("421 4.3.2 closing\r\n"),
		TOLD(TEMPFAIL, "421 4.3.2 closing"),
		AGAIN("421 4.3.2 closing"), OVER,
	} },
	{ "421 at MAIL: enough mails on this connection", true, {
		GIVE, OUT(GROUP), IN(GROUP_OK), RIDE, OUT(TEXT ".\r\n" GROUP),
		IN("250 ok\r\n421 4.7.0 enough\r\n"),
		TOLD(OK, "250 ok"), AGAIN("421 4.7.0 enough"), OVER,
	} },
	{ "MAIL was lost, RCPT was not: 503 says nothing", true, {
		GIVE, OUT(GROUP), IN(GROUP_OK), RIDE, OUT(TEXT ".\r\n" GROUP),
		IN("250 ok\r\n503 5.5.1 need MAIL\r\n"),
		TOLD(OK, "250 ok"), AGAIN("503 5.5.1 need MAIL"), OVER,
	} },
	{ "all four replies before the dot is out: not believed", true, {
		GIVE, OUT(GROUP), IN(GROUP_OK), RIDE,
		IN("250 ok\r\n" GROUP_OK),
		TOLD(TEMPFAIL, EARLY), AGAIN(EARLY), OVER,
	} },
	{ "refused before the dot is out", true, {
		GIVE, OUT(GROUP), IN(GROUP_OK), RIDE,
		IN("552 5.3.4 too big\r\n"),
		TOLD(PERMFAIL, "552 5.3.4 too big"),
		AGAIN("552 5.3.4 too big"), OVER,
	} },
	{ "the riding mail's dot is not allowed", true, {
		GIVE, OUT(GROUP), IN(GROUP_OK), RIDE, OUT(TEXT ".\r\n" GROUP),
		IN("250 ok\r\n" GROUP_OK), TOLD(OK, "250 ok"), HOLD,
		TOLD(TEMPFAIL, "held back before the final dot"), OVER,
	} },
	{ "stopped in the envelope", true, {
		GIVE, OUT(GROUP), STOP, TOLD(TEMPFAIL, "stopped"), OVER,
	} },
	{ "stopped in doubt: what rode is told, the reply is awaited", true, {
		GIVE, OUT(GROUP), IN(GROUP_OK), RIDE, OUT(TEXT ".\r\n" GROUP),
		STOP, TOLD(TEMPFAIL, "stopped"), WAIT,
		IN("250 ok\r\n" GROUP_OK), TOLD(OK, "250 ok"), OVER,
	} },
	{ "stopped in doubt, and no reply comes", true, {
		GIVE, OUT(GROUP), IN(GROUP_OK), RIDE, OUT(TEXT ".\r\n" GROUP),
		STOP, TOLD(TEMPFAIL, "stopped"), WAIT,
		LOST("stopped"), TOLD(UNKNOWN, "stopped"), OVER,
	} },
	{ "stopped in doubt with nothing behind", true, {
		GIVE, OUT(GROUP), IN(GROUP_OK), DOT, OUT(TEXT ".\r\n"), STOP,
		WAIT, IN("250 ok\r\n"), TOLD(OK, "250 ok"),
		QUIT, OUT("QUIT\r\n"), IN("221 bye\r\n"), OVER,
	} },
};
/* clang-format on */

enum manner { WHOLE, BYTEWISE_IN, BYTEWISE_OUT };

static void expect_output(struct submit_session *s, const char *text,
                          enum manner manner)
{
	struct str left = str_of(text);

	while (left.len) {
		struct iovec out[8];
		size_t pieces, n;

		assert_int_equal(submit_session_wants(s), SESSION_SEND);
		pieces = submit_session_output(s, out, 8);
		assert_in_range(pieces, 1, 8);
		n = manner == BYTEWISE_OUT ? 1 : out[0].iov_len;
		if (n > left.len)
			n = left.len;
		assert_memory_equal(out[0].iov_base, left.ptr, n);
		submit_session_sent(s, n);
		left.ptr += n;
		left.len -= n;
	}
}

static void say(struct submit_session *s, const char *text, enum manner manner)
{
	size_t len = strlen(text);

	if (manner != BYTEWISE_IN) {
		submit_session_input(s, (struct str){ text, len });
		return;
	}
	for (size_t i = 0; i < len; i++)
		submit_session_input(s, (struct str){ text + i, 1 });
}

/* Mails are numbered as they are given, and told in that order (unless what
 * is in doubt is awaited). */
struct play {
	struct submit_session *s;
	struct submit_mail mail;
	enum manner manner;
	bool stopped;
	int given, told, cookies[8];
};

static void give(struct play *p)
{
	assert_int_equal(submit_session_wants(p->s), SESSION_MAIL);
	p->mail.cookie = &p->cookies[p->given++];
	submit_session_mail(p->s, &p->mail);
}

static void told(struct play *p, const struct move *move)
{
	const struct session_mail *m = submit_session_verdict(p->s);
	bool again = move->kind == MOVE_AGAIN;

	assert_non_null(m);
	assert_string_equal(m->text, move->text);
	assert_int_equal(m->outcome, again ? SUBMIT_TEMPFAIL : move->outcome);
	assert_int_equal(m->again, again);
	if (!p->stopped)
		assert_ptr_equal(m->mail.cookie, &p->cookies[p->told]);
	p->told++;
	submit_session_settled(p->s);
}

static void make(struct play *p, const struct move *move)
{
	struct submit_session *s = p->s;
	enum manner manner = p->manner;
	enum session_want want = submit_session_wants(s);

	switch (move->kind) {
	case END:
		break;
	case MOVE_GIVE:
		give(p);
		break;
	case MOVE_OUT:
		expect_output(s, move->text, manner);
		assert_int_not_equal(submit_session_wants(s), SESSION_SEND);
		break;
	case MOVE_OUT_BIT:
		expect_output(s, move->text, WHOLE);
		break;
	case MOVE_WAIT:
		assert_int_equal(want, SESSION_REPLY);
		break;
	case MOVE_IN:
		say(s, move->text, manner);
		break;
	case MOVE_DOT:
		assert_int_equal(want, SESSION_DOT);
		submit_session_dot(s);
		if (submit_session_wants(s) == SESSION_MAIL)
			submit_session_later(s);
		break;
	case MOVE_RIDE:
		assert_int_equal(want, SESSION_DOT);
		submit_session_dot(s);
		give(p);
		break;
	case MOVE_HOLD:
		assert_int_equal(want, SESSION_DOT);
		submit_session_hold(s);
		break;
	case MOVE_LOST:
		submit_session_lost(s, move->text);
		break;
	case MOVE_STOP:
		submit_session_stop(s, move->text);
		p->stopped = true;
		break;
	case MOVE_TOLD:
	case MOVE_AGAIN:
		assert_int_equal(want, SESSION_SETTLE);
		told(p, move);
		break;
	case MOVE_READY:
		assert_int_equal(want, SESSION_MAIL);
		break;
	case MOVE_QUIT:
		assert_int_equal(want, SESSION_MAIL);
		submit_session_quit(s);
		break;
	case MOVE_OVER:
		assert_int_equal(want, SESSION_OVER);
		break;
	}
}

static void session__transcripts(void **state)
{
	struct slices body = { 0 };
	struct submit_session *s = malloc(sizeof(*s));

	(void)state;
	slices_add(&body, STR("Subject: x\r"));
	slices_add(&body, STR("\n\r\ntext\r\n"));
	for (size_t i = 0; i < sizeof(transcripts) / sizeof(transcripts[0]);
	     i++) {
		const struct transcript *t = &transcripts[i];
		struct submit_features f = { .pipelining = t->pipelining };

		for (int manner = WHOLE; manner <= BYTEWISE_OUT; manner++) {
			struct play play = {
				.s = s,
				.mail = { .sender = "papers@example.org",
				          .recipient = "ada@example.net",
				          .body = &body },
				.manner = (enum manner)manner,
			};

			print_message("%s\n", t->name);
			submit_session_init(s, &f);
			for (size_t m = 0; t->moves[m].kind; m++)
				make(&play, &t->moves[m]);
		}
	}
	slices_deinit(&body);
	free(s);
}

/* What MAIL says, or how the mail ends before anything is said. */
static void mail__parameters(void **state)
{
	static const struct submit_features none = { 0 },
	                                    all = { .pipelining = true,
		                                    .eightbit = true,
		                                    .smtputf8 = true,
		                                    .size = true,
		                                    .size_max = 100 },
	                                    unlimited = { .size = true };
	static const struct {
		const struct submit_features *features;
		const char *sender, *recipient, *body;
		const char *says, *told; /* one of them */
	} cases[] = {
		{ &none, "", "a@b.test", "x\r\n", "MAIL FROM:<>\r\n", NULL },
		{ &unlimited, "s@b.test", "a@b.test", "x\r\n",
		  "MAIL FROM:<s@b.test> SIZE=3\r\n", NULL },
		{ &all, "s@b.test", "\xc3\xa9@b.test", "\xc3\xa9\r\n",
		  "MAIL FROM:<s@b.test> SIZE=4 BODY=8BITMIME SMTPUTF8\r\n"
		  "RCPT TO:<\xc3\xa9@b.test>\r\nDATA\r\n",
		  NULL },
		{ &none, "s@b.test", "\xc3\xa9@b.test", "x\r\n", NULL,
		  "the address is not ASCII and the server does not offer "
		  "SMTPUTF8" },
		{ &none, "\xc3\xa9@b.test", "a@b.test", "x\r\n", NULL,
		  "the address is not ASCII and the server does not offer "
		  "SMTPUTF8" },
		{ &none, "s@b.test", "a@b.test", "\xc3\xa9\r\n", NULL,
		  "the mail has 8-bit octets and the server does not offer "
		  "8BITMIME" },
		{ &all, "s@b.test", "a@b.test",
		  "0123456789012345678901234567890123456789012345678901234\r\n"
		  "0123456789012345678901234567890123456789\r\n\r\n",
		  NULL,
		  "the mail has 101 octets, the server takes at most 100 "
		  "(SIZE)" },
		{ &all, "s@b.test", "a@b>\r\nRCPT TO:<c@d.test", "x\r\n", NULL,
		  "the recipient is no address" },
		{ &all, "s@b.test", "a@b.test SIZE=1", "x\r\n", NULL,
		  "the recipient is no address" },
		{ &all, "s@b.test", "a>b@c.test", "x\r\n", NULL,
		  "the recipient is no address" },
		{ &all, "s@b.test", "\"a b\"@c.test", "x\r\n", NULL,
		  "the recipient is no address" },
		{ &all, "<s@b.test", "a@b.test", "x\r\n", NULL,
		  "the sender is no address" },
		{ &all, "s@b.test", "", "x\r\n", NULL,
		  "the recipient is no address" },
		{ &all, "s@b.test\n", "a@b.test", "x\r\n", NULL,
		  "the sender is no address" },
		{ &all, "s@b.test", "a@b.test", "x\r\n.\r\n", NULL,
		  "line 2 of the mail starts with a dot" },
	};
	struct submit_session *s = malloc(sizeof(*s));

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct slices body = { 0 };
		struct submit_mail mail = { .sender = cases[i].sender,
			                    .recipient = cases[i].recipient,
			                    .body = &body };

		slices_add(&body, str_of(cases[i].body));
		submit_session_init(s, cases[i].features);
		submit_session_mail(s, &mail);
		if (cases[i].says) {
			expect_output(s, cases[i].says, WHOLE);
		} else {
			assert_int_equal(submit_session_wants(s),
			                 SESSION_SETTLE);
			assert_string_equal(submit_session_verdict(s)->text,
			                    cases[i].told);
			assert_int_equal(submit_session_verdict(s)->outcome,
			                 SUBMIT_PERMFAIL);
			submit_session_settled(s);
			assert_int_equal(submit_session_wants(s), SESSION_MAIL);
		}
		slices_deinit(&body);
	}
	free(s);
}

/* Longer than the window: all of it goes out, once, and the dot with the end,
 * asked for when little is left. The last line lacks its CRLF, which the
 * session adds. */
static void output__windows(void **state)
{
	struct submit_session *s = malloc(sizeof(*s));
	struct buf text CLEANUP(buf_deinit) = BUF(1 << 22);
	struct buf out CLEANUP(buf_deinit) = BUF(1 << 22);
	struct submit_features none = { 0 };
	struct slices body = { 0 };
	struct submit_mail mail = { .sender = "a@b.test",
		                    .recipient = "c@d.test",
		                    .body = &body };
	enum session_want want;

	(void)state;
	while (text.len < 3 * SESSION_WINDOW)
		buf_adds(&text, "0123456789 0123456789 0123456789\r\n");
	buf_adds(&text, "end");
	slices_add(&body, buf_str(&text));
	submit_session_init(s, &none);
	submit_session_mail(s, &mail);
	expect_output(s, "MAIL FROM:<a@b.test>\r\n", WHOLE);
	say(s, "250 ok\r\n", WHOLE);
	expect_output(s, "RCPT TO:<c@d.test>\r\n", WHOLE);
	say(s, "250 ok\r\n", WHOLE);
	expect_output(s, "DATA\r\n", WHOLE);
	say(s, "354 go\r\n", WHOLE);
	while ((want = submit_session_wants(s)) != SESSION_REPLY) {
		struct iovec piece;

		if (want == SESSION_DOT) {
			assert_in_range(text.len - out.len, SESSION_WINDOW / 2,
			                SESSION_WINDOW);
			submit_session_dot(s);
			continue;
		}
		assert_int_equal(want, SESSION_SEND);
		assert_false(submit_session_in_doubt(s));
		assert_int_equal(submit_session_output(s, &piece, 1), 1);
		if (piece.iov_len > 50000)
			piece.iov_len = 50000;
		buf_add(&out, piece.iov_base, piece.iov_len);
		submit_session_sent(s, piece.iov_len);
	}
	assert_true(submit_session_in_doubt(s));
	buf_adds(&text, "\r\n.\r\n");
	assert_true(str_eq(buf_str(&out), buf_str(&text)));
	slices_deinit(&body);
	free(s);
}

/* A mail without recipient asks about the sender only. */
static void mail__probe(void **state)
{
	struct submit_session *s = malloc(sizeof(*s));
	struct submit_features f = { .pipelining = true, .size = true };
	struct submit_mail mail = { .sender = "a@b.test" };

	(void)state;
	submit_session_init(s, &f);
	submit_session_mail(s, &mail);
	expect_output(s, "MAIL FROM:<a@b.test>\r\n", WHOLE);
	say(s, "250 sender ok\r\n", WHOLE);
	assert_int_equal(submit_session_wants(s), SESSION_SETTLE);
	assert_int_equal(submit_session_verdict(s)->outcome, SUBMIT_OK);
	assert_string_equal(submit_session_verdict(s)->text, "250 sender ok");
	submit_session_settled(s);
	assert_int_equal(submit_session_wants(s), SESSION_MAIL);
	submit_session_quit(s);
	expect_output(s, "RSET\r\nQUIT\r\n", WHOLE);
	free(s);
}

/* Whose refusal it was: the same word to MAIL and to RCPT means another. */
static void refusal__of_what(void **state)
{
	static const struct {
		const char *replies;
		enum submit_at at;
	} cases[] = {
		{ "550 no\r\n503 ?\r\n503 ?\r\n", SUBMIT_AT_MAIL },
		{ "250 ok\r\n550 no\r\n503 ?\r\n", SUBMIT_AT_RCPT },
		{ "250 ok\r\n250 ok\r\n550 no\r\n", SUBMIT_AT_DATA },
		{ "250 ok\r\n421 closing\r\n", SUBMIT_AT_RCPT },
		{ "250 ok\r\n250 ok\r\nwhat\r\n", SUBMIT_AT_NONE },
	};
	struct submit_session *s = malloc(sizeof(*s));
	struct submit_features f = { .pipelining = true };
	struct slices body = { 0 };
	struct submit_mail mail = { .sender = "a@b.test",
		                    .recipient = "c@d.test",
		                    .body = &body };

	(void)state;
	slices_add(&body, STR("x\r\n"));
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		submit_session_init(s, &f);
		submit_session_mail(s, &mail);
		expect_output(s,
		              "MAIL FROM:<a@b.test>\r\n"
		              "RCPT TO:<c@d.test>\r\nDATA\r\n",
		              WHOLE);
		say(s, cases[i].replies, WHOLE);
		assert_int_equal(submit_session_wants(s), SESSION_SETTLE);
		assert_int_equal(submit_session_verdict(s)->at, cases[i].at);
	}
	slices_deinit(&body);
	free(s);
}

static void timeout__rfc5321(void **state)
{
	struct submit_session *s = malloc(sizeof(*s));
	struct submit_features f = { .pipelining = true };
	struct slices body = { 0 };
	struct submit_mail mail = { .sender = "a@b.test",
		                    .recipient = "c@d.test",
		                    .body = &body };

	(void)state;
	slices_add(&body, STR("x\r\n"));
	submit_session_init(s, &f);
	submit_session_mail(s, &mail);
	expect_output(s,
	              "MAIL FROM:<a@b.test>\r\nRCPT TO:<c@d.test>\r\nDATA\r\n",
	              WHOLE);
	assert_int_equal(submit_session_timeout_ms(s, 0), 5 * 60000);
	say(s, "250 ok\r\n250 ok\r\n", WHOLE);
	assert_int_equal(submit_session_timeout_ms(s, 0), 2 * 60000);
	say(s, "354 go\r\n", WHOLE);
	assert_int_equal(submit_session_timeout_ms(s, 0), 3 * 60000);
	assert_int_equal(submit_session_wants(s), SESSION_DOT);
	submit_session_dot(s);
	assert_int_equal(submit_session_wants(s), SESSION_MAIL);
	submit_session_later(s);
	expect_output(s, "x\r\n.\r\n", WHOLE);
	assert_int_equal(submit_session_timeout_ms(s, 0), 10 * 60000);
	assert_int_equal(submit_session_timeout_ms(s, 77), 77);
	say(s, "250 ok\r\n", WHOLE);
	submit_session_settled(s);
	submit_session_quit(s);
	assert_int_equal(submit_session_timeout_ms(s, 0), 5000);
	assert_int_equal(submit_session_timeout_ms(s, 9000), 5000);
	slices_deinit(&body);
	free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(session__transcripts),
		cmocka_unit_test(mail__parameters),
		cmocka_unit_test(output__windows),
		cmocka_unit_test(mail__probe),
		cmocka_unit_test(refusal__of_what),
		cmocka_unit_test(timeout__rfc5321),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
