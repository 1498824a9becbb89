/* Feed documents of the real services. They are other people's: read where
 * they lie, skipped where they don't. */
#include <stdio.h>
#include <unistd.h>

#include "base/file.h"
#include "reading.h"

#define FEEDS DIGESTD_CORPORA "/feeds/"

/* What the file holds, counted with other tools than ours. */
static const struct {
	const char *file;
	const struct source *source;
	const char *date;
	size_t items, new, cross, replace, invalid;
} documents[] = {
	{ "rss-2025-04-10.xml", &reading_rss, "2025-04-10", 127, 69, 58, 0, 0 },
	{ "rss-2025-04-15.xml", &reading_rss, "2025-04-15", 340, 196, 144, 0,
	  0 },
	{ "rss-2025-04-18.xml", &reading_rss, "2025-04-18", 213, 81, 132, 0,
	  0 },
	{ "atom-2025-04-10.xml", &reading_rss, "2025-04-10", 127, 69, 58, 0,
	  0 },
	{ "arxiv-rss-cs_ai-2026-04-27.xml", &reading_rss, "2026-04-27", 3, 3, 0,
	  0, 0 },
	{ "arxiv-rss-cs_cl-2026-04-27.xml", &reading_rss, "2026-04-27", 3, 3, 0,
	  0, 0 },
	{ "arxiv-rss-cs_lg-2026-04-27.xml", &reading_rss, "2026-04-27", 3, 3, 0,
	  0, 0 },
	{ "arxiv-rss-handmade-edge-cases.xml", &reading_rss, "2026-07-29", 5, 3,
	  1, 1, 1 },
	{ "arxiv-rss-weekend-empty.xml", &reading_rss, "2026-08-01", 0, 0, 0, 0,
	  0 },
	{ "arxiv-atom-cs.AI-2026-09-29-trimmed.xml", &reading_rss, "2026-09-29",
	  3, 1, 1, 1, 0 },
	{ "arxiv-api-query-5.xml", &reading_api, "2026-06-11", 5, 2, 3, 0, 0 },
	{ "arxiv-api-query-20.xml", &reading_api, "2026-04-29", 20, 9, 11, 0,
	  0 },
	{ "arxiv-api-query-25.xml", &reading_api, "2026-05-12", 25, 15, 10, 0,
	  0 },
	{ "arxiv-api-page-5-10.xml", &reading_api, "2025-03-07", 10, 0, 10, 0,
	  0 },
	{ "arxiv-api-old-id.xml", &reading_api, "2006-01-02", 1, 0, 1, 0, 0 },
	{ "arxiv-api-empty.xml", &reading_api, "", 0, 0, 0, 0, 0 },
	{ "hf-takara-tldr-rss.xml", &reading_feed, "2026-04-30", 50, 50, 0, 0,
	  0 },
	{ "biorxiv-rss-rdf.xml", &reading_feed, "2019-11-29", 1, 1, 0, 0, 0 },
	/* An arXiv feed read as any other gives the same papers. */
	{ "rss-2025-04-18.xml", &reading_feed, "2025-04-18", 213, 213, 0, 0,
	  0 },
};

static const struct {
	const char *file, *reason;
} refused[] = {
	{ "hf-daily-papers.json", "not XML" },
	{ "oai-getrecord-arXiv.xml", "<OAI-PMH> is no RSS, RDF or Atom feed" },
	{ "oai-listrecords-arXiv-hep-ex.xml", "is no RSS, RDF or Atom feed" },
	{ "oai-listrecords-arXiv-hep-th.xml", "is no RSS, RDF or Atom feed" },
	{ "arxiv-api-error-bad-id.xml",
	  "the API says: incorrect id format for abc" },
};

static void load(const char *name, struct buf *bytes)
{
	struct err err = { 0 };
	char path[512];

	snprintf(path, sizeof(path), FEEDS "%s", name);
	if (file_read(path, bytes, &err))
		fail_msg("%s", err.msg);
}

