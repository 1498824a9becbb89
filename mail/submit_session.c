/*
 * The life of a mail on a connection:
 *
 *	READY     no transaction; the next mail may come
 *	ENVELOPE  MAIL, RCPT, DATA are out, together where the server announces
 *	          PIPELINING (RFC 2920), one after another where it does not
 *	BODY      354 came: the message goes out, window by window
 *	ASK       all of it is in the window but the final dot; the owner
 *commits "sending", then allows the dot DOT       the dot follows the message's
 *last bytes; its reply decides CLEAR     refused: RSET, or the dot that ends a
 *DATA for nobody QUIT, OVER
 *
 * A mail is *judged* once: by the first refusal, by the reply to its dot, or by
 * the loss of the connection. Judged is not settled: after a refused RCPT the
 * replies to what was pipelined behind it still come in, and only then is the
 * caller told. Whatever happens after the judgement does not change it.
 *
 * In doubt is exactly the stretch from the moment the last byte of the dot's
 * line was given to the kernel until its reply is whole. Lost before: the
 * server cannot have the message, it is queued again. Lost inside: unknown.
 *
 * Replies are matched to commands by the queue of replies owed. A server that
 * speaks out of turn, or nonsense, has lost its place, and so have we: the
 * connection counts as lost. A group never holds more than one mail here; the
 * queue of owed replies is what lets it hold two.
 */
#include "mail/submit_session.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "mail/address.h"

void submit_session_init(struct submit_session *s,
                         const struct submit_features *features)
{
	*s = (struct submit_session){ .features = *features };
}

/* Room is a matter of construction: commands are queued only into an empty
 * window, and all of one group are far shorter than it. */
__attribute__((format(printf, 3, 4))) static void
say(struct submit_session *s, enum session_step step, const char *fmt, ...)
{
	size_t room = sizeof(s->out) - s->out_len;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(s->out + s->out_len, room, fmt, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= room || s->n_owed == SESSION_OWED_MAX) {
		submit_session_lost(s, "command too long");
		return;
	}
	s->out_len += (size_t)n;
	s->owed[s->n_owed++] = step;
}

static void judge(struct submit_session *s, enum submit_outcome outcome,
                  const char *text)
{
	if (!s->has_mail || s->judged)
		return;
	s->judged = true;
	s->outcome = outcome;
	s->at = SUBMIT_AT_NONE;
	snprintf(s->text, sizeof(s->text), "%s", text);
}

static void judge_by(struct submit_session *s, enum submit_at at,
                     const struct submit_reply *reply)
{
	static const enum submit_outcome by_class[] = {
		[2] = SUBMIT_OK, [4] = SUBMIT_TEMPFAIL, [5] = SUBMIT_PERMFAIL
	};

	if (s->judged || !s->has_mail)
		return;
	s->by_server = true;
	judge(s, by_class[reply->code / 100], reply->text);
	s->at = at;
}

/* What a reply to this command is about. */
static enum submit_at about(enum session_step step)
{
	static const enum submit_at at[] = {
		[STEP_MAIL] = SUBMIT_AT_MAIL, [STEP_RCPT] = SUBMIT_AT_RCPT,
		[STEP_DATA] = SUBMIT_AT_DATA, [STEP_DOT] = SUBMIT_AT_DOT,
		[STEP_QUIT] = SUBMIT_AT_NONE,
	};

	return at[step];
}

static void over(struct submit_session *s)
{
	s->phase = PHASE_OVER;
	s->settling = s->has_mail;
	s->n_owed = s->out_at = s->out_len = 0;
}

void submit_session_lost(struct submit_session *s, const char *why)
{
	if (s->phase == PHASE_OVER)
		return;
	judge(s, submit_session_in_doubt(s) ? SUBMIT_UNKNOWN : SUBMIT_TEMPFAIL,
	      why);
	if (!s->has_mail)
		snprintf(s->text, sizeof(s->text), "%s", why);
	over(s);
}

bool submit_session_in_doubt(const struct submit_session *s)
{
	return s->phase == PHASE_DOT && s->out_at == s->out_len;
}

/*
 * What a path may hold on the wire (RFC 5321 4.1.2), seen from its dangers:
 * nothing that ends the path or the command. Whether an address is a good one
 * was decided long before (mail/address.h); this is the last door.
 */
static bool path_is_safe(struct str path)
{
	for (size_t i = 0; i < path.len; i++) {
		unsigned char c = (unsigned char)path.ptr[i];

		if (c <= ' ' || c == 0x7f || strchr("<>\\\"", c))
			return false;
	}
	return path.len <= ADDRESS_MAX;
}

static bool has_high_bit(struct str path)
{
	for (size_t i = 0; i < path.len; i++) {
		if ((unsigned char)path.ptr[i] > 0x7f)
			return true;
	}
	return false;
}

