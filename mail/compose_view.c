/*
 * The data that digest.html and digest.txt see. One tree serves both: names
 * that end in _wrapped or _padded are set for plain text, 72 columns wide.
 * What is the same for all readers of a paper stands in compose_paper.c.
 */
#include "mail/compose_intern.h"

#include "base/cleanup.h"
#include "text/escape.h"
#include "text/wrap.h"

enum {
	WIDTH = 72,
	NUMBER_WIDTH = 5,
	TOPICS_SHOWN = 6, /* among what steers the digest */
	TOPIC_URL_MAX = 3 * 256,
};

const char *const compose_digest_variables[] = {
	"subject",
	"site",
	"day",
	"date",
	"weekly",
	"summary",
	"summary_wrapped",
	"announced",
	"scanned",
	"skipped",
	"relevant",
	"below",
	"unscored",
	"by_submission",
	"scored_by",
	"scored_by_wrapped",
	"any",
	"count",
	"shortened",
	"papers",
	"number",
	"number_padded",
	"relevance",
	"relevance_padded",
	"filled",
	"rest",
	"why",
	"why_wrapped",
	"whole",
	"brief",
	"detail",
	"name",
	"address",
	"settings",
	"settings_wrapped",
	"topics",
	"topic",
	"in_url",
	"stricter",
	"looser",
	"reply",
	"mailto",
	"unsubscribe",
	"unsubscribe_url",
	"archive",
	"admin",
	NULL,
};

/* Bytes are at least columns: most lines need no wrapping. */
static const char *wrapped(struct arena *a, const char *s, int at, int indent)
{
	struct str text = str_of(s);
	struct buf out CLEANUP(buf_deinit) = BUF(64 * 1024);

	if (text.len + (size_t)at <= WIDTH)
		return s;
	wrap(&out, text, WIDTH, at, indent);
	return arena_str(a, buf_str(&out));
}

static const char *digits(struct arena *a, long n)
{
	char text[24], *p = text + sizeof(text);

	*--p = '\0';
	do
		*--p = (char)('0' + n % 10);
	while (n /= 10);
	return arena_strdup(a, p);
}

/* To the right in a field of so many columns (a dash is one). */
static const char *padded(struct arena *a, const char *s, size_t width)
{
	static const char blanks[] = "        ";
	size_t columns = (unsigned char)*s < 0x80 ? strlen(s) : 1;

	if (columns >= width)
		return s;
	return words_join(a, blanks + sizeof(blanks) - 1 - (width - columns), s,
	                  "", "");
}

static struct value *paper_view(const struct choice *c, size_t number,
                                struct arena *a)
{
	struct value *map = value_map(a);
	const char *relevance = words_score(a, c->relevance);
	const char *why = words_why(a, c, relevance);
	int tenths = score_tenths(c->relevance);

	value_set_int(map, "number", (long)number);
	value_set_str(map, "relevance", relevance);
	value_set_str(map, "why", why);
	value_set_bool(map, "detail", true);
	value_set_bool(map, "whole", true);
	value_set_bool(map, "brief", false);
	value_set_str(map, "filled", digits(a, tenths));
	value_set_str(map, "rest", digits(a, 100 - tenths));
	value_set_str(map, "number_padded",
	              padded(a, digits(a, (long)number), NUMBER_WIDTH - 2));
	value_set_str(map, "relevance_padded", padded(a, relevance, 4));
	value_set_str(map, "why_wrapped",
	              wrapped(a, why, NUMBER_WIDTH, NUMBER_WIDTH));
	return map;
}

static void set_edition(struct value *root, const struct edition *e,
                        const struct digest *d, struct arena *a)
{
	const struct edition_sum *sum = words_sum(e, d);
	const char *by = words_scored_by(a, e, d);
	char iso[DATE_LEN];

	value_set_str(root, "date", arena_strdup(a, date_format(e->date, iso)));
	value_set_str(root, "day", words_covers(a, d));
	value_set_bool(root, "weekly", d->frequency == FREQUENCY_WEEKLY);
	value_set_str(root, "announced", digits(a, sum->announced));
	value_set_str(root, "scanned", digits(a, sum->scanned));
	value_set_str(root, "skipped", digits(a, sum->skipped));
	value_set_str(root, "relevant", digits(a, sum->relevant));
	value_set_str(root, "below", digits(a, sum->below));
	value_set_int(root, "unscored", sum->unscored);
	value_set_bool(root, "by_submission", e->by_submission);
	value_set_str(root, "scored_by", by);
	value_set_str(root, "scored_by_wrapped", wrapped(a, by, 0, 0));
}

