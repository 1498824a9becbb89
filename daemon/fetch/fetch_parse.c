#include "fetch/fetch_parse.h"

#include "fetch/fetch_item.h"
#include "fetch/fetch_read.h"
#include "text/escape.h"

int fetch_newest(const int *dates, size_t n)
{
	int newest = DATE_NONE;

	for (size_t i = 0; i < n; i++)
		if (dates[i] != DATE_NONE &&
		    (newest == DATE_NONE || dates[i] > newest))
			newest = dates[i];
	return newest;
}

/* The API's own way to say no, as a feed. */
static int check_api_error(const struct raw_feed *feed, struct err *err)
{
	struct buf why CLEANUP(buf_deinit) = BUF(4096);

	if (feed->n_entries != 1 || !item_is_api_error(&feed->entries[0]))
		return 0;
	text_line(&why, str_of(feed->entries[0].text.s));
	return err_set(err, "the API says: %.300s", buf_cstr(&why));
}

static void make_items(const struct source *source, const struct raw_feed *feed,
                       struct arena *arena, struct arena *scratch,
                       struct fetch_page *page)
{
	int *dates = arena_array(arena, feed->n_entries, sizeof(*dates));
	struct item_maker maker CLEANUP(item_maker_deinit);

	item_maker_init(&maker, source, arena, scratch);
	*page = (struct fetch_page){
		.items = arena_array(arena, feed->n_entries,
		                     sizeof(struct fetch_item)),
		.dates = dates,
		.n_items = feed->n_entries,
		.date = feed->date,
		.total = feed->total,
	};
	for (size_t i = 0; i < feed->n_entries; i++) {
		item_make(&maker, &feed->entries[i], &page->items[i]);
		dates[i] = feed->entries[i].date;
	}
}

int fetch_page_parse(const struct source *source, const char *url,
                     struct str bytes, struct arena *arena,
                     struct fetch_page *page, struct err *err)
{
	struct arena *scratch CLEANUP(arena_freep) =
	        arena_new(raw_arena_max(bytes.len));
	struct raw_feed feed;

	if (raw_feed_read(bytes, url, scratch, &feed, err) ||
	    check_api_error(&feed, err))
		return err_prefix(err, "%.200s", url);
	make_items(source, &feed, arena, scratch, page);
	return 0;
}

int fetch_parse(const struct source *source, struct str bytes,
                struct arena *arena, struct fetch_document *doc)
{
	struct fetch_page page;

	doc->status = FETCH_FAILED;
	if (fetch_page_parse(source, doc->url, bytes, arena, &page, &doc->err))
		return -1;
	doc->status = FETCH_OK;
	doc->items = page.items;
	doc->n_items = page.n_items;
	doc->date = page.date;
	/* The API's own date is the moment of the answer. */
	if (doc->date == DATE_NONE || source->type == SOURCE_ARXIV_API)
		doc->date = fetch_newest(page.dates, page.n_items);
	return 0;
}
