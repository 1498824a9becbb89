#pragma once
/*
 * What the inbox flow keeps: the ledger, confirmations, limits, undo, what
 * readers judged, and bounce scores. All inside the caller's transaction, so
 * that a mail's effect, its ledger entry and its answer are one.
 */
#include "store/store.h"

/* 0: new, and noted; 1: this mail was handled before. */
int store_ledger(struct store *store, const char *name, uint32_t uidvalidity,
                 uint32_t uid, int64_t now, struct err *err);

/* Keeps canonical commands, one a line, until `expires`. *id names them in a
 * TOKEN_CONFIRM. */
int store_confirmation_put(struct store *store, int64_t subscriber,
                           const char *commands, int64_t expires, int64_t *id,
                           struct err *err);
/* Whose it is. 1: nobody's (any more). */
int store_confirmation_owner(struct store *store, int64_t id,
                             int64_t *subscriber, struct err *err);
/* Takes them out: they are confirmed once. 1: none (any more). */
int store_confirmation_take(struct store *store, int64_t id, int64_t now,
                            struct arena *arena, int64_t *subscriber,
                            const char **commands, struct err *err);

/* Answers since an instant: to this subscriber, of them help; and to all. What
 * is two days old is forgotten. */
int store_answers(struct store *store, int64_t subscriber, int64_t since,
                  int *mine, int *help, int *all, struct err *err);
int store_answered(struct store *store, int64_t subscriber, bool help,
                   int64_t now, struct err *err);

/* The settings before the last change, as text. 1: nothing to undo. */
int store_undo_put(struct store *store, int64_t subscriber,
                   const char *settings, struct err *err);
int store_undo_take(struct store *store, int64_t subscriber,
                    struct arena *arena, const char **settings,
                    struct err *err);

/* liked: 1, -1, or 0: not judged any more. */
int store_judge(struct store *store, int64_t subscriber, int64_t paper,
                int liked, struct err *err);
/* *liked as above. */
int store_judgement(struct store *store, int64_t subscriber, int64_t paper,
                    int *liked, struct err *err);
/* *step: -3..3, 0: no wish of theirs. */
int store_phrase(struct store *store, int64_t subscriber, const char *phrase,
                 int *step, struct err *err);
int store_phrase_put(struct store *store, int64_t subscriber,
                     const char *phrase, int step, struct err *err);
/* by: +1 or -1; capped at 3 either way; at 0 it is gone. *step: what it is. */
int store_phrase_step(struct store *store, int64_t subscriber,
                      const char *phrase, int by, int *step, struct err *err);

/* What select asks for: phrases and judgements of one reader, and the phrases
 * of all, once each; at most `most`. (Judged papers: store_judged.) */
struct store_phrase {
	const char *phrase;
	int step;
};

struct store_judgement {
	int64_t paper;
	bool liked;
};

/* All readers' judgements of a paper: likes less dislikes. */
struct store_votes {
	int64_t paper;
	int votes;
};

/* By paper, ascending; the newest judged papers, at most `most`. */
int store_votes(struct store *store, struct arena *arena, size_t most,
                struct store_votes **list, size_t *n, struct err *err);

int store_phrases(struct store *store, int64_t subscriber, struct arena *arena,
                  struct store_phrase *phrases, size_t most, size_t *n,
                  struct err *err);
int store_judgements(struct store *store, int64_t subscriber,
                     struct store_judgement *judgements, size_t most, size_t *n,
                     struct err *err);
int store_phrases_all(struct store *store, struct arena *arena, size_t most,
                      const char *const **phrases, size_t *n, struct err *err);

/* The editions whose digests this reader got, or will; newest first. */
int store_digests_of(struct store *store, int64_t subscriber, int *editions,
                     size_t most, size_t *n, struct err *err);

/* How many addresses bounced since an instant. */
int store_bounced(struct store *store, int64_t since, int *n, struct err *err);

/* The bounce score halves every week and grows by `by`; *score is what it is
 * now. At most one bounce a day counts. */
int store_bounce(struct store *store, int64_t subscriber, double by,
                 int64_t now, double *score, struct err *err);
