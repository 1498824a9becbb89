/*
 * The life of a mail on a connection:
 *
 *	READY     no envelope under way; the next mail may come
 *	ENVELOPE  MAIL, RCPT, DATA are out, together where the server announces
 *	          PIPELINING, one after another where it does not
 *	BODY      354 came: the message goes out, but for its last octets
 *	          (SESSION_WINDOW)
 *	ASK       the owner commits "sending", then allows the final dot, which
 *	          goes out with them: the mail is *leaving*, and the session
 *	          READY again
 *	CLEAR     refused: waits for RSET, or for the dot that ends a DATA for
 *	          nobody
 *	LAST      stopped: waits for the reply to the dot, then it is over
 *	QUIT, OVER
 *
 * While a mail is leaving, the next one's envelope rides behind its dot in the
 * same write (RFC 2920 3.1; lockstep servers get it after the reply). A mail
 * then costs one round trip and, as a rule, one write:
 *
 *	C: <body of k> . MAIL RCPT DATA		S: 250 (k) 250 250 354
 *	   k settled ("sent"), k+1 asks for its dot ("sending")
 *	C: <body of k+1> . MAIL RCPT DATA	S: ...
 *
 * A mail is *judged* once: by the first refusal, by the reply to its dot, or by
 * the loss of the connection. Judged is not settled: after a refused RCPT the
 * replies to what was pipelined behind it still come in, and only then is the
 * caller told. Whatever happens after the judgement does not change it.
 *
 * In doubt is exactly the stretch from the moment the last byte of the dot's
 * line was given to the kernel until its reply is whole. Lost before: the
 * server cannot have the message, it is queued again. Lost inside: unknown.
 * A connection may end after any mail (a server's limit, a 421): what came
 * behind one and was lost before its own dot has learned nothing, and may go
 * out on another connection at once (`again`), in front this time.
 *
 * Replies are matched to commands by the queue of replies owed. A server that
 * speaks out of turn, or nonsense, has lost its place, and so have we: the
 * connection counts as lost.
 */
#include "mail/submit_session_inside.h"

#include <stdio.h>
#include <string.h>

#include "mail/submit_envelope.h"

_Static_assert(SESSION_COMMANDS_MAX >=
                       ENVELOPE_MAX + sizeof("\r\n.\r\n") + sizeof("RSET\r\n"),
               "a dot, RSET and an envelope fit");

void submit_session_init(struct submit_session *s,
                         const struct submit_features *features)
{
	*s = (struct submit_session){ .features = *features };
}

void submit_session_judge(struct session_mail *m, enum submit_outcome outcome,
                          const char *text)
{
	if (!m || m->judged)
		return;
	m->judged = true;
	m->outcome = outcome;
	m->at = SUBMIT_AT_NONE;
	snprintf(m->text, sizeof(m->text), "%s", text);
}

void submit_session_end(struct submit_session *s)
{
	s->phase = PHASE_OVER;
	for (size_t i = 0; i < 2; i++)
		s->mails[i].settling = s->mails[i].held;
	s->n_owed = s->out_at = s->out_len = s->cursor.left = 0;
}

void submit_session_lost(struct submit_session *s, const char *why)
{
	struct session_mail *m = s->current;

	if (s->phase == PHASE_OVER)
		return;
	if (m)
		m->again = !m->first && !m->judged;
	submit_session_judge(m, SUBMIT_TEMPFAIL, why);
	submit_session_judge(s->leaving,
	                     s->dot_left ? SUBMIT_TEMPFAIL : SUBMIT_UNKNOWN,
	                     why);
	snprintf(s->why, sizeof(s->why), "%s", why);
	submit_session_end(s);
}

bool submit_session_leaving(const struct submit_session *s)
{
	return s->leaving != NULL;
}

bool submit_session_in_doubt(const struct submit_session *s)
{
	return s->leaving && !s->leaving->judged && !s->dot_left;
}

void submit_session_stop(struct submit_session *s, const char *why)
{
	if (!submit_session_in_doubt(s)) {
		submit_session_lost(s, why);
		return;
	}
	if (!s->current)
		return;
	submit_session_judge(s->current, SUBMIT_TEMPFAIL, why);
	s->current->settling = true;
	s->current = NULL;
	s->phase = PHASE_LAST;
	s->out_at = s->out_len = 0;
	snprintf(s->why, sizeof(s->why), "%s", why);
}

/* --- commands ------------------------------------------------------------ */

static void owe(struct submit_session *s, enum session_step step)
{
	if (s->n_owed == SESSION_OWED_MAX)
		submit_session_lost(s, "more replies owed than there can be");
	else
		s->owed[s->n_owed++] = step;
}

/* Room is a matter of construction: see SESSION_COMMANDS_MAX. */
void submit_session_say(struct submit_session *s, enum session_step step,
                        struct str line)
{
	if (sizeof(s->out) - s->out_len < line.len) {
		submit_session_lost(s, "command too long");
		return;
	}
	memcpy(s->out + s->out_len, line.ptr, line.len);
	s->out_len += line.len;
	owe(s, step);
}

void submit_session_say_mail(struct submit_session *s)
{
	const struct session_mail *m = s->current;
	char line[ENVELOPE_MAX];
	size_t n =
	        submit_envelope_mail(&m->mail, &s->features, &m->facts, line);

	submit_session_say(s, STEP_MAIL, (struct str){ line, n });
}

void submit_session_say_rcpt(struct submit_session *s)
{
	char line[ENVELOPE_MAX];
	size_t n = submit_envelope_rcpt(&s->current->mail, line);

	submit_session_say(s, STEP_RCPT, (struct str){ line, n });
}

