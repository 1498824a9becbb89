#pragma once
/*
 * Sources to announcements (libxml2 inside; the only place that sees it).
 *
 * What comes in is hostile: size, time and redirects are capped by base/http,
 * XML is read without DTD, entities or network, every text is cleaned
 * (text/escape.h), every URL is https or http or dropped, lists are capped.
 * An item that cannot be a paper (no title, no identity) is still counted: it
 * comes back with `invalid` saying why, so that the day's sum adds up.
 */
#include "base/arena.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/http.h"
#include "model/source.h"

/* What the last visit to one URL left, kept by the store. */
struct fetch_memory {
	const char *etag, *last_modified; /* "": none */
	int date; /* of the feed then; DATE_NONE: never seen */
};

struct fetch_wish {
	int date;  /* DATE_NONE: today's announcements; else that past day,
	            * by submission date (arxiv-api only) */
	int since; /* arxiv-api without date: nothing submitted before; or
	            * DATE_NONE: the newest day only */
};

struct fetch_item {
	struct paper paper;
	const char *key; /* names the item within its document: the guid, the
	                  * link, or a hash of what is there */
	const char *invalid; /* NULL, or why this is no paper */
};

enum fetch_status {
	FETCH_OK,
	FETCH_UNCHANGED, /* 304: nothing since the memory; date from there */
	FETCH_FAILED,    /* err says why; the other documents stand */
};

/* One document, or all pages of one API query. */
struct fetch_document {
	const char *url;
	enum fetch_status status;
	struct err err; /* names the URL. Also set with FETCH_OK when an API
	                 * query gave fewer papers than it promised: what is
	                 * there is whole, but worth a word */
	int64_t retry_after; /* FETCH_FAILED: seconds that the server asked
	                      * for; 0: it did not */
	int date; /* the feed's own: channel pubDate / lastBuildDate / updated,
	           * else its newest item's; DATE_NONE when nothing says */
	struct fetch_item *items;
	size_t n_items;
	const char *etag, *last_modified;
};

/* How many documents the source is made of and their URLs (a URL ending in
 * "/" gets the categories joined by "+": one document; arxiv-api: one query
 * for all categories; any other URL: itself). *urls lives in the arena. */
size_t fetch_urls(const struct source *source, struct arena *arena,
                  const char *const **urls);

/* Caps of one document, or of all pages of one query together. */
enum {
	FETCH_MAX_BYTES = 20 * 1000 * 1000, /* after decompression */
	FETCH_TIMEOUT_MS = 60 * 1000,       /* each request */
	FETCH_PAGE = 200,                   /* papers asked for at a time */
	FETCH_PAGES_MAX = 25,
	FETCH_ARENA_MAX = 128 * 1000 * 1000, /* what one document, however
	                                      * hostile, takes of the arena; an
	                                      * ordinary one about its size */
};

/* Gets and reads document number n of the source. Always fills *doc, which
 * lives in the arena; its status says how it went. Of a document that is cut
 * or malformed anywhere nothing is used. Announce types and primary_only are
 * not applied here: see fetch_skip.
 *
 * arxiv-api: the papers of the source's categories by submission date, newest
 * first, one request after the other; announce is NEW where the primary
 * category is one of the source's, else CROSS. A file:// URL is one document
 * as it stands. Nothing is conditional, memory is not used. */
void fetch_document(struct http *http, const struct source *source, size_t n,
                    const struct fetch_memory *memory,
                    const struct fetch_wish *wish, struct arena *arena,
                    struct fetch_document *doc);

/* Why the source's own settings leave this item out ("invalid: ...",
 * "announce type replace", "primary category cs.CV"), or NULL. Announce types
 * and primary_only concern arXiv's sources only; a category without a dot
 * ("cs") covers those below it. Pure. */
const char *fetch_skip(const struct source *source,
                       const struct fetch_item *item, struct arena *arena);
