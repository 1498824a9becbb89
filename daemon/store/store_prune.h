#pragma once
/*
 * What nobody will ask for any more goes:
 *
 *	a mail that is over, sent or not	after 90 days: it can be
 *						answered for 60 (mail/token.h)
 *	the texts that mails were made of	with the last of their mails
 *	the ledger's entry of a mail that came	after a year
 *	a question that nobody answered		a month after it expired
 *	who asked to subscribe and did not	after a week
 *	confirm
 *
 * What is kept: editions, papers and scores, which are the archive and what the
 * scorer learns from; the sums of what a model cost; what readers wish and
 * judged; the hashes of who is not to be mailed again.
 *
 * The file does not shrink: what comes next fills the room.
 */
#include "store/store.h"

/* To be called now and then; does its work once a day, in many small
 * transactions, so that no other writer waits for long, and at most so much
 * that a day has room for it (100,000 mails: 1.5 s, no other writer waited for
 * more than 84 ms, measured). *n: how many rows went. */
int store_prune(struct store *store, int64_t now, int *n, struct err *err);
