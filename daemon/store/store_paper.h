#pragma once
/* Papers and their scores. */
#include "model/paper.h"
#include "model/score.h"
#include "model/topic.h"
#include "store/store.h"

/* Inserts, or brings up to date what an id already names. *row is its row. In
 * the caller's transaction. */
int store_paper_put(struct store *store, const struct paper *paper,
                    int64_t *row, struct err *err);

/* The scanned papers of an edition, in the order of the feeds. */
int store_scanned(struct store *store, int edition, struct arena *arena,
                  struct paper **papers, size_t *n, struct err *err);

/* The newest scanned papers of editions before this date, at most `most`. */
int store_earlier(struct store *store, int edition, size_t most,
                  struct arena *arena, struct paper **papers, size_t *n,
                  struct err *err);

int store_paper(struct store *store, int64_t row, struct arena *arena,
                struct paper *paper, struct err *err); /* 1: none */

/* The papers that readers judged, latest first, at most `most`. */
int store_judged(struct store *store, size_t most, struct arena *arena,
                 struct paper **papers, size_t *n, struct err *err);

/* By id without version: its row and the edition that brought it (DATE_NONE:
 * none did yet). 1: no such paper. */
int store_paper_find(struct store *store, const char *id, int64_t *row,
                     int *edition, struct err *err);

/* Stores the scores of papers[i]; in the caller's transaction. */
int store_scores_put(struct store *store, int edition,
                     const struct paper *papers, const struct score *scores,
                     size_t n, const struct topic *topics, size_t n_topics,
                     struct err *err);

/* scores[i] of papers[i], SCORE_BY_NONE where there is none. Topics that the
 * config no longer has are left out. */
int store_scores(struct store *store, int edition, const struct paper *papers,
                 size_t n, const struct topic *topics, size_t n_topics,
                 struct arena *arena, struct score *scores, struct err *err);
