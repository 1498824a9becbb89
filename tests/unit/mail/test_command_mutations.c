/*
 * Robustness: texts made from a small vocabulary and then damaged never crash
 * the grammar, and without a word that means "unsubscribe" none is read as
 * one. Deterministic: the seed is fixed.
 */
#include "cmocka_all.h"

#include "base/cleanup.h"
#include "readings.h"

enum { ROUNDS = 3000, PIECES_MAX = 12 };

/* Nothing here, nor two edits away from here, says "unsubscribe". */
static const char *const vocabulary[] = {
	"more",
	"less",
	"MoE",
	"RL",
	"and",
	",",
	".",
	"\n",
	"?",
	"!",
	"please",
	"threshold",
	"9",
	"11",
	"7.5",
	"pause",
	"until",
	"Monday",
	"2027-01-15",
	"for",
	"2",
	"weeks",
	"follow",
	"Yann",
	"LeCun",
	"why",
	"3",
	"2504.06426",
	"mute",
	"vision",
	"graphs",
	"networks",
	"proteins",
	"only",
	"weekly",
	"friday",
	"text",
	"html",
	"topics",
	"status",
	"help",
	"my data",
	"if",
	"how",
	"could you",
	"don't",
	"never",
	"\"",
	"(",
	")",
	"https://example.org/abs/1",
	"a@example.org",
	"é",
	"–",
	"…",
	"日本語",
	"papers",
	"too many",
	"undo",
	"confirm",
	"back on",
	"daily",
	"novelty",
	"max",
	"#4",
	"5,7",
	"3-9",
	"experts",
	"the",
	"I want",
	"would",
	"like",
	"resume",
};

static const char *const damage[] = {
	"\0", "\xff", "\xe2\x80",         "\r\n", "$",
	"\\", "{",    "\xf0\x9f\x98\x80", "\t",   "\x7f"
};

static uint32_t next_random(uint32_t *state)
{
	*state = *state * 1664525u + 1013904223u;
	return *state >> 8;
}

static void make_text(struct buf *out, uint32_t *seed)
{
	size_t n = 1 + next_random(seed) % PIECES_MAX;
	size_t words = sizeof(vocabulary) / sizeof(*vocabulary);

	for (size_t i = 0; i < n; i++)
		buf_addf(out, "%s ", vocabulary[next_random(seed) % words]);
}

static void damage_text(struct buf *text, uint32_t *seed)
{
	size_t kinds = sizeof(damage) / sizeof(*damage);

	for (uint32_t k = next_random(seed) % 3; k > 0 && text->len; k--) {
		size_t at = next_random(seed) % text->len;

		switch (next_random(seed) % 3) {
		case 0: /* a letter lost */
			memmove(text->ptr + at, text->ptr + at + 1,
			        text->len - at);
			text->len--;
			break;
		case 1:
			text->ptr[at] = *damage[next_random(seed) % kinds];
			break;
		default:
			buf_adds(text, damage[next_random(seed) % kinds]);
			break;
		}
	}
}

static bool leaves(struct str subject, struct str text)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(64 << 20);
	struct command_context context = { .topics = test_topics,
		                           .n_topics = test_topics_n,
		                           .today = test_today() };
	struct command_reading r;
	bool found = false;

	command_read(&context, subject, text, arena, &r);
	for (size_t i = 0; i < r.n_commands; i++) {
		struct buf out CLEANUP(buf_deinit) = BUF(1 << 16);

		command_print(&r.commands[i], test_topics, &out);
		assert_false(out.full);
		found |= r.commands[i].verb == VERB_UNSUBSCRIBE ||
		         r.commands[i].verb == VERB_FORGET;
	}
	return found;
}

static void command_read__damaged_texts(void **state)
{
	uint32_t seed = 20261118;

	(void)state;
	for (int i = 0; i < ROUNDS; i++) {
		struct buf subject CLEANUP(buf_deinit) = BUF(4096);
		struct buf text CLEANUP(buf_deinit) = BUF(4096);

		if (i % 4 == 0)
			make_text(&subject, &seed);
		make_text(&text, &seed);
		damage_text(&text, &seed);
		if (leaves(buf_str(&subject), buf_str(&text)))
			fail_msg("\"%s\" / \"%s\": nobody asked to leave",
			         buf_cstr(&subject), buf_cstr(&text));
	}
}

/* Negated, in any surroundings, is never executed. */
static void command_read__refusals_in_any_surroundings(void **state)
{
	static const char *const refusals[] = {
		"don't unsubscribe me",  "please do not unsubscribe me",
		"never unsubscribe me",  "I don't want to unsubscribe",
		"bitte nicht abmelden",  "please don't stop sending these",
		"how do I unsubscribe?", "不要退订",
	};
	uint32_t seed = 4;

	(void)state;
	for (int i = 0; i < ROUNDS / 4; i++) {
		struct buf text CLEANUP(buf_deinit) = BUF(4096);

		make_text(&text, &seed);
		buf_addf(&text, ".\n%s.\n",
		         refusals[i %
		                  (int)(sizeof(refusals) / sizeof(*refusals))]);
		make_text(&text, &seed);
		if (leaves(STR(""), buf_str(&text)))
			fail_msg("\"%s\": nobody asked to leave",
			         buf_cstr(&text));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(command_read__damaged_texts),
		cmocka_unit_test(command_read__refusals_in_any_surroundings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