/* The topics that brought papers, in their order, for "more" and "less". */
static struct value *topics_view(const struct digest *d, struct arena *a)
{
	const char *seen[TOPICS_SHOWN];
	struct value *list = value_list(a);
	size_t n = 0;

	for (size_t i = 0; i < d->n_choices && n < TOPICS_SHOWN; i++) {
		const struct choice *c = &d->choices[i];
		struct buf url CLEANUP(buf_deinit) = BUF(TOPIC_URL_MAX);
		struct value *map;
		size_t at = 0;

		if (c->why != WHY_TOPIC || !c->topic_name)
			continue;
		while (at < n && strcmp(seen[at], c->topic_name) != 0)
			at++;
		if (at < n)
			continue;
		seen[n++] = c->topic_name;
		escape_url(&url, str_of(c->topic_name));
		if (url.full)
			continue;
		map = value_map(a);
		value_set_str(map, "topic", c->topic_name);
		value_set_str(map, "in_url", arena_str(a, buf_str(&url)));
		value_push(list, map);
	}
	return list;
}

/* A threshold that lets less, or more, through; NULL where there is none. */
static const char *threshold(struct arena *a, double value)
{
	return value >= 1 && value <= 10 ? arena_printf(a, "%g", value) : NULL;
}

static void set_steering(struct value *root, const struct digest *d,
                         struct arena *a)
{
	value_set(root, "topics", topics_view(d, a));
	value_set_str(root, "stricter",
	              d->threshold ? threshold(a, d->threshold + 1) : NULL);
	value_set_str(root, "looser",
	              d->threshold ? threshold(a, d->threshold - 1) : NULL);
}

static void set_reader(struct value *root, const struct digest *d,
                       const struct compose_links *links, struct arena *a)
{
	value_set_str(root, "site", links->site);
	value_set_str(root, "name", d->name);
	value_set_str(root, "address", d->address);
	value_set_str(root, "settings", d->settings);
	value_set_str(root, "settings_wrapped", wrapped(a, d->settings, 0, 0));
	value_set_str(root, "reply", links->reply);
	value_set_str(root, "mailto", links->mailto);
	value_set_str(root, "unsubscribe", links->leave);
	value_set_str(root, "unsubscribe_url", links->leave_url);
	value_set_str(root, "archive", links->archive);
}

void compose_view_make(const struct compose_edition *edition,
                       const struct digest *digest,
                       const struct compose_links *links, struct str title,
                       struct arena *arena, struct compose_view *view)
{
	struct value *root = value_map(arena), *papers = value_list(arena);
	const char *summary =
	        words_summary(arena, edition->edition, digest, title);

	value_set(root, "papers", papers);
	value_set_str(root, "summary", summary);
	value_set_str(root, "summary_wrapped", wrapped(arena, summary, 0, 0));
	value_set_bool(root, "any", digest->n_choices > 0);
	value_set_str(root, "count", words_papers(arena, digest->n_choices));
	value_set_str(root, "admin", edition->settings->admin);
	value_set_str(root, "subject",
	              words_subject(arena, links->site, digest, title));
	set_reader(root, digest, links, arena);
	set_steering(root, digest, arena);
	set_edition(root, edition->edition, digest, arena);
	for (size_t i = 0; i < digest->n_choices; i++) {
		view->papers[i] = paper_view(&digest->choices[i], i + 1, arena);
		value_push(papers, view->papers[i]);
	}
	view->root = root;
}

void compose_view_set_plan(struct compose_view *view, size_t n,
                           struct compose_plan plan)
{
	value_set_bool(view->root, "shortened", plan.whole < n);
	for (size_t i = 0; i < n; i++) {
		struct value *map = view->papers[i];

		value_set_bool(map, "whole", i < plan.whole);
		value_set_bool(map, "brief", i >= plan.whole && i < plan.brief);
		value_set_bool(map, "detail", i < plan.detail);
	}
}