static bool needs_smtputf8(const struct submit_mail *mail)
{
	return has_high_bit(str_of(mail->sender)) ||
	       has_high_bit(str_of(mail->recipient));
}

/* Everything that can be said without asking the server. 0, or < 0 with err:
 * this mail can never go out here. */
static int check_mail(struct submit_session *s, struct err *err)
{
	const struct submit_mail *m = &s->mail;

	if (!path_is_safe(str_of(m->sender)))
		return err_set(err, "the sender is no address");
	if (m->recipient &&
	    (!m->recipient[0] || !path_is_safe(str_of(m->recipient))))
		return err_set(err, "the recipient is no address");
	if (needs_smtputf8(m) && !s->features.smtputf8)
		return err_set(err, "the address is not ASCII and the server "
		                    "does not offer SMTPUTF8");
	if (!m->recipient)
		return 0;
	if (submit_body_check(m->body, &s->facts, err))
		return -1;
	if (s->facts.eightbit && !s->features.eightbit)
		return err_set(err, "the mail has 8-bit octets and the server "
		                    "does not offer 8BITMIME");
	if (s->features.size_max && m->body->bytes > s->features.size_max)
		return err_set(err,
		               "the mail has %zu octets, the server takes at "
		               "most %llu (SIZE)",
		               m->body->bytes,
		               (unsigned long long)s->features.size_max);
	return 0;
}

static void say_mail(struct submit_session *s)
{
	const struct submit_mail *m = &s->mail;
	char size[40] = "";

	if (s->features.size && m->recipient)
		snprintf(size, sizeof(size), " SIZE=%zu", m->body->bytes);
	say(s, STEP_MAIL, "MAIL FROM:<%s>%s%s%s\r\n", m->sender, size,
	    s->facts.eightbit ? " BODY=8BITMIME" : "",
	    needs_smtputf8(m) ? " SMTPUTF8" : "");
}

static void say_rcpt(struct submit_session *s)
{
	say(s, STEP_RCPT, "RCPT TO:<%s>\r\n", s->mail.recipient);
}

static void say_data(struct submit_session *s)
{
	say(s, STEP_DATA, "DATA\r\n");
}

void submit_session_mail(struct submit_session *s,
                         const struct submit_mail *mail)
{
	struct err err;

	s->mail = *mail;
	s->has_mail = true;
	s->judged = s->by_server = s->mail_ok = s->rcpt_ok = false;
	s->facts = (struct submit_body_facts){ 0 };
	if (check_mail(s, &err)) {
		judge(s, SUBMIT_PERMFAIL, err.msg);
		s->settling = true;
		return;
	}
	s->cursor = (struct submit_cursor){ .body = mail->body };
	s->phase = PHASE_ENVELOPE;
	say_mail(s);
	if (mail->recipient && s->features.pipelining) {
		say_rcpt(s);
		say_data(s);
	}
}

void submit_session_quit(struct submit_session *s)
{
	s->phase = PHASE_QUIT;
	say(s, STEP_QUIT, "QUIT\r\n");
}

/* The mail is judged and no reply is owed: tell the caller, and leave no open
 * transaction behind. */
static void conclude(struct submit_session *s)
{
	s->settling = true;
	if (s->mail_ok && s->phase == PHASE_ENVELOPE) {
		s->phase = PHASE_CLEAR;
		say(s, STEP_RSET, "RSET\r\n");
	} else {
		s->phase = PHASE_READY;
	}
}

/* 354 to a DATA behind a refused MAIL or RCPT: the server waits for a message
 * that must not exist. RFC 2920 3.1: end it at once; but where it would have a
 * recipient, hang up rather than send them nothing. */
static void unwanted_data(struct submit_session *s)
{
	if (s->rcpt_ok) {
		over(s);
		return;
	}
	s->phase = PHASE_CLEAR;
	say(s, STEP_LONE_DOT, ".\r\n");
}

static void go_on(struct submit_session *s, enum session_step step)
{
	if (s->judged) {
		if (!s->n_owed)
			conclude(s);
	} else if (!s->n_owed && step == STEP_MAIL) {
		say_rcpt(s);
	} else if (!s->n_owed && step == STEP_RCPT) {
		say_data(s);
	}
}

static void envelope_reply(struct submit_session *s, enum session_step step,
                           const struct submit_reply *reply)
{
	int class = reply->code / 100;

	if (step == STEP_DATA && class == 3) {
		if (s->judged)
			unwanted_data(s);
		else
			s->phase = PHASE_BODY;
		return;
	}
	if (class == 4 || class == 5) {
		judge_by(s, about(step), reply);
	} else if (class == 2 && step == STEP_MAIL) {
		s->mail_ok = true;
		if (!s->mail.recipient) /* that was the question */
			judge_by(s, SUBMIT_AT_MAIL, reply);
	} else if (class == 2 && step == STEP_RCPT) {
		s->rcpt_ok = true;
	} else {
		submit_session_lost(s, "the server's replies are out of order");
		return;
	}
	go_on(s, step);
}

