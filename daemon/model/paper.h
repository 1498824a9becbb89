#pragma once
/*
 * A paper and its announcement, in arXiv's own words. Strings live in the
 * arena of whoever made the struct; UTF-8, white space collapsed, control and
 * bidirectional-override characters removed (fetch does that once); TeX is
 * left as the author wrote it.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What arXiv announces a paper as; bits, so that a source can list several. */
enum announce {
	ANNOUNCE_NEW = 1,
	ANNOUNCE_CROSS = 2,
	ANNOUNCE_REPLACE = 4,
	ANNOUNCE_REPLACE_CROSS = 8,
	ANNOUNCE_ALL = 15,
};

/* "new", "cross", "replace", "replace-cross". */
const char *announce_name(enum announce type);
/* The type of that name (also "cross-list"), or 0. */
enum announce announce_of_name(const char *name);

struct paper {
	int64_t row;    /* in the store; 0: not there yet */
	const char *id; /* arXiv id without version ("2504.06426",
	                 * "astro-ph/0601001"); for other feeds "feed:" and
	                 * a hash of the item's guid or link */
	int version;    /* 1.. ; 0 unknown */
	const char *title;
	const char *abstract; /* "" when there is none */
	const char *url;      /* https page of the paper; never other schemes */
	const char *const *authors;
	size_t n_authors;
	const char *const *categories; /* primary first */
	size_t n_categories;
	enum announce announce;
};

/* True for ids that arXiv gave out (then /abs/, /pdf/ pages exist). */
bool paper_is_arxiv(const struct paper *p);

/* Canonical form of an arXiv identifier without version in out (at least 40
 * bytes), its version (0: none given) in *version; accepts "2504.06426v2",
 * "arXiv:2504.06426", "oai:arXiv.org:2504.06426v1", abs and pdf URLs, and
 * old-style "astro-ph/0601001", "math.GT/0309136". 0, or -1 when it is none. */
enum { PAPER_ID_MAX = 40 };
int paper_id_parse(const char *text, char out[PAPER_ID_MAX], int *version);
