#pragma once
/*
 * What the steps of one edition hand to each other; edition.c is their
 * sentence. The verbs stand in edition_fetch.c, edition_record.c,
 * edition_score.c, edition_select.c and edition_queue.c.
 */
#include "edition.h"
#include "mail/compose.h"
#include "mail/token.h"
#include "model/digest.h"
#include "select/select.h"
#include "settings_line.h"
#include "store/store_subscriber.h"

enum { READERS_BATCH = 500 };

/* A paper that readers may choose; found by its row. */
struct pick {
	int64_t row; /* 0: an empty place */
	const struct paper *paper;
	const struct score *score;
	bool composed;
};

/* Open addressing; at most half full. */
struct picks {
	struct pick *places;
	size_t size, used;
};

struct edition_work {
	const struct edition_order *order;
	struct store *store;
	struct arena *arena; /* the run's; the report's strings */
	struct edition_report *report;

	/* fetch */
	struct fetch_document *documents;
	const struct source **document_sources; /* same order */
	size_t n_documents;

	/* the edition */
	int date;
	struct edition edition;
	struct paper *papers; /* scanned */
	struct score *scores;
	size_t n_papers;

	/* select: one batch of readers, and what each gets */
	bool everybody; /* weekly readers, too, get the day (what_if.c) */
	struct arena *batch;
	struct arena *reader; /* one reader's list: a batch of them, each with
	                       * a copy of the week, would be gigabytes */
	struct select_edition day, *week[7]; /* by weekday, when needed */
	struct tastes *tastes[8];            /* of the day, and of week[0..6] */
	bool tasted[8];                      /* looked for */
	struct picks picks;
	int *dates;               /* of the latest editions, this one last */
	struct edition_sum *sums; /* theirs */
	size_t n_dates;
	struct week weeks[7]; /* by weekday, with week[] */
	int64_t last_reader;
	struct digest *digests;
	struct carried **carried; /* what each takes along; NULL: nothing */
	size_t n_digests;
	int64_t *waiting; /* readers for whom an earlier one waits, by id */
	size_t n_waiting;

	/* compose: what this batch chose for the first time */
	struct compose_templates *templates;
	struct compose_settings settings;
	struct pick **fresh;
	struct compose_block *blocks; /* same order */
	size_t n_fresh;
};

/* Visits every source. < 0: none answered. */
int edition_fetch(struct edition_work *w, struct err *err);

/* Decides the edition's date and commits the announcements. 1: there is no
 * edition to go on with (stale, nothing announced, or waiting). */
int edition_record(struct edition_work *w, struct err *err);

/* Loads the scanned papers; scores them and commits, where that is not done. */
int edition_score(struct edition_work *w, struct err *err);

/* Freezes what fixes the mails' bytes, before the first is queued. */
int edition_freeze(struct edition_work *w, struct err *err);

/* What one reader chooses from, whoever it is; once. */
int edition_select_begin(struct edition_work *w, struct err *err);

/* Fills out (CHOICES_MAX places) with what this reader gets, *n papers; topic
 * names of their own phrases live in the run's arena. 1: a weekly reader, and
 * not on this day; week_so_far: shows the week all the same. */
int edition_choose(struct edition_work *w, const struct subscriber *reader,
                   bool week_so_far, struct choice *out, size_t *n,
                   struct err *err);

/* The next batch of readers and their digests. 1: no readers left. */
int edition_select(struct edition_work *w, struct err *err);

/* The blocks of papers that were chosen for the first time. */
int edition_compose(struct edition_work *w, struct err *err);

/* Commits the batch's blocks and digests to the outbox. */
int edition_queue(struct edition_work *w, struct err *err);

/* ---- what still waits (edition_carry.c) ---- */

/* Deliveries whose papers go along with a digest, the last of its choices
 * first. */
struct carried;

/* Adds to the digest the papers of this reader's earlier digests that wait. */
int edition_carry(struct edition_work *w, struct digest *digest,
                  struct carried **carried, struct err *err);

/* In the transaction that queues the digest: supersedes them; what does not
 * wait any more is taken out of the digest. */
int edition_overtake(struct edition_work *w, struct digest *digest,
                     struct carried *carried, struct err *err);

/* ---- picks (edition_picks.c) ---- */
void picks_add(struct picks *picks, const struct select_edition *papers);
struct pick *picks_find(const struct picks *picks, int64_t row);
void picks_deinit(struct picks *picks);

/* ---- a reader's own phrases and judgements (edition_taste.c) ---- */

/* What they say of the papers of one list (the day's, a week's). */
struct tastes;

/* Nobody has any: *tastes is NULL. Lives until edition_tastes_free. */
int edition_tastes(struct edition_work *w, const struct select_edition *papers,
                   struct tastes **tastes, struct err *err);
void edition_tastes_free(struct tastes *t);

/* papers: the very list, as this reader sees it from now on: phrases are topics
 * of their own, judgements move the relevance. Memory: the reader's arena,
 * names the batch's. */
int edition_taste(struct edition_work *w, const struct tastes *tastes,
                  struct subscriber *reader, struct select_edition *papers,
                  struct err *err);

/* ---- weekly digests (edition_week.c) ---- */

/* Is the last of these dates (editions, ascending) the one that carries the
 * week for readers of this weekday: the first on or after it. *after, either
 * way: the edition that carried the week before, or a week earlier. Pure. */
bool edition_week_due(const int *dates, size_t n, int weekday, int *after);

/* All papers since the week before, with their scores; w->weeks[weekday] says
 * of which editions. */
int edition_week(struct edition_work *w, int weekday, int after,
                 const struct select_edition **papers, struct err *err);

/* Frees what is not in the run's arena. */
void edition_work_deinit(struct edition_work *w);

/* Is the stop asked for? Then err says so. */
bool edition_stopped(const struct edition_work *w, struct err *err);
void edition_progress(const struct edition_work *w, const char *what,
                      size_t done, size_t of);
