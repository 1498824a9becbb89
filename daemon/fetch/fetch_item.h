#pragma once
/*
 * From what a document says (fetch_read.h) to papers: texts cleaned and cut,
 * identities found, URLs checked. Pure; inside the fetch module.
 */
#include "fetch/fetch.h"
#include "fetch/fetch_read.h"

/* Caps of one item; what is longer is cut, never refused. arXiv's own limit
 * for an abstract is 1,920 characters; its longest author list has 5,154. */
enum {
	TITLE_MAX = 1000, /* bytes, the same below */
	ABSTRACT_MAX = 20 * 1000,
	NAME_MAX_BYTES = 200,
	AUTHORS_MAX = 5000,
	CATEGORIES_MAX = 32,
	KEY_MAX = 250,
	URL_MAX = 2000,
};

/* Caps of one document: of names in all, and of HTML that is read as such.
 * Beyond them items come without authors, or without an abstract. */
enum {
	DOCUMENT_NAMES_MAX = 200 * 1000,
	DOCUMENT_HTML_MAX = 4 * 1000 * 1000,
};

/* One document on its way; scratch outlives nothing. */
struct item_maker {
	const struct source *source;
	struct arena *arena;   /* of the items */
	struct arena *scratch; /* of the raw entries */
	struct buf work;       /* cleaned text before it is copied */
	struct str *names;     /* AUTHORS_MAX, in scratch */
	size_t names_left, html_left;
};

void item_maker_init(struct item_maker *m, const struct source *source,
                     struct arena *arena, struct arena *scratch);
void item_maker_deinit(struct item_maker *m);

void item_make(struct item_maker *m, const struct raw_entry *entry,
               struct fetch_item *item);

/* Whether this is the one entry that the arXiv API answers mistakes with; its
 * text says what is wrong. */
bool item_is_api_error(const struct raw_entry *entry);
