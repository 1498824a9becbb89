#pragma once
/*
 * A document in any of the feeds' tongues (RSS 2.0, RSS 1.0/RDF, Atom 1.0) to
 * one plain list of entries. What stands in the entries is what the document
 * says, still raw: fetch_item.h makes papers of it. Inside the fetch module.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/err.h"

/* What a text is: RSS never says. */
enum markup { MARKUP_PLAIN, MARKUP_HTML, MARKUP_GUESS };

struct raw_text {
	const char *s; /* "" when absent */
	enum markup markup;
};

/* How an entry names its authors. */
enum names_form {
	NAMES_EACH,   /* one string each */
	NAMES_JOINED, /* one string for all: "A. One, B. Two and C. Three" */
};

/* No pointer is NULL, absent strings are "". */
struct raw_entry {
	const char *guid; /* guid, rdf:about or atom:id, trimmed */
	const char *link; /* absolute URL of any scheme, unchecked */
	struct raw_text title, text;
	const char *const *names;
	size_t n_names;
	enum names_form names_form;
	const char *const *categories;
	size_t n_categories;
	const char *primary;  /* arxiv:primary_category */
	const char *announce; /* arxiv:announce_type */
	int date;             /* DATE_NONE: not said */
};

struct raw_feed {
	int date;      /* of the channel; DATE_NONE: not said */
	int64_t total; /* opensearch:totalResults; -1: not said */
	const struct raw_entry *entries;
	size_t n_entries;
};

/* More entries than this in a document is an error: arXiv's own limit for a
 * feed is 2,000. */
enum { ENTRIES_MAX = 10 * 1000 };

/* All strings live in the arena, which needs raw_arena_max(bytes.len) bytes at
 * most. err does not name the URL. */
int raw_feed_read(struct str bytes, const char *url, struct arena *arena,
                  struct raw_feed *feed, struct err *err);
size_t raw_arena_max(size_t bytes);
