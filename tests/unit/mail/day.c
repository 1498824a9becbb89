#include "day.h"

#include <stdlib.h>

#include "cmocka_all.h"

#include "base/cleanup.h"

static const char *const people[] = { "Ada Example", "Jos\\'e P\\'erez",
	                              "Wei Zhang", "Bj{\\\"o}rn \\AA s" };
static const char *const fields[] = { "cs.LG", "cs.AI" };

static const struct compose_block *block(void *ctx, int64_t row)
{
	const struct day *day = ctx;

	return row >= 1 && (size_t)row <= day->n ? &day->blocks[row - 1] : NULL;
}

static void fill_paper(struct day *day, size_t i)
{
	struct arena *a = day->arena;

	day->papers[i] = (struct paper){
		.row = (int64_t)i + 1,
		.id = arena_printf(a, "2504.%05zu", 6000 + i),
		.version = 1,
		.title = arena_printf(
		        a,
		        "Made-up Paper %zu: Sparse Experts with $L_2$ "
		        "Routing in $d^{O(m)}$ Steps",
		        i + 1),
		.abstract =
		        "We make up an abstract that says little, at "
		        "length. It has a second sentence with 5\\% more "
		        "words and $\\alpha$ in it. Then it goes on: "
		        "experts are routed, weights are pruned, and the "
		        "result is as good as one would like it to be. "
		        "Further sentences follow, so that a short form "
		        "of it differs from the whole, as it would for any paper.",
		.url = arena_printf(a, "https://arxiv.org/abs/2504.%05zu",
		                    6000 + i),
		.authors = people,
		.n_authors = 1 + i % 4,
		.categories = fields,
		.n_categories = 1 + i % 2,
		.announce = i % 5 == 3 ? ANNOUNCE_CROSS : ANNOUNCE_NEW,
	};
	day->scores[i] = (struct score){
		.by = SCORE_BY_LEXICAL,
		.relevance = 8,
		.novelty = 7,
		.comment = "Matches \"mixture of experts\" and \"routing\".",
	};
	day->choices[i] = (struct choice){
		.paper = (int64_t)i + 1,
		.relevance = i < 60 ? 10 - (float)i / 10 : 4,
		.novelty = 7.5f,
		.why = i % 4 == 2 ? WHY_AUTHOR : WHY_TOPIC,
		.topic = 0,
		.topic_name = "Model Architecture",
		.step = i % 3 == 0 ? 1 : 0,
		.author = "Wei Zhang",
	};
}

static void read_templates(struct day *day)
{
	struct compose_source *sources = arena_array(
	        day->arena, n_compose_template_names, sizeof(*sources));
	struct err err = { "" };

	if (compose_sources_read(DIGESTD_SOURCE_DIR "/templates", day->arena,
	                         sources, &err))
		fail_msg("%s", err.msg);
	day->templates =
	        compose_templates_new(sources, n_compose_template_names, &err);
	if (!day->templates)
		fail_msg("%s", err.msg);
}

struct day *day_new(size_t n)
{
	struct day *day = calloc(1, sizeof(*day));

	assert_non_null(day);
	day->arena = arena_new(256u << 20);
	day->n = n;
	read_templates(day);
	day->settings = (struct compose_settings){
		.from = "Daily Papers <papers@example.org>",
		.domain = "example.org",
		.address = "papers@example.org",
		.list_id = "daily-papers.example.org",
		.admin = "admin@example.org",
		.archive_url = "https://papers.example.org/",
		.unsubscribe_url = "",
	};
	day->key = (struct token_key){ .id = 1, .secret = "a test's secret" };
	day->edition = (struct edition){
		.date = 20196, /* 2025-04-18, a Friday */
		.state = EDITION_QUEUED,
		.sum = { .announced = 213,
		         .scanned = 180,
		         .skipped = 33,
		         .relevant = 34,
		         .below = 146 },
		.scorer = "lexical",
	};
	for (size_t i = 0; i < n; i++)
		fill_paper(day, i);
	day->digest = (struct digest){
		.edition = 20196,
		.subscriber = 42,
		.address = "ada@reader.example",
		.name = "Ada Reader",
		.format = FORMAT_HTML,
		.reply_expires = 20256,
		.queued_at = 1744950600,
		.settings = "Model Architecture (+1), Model Compression; "
		            "threshold 8; at most 30 papers; daily",
		.threshold = 8,
		.choices = day->choices,
		.n_choices = n,
	};
	day->compose = (struct compose_edition){
		.templates = day->templates,
		.settings = &day->settings,
		.edition = &day->edition,
		.key = &day->key,
		.block = block,
		.ctx = day,
	};
	return day;
}

void day_free(struct day *day)
{
	if (!day)
		return;
	compose_templates_free(day->templates);
	arena_free(day->arena);
	free(day);
}

void day_blocks(struct day *day)
{
	struct err err = { "" };

	for (size_t i = 0; i < day->n; i++)
		if (compose_paper(day->templates, &day->papers[i],
		                  &day->scores[i], day->arena, &day->blocks[i],
		                  &err))
			fail_msg("%s", err.msg);
}

void day_template(struct day *day, const char *name, struct str text)
{
	struct compose_source *sources = arena_array(
	        day->arena, n_compose_template_names, sizeof(*sources));
	struct err err = { "" };

	if (compose_sources_read(DIGESTD_SOURCE_DIR "/templates", day->arena,
	                         sources, &err))
		fail_msg("%s", err.msg);
	for (size_t i = 0; i < n_compose_template_names; i++)
		if (!strcmp(sources[i].name, name))
			sources[i].text = text;
	compose_templates_free(day->templates);
	day->templates =
	        compose_templates_new(sources, n_compose_template_names, &err);
	if (!day->templates)
		fail_msg("%s", err.msg);
	day->compose.templates = day->templates;
}

void day_mail(struct day *day, struct buf *out)
{
	struct compose_mail mail CLEANUP(compose_mail_deinit) = { 0 };
	struct err err = { "" };

	if (compose_digest(&day->compose, &day->digest, &mail, &err))
		fail_msg("%s", err.msg);
	slices_flatten(&mail.body, out);
	assert_int_equal(out->len, mail.body.bytes);
}

void day_body(struct day *day, enum format format, struct buf *out)
{
	struct err err = { "" };

	if (compose_body(&day->compose, &day->digest, format, out, &err))
		fail_msg("%s", err.msg);
}
