#pragma once
/*
 * What the daemon says of itself, for `digestctl status` and for the admin's
 * letters: a name, a line, an instant. A fact is replaced, never collected.
 *
 *	listener	"idle", or why it cannot
 *	edition, delivery, archive	what failed last; "" once it works again
 *	alert.CAUSE	when the admin was told
 *	inbox		the mail that is being handled (poison.h)
 *	erasure		what is left of somebody; "" once nothing is
        prune		when old rows were taken out (store_prune.h)
 */
#include "store/store.h"

struct store_fact {
	const char *name, *text;
	int64_t at;
};

enum { FACTS_MAX = 64 };

/* In the caller's transaction, or one of its own. The same text again keeps
 * its instant: it says since when. */
int store_fact_put(struct store *store, const char *name, const char *text,
                   int64_t now, struct err *err);

/* 0: noted; 1: it was noted within `pause` seconds before now (a time after
 * now is a clock that was set back, and does not count). */
int store_fact_once(struct store *store, const char *name, int64_t pause,
                    int64_t now, struct err *err);

/* By name, at most FACTS_MAX. */
int store_facts(struct store *store, struct arena *arena,
                struct store_fact **facts, size_t *n, struct err *err);
