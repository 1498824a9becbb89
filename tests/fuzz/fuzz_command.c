/* The reply language: the first line is the subject. What is understood is
 * understood alike when it is said in its canonical form. */
#include "fuzz.h"
#include "mail/command.h"

static const char *const aliases[] = { "MoE", "mixture of experts" };
static const struct topic topics[] = {
	{ .id = "moe",
	  .name = "Mixture of Experts",
	  .aliases = aliases,
	  .n_aliases = 2 },
	{ .id = "rl", .name = "Reinforcement Learning" },
	{ .id = "compression", .name = "Model Compression" },
};

static const struct command_context context = { .topics = topics,
	                                        .n_topics = 3,
	                                        .today = 20558,
	                                        .threshold = 8,
	                                        .max_papers = 30 };

static void print(const struct command *c, struct buf *out)
{
	command_print(c, topics, out);
	MUST(out->len && !out->full);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(64 << 20);
	struct command_reading *said = arena_alloc(arena, sizeof(*said));
	struct command_reading *again = arena_alloc(arena, sizeof(*again));
	struct str rest = fuzz_bytes(data, size), subject = fuzz_line(&rest);

	command_read(&context, subject, rest, arena, said);
	MUST(said->n_commands <= COMMANDS_MAX);
	for (size_t i = 0; i < said->n_commands; i++) {
		struct buf first CLEANUP(buf_deinit) = BUF(1 << 16);
		struct buf second CLEANUP(buf_deinit) = BUF(1 << 16);

		print(&said->commands[i], &first);
		/* A person's own phrase or name may itself be a word of the
		 * language. */
		if (said->commands[i].phrase)
			continue;
		command_read(&context, STR(""), buf_str(&first), arena, again);
		MUST(again->n_commands == 1);
		print(&again->commands[0], &second);
		MUST(str_eq(buf_str(&first), buf_str(&second)));
	}
	return 0;
}
