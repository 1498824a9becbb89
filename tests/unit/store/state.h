#pragma once
/* A state_dir of its own for each test, and papers to put into it. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmocka_all.h"

#include "base/file.h"
#include "store/store_edition.h"
#include "store/store_paper.h"

struct state {
	char dir[64];
	struct arena *arena;
	struct store *store;
	struct err err;
};

#define assert_done(state, call)                          \
	do {                                              \
		if (call)                                 \
			fail_msg("%s", (state)->err.msg); \
	} while (0)

static inline int state_up(void **out)
{
	struct state *s = calloc(1, sizeof(*s));

	snprintf(s->dir, sizeof(s->dir), "/tmp/digestd-test-XXXXXX");
	if (!mkdtemp(s->dir) || chmod(s->dir, 0700))
		return -1;
	s->arena = arena_new(64 << 20);
	*out = s;
	return store_open(s->dir, &s->store, &s->err);
}

static inline int state_down(void **in)
{
	struct state *s = *in;
	char command[128];

	store_close(s->store);
	arena_free(s->arena);
	snprintf(command, sizeof(command), "rm -rf '%s'", s->dir);
	if (system(command))
		return -1;
	free(s);
	return 0;
}

static inline struct paper state_paper(const char *id)
{
	static const char *const authors[] = { "Ada Example", "Bo Sample" };
	static const char *const categories[] = { "cs.LG", "cs.AI" };

	return (struct paper){ .id = id,
		               .version = 1,
		               .title = "A title",
		               .abstract = "An abstract.",
		               .url = "https://arxiv.org/abs/1",
		               .authors = authors,
		               .n_authors = 2,
		               .categories = categories,
		               .n_categories = 2,
		               .announce = ANNOUNCE_NEW };
}

/* Announces a paper; 0 recorded, 1 was there. */
static inline int state_announce(struct state *s, int edition, int date,
                                 const char *id)
{
	struct paper p = state_paper(id);
	struct store_announcement a = { .edition = edition,
		                        .source = "https://feed",
		                        .date = date,
		                        .key = id,
		                        .paper = &p };

	return store_announce(s->store, &a, &s->err);
}
