/* What the server says, and what that makes of the mails; the essay is in
 * submit_session.c. */
#include "mail/submit_session_inside.h"

#include <string.h>

static void judge_by(struct session_mail *m, enum submit_at at,
                     const struct submit_reply *reply)
{
	static const enum submit_outcome by_class[] = {
		[2] = SUBMIT_OK, [4] = SUBMIT_TEMPFAIL, [5] = SUBMIT_PERMFAIL
	};

	if (!m || m->judged)
		return;
	m->by_server = true;
	submit_session_judge(m, by_class[reply->code / 100], reply->text);
	m->at = at;
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

/* The current mail is judged and no reply is owed: tell the caller, and leave
 * no open transaction behind. */
static void conclude(struct submit_session *s)
{
	struct session_mail *m = s->current;

	s->uncleared = m->mail_ok && s->phase == PHASE_ENVELOPE;
	s->phase = PHASE_READY;
	s->current = NULL;
	m->settling = true;
	if (s->uncleared && !s->features.pipelining) {
		s->phase = PHASE_CLEAR;
		submit_session_say_rset(s);
	}
}

/* 354 to a DATA behind a refused MAIL or RCPT: the server waits for a message
 * that must not exist. RFC 2920 3.1: end it at once; but where it would have a
 * recipient, hang up rather than send them nothing. */
static void unwanted_data(struct submit_session *s)
{
	if (s->current->rcpt_ok) {
		submit_session_lost(s, "354 to a mail that was refused");
		return;
	}
	s->phase = PHASE_CLEAR;
	submit_session_say(s, STEP_LONE_DOT, STR(".\r\n"));
}

static void begin_body(struct submit_session *s)
{
	if (s->out_at < s->out_len) {
		submit_session_lost(s, "the server spoke out of turn");
		return;
	}
	s->cursor = submit_cursor_of(s->current->mail.body);
	s->phase = PHASE_BODY;
}

static void go_on(struct submit_session *s, enum session_step step)
{
	if (s->current->judged) {
		if (!s->n_owed)
			conclude(s);
	} else if (!s->n_owed && step == STEP_MAIL) {
		submit_session_say_rcpt(s);
	} else if (!s->n_owed && step == STEP_RCPT) {
		submit_session_say_data(s);
	}
}

static void envelope_reply(struct submit_session *s, enum session_step step,
                           const struct submit_reply *reply)
{
	struct session_mail *m = s->current;
	int class = reply->code / 100;

	if (step == STEP_DATA && class == 3) {
		if (m->judged)
			unwanted_data(s);
		else
			begin_body(s);
		return;
	}
	/* "Bad sequence of commands", though the sequence is good: the server
	 * has lost what stood between the last dot and this command. */
	if (reply->code == 503 && !m->first && !m->judged) {
		submit_session_lost(s, reply->text);
		return;
	}
	if (class == 4 || class == 5) {
		judge_by(m, about(step), reply);
	} else if (class == 2 && step == STEP_MAIL) {
		m->mail_ok = true;
		if (!m->mail.recipient) /* that was the question */
			judge_by(m, SUBMIT_AT_MAIL, reply);
	} else if (class == 2 && step == STEP_RCPT) {
		m->rcpt_ok = true;
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
	judge_by(s->leaving, SUBMIT_AT_DOT, reply);
	s->leaving->settling = true;
	if (s->phase == PHASE_LAST)
		submit_session_end(s);
}

/* Nothing was asked. Only "no" has a meaning then: the server gives up on the
 * message before its end, or closes an idle connection (421). */
static void unasked(struct submit_session *s, const struct submit_reply *reply)
{
	bool no = reply->code >= 400;

	if (no)
		judge_by(s->leaving ? s->leaving : s->current, SUBMIT_AT_DATA,
		         reply);
	submit_session_lost(s,
	                    no ? reply->text : "the server spoke out of turn");
}

/* RFC 5321 3.8: it closes now. Of a mail that came behind another this says no
 * more than that. */
static void closing(struct submit_session *s, enum session_step step,
                    const struct submit_reply *reply)
{
	if (step == STEP_DOT)
		judge_by(s->leaving, SUBMIT_AT_DOT, reply);
	else if (s->current && s->current->first)
		judge_by(s->current, about(step), reply);
	submit_session_lost(s, reply->text);
}

static void take_reply(struct submit_session *s,
                       const struct submit_reply *reply)
{
	enum session_step step;

	s->progress++;
	if (!s->n_owed || (s->owed[0] == STEP_DOT && s->dot_left)) {
		unasked(s, reply);
		return;
	}
	step = s->owed[0];
	memmove(s->owed, s->owed + 1, --s->n_owed * sizeof(s->owed[0]));
	if (reply->code == 421) {
		closing(s, step, reply);
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
		if (reply->code / 100 != 2)
			submit_session_lost(s, reply->text);
		else if (s->phase == PHASE_CLEAR)
			s->phase = PHASE_READY;
		break;
	case STEP_QUIT:
		submit_session_end(s);
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
