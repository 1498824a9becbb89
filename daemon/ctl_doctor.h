#pragma once
/*
 * Inside doctor: ctl_doctor.c is the sentence, with sources, texts and
 * scorers; ctl_doctor_state.c looks at the machine, ctl_doctor_mail.c at what
 * carries our mail and brings replies.
 */
#include "ctl.h"
#include "score/llm_prefilter.h"

struct doctor {
	struct ctl *ctl;
	struct arena *arena;
	struct json *checks;
	int failed;
	enum llm_footing footing; /* of the lexical scorer */
};

/* One line. advice: what to do; NULL: it works. */
void doctor_say(struct doctor *d, const char *check, const char *target,
                const char *finding, const char *advice);

/* It works, and could be better. */
void doctor_warn(struct doctor *d, const char *check, const char *target,
                 const char *finding, const char *advice);

/* The state as it is, or an empty one; NULL after having said why not. */
struct store *doctor_state(struct doctor *d);

void doctor_smtp(struct doctor *d);
void doctor_imap(struct doctor *d);

/* What the domain name system says of us: SPF, DKIM, DMARC, and where replies
 * go. */
void doctor_dns(struct doctor *d);
