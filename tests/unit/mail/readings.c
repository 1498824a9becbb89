#include "readings.h"

#include <stdlib.h>

#include "base/cleanup.h"
#include "cmocka_all.h"

#define ALIASES(...)                                     \
	.aliases = (const char *const[]){ __VA_ARGS__ }, \
	.n_aliases =                                     \
	        sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *)

const struct topic test_topics[] = {
	{ .id = "moe",
	  .name = "Mixture of Experts",
	  ALIASES("MoE", "experts") },
	{ .id = "rl",
	  .name = "Reinforcement Learning",
	  ALIASES("RL", "bandits") },
	{ .id = "representation",
	  .name = "Representation Learning",
	  ALIASES("SSL", "représentations") },
	{ .id = "compression",
	  .name = "Model Compression",
	  ALIASES("quantization", "pruning", "KV cache") },
	{ .id = "architecture",
	  .name = "Model Architecture",
	  ALIASES("transformers", "attention") },
	{ .id = "emerging", .name = "Emerging Trends", ALIASES("trends") },
	{ .id = "ai-science", .name = "AI for Science", ALIASES("proteins") },
	{ .id = "graphs",
	  .name = "Graphs and Networks",
	  ALIASES("GNN", "graphical") },
	{ .id = "vision", .name = "Computer Vision", ALIASES("CV", "imaging") },
	{ .id = "graphics", .name = "Graphics", ALIASES("rendering") },
};
const size_t test_topics_n = sizeof(test_topics) / sizeof(*test_topics);

int test_today(void)
{
	int today;

	if (date_parse(STR("2026-11-18"), &today))
		abort();
	return today;
}

void reading_line(const char *subject, const char *text, struct buf *out)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(64 << 20);
	struct command_context context = { .topics = test_topics,
		                           .n_topics = test_topics_n,
		                           .today = test_today() };
	struct command_reading r;

	command_read(&context, str_of(subject), str_of(text), arena, &r);
	for (size_t i = 0; i < r.n_commands; i++) {
		if (i)
			buf_adds(out, "; ");
		command_print(&r.commands[i], test_topics, out);
	}
	for (size_t i = 0; i < r.n_questions; i++)
		buf_addf(out, "%s?%s/%s", out->len ? " " : "",
		         r.questions[i].readings[0],
		         r.questions[i].readings[1]);
	for (size_t i = 0; i < r.n_unknown; i++)
		buf_addf(out, "%s!%s", out->len ? " " : "", r.unknown[i]);
	if (r.help)
		buf_addf(out, "%s+help", out->len ? " " : "");
}

void readings_check(const struct saying *sayings, size_t n)
{
	size_t wrong = 0;

	for (size_t i = 0; i < n; i++) {
		struct buf out CLEANUP(buf_deinit) = BUF(1 << 16);

		reading_line("", sayings[i].text, &out);
		if (!strcmp(buf_cstr(&out), sayings[i].reading))
			continue;
		print_error("\"%s\": read as \"%s\", not \"%s\"\n",
		            sayings[i].text, buf_cstr(&out),
		            sayings[i].reading);
		wrong++;
	}
	assert_int_equal(wrong, 0);
}
