#pragma once
/* Editions, their announcements and their sum. */
#include "model/edition.h"
#include "model/paper.h"
#include "store/store.h"

/* 0: filled, with the sum counted from the rows; 1: there is none. */
int store_edition(struct store *store, int date, struct edition *edition,
                  struct err *err);

enum edition_which {
	EDITION_NEWEST_FINISHED,
	EDITION_OLDEST_UNFINISHED,
	EDITION_NEWEST, /* that has scores */
};

/* 0: *date; 1: there is none (*date is DATE_NONE). */
int store_edition_find(struct store *store, enum edition_which which, int *date,
                       struct err *err);

/* All editions from first to last date, oldest first. */
int store_editions(struct store *store, int first, int last,
                   struct arena *arena, struct edition **editions, size_t *n,
                   struct err *err);

/* Makes the edition where it is missing, in state OPEN. In a transaction. */
int store_edition_make(struct store *store, int date, bool by_submission,
                       struct err *err);

/* Commits the step to this state. Never backwards. */
int store_edition_advance(struct store *store, int date,
                          enum edition_state state, int64_t now,
                          struct err *err);

/* What scored the edition, with which model, at which cut-offs. Tokens and
 * cost are those of its calls (store_call.h). */
int store_edition_scored(struct store *store, const struct edition *edition,
                         struct err *err);

/* ---- announcements; all inside the caller's transaction ---- */

struct store_announcement {
	int edition;        /* DATE_NONE: waits for the next edition */
	const char *source; /* URL of the document */
	int date;           /* of the document */
	const char *key;    /* of the item within it */
	int nth;            /* the how-manieth item of this key there: 0.. */
	const struct paper *paper; /* NULL: no paper could be read */
	const char *skip;          /* why it is not scanned, NULL: it may be */
};

/*
 * Records one item. A paper that an earlier announcement brought already is
 * skipped as "duplicate" (same edition, or waiting) or "seen on 2025-04-17".
 * 0: recorded; 1: this very item was recorded before, or it would wait and the
 * same day had it from another source (nothing is done).
 */
int store_announce(struct store *store, const struct store_announcement *a,
                   struct err *err);

/* Gives the waiting announcements to this edition. */
int store_adopt_waiting(struct store *store, int edition, struct err *err);

/* How many announcements wait for the next edition. */
int store_waiting(struct store *store, int *n, struct err *err);

/* Adds to the announced of the edition, as counted by the caller: so the sum
 * can fail to add up, and be seen to. */
int store_count_announced(struct store *store, int edition, int n,
                          struct err *err);

/* Why items of this edition were skipped, with how many each, most first:
 * lines such as "12 announce type replace". */
int store_skipped(struct store *store, int edition, struct arena *arena,
                  const char *const **reasons, size_t *n, struct err *err);

/* ---- source memory ---- */

struct store_source {
	const char *url, *etag, *last_modified;
	int date; /* DATE_NONE: unknown */
	int64_t fetched;
	const char *error; /* "": the last visit succeeded */
};

/* 0: filled; 1: never seen (*source is empty, date DATE_NONE). */
int store_source(struct store *store, const char *url, struct arena *arena,
                 struct store_source *source, struct err *err);
int store_source_put(struct store *store, const struct store_source *source,
                     struct err *err);
/* The last visit failed; what was known before stays. */
int store_source_failed(struct store *store, const char *url, int64_t now,
                        const char *error, struct err *err);
int store_sources(struct store *store, struct arena *arena,
                  struct store_source **sources, size_t *n, struct err *err);
