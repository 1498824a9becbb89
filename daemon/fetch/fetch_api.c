/*
 * The API (info.arxiv.org/help/api/user-manual) knows submission dates, not
 * announcements. A query is asked for newest first and read until its promised
 * end, a page without entries, or papers older than wanted.
 *
 * Two of its habits are met here: a page at times comes short though more is
 * promised, and is then asked for once more; and a paper that arrives while we
 * page moves the others down, so that one may come twice.
 */
#include "fetch/fetch_api.h"

#include "fetch/fetch_get.h"
#include "fetch/fetch_parse.h"
#include "text/escape.h"

struct query {
	struct http *http;
	const struct source *source;
	const struct fetch_wish *wish;
	struct arena *arena;
	struct fetch_document *doc;
	struct buf items; /* struct fetch_item, so far */
	struct buf dates; /* int, of each */
	size_t bytes_left;
	int since; /* nothing older; DATE_NONE: the first page says */
};

/* Blanks as "+": the API's own form. */
static void add_categories(struct buf *url, const struct source *source)
{
	for (size_t i = 0; i < source->n_categories; i++) {
		buf_adds(url, i ? "+OR+cat:" : "cat:");
		escape_url(url, str_of(source->categories[i]));
	}
}

static void add_day(struct buf *url, int date)
{
	char day[DATE_LEN];

	date_format(date, day);
	buf_addf(url,
	         "submittedDate:%%5B%.4s%.2s%.2s0000+TO+%.4s%.2s%.2s2359%%5D",
	         day, day + 5, day + 8, day, day + 5, day + 8);
}

const char *fetch_api_url(const struct source *source,
                          const struct fetch_wish *wish, size_t start,
                          struct arena *arena, struct err *err)
{
	struct buf url CLEANUP(buf_deinit) = BUF(16 * 1024);
	bool dated = wish->date != DATE_NONE;

	if (!source->n_categories && !dated) {
		err_set(err, "%.200s: no categories to ask for", source->url);
		return NULL;
	}
	buf_addf(&url, "%s%csearch_query=", source->url,
	         strchr(source->url, '?') ? '&' : '?');
	if (source->n_categories && dated)
		buf_adds(&url, "%28");
	add_categories(&url, source);
	if (source->n_categories && dated)
		buf_adds(&url, "%29+AND+");
	if (dated)
		add_day(&url, wish->date);
	buf_addf(&url,
	         "&sortBy=submittedDate&sortOrder=descending"
	         "&start=%zu&max_results=%d",
	         start, FETCH_PAGE);
	return arena_str(arena, buf_str(&url));
}

static int get_page(struct query *q, size_t start, struct fetch_page *page)
{
	const char *url = fetch_api_url(q->source, q->wish, start, q->arena,
	                                &q->doc->err);
	struct http_response response CLEANUP(http_response_deinit) = { 0 };

	if (!url || fetch_get(q->http, q->source, url, NULL, q->bytes_left,
	                      &response, q->doc))
		return -1;
	q->bytes_left -= response.body.len;
	if (!fetch_page_parse(q->source, url, buf_str(&response.body), q->arena,
	                      page, &q->doc->err))
		return 0;
	if (response.status != 200)
		err_prefix(&q->doc->err, "HTTP %ld", response.status);
	return -1;
}

/* How many papers should stand on the page. */
static size_t promised(const struct fetch_page *page, size_t start)
{
	int64_t left = page->total - (int64_t)start;

	if (left < 0)
		return 0;
	return left < FETCH_PAGE ? (size_t)left : FETCH_PAGE;
}

/* A page, asked for again when it comes short. */
static int get_whole_page(struct query *q, size_t start,
                          struct fetch_page *page)
{
	struct fetch_page again;

	if (get_page(q, start, page))
		return -1;
	if (page->n_items >= promised(page, start))
		return 0;
	if (get_page(q, start, &again))
		return -1;
	if (again.n_items > page->n_items)
		*page = again;
	return 0;
}

static bool seen(const struct query *q, const struct fetch_item *item)
{
	const struct fetch_item *items = (const void *)q->items.ptr;
	size_t n = q->items.len / sizeof(*items);

	for (size_t i = n; i-- > 0;)
		if (*item->paper.id &&
		    !strcmp(items[i].paper.id, item->paper.id))
			return true;
	return false;
}

/* Keeps what is wanted of the page; true: all further ones are too old. */
static bool keep(struct query *q, const struct fetch_page *page)
{
	bool old = false;

	for (size_t i = 0; i < page->n_items; i++) {
		old = q->since != DATE_NONE && page->dates[i] != DATE_NONE &&
		      page->dates[i] < q->since;
		if (old || seen(q, &page->items[i]))
			continue;
		buf_add(&q->items, &page->items[i], sizeof(page->items[i]));
		buf_add(&q->dates, &page->dates[i], sizeof(page->dates[i]));
	}
	return old;
}

/* 0, with a word in doc->err when more was promised than came. */
static int read_pages(struct query *q)
{
	size_t start = 0;

	for (int n = 0; n < FETCH_PAGES_MAX; n++) {
		struct fetch_page page;

		if (get_whole_page(q, start, &page))
			return -1;
		if (n == 0 && q->since == DATE_NONE &&
		    q->wish->date == DATE_NONE)
			q->since = fetch_newest(page.dates, page.n_items);
		if (keep(q, &page))
			return 0;
		start += page.n_items;
		if (page.total < 0 ? page.n_items < FETCH_PAGE
		                   : start >= (size_t)page.total)
			return 0;
		if (!page.n_items || n == FETCH_PAGES_MAX - 1) {
			err_set(&q->doc->err,
			        "%.200s: %zu of %lld papers promised came",
			        q->doc->url, start, (long long)page.total);
			return 0;
		}
	}
	return 0;
}

static void finish(struct query *q)
{
	struct fetch_document *doc = q->doc;

	doc->status = FETCH_OK;
	doc->n_items = q->items.len / sizeof(*doc->items);
	doc->items = arena_array(q->arena, doc->n_items, sizeof(*doc->items));
	memcpy(doc->items, buf_cstr(&q->items), q->items.len);
	doc->date =
	        q->wish->date != DATE_NONE
	                ? q->wish->date
	                : fetch_newest((const int *)(const void *)q->dates.ptr,
	                               doc->n_items);
}

void fetch_api(struct http *http, const struct source *source,
               const struct fetch_wish *wish, struct arena *arena,
               struct fetch_document *doc)
{
	struct query q = {
		.http = http,
		.source = source,
		.wish = wish,
		.arena = arena,
		.doc = doc,
		.items = BUF(SIZE_MAX / 4),
		.dates = BUF(SIZE_MAX / 4),
		.bytes_left = FETCH_MAX_BYTES,
		.since = wish->date == DATE_NONE ? wish->since : DATE_NONE,
	};

	if (read_pages(&q))
		doc->status = FETCH_FAILED;
	else
		finish(&q);
	buf_deinit(&q.items);
	buf_deinit(&q.dates);
}
