/*
 * YYYY-MM-DD.json: an edition's scores, for other programs. One document,
 * UTF-8; each paper stands on a line of its own. Members may be added.
 *
 *	edition			"2026-01-05"; by_submission: true where it is
 *				the date of submission
 *	announced, scanned, skipped, relevant, below, unscored, fallback
 *				the sum, see README.md
 *	skipped_why		["4 announce type replace", ...]
 *	cutoffs			{"relevance": 8, "novelty": 7}
 *	scorer, model		"lexical" or "llm"; model: asked, null: none
 *	prompt_tokens, cached_tokens, completion_tokens, cost
 *	updated			RFC 3339, null until the digests are queued
 *	topics			[{"id": ..., "name": ...}], the admin's of then
 *	papers			every scanned one; in page order: the relevant
 *				(each with its "number" there), those below, the
 *				unscored
 *
 * Of a paper: arxiv_id (or "feed:..." where it is another feed's), version
 * (absent: unknown), title, authors, categories (primary first),
 * announce_type, url (null: none), relevant (true or false), number, relevance
 * and novelty (1 to 10; null: unscored), topics ({id: 1 to 10}, those that
 * match), comment (the reason for the scores; of an unscored paper, why it has
 * none), scorer ("lexical", "llm", "none"), fallback (true: the scorer stood in
 * for the one that was asked).
 *
 * Grades, titles and names are as on the pages: tenths; Unicode, without TeX.
 */
#include "archive/archive_intern.h"

#include <math.h>

#include "base/json.h"

enum { COLUMNS = 10000, JSON_MAX = 256 << 20 };

/* As on the pages. */
static double rounded(float grade)
{
	return score_tenths(grade) / 10.0;
}

static void set_grade(struct json *j, const char *name, const struct score *s,
                      float grade)
{
	if (s->by == SCORE_BY_NONE)
		json_set_null(j, name);
	else
		json_set_num(j, name, rounded(grade));
}

static struct json *texts(const char *const *list, size_t n, struct arena *a)
{
	struct json *j = json_array();

	for (size_t i = 0; i < n; i++)
		json_push_str(j, words_readable(a, list[i], COLUMNS));
	return j;
}

static struct json *grades(const struct archive_edition *e,
                           const struct score *s)
{
	struct json *j = json_object();

	for (size_t t = 0; t < e->n_topics && t < TOPICS_MAX; t++)
		if (s->topic[t] > 0)
			json_set_num(j, e->topics[t].id, rounded(s->topic[t]));
	return j;
}

static struct json *paper_json(const struct archive_edition *e, size_t at,
                               struct arena *a)
{
	const struct paper *p = e->papers[at].paper;
	const struct score *s = e->papers[at].score;
	struct json *j = json_object();

	json_set_str(j, "arxiv_id", words_readable(a, p->id, COLUMNS));
	if (p->version)
		json_set_num(j, "version", p->version);
	json_set_str(j, "title", words_readable(a, p->title, COLUMNS));
	json_set(j, "authors", texts(p->authors, p->n_authors, a));
	json_set(j, "categories", texts(p->categories, p->n_categories, a));
	json_set_str(j, "announce_type", announce_name(p->announce));
	json_set_str(j, "url", archive_paper_url(p, a));
	json_set_bool(j, "relevant", at < e->n_relevant);
	if (at < e->n_relevant)
		json_set_num(j, "number", (double)at + 1);
	set_grade(j, "relevance", s, s->relevance);
	set_grade(j, "novelty", s, s->novelty);
	json_set(j, "topics", grades(e, s));
	json_set_str(j, "comment", words_readable(a, s->comment, COLUMNS));
	json_set_str(j, "scorer", score_by_name(s->by));
	json_set_bool(j, "fallback", s->fallback);
	return j;
}

static struct json *topics_json(const struct archive_edition *e)
{
	struct json *list = json_array();

	for (size_t t = 0; t < e->n_topics; t++) {
		struct json *topic = json_object();

		json_set_str(topic, "id", e->topics[t].id);
		json_set_str(topic, "name", e->topics[t].name);
		json_push(list, topic);
	}
	return list;
}

static struct json *cutoffs_json(const struct edition *e)
{
	struct json *j = json_object();

	json_set_num(j, "relevance", round(e->relevance * 1e4) / 1e4);
	json_set_num(j, "novelty", round(e->novelty * 1e4) / 1e4);
	return j;
}

static void set_sum(struct json *j, const struct edition_sum *sum)
{
	json_set_num(j, "announced", sum->announced);
	json_set_num(j, "scanned", sum->scanned);
	json_set_num(j, "skipped", sum->skipped);
	json_set_num(j, "relevant", sum->relevant);
	json_set_num(j, "below", sum->below);
	json_set_num(j, "unscored", sum->unscored);
	json_set_num(j, "fallback", sum->fallback);
}

static struct json *head_json(const struct archive_edition *e, struct arena *a)
{
	const struct edition *sum = e->edition;
	struct json *j = json_object();
	char at[INSTANT_LEN];

	json_set_str(j, "edition", archive_date(a, sum->date));
	json_set_bool(j, "by_submission", sum->by_submission);
	set_sum(j, &sum->sum);
	json_set(j, "skipped_why", texts(e->skipped, e->n_skipped, a));
	json_set(j, "cutoffs", cutoffs_json(sum));
	json_set_str(j, "scorer", sum->scorer);
	json_set_str(j, "model", sum->model[0] ? sum->model : NULL);
	json_set_num(j, "prompt_tokens", (double)sum->prompt_tokens);
	json_set_num(j, "cached_tokens", (double)sum->cached_tokens);
	json_set_num(j, "completion_tokens", (double)sum->completion_tokens);
	json_set_num(j, "cost", round(sum->cost * 1e6) / 1e6);
	json_set_str(j, "updated",
	             sum->finished ? instant_format(sum->finished, at) : NULL);
	json_set(j, "topics", topics_json(e));
	return j;
}

/* The document's last member, a line an element: small, and a change of one
 * paper is a change of one line. */
static void add_papers(struct buf *out, const struct archive_edition *e)
{
	buf_adds(out, ",\"papers\":[");
	for (size_t i = 0; i < e->n_papers; i++) {
		struct arena *a CLEANUP(arena_freep) = arena_new(64 << 20);
		struct json *paper CLEANUP(json_freep) = paper_json(e, i, a);

		buf_adds(out, i ? ",\n" : "\n");
		json_print(paper, false, out);
	}
	buf_adds(out, "\n]}\n");
}

int archive_write_json(const struct archive_site *site,
                       const struct archive_edition *e, struct err *err)
{
	struct arena *a CLEANUP(arena_freep) = arena_new(64 << 20);
	struct json *head CLEANUP(json_freep) = head_json(e, a);
	struct buf out CLEANUP(buf_deinit) = BUF(JSON_MAX);
	const char *file = archive_edition_file(a, e->edition->date, VIEW_JSON);

	json_print(head, false, &out);
	if (out.len) /* its closing brace comes after the papers */
		out.ptr[--out.len] = '\0';
	add_papers(&out, e);
	if (out.full)
		return err_set(err, "%s/%s: larger than %d bytes", site->dir,
		               file, JSON_MAX);
	return archive_write(site, file, buf_str(&out), err);
}
