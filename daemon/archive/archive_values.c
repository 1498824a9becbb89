#include "archive/archive_intern.h"

#include <string.h>

struct value *archive_root(const struct archive_site *site, const char *file,
                           struct arena *a)
{
	struct value *v = value_map(a);

	value_set_str(v, "site", words_readable(a, site->name, 200));
	if (site->url && site->url[0])
		value_set_str(v, "canonical", archive_address(site, file, a));
	return v;
}

const char *archive_address(const struct archive_site *site, const char *file,
                            struct arena *a)
{
	return arena_printf(a, "%s%s", site->url ? site->url : "", file);
}

void archive_set_count(struct value *v, const char *name, int64_t n,
                       struct arena *a)
{
	value_set_str(v, name, archive_number(a, n));
}

void archive_set_day(struct value *v, int date, struct arena *a)
{
	value_set_str(v, "date", archive_date(a, date));
	value_set_str(v, "day", archive_long_day(a, date));
	value_set_str(v, "short_day", archive_short_day(a, date));
	value_set_str(v, "month", archive_long_month(a, date));
	value_set_str(v, "page", archive_edition_file(a, date, VIEW_PAPERS));
	value_set_str(v, "month_page", archive_month_file(a, date));
}

struct value *archive_month_link(int date, struct arena *a)
{
	struct value *v;

	if (date == DATE_NONE)
		return NULL;
	v = value_map(a);
	value_set_str(v, "month", archive_long_month(a, date));
	value_set_str(v, "month_page", archive_month_file(a, date));
	return v;
}

void archive_set_sum(struct value *v, const struct edition_sum *sum,
                     struct arena *a)
{
	archive_set_count(v, "announced", sum->announced, a);
	archive_set_count(v, "scanned", sum->scanned, a);
	archive_set_count(v, "skipped", sum->skipped, a);
	archive_set_count(v, "relevant", sum->relevant, a);
	archive_set_count(v, "below", sum->below, a);
	archive_set_count(v, "unscored", sum->unscored, a);
	/* Nothing disappears silently, not even an error of ours. */
	value_set_bool(v, "unbalanced",
	               sum->announced != sum->scanned + sum->skipped ||
	                       sum->scanned != sum->relevant + sum->below +
	                                               sum->unscored);
}

int64_t archive_tokens(const struct edition *e)
{
	return e->prompt_tokens + e->completion_tokens;
}

struct value *archive_row(const struct edition *e, struct arena *a)
{
	struct value *v = value_map(a);

	archive_set_day(v, e->date, a);
	archive_set_sum(v, &e->sum, a);
	archive_set_count(v, "tokens", archive_tokens(e), a);
	value_set_str(v, "money", archive_cost(a, e->cost));
	return v;
}
