/* What index and feed say of the newest editions, kept as they come by. */
#include "archive/archive_intern.h"

#include <stdlib.h>
#include <string.h>

enum { FRONT_PAPERS = 10 };

static const size_t front_bytes = (size_t)64 << 20;

struct archive_front {
	struct arena *arena;
	struct front_edition editions[ARCHIVE_FEED_EDITIONS];
	size_t n;
};

struct archive_front *archive_front_new(void)
{
	struct archive_front *f = calloc(1, sizeof(*f));

	if (!f)
		abort();
	f->arena = arena_new(front_bytes);
	return f;
}

void archive_front_free(struct archive_front *f)
{
	if (!f)
		return;
	arena_free(f->arena);
	free(f);
}

void archive_front_add(struct archive_front *f, const struct archive_edition *e)
{
	struct front_edition *kept;

	if (f->n == ARCHIVE_FEED_EDITIONS)
		return;
	kept = &f->editions[f->n++];
	*kept = (struct front_edition){ .edition = *e->edition };
	kept->papers =
	        arena_array(f->arena, FRONT_PAPERS, sizeof(*kept->papers));
	while (kept->n_papers < e->n_relevant &&
	       kept->n_papers < FRONT_PAPERS) {
		kept->papers[kept->n_papers] =
		        archive_highlight(e, kept->n_papers, f->arena);
		kept->n_papers++;
	}
}

const struct front_edition *
archive_front_editions(const struct archive_front *f, size_t *n)
{
	*n = f->n;
	return f->editions;
}
