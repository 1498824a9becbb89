#pragma once
/*
 * A state directory for benches, with the modules as the daemon uses them: the
 * shipped topics and templates, one day of papers (a real one where ../shared
 * is there, the bundled sample otherwise), as many made-up readers as wanted.
 * Whatever fails ends the bench.
 */
#include "conf/conf.h"
#include "edition.h"
#include "store/store.h"

struct world {
	const char *root; /* of the sources */
	const char *feed; /* the day */
	char dir[64];     /* temporary; holds the config and the state */
	struct conf *conf;
};

/* corpora may have no such day; submits to 127.0.0.1:port. */
void world_init(struct world *w, const char *root, const char *corpora,
                int port, int connections);
void world_deinit(struct world *w); /* removes the directory */

struct store *world_open(const struct world *w);

/* Readers first..first+n-1, no two alike in topics, wishes and threshold for
 * long; each gets at most max_papers. */
void world_subscribe(struct store *store, const struct world *w, int first,
                     int n, int max_papers);

/* The edition up to there; how many it queued. Its date in *date. */
size_t world_edition(struct store *store, const struct world *w,
                     enum edition_until until, int *date);
