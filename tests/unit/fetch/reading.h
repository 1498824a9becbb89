#pragma once
/* What the tests of the fetch module share: sources, and one call to read. */
#include "base/arena.h"
#include "base/buf.h"
#include "cmocka_all.h"
#include "fetch/fetch_parse.h"

static const char *const reading_categories[] = { "cs.LG", "cs.AI" };

static const struct source reading_rss = {
	.type = SOURCE_ARXIV_RSS,
	.url = "https://rss.arxiv.org/rss/",
	.name = "arXiv",
	.categories = reading_categories,
	.n_categories = 2,
	.announce_types = ANNOUNCE_NEW | ANNOUNCE_CROSS,
};

static const struct source reading_api = {
	.type = SOURCE_ARXIV_API,
	.url = "https://export.arxiv.org/api/query",
	.name = "arXiv",
	.categories = reading_categories,
	.n_categories = 2,
	.announce_types = ANNOUNCE_NEW | ANNOUNCE_CROSS,
};

static const struct source reading_feed = {
	.type = SOURCE_FEED,
	.url = "https://blog.example.org/feed.xml",
	.name = "Lab blog",
};

struct reading {
	struct arena *arena;
	struct fetch_document doc;
};

/* Reads the bytes as the source's document; doc says how it went. */
static inline void reading_start(struct reading *r, const struct source *source,
                                 struct str bytes)
{
	r->arena = arena_new(FETCH_ARENA_MAX);
	r->doc = (struct fetch_document){ .url = source->url };
	fetch_parse(source, bytes, r->arena, &r->doc);
}

static inline void reading_end(struct reading *r)
{
	arena_free(r->arena);
}

/* Of a document that is right, with n items. */
static inline const struct fetch_item *reading_good(const struct reading *r,
                                                    size_t n)
{
	assert_string_equal(r->doc.err.msg, "");
	assert_int_equal(r->doc.status, FETCH_OK);
	assert_int_equal(r->doc.n_items, n);
	return r->doc.items;
}

static inline void reading_bad(const struct reading *r, const char *reason)
{
	assert_int_equal(r->doc.status, FETCH_FAILED);
	assert_int_equal(r->doc.n_items, 0);
	assert_ptr_equal(strstr(r->doc.err.msg, r->doc.url), r->doc.err.msg);
	if (!strstr(r->doc.err.msg, reason))
		fail_msg("\"%s\" does not say \"%s\"", r->doc.err.msg, reason);
}

static inline void reading_date(const struct reading *r, const char *want)
{
	char date[DATE_LEN];

	assert_string_equal(date_format(r->doc.date, date), want);
}
