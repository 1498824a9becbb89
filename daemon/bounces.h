#pragma once
/*
 * The bounce score: what servers say of a reader's address, at RCPT (the
 * delivery flow) or in a bounce that came back (the inbox flow), counts to one
 * score that halves every week; too many, and the reader gets no more mail
 * until somebody resumes them.
 */
#include "conf/conf.h"
#include "mail/read.h"
#include "store/store.h"

struct bounces_told {
	bool over;   /* that was one too many: state bounced */
	bool queued; /* a letter to the admin is in the outbox */
};

/* In the caller's transaction. Of a class that is not the address's fault
 * nothing is counted, nor for who is not known (any more). */
int bounces_count(struct store *store, const struct conf *conf,
                  int64_t subscriber, enum bounce_class class, int64_t now,
                  struct bounces_told *told, struct err *err);
