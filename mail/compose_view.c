/*
 * The data that digest.html and digest.txt see: a record for the reader, one
 * for each paper, and a map of what all readers of the edition share. One tree
 * serves both formats: names that end in _wrapped or _padded are set for plain
 * text, 72 columns wide. What is the same for all readers of a paper stands in
 * compose_paper.c.
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

static const char *const edition_names[] = {
	"site",      "day",           "date",      "weekly",
	"announced", "scanned",       "skipped",   "relevant",
	"below",     "unscored",      "scored_by", "scored_by_wrapped",
	"archive",   "by_submission", "admin",     NULL,
};

enum {
	R_PAPERS,
	R_SUBJECT,
	R_SUMMARY,
	R_SUMMARY_WRAPPED,
	R_ANY,
	R_COUNT,
	R_SHORTENED,
	R_NAME,
	R_ADDRESS,
	R_SETTINGS,
	R_SETTINGS_WRAPPED,
	R_TOPICS,
	R_STRICTER,
	R_LOOSER,
	R_REPLY,
	R_MAILTO,
	R_UNSUBSCRIBE,
	R_UNSUBSCRIBE_URL,
	READER_MEMBERS
};

static const char *const reader_names[] = {
	[R_PAPERS] = "papers",
	[R_SUBJECT] = "subject",
	[R_SUMMARY] = "summary",
	[R_SUMMARY_WRAPPED] = "summary_wrapped",
	[R_ANY] = "any",
	[R_COUNT] = "count",
	[R_SHORTENED] = "shortened",
	[R_NAME] = "name",
	[R_ADDRESS] = "address",
	[R_SETTINGS] = "settings",
	[R_SETTINGS_WRAPPED] = "settings_wrapped",
	[R_TOPICS] = "topics",
	[R_STRICTER] = "stricter",
	[R_LOOSER] = "looser",
	[R_REPLY] = "reply",
	[R_MAILTO] = "mailto",
	[R_UNSUBSCRIBE] = "unsubscribe",
	[R_UNSUBSCRIBE_URL] = "unsubscribe_url",
	NULL,
};

enum {
	P_NUMBER,
	P_NUMBER_PADDED,
	P_RELEVANCE,
	P_RELEVANCE_PADDED,
	P_FILLED,
	P_REST,
	P_WHY,
	P_WHY_WRAPPED,
	P_WHOLE,
	P_BRIEF,
	P_DETAIL,
	PAPER_MEMBERS
};

static const char *const paper_names[] = {
	[P_NUMBER] = "number",
	[P_NUMBER_PADDED] = "number_padded",
	[P_RELEVANCE] = "relevance",
	[P_RELEVANCE_PADDED] = "relevance_padded",
	[P_FILLED] = "filled",
	[P_REST] = "rest",
	[P_WHY] = "why",
	[P_WHY_WRAPPED] = "why_wrapped",
	[P_WHOLE] = "whole",
	[P_BRIEF] = "brief",
	[P_DETAIL] = "detail",
	NULL,
};

static const char *const topic_names[] = { "topic", "in_url", NULL };

const char *const *const compose_digest_variables[] = {
	edition_names, reader_names, paper_names, topic_names, NULL,
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

/* ---- the edition ---- */

static void set_number(struct value *map, const char *name, int n,
                       struct arena *a)
{
	value_set_str(map, name, words_number(a, n));
}

struct value *compose_edition_view(const struct compose_edition *edition,
                                   const struct digest *digest,
                                   const struct compose_site *site,
                                   struct arena *a)
{
	const struct edition *e = edition->edition;
	const struct edition_sum *sum = words_sum(e, digest);
	const char *by = words_scored_by(a, e, digest);
	struct value *map = value_map(a);
	char iso[DATE_LEN];

	value_set_str(map, "site", site->name);
	value_set_str(map, "date", arena_strdup(a, date_format(e->date, iso)));
	value_set_str(map, "day", words_covers(a, e, digest));
	value_set_bool(map, "weekly", words_weekly(digest));
	set_number(map, "announced", sum->announced, a);
	set_number(map, "scanned", sum->scanned, a);
	set_number(map, "skipped", sum->skipped, a);
	set_number(map, "relevant", sum->relevant, a);
	set_number(map, "below", sum->below, a);
	value_set_int(map, "unscored", sum->unscored);
	value_set_bool(map, "by_submission", e->by_submission);
	value_set_str(map, "scored_by", by);
	value_set_str(map, "scored_by_wrapped", wrapped(a, by, 0, 0));
	value_set_str(map, "archive",
	              compose_archive_page(edition->settings, e->date,
	                                   words_weekly(digest), a));
	value_set_str(map, "admin", edition->settings->admin);
	return map;
}

