#include "pages.h"

#include <ftw.h>
#include <unistd.h>

#include "base/file.h"

enum { PAGE_MOST = 8 << 20 };

struct template_set *pages_templates;
char pages_dir[] = "/tmp/digestd-archive-XXXXXX";

static const struct topic topics[] = {
	{ .id = "llm", .name = "Large Language Models" },
	{ .id = "architecture", .name = "Model Architecture" },
	{ .id = "emerging", .name = "Emerging Trends & <More>" },
	{ .id = "science", .name = "AI for Science" },
};

static const char *const authors[] = { "Fran\\c{c}ois Delmarre",
	                               "Mirela O'Dobrescu" };
static const char *const categories[] = { "cs.LG", "stat.ML" };

const struct paper pages_paper = {
	.id = "2601.90001",
	.version = 1,
	.title = "Routers That Hesitate at $O(n^2)$",
	.abstract = "Experts are charged for $L_2$ norms.",
	.url = "https://arxiv.org/abs/2601.90001",
	.authors = authors,
	.n_authors = 2,
	.categories = categories,
	.n_categories = 2,
	.announce = ANNOUNCE_NEW,
};

const struct score pages_score = {
	.by = SCORE_BY_LEXICAL,
	.relevance = 9.5f,
	.novelty = 8,
	.topic = { 2, 9.5f, 4, 8 },
	.comment = "Model Architecture: \"mixture of experts\"",
};

const struct edition pages_edition = {
	.date = MONDAY,
	.state = EDITION_QUEUED,
	.sum = { .announced = 1076,
	         .scanned = 1069,
	         .skipped = 7,
	         .relevant = 1,
	         .below = 1067,
	         .unscored = 1 },
	.relevance = 8,
	.novelty = 7,
	.scorer = "lexical",
	.finished = 1767600000, /* 2026-01-05T08:00:00Z */
};

struct archive_site pages_site(void)
{
	return (struct archive_site){ .dir = pages_dir,
		                      .url = "",
		                      .name = "Daily Papers",
		                      .list_id = "daily-papers.example.org",
		                      .templates = pages_templates };
}

struct archive_edition pages_of(struct archive_paper *papers, size_t n)
{
	struct archive_edition e = { .edition = &pages_edition,
		                     .topics = topics,
		                     .n_topics = 4,
		                     .previous = DATE_NONE,
		                     .next = DATE_NONE };

	archive_order(&e, papers, n);
	return e;
}

const char *pages_read(const char *file)
{
	static struct buf page;
	struct buf path CLEANUP(buf_deinit) = BUF(4096);
	struct err err;

	buf_deinit(&page);
	page = BUF(PAGE_MOST);
	file_join(&path, pages_dir, file);
	assert_int_equal(file_read(buf_cstr(&path), &page, &err), 0);
	return buf_cstr(&page);
}

const char *pages_write(const struct archive_site *site,
                        const struct archive_edition *edition, const char *file)
{
	struct err err = { "" };

	if (archive_write_edition(site, edition, &err))
		fail_msg("%s", err.msg);
	return pages_read(file);
}

void assert_has(const char *page, const char *text)
{
	if (!strstr(page, text))
		fail_msg("not on the page: %s", text);
}

void assert_has_not(const char *page, const char *text)
{
	if (strstr(page, text))
		fail_msg("on the page: %s", text);
}

int count_of(const char *page, const char *text)
{
	int n = 0;

	for (const char *p = page; (p = strstr(p, text)); p++)
		n++;
	return n;
}

int pages_setup(void **state)
{
	struct err err = { "" };

	(void)state;
	pages_templates =
	        archive_templates(DIGESTD_SOURCE_DIR "/templates", &err);
	if (!pages_templates)
		print_error("%s\n", err.msg);
	return !pages_templates || !mkdtemp(pages_dir);
}

static int remove_one(const char *path, const struct stat *st, int type,
                      struct FTW *ftw)
{
	(void)st, (void)type, (void)ftw;
	return remove(path);
}

int pages_teardown(void **state)
{
	(void)state;
	template_set_free(pages_templates);
	return nftw(pages_dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}
