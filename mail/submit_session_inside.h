#pragma once
/*
 * What the two halves of a session share: submit_session.c, what we do, and
 * submit_session_replies.c, what the server says to it. For them alone.
 */
#include "mail/submit_session.h"

/* Once a mail; what comes later changes nothing. Accepts NULL. */
void submit_session_judge(struct session_mail *m, enum submit_outcome outcome,
                          const char *text);

/* SESSION_OVER, as soon as the mails that are held have been settled. */
void submit_session_end(struct submit_session *s);

/* Puts a command behind what goes out, and its reply among those owed. */
void submit_session_say(struct submit_session *s, enum session_step step,
                        struct str line);
void submit_session_say_mail(struct submit_session *s);
void submit_session_say_rcpt(struct submit_session *s);
void submit_session_say_data(struct submit_session *s);
void submit_session_say_rset(struct submit_session *s);