void compose_shapes_make(struct compose_shapes *shapes, struct arena *a)
{
	shapes->reader = value_shape_new(a, reader_names, READER_MEMBERS);
	shapes->paper = value_shape_new(a, paper_names, PAPER_MEMBERS);
}

/* ---- the reader ---- */

static struct value *paper_view(const struct choice *c, size_t number,
                                const struct value_shape *shape,
                                struct arena *a)
{
	struct value *v = value_record(a, shape);
	const char *relevance = words_score(a, c->relevance);
	const char *why = words_why(a, c, relevance);
	const char *digits = words_number(a, (int)number);
	int tenths = score_tenths(c->relevance);

	value_put_int(v, P_NUMBER, (long)number);
	value_put_str(v, P_NUMBER_PADDED, padded(a, digits, NUMBER_WIDTH - 2));
	value_put_str(v, P_RELEVANCE, relevance);
	value_put_str(v, P_RELEVANCE_PADDED, padded(a, relevance, 4));
	value_put_int(v, P_FILLED, tenths);
	value_put_int(v, P_REST, 100 - tenths);
	value_put_str(v, P_WHY, why);
	value_put_str(v, P_WHY_WRAPPED,
	              wrapped(a, why, NUMBER_WIDTH, NUMBER_WIDTH));
	return v;
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
	if (value < 1 || value > 10)
		return NULL;
	return value == (int)value ? words_number(a, (int)value)
	                           : arena_printf(a, "%g", value);
}

static void put_reader(struct value *v, const struct digest *d,
                       const struct compose_links *links, struct arena *a)
{
	value_put_str(v, R_NAME, d->name);
	value_put_str(v, R_ADDRESS, d->address);
	value_put_str(v, R_SETTINGS, d->settings);
	value_put_str(v, R_SETTINGS_WRAPPED, wrapped(a, d->settings, 0, 0));
	value_put(v, R_TOPICS, topics_view(d, a));
	if (d->threshold) {
		value_put_str(v, R_STRICTER, threshold(a, d->threshold + 1));
		value_put_str(v, R_LOOSER, threshold(a, d->threshold - 1));
	}
	value_put_str(v, R_REPLY, links->reply);
	value_put_str(v, R_MAILTO, links->mailto);
	value_put_str(v, R_UNSUBSCRIBE, links->leave);
	value_put_str(v, R_UNSUBSCRIBE_URL, links->leave_url);
}

size_t compose_view_number(const struct compose_shapes *shapes,
                           const struct value *paper)
{
	return (size_t)value_at(paper, shapes->paper, P_NUMBER, 0);
}

void compose_view_make(const struct compose_edition *edition,
                       const struct digest *digest,
                       const struct compose_links *links, const char *subject,
                       struct str title, struct arena *a,
                       struct compose_view *view)
{
	const struct compose_shapes *shapes = &edition->templates->shapes;
	struct value *root = value_record(a, shapes->reader);
	struct value *papers = value_list(a);
	const char *summary = words_summary(a, edition->edition, digest, title);

	value_put(root, R_PAPERS, papers);
	value_put_str(root, R_SUBJECT, subject);
	value_put_str(root, R_SUMMARY, summary);
	value_put_str(root, R_SUMMARY_WRAPPED, wrapped(a, summary, 0, 0));
	value_put_bool(root, R_ANY, digest->n_choices > 0);
	value_put_str(root, R_COUNT, words_papers(a, digest->n_choices));
	put_reader(root, digest, links, a);
	for (size_t i = 0; i < digest->n_choices; i++) {
		view->papers[i] = paper_view(&digest->choices[i], i + 1,
		                             shapes->paper, a);
		value_push(papers, view->papers[i]);
	}
	view->root = root;
}

void compose_view_set_plan(struct compose_view *view, size_t n,
                           struct compose_plan plan)
{
	value_put_bool(view->root, R_SHORTENED, plan.whole < n);
	for (size_t i = 0; i < n; i++) {
		struct value *v = view->papers[i];

		value_put_bool(v, P_WHOLE, i < plan.whole);
		value_put_bool(v, P_BRIEF, i >= plan.whole && i < plan.brief);
		value_put_bool(v, P_DETAIL, i < plan.detail);
	}
}