void submit_session_say_data(struct submit_session *s)
{
	submit_session_say(s, STEP_DATA, STR("DATA\r\n"));
}

void submit_session_say_rset(struct submit_session *s)
{
	s->uncleared = false;
	submit_session_say(s, STEP_RSET, STR("RSET\r\n"));
}

static struct session_mail *take_slot(struct submit_session *s)
{
	struct session_mail *m = &s->mails[s->mails[0].held];

	m->settling = m->judged = m->mail_ok = m->rcpt_ok = false;
	m->by_server = m->again = false;
	m->held = true;
	return m;
}

void submit_session_mail(struct submit_session *s,
                         const struct submit_mail *mail)
{
	struct session_mail *m = take_slot(s);
	struct err err;

	m->mail = *mail;
	m->riding = s->leaving != NULL;
	if (submit_envelope_check(mail, &s->features, &m->facts, &err)) {
		submit_session_judge(m, SUBMIT_PERMFAIL, err.msg);
		m->settling = true;
		return;
	}
	m->first = !s->used;
	s->used = true;
	s->current = m;
	s->phase = PHASE_ENVELOPE;
	if (s->uncleared)
		submit_session_say_rset(s);
	submit_session_say_mail(s);
	if (mail->recipient && s->features.pipelining) {
		submit_session_say_rcpt(s);
		submit_session_say_data(s);
	}
}

void submit_session_later(struct submit_session *s)
{
	s->alone = true;
}

void submit_session_quit(struct submit_session *s)
{
	s->phase = PHASE_QUIT;
	if (s->uncleared)
		submit_session_say_rset(s);
	submit_session_say(s, STEP_QUIT, STR("QUIT\r\n"));
}

/* --- the message --------------------------------------------------------- */

const struct session_mail *submit_session_asking(const struct submit_session *s)
{
	return s->current;
}

void submit_session_dot(struct submit_session *s)
{
	struct str end =
	        s->current->facts.unended ? STR("\r\n.\r\n") : STR(".\r\n");

	s->leaving = s->current;
	s->current = NULL;
	s->phase = PHASE_READY;
	submit_session_say(s, STEP_DOT, end);
	s->dot_left = s->cursor.left + s->out_len;
}

void submit_session_hold(struct submit_session *s)
{
	submit_session_judge(s->current, SUBMIT_TEMPFAIL,
	                     "held back before the final dot");
	submit_session_lost(s, "held back before the final dot");
}

enum session_want submit_session_wants(struct submit_session *s)
{
	if (submit_session_verdict(s))
		return SESSION_SETTLE;
	if (s->phase == PHASE_BODY && s->cursor.left <= SESSION_WINDOW)
		s->phase = PHASE_ASK;
	if (s->phase == PHASE_ASK)
		return SESSION_DOT;
	if (s->phase == PHASE_READY &&
	    (!s->leaving || (s->features.pipelining && !s->alone)))
		return SESSION_MAIL;
	if (s->cursor.left || s->out_at < s->out_len)
		return SESSION_SEND;
	return s->phase == PHASE_OVER ? SESSION_OVER : SESSION_REPLY;
}

size_t submit_session_output(const struct submit_session *s,
                             struct iovec *pieces, size_t most)
{
	char *rest = (char *)(uintptr_t)s->out + s->out_at;
	size_t n = 0;

	if (s->cursor.left)
		n = submit_cursor_pieces(&s->cursor, pieces, most);
	if (n < most && s->out_at < s->out_len)
		pieces[n++] = (struct iovec){ rest, s->out_len - s->out_at };
	return n;
}

void submit_session_sent(struct submit_session *s, size_t n)
{
	size_t body = n < s->cursor.left ? n : s->cursor.left;

	s->progress += n > 0;
	s->dot_left -= n < s->dot_left ? n : s->dot_left;
	if (body)
		submit_cursor_skip(&s->cursor, body);
	s->out_at += n - body;
	if (s->out_at == s->out_len)
		s->out_at = s->out_len = 0;
}

const struct session_mail *
submit_session_verdict(const struct submit_session *s)
{
	if (s->leaving && s->leaving->settling)
		return s->leaving;
	for (size_t i = 0; i < 2; i++) {
		if (s->mails[i].settling)
			return &s->mails[i];
	}
	return NULL;
}

void submit_session_settled(struct submit_session *s)
{
	struct session_mail *m =
	        &s->mails[submit_session_verdict(s) - s->mails];

	m->held = m->settling = false;
	if (m == s->leaving) {
		s->leaving = NULL;
		s->alone = false;
	}
	if (m == s->current)
		s->current = NULL;
}

bool submit_session_group_ignored(const struct submit_session *s)
{
	if (!s->features.pipelining || s->phase != PHASE_ENVELOPE || !s->n_owed)
		return false;
	return s->owed[0] == STEP_RCPT || s->owed[0] == STEP_DATA ||
	       (s->owed[0] == STEP_MAIL && s->current->riding);
}

unsigned submit_session_timeout_ms(const struct submit_session *s,
                                   unsigned override_ms)
{
	enum { SECOND = 1000, MINUTE = 60 * SECOND };
	enum session_step next = s->n_owed ? s->owed[0] : STEP_MAIL;

	if (s->phase == PHASE_QUIT)
		return override_ms && override_ms < 5 * SECOND ? override_ms
		                                               : 5 * SECOND;
	if (override_ms)
		return override_ms;
	if (next == STEP_DOT && !s->dot_left)
		return 10 * MINUTE;
	if (next == STEP_DOT || s->phase == PHASE_BODY || s->phase == PHASE_ASK)
		return 3 * MINUTE;
	if (next == STEP_DATA)
		return 2 * MINUTE;
	return 5 * MINUTE;
}
