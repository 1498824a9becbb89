#include "fetch/fetch.h"

#include "fetch/fetch_api.h"
#include "fetch/fetch_get.h"
#include "fetch/fetch_parse.h"
#include "text/escape.h"

/* "https://rss.arxiv.org/rss/" and its categories: ".../cs.LG+cs.AI". */
static const char *joined_url(const struct source *source, struct arena *arena)
{
	struct buf url CLEANUP(buf_deinit) = BUF(16 * 1024);

	buf_adds(&url, source->url);
	for (size_t i = 0; i < source->n_categories; i++) {
		if (i)
			buf_addc(&url, '+');
		escape_url(&url, str_of(source->categories[i]));
	}
	return arena_str(arena, buf_str(&url));
}

size_t fetch_urls(const struct source *source, struct arena *arena,
                  const char *const **urls)
{
	size_t len = strlen(source->url);
	const char **list = arena_array(arena, 1, sizeof(*list));

	*list = source->type == SOURCE_ARXIV_RSS && len &&
	                        source->url[len - 1] == '/'
	                ? joined_url(source, arena)
	                : arena_strdup(arena, source->url);
	*urls = list;
	return 1;
}

static void unchanged(const struct fetch_memory *memory, struct arena *arena,
                      struct fetch_document *doc)
{
	doc->status = FETCH_UNCHANGED;
	doc->date = memory->date;
	doc->etag = arena_strdup(arena, memory->etag);
	doc->last_modified = arena_strdup(arena, memory->last_modified);
}

/* A document that is one answer. */
static void get_one(struct http *http, const struct source *source,
                    const struct fetch_memory *memory, struct arena *arena,
                    struct fetch_document *doc)
{
	struct http_response response CLEANUP(http_response_deinit) = { 0 };
	int rc = fetch_get(http, source, doc->url, memory, FETCH_MAX_BYTES,
	                   &response, doc);

	doc->status = FETCH_FAILED;
	if (rc > 0)
		unchanged(memory, arena, doc);
	if (rc || fetch_parse(source, buf_str(&response.body), arena, doc))
		return;
	doc->etag = arena_strdup(arena, response.etag);
	doc->last_modified = arena_strdup(arena, response.last_modified);
}

void fetch_document(struct http *http, const struct source *source, size_t n,
                    const struct fetch_memory *memory,
                    const struct fetch_wish *wish, struct arena *arena,
                    struct fetch_document *doc)
{
	const char *const *urls;

	fetch_urls(source, arena, &urls);
	*doc = (struct fetch_document){ .url = urls[n],
		                        .date = DATE_NONE,
		                        .etag = "",
		                        .last_modified = "" };
	if (source->type != SOURCE_ARXIV_API) {
		get_one(http, source, memory, arena, doc);
		return;
	}
	if (!str_starts_nocase(str_of(doc->url), STR("file:"))) {
		fetch_api(http, source, wish, arena, doc);
		return;
	}
	get_one(http, source, NULL, arena, doc);
	if (doc->status == FETCH_OK && wish->date != DATE_NONE)
		doc->date = wish->date;
}

/* --- what a source leaves out -------------------------------------------- */

/* "cs.LG" covers itself, "cs" all of "cs.*". */
static bool covers(const char *category, const char *primary)
{
	size_t len = strlen(category);

	if (!strcmp(category, primary))
		return true;
	return !strchr(category, '.') && !strncmp(primary, category, len) &&
	       primary[len] == '.';
}

static bool is_primary(const struct source *source, const struct paper *paper)
{
	for (size_t i = 0; paper->n_categories && i < source->n_categories; i++)
		if (covers(source->categories[i], paper->categories[0]))
			return true;
	return false;
}

const char *fetch_skip(const struct source *source,
                       const struct fetch_item *item, struct arena *arena)
{
	const struct paper *paper = &item->paper;

	if (item->invalid)
		return arena_printf(arena, "invalid: %s", item->invalid);
	if (source->type == SOURCE_FEED)
		return NULL;
	if (!(source->announce_types & (unsigned)paper->announce))
		return arena_printf(arena, "announce type %s",
		                    announce_name(paper->announce));
	if (!source->primary_only || !source->n_categories ||
	    is_primary(source, paper))
		return NULL;
	if (!paper->n_categories)
		return "no primary category";
	return arena_printf(arena, "primary category %s", paper->categories[0]);
}