static void dot_reply(struct submit_session *s,
                      const struct submit_reply *reply)
{
	if (reply->code / 100 == 3) {
		submit_session_lost(s, "the server's replies are out of order");
		return;
	}
	judge_by(s, SUBMIT_AT_DOT, reply);
	conclude(s);
}

/* Nothing was asked. Only "no" has a meaning then: the server gives up on the
 * message before its end, or closes an idle connection (421). */
static void unasked(struct submit_session *s, const struct submit_reply *reply)
{
	bool no = reply->code >= 400;

	if (no)
		judge_by(s, SUBMIT_AT_NONE, reply);
	submit_session_lost(s,
	                    no ? reply->text : "the server spoke out of turn");
}

static void take_reply(struct submit_session *s,
                       const struct submit_reply *reply)
{
	enum session_step step;

	s->progress++;
	if (!s->n_owed) {
		unasked(s, reply);
		return;
	}
	step = s->owed[0];
	memmove(s->owed, s->owed + 1, --s->n_owed * sizeof(s->owed[0]));
	if (reply->code == 421) { /* RFC 5321 3.8: it closes now */
		judge_by(s, about(step), reply);
		submit_session_lost(s, reply->text);
		return;
	}
	switch (step) {
	case STEP_MAIL:
	case STEP_RCPT:
	case STEP_DATA:
		envelope_reply(s, step, reply);
		break;
	case STEP_DOT:
		dot_reply(s, reply);
		break;
	case STEP_LONE_DOT:
		conclude(s);
		break;
	case STEP_RSET:
		if (reply->code / 100 == 2)
			s->phase = PHASE_READY;
		else
			submit_session_lost(s, reply->text);
		break;
	case STEP_QUIT:
		over(s);
		break;
	}
}

void submit_session_input(struct submit_session *s, struct str in)
{
	while (s->phase != PHASE_OVER) {
		struct submit_reply reply;
		int got = submit_reply_parse(&s->parser, &in, &reply);

		if (!got)
			return;
		if (got < 0)
			submit_session_lost(s, "that is no SMTP reply");
		else
			take_reply(s, &reply);
	}
}

/* The next window of the message. A CRLF that the message lacks is ours. */
static void fill(struct submit_session *s)
{
	s->out_at = 0;
	s->out_len = submit_cursor_read(&s->cursor, s->out,
	                                sizeof(s->out) - strlen("\r\n.\r\n"));
	if (submit_cursor_at_end(&s->cursor))
		s->phase = PHASE_ASK;
}

void submit_session_dot(struct submit_session *s)
{
	const char *end = s->facts.unended ? "\r\n.\r\n" : ".\r\n";

	memcpy(s->out + s->out_len, end, strlen(end));
	s->out_len += strlen(end);
	s->phase = PHASE_DOT;
}

enum session_want submit_session_wants(struct submit_session *s)
{
	if (s->settling)
		return SESSION_SETTLE;
	if (s->phase == PHASE_BODY && s->out_at == s->out_len)
		fill(s);
	if (s->phase == PHASE_ASK)
		return SESSION_DOT;
	if (s->out_at < s->out_len)
		return SESSION_SEND;
	if (s->phase == PHASE_READY)
		return SESSION_MAIL;
	return s->phase == PHASE_OVER ? SESSION_OVER : SESSION_REPLY;
}

struct str submit_session_output(const struct submit_session *s)
{
	return (struct str){ s->out + s->out_at, s->out_len - s->out_at };
}

void submit_session_sent(struct submit_session *s, size_t n)
{
	s->progress += n > 0;
	s->out_at += n;
	if (s->out_at < s->out_len)
		return;
	s->out_at = s->out_len = 0;
	if (s->phase == PHASE_DOT) /* a reply before now is out of turn */
		s->owed[s->n_owed++] = STEP_DOT;
}

void submit_session_settled(struct submit_session *s)
{
	s->has_mail = s->settling = false;
}

bool submit_session_group_ignored(const struct submit_session *s)
{
	return s->phase == PHASE_ENVELOPE && s->features.pipelining &&
	       s->mail_ok && s->n_owed;
}

unsigned submit_session_timeout_ms(const struct submit_session *s,
                                   unsigned override_ms)
{
	enum { SECOND = 1000, MINUTE = 60 * SECOND };

	if (s->phase == PHASE_QUIT)
		return override_ms && override_ms < 5 * SECOND ? override_ms
		                                               : 5 * SECOND;
	if (override_ms)
		return override_ms;
	if (s->phase == PHASE_DOT && s->n_owed)
		return 10 * MINUTE;
	if (s->phase == PHASE_BODY || s->phase == PHASE_DOT)
		return 3 * MINUTE;
	if (s->n_owed && s->owed[0] == STEP_DATA)
		return 2 * MINUTE;
	return 5 * MINUTE;
}
