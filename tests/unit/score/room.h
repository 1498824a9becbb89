#pragma once
/* Papers and topics in a line each, and a scorer run over them. */
#include <string.h>

#include "score/score.h"

enum { ROOM_MAX = 400 };

static const char *const ml[] = { "cs.LG" };

#define PAPER(title_, abstract_)                  \
	((struct paper){ .id = "2501.00001",      \
	                 .title = (title_),       \
	                 .abstract = (abstract_), \
	                 .categories = ml,        \
	                 .n_categories = 1,       \
	                 .announce = ANNOUNCE_NEW })

#define WORDS(...)            \
	(const char *const[]) \
	{                     \
		__VA_ARGS__   \
	}

struct room {
	struct arena *arena;
	struct score scores[ROOM_MAX];
};

static inline void room_deinit(struct room *r)
{
	arena_free(r->arena);
}

/* Scores n papers with the topics; what < 0 means is the test's business. */
static inline int room_run(struct room *r, const struct topic *topics,
                           size_t n_topics, const struct paper *papers,
                           size_t n, const struct score_background *b)
{
	struct err err = { "" };
	CLEANUP(scorer_freep)
	struct scorer *s = scorer_lexical_new(topics, n_topics, "", &err);

	if (!r->arena)
		r->arena = arena_new(1 << 26);
	return scorer_run(s, papers, n, b, r->arena, r->scores, &err);
}