/* What every item must be, whoever wrote it. */
static void check_item(const struct fetch_item *item)
{
	const struct paper *p = &item->paper;
	char id[PAPER_ID_MAX];
	int version;

	assert_true(item->key[0] != '\0');
	if (item->invalid)
		return;
	assert_true(p->title[0] && p->abstract[0]);
	assert_true(p->n_authors == 0 || p->authors[0][0]);
	assert_null(strstr(p->abstract, "Announce Type:"));
	assert_null(strpbrk(p->title, "\r\n\t"));
	assert_null(strstr(p->title, "  "));
	assert_null(strstr(p->abstract, "  "));
	assert_int_equal(strncmp(p->url, "http", 4), 0);
	if (!paper_is_arxiv(p))
		return;
	assert_int_equal(paper_id_parse(p->id, id, &version), 0);
	assert_string_equal(p->id, id);
	assert_true(p->version > 0);
}

static void fetch_parse__documents(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(documents) / sizeof(*documents); i++) {
		struct buf bytes = BUF(FETCH_MAX_BYTES);
		size_t new = 0, cross = 0, replace = 0, invalid = 0;
		struct reading r;

		print_message("%s\n", documents[i].file);
		load(documents[i].file, &bytes);
		reading_start(&r, documents[i].source, buf_str(&bytes));
		reading_good(&r, documents[i].items);
		for (size_t n = 0; n < r.doc.n_items; n++) {
			const struct fetch_item *item = &r.doc.items[n];

			check_item(item);
			new += item->paper.announce == ANNOUNCE_NEW;
			cross += item->paper.announce == ANNOUNCE_CROSS;
			replace += item->paper.announce >= ANNOUNCE_REPLACE;
			invalid += item->invalid != NULL;
		}
		assert_int_equal(invalid, documents[i].invalid);
		reading_date(&r, documents[i].date);
		assert_int_equal(new, documents[i].new);
		assert_int_equal(cross, documents[i].cross);
		assert_int_equal(replace, documents[i].replace);
		reading_end(&r);
		buf_deinit(&bytes);
	}
}

static void fetch_parse__refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++) {
		struct buf bytes = BUF(FETCH_MAX_BYTES);
		struct reading r;

		load(refused[i].file, &bytes);
		reading_start(&r, &reading_api, buf_str(&bytes));
		reading_bad(&r, refused[i].reason);
		reading_end(&r);
		buf_deinit(&bytes);
	}
}

/* The same day in both tongues of arXiv's feed. */
static void fetch_parse__rss_is_atom(void **state)
{
	struct buf rss = BUF(FETCH_MAX_BYTES), atom = BUF(FETCH_MAX_BYTES);
	struct reading a, b;

	(void)state;
	load("rss-2025-04-10.xml", &rss);
	load("atom-2025-04-10.xml", &atom);
	reading_start(&a, &reading_rss, buf_str(&rss));
	reading_start(&b, &reading_rss, buf_str(&atom));
	assert_int_equal(a.doc.n_items, b.doc.n_items);
	for (size_t i = 0; i < a.doc.n_items; i++) {
		const struct paper *p = &a.doc.items[i].paper;
		const struct paper *q = &b.doc.items[i].paper;

		assert_string_equal(a.doc.items[i].key, b.doc.items[i].key);
		assert_string_equal(p->id, q->id);
		assert_string_equal(p->title, q->title);
		assert_string_equal(p->abstract, q->abstract);
		assert_int_equal(p->announce, q->announce);
		assert_int_equal(p->n_authors, q->n_authors);
		assert_int_equal(p->n_categories, q->n_categories);
	}
	reading_end(&a);
	reading_end(&b);
	buf_deinit(&rss);
	buf_deinit(&atom);
}

/* However a real day is cut, nothing of it is used. */
static void fetch_parse__cut(void **state)
{
	struct buf bytes = BUF(FETCH_MAX_BYTES);

	(void)state;
	load("arxiv-rss-cs_ai-2026-04-27.xml", &bytes);
	while (bytes.len && bytes.ptr[bytes.len - 1] != '>')
		bytes.len--;
	for (size_t n = 0; n < bytes.len; n += 37) {
		struct reading r;

		reading_start(&r, &reading_rss, (struct str){ bytes.ptr, n });
		reading_bad(&r, "");
		reading_end(&r);
	}
	buf_deinit(&bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fetch_parse__documents),
		cmocka_unit_test(fetch_parse__refused),
		cmocka_unit_test(fetch_parse__rss_is_atom),
		cmocka_unit_test(fetch_parse__cut),
	};

	if (access(FEEDS, R_OK))
		return 77;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
