/*
 * The newest editions as an Atom feed (RFC 4287). Ids are tag URIs (RFC 4151)
 * of the list's own domain, so they stay when the site moves; times are those
 * of the store.
 */
#include "archive/archive_intern.h"

/* A tag URI wants a date on which the domain was ours; that of the first
 * release will do for the feed itself, an edition has its own. */
#define FEED_TAG_DATE "2025"

static const char *feed_id(const struct archive_site *site, struct arena *a)
{
	return arena_printf(a, "tag:%s," FEED_TAG_DATE ":editions",
	                    site->list_id);
}

static const char *edition_id(const struct archive_site *site, int date,
                              struct arena *a)
{
	return arena_printf(a, "tag:%s,%s:edition", site->list_id,
	                    archive_date(a, date));
}

/* When its last digest was queued; an edition that waits for that has its
 * date's midnight. */
static int64_t updated(const struct edition *e)
{
	return e->finished ? e->finished : (int64_t)e->date * 24 * 3600;
}

static const char *instant(int64_t at, struct arena *a)
{
	char text[INSTANT_LEN];

	return arena_strdup(a, instant_format(at, text));
}

static struct value *entry_value(const struct archive_site *site,
                                 const struct front_edition *kept,
                                 struct arena *a)
{
	const struct edition *e = &kept->edition;
	struct value *v = archive_row(e, a), *papers = value_list(a);
	int more = e->sum.relevant - (int)kept->n_papers;

	value_set_str(v, "id", edition_id(site, e->date, a));
	value_set_str(v, "updated", instant(updated(e), a));
	value_set_str(v, "papers_text", archive_papers(a, e->sum.relevant));
	value_set_str(
	        v, "address",
	        archive_address(site,
	                        archive_edition_file(a, e->date, VIEW_PAPERS),
	                        a));
	for (size_t i = 0; i < kept->n_papers; i++)
		value_push(papers,
		           archive_highlight_value(&kept->papers[i], a));
	value_set(v, "papers", papers);
	value_set_bool(v, "any", kept->n_papers > 0);
	if (more > 0)
		archive_set_count(v, "more", more, a);
	return v;
}

struct value *archive_feed_value(const struct archive_site *site,
                                 const struct archive_front *front,
                                 struct arena *a)
{
	size_t n;
	const struct front_edition *kept = archive_front_editions(front, &n);
	struct value *v = archive_root(site, "feed.xml", a);
	struct value *entries = value_list(a);
	int64_t newest = 0;

	for (size_t i = n; i-- > 0;) {
		value_push(entries, entry_value(site, &kept[i], a));
		if (updated(&kept[i].edition) > newest)
			newest = updated(&kept[i].edition);
	}
	value_set_str(v, "id", feed_id(site, a));
	value_set_str(v, "updated", instant(newest, a));
	value_set_str(v, "index", archive_address(site, "index.html", a));
	value_set(v, "entries", entries);
	return v;
}
