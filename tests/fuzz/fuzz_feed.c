/* Feeds of all kinds, and a page of the API. The first line chooses. */
#include "fetch/fetch_parse.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(FETCH_ARENA_MAX);
	struct str rest = fuzz_bytes(data, size), kind = fuzz_line(&rest);
	struct source source = { .type = SOURCE_FEED,
		                 .url = "https://example.org/feed",
		                 .name = "feed" };
	struct fetch_document doc = { .url = source.url };
	struct fetch_page page;
	struct err err;

	if (str_eq(kind, STR("api"))) {
		source.type = SOURCE_ARXIV_API;
		if (!fetch_page_parse(&source, source.url, rest, arena, &page,
		                      &err))
			for (size_t i = 0; i < page.n_items; i++)
				MUST(page.items[i].key);
		return 0;
	}
	if (str_eq(kind, STR("arxiv")))
		source.type = SOURCE_ARXIV_RSS;
	if (fetch_parse(&source, rest, arena, &doc))
		return 0;
	for (size_t i = 0; i < doc.n_items; i++) {
		const struct fetch_item *item = &doc.items[i];

		MUST(item->key);
		MUST(item->invalid || (*item->paper.title && *item->paper.id));
		fetch_skip(&source, item, arena);
	}
	return 0;
}
