#include "cmocka_all.h"

#include "apply/apply.h"
#include "base/buf.h"
#include "base/clock.h"

static const struct topic topics[] = {
	{ .id = "moe", .name = "Mixture of Experts" },
	{ .id = "rl", .name = "Reinforcement Learning" },
	{ .id = "vision", .name = "Computer Vision" },
};

enum { MOE, RL, VISION, N_TOPICS, TODAY = 20775 };

static struct arena *arena;

static int set_up(void **state)
{
	(void)state;
	arena = arena_new(16 << 20);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static struct subscriber reader(void)
{
	return (struct subscriber){ .id = 1,
		                    .address = "ada@example.org",
		                    .name = "",
		                    .threshold = 8,
		                    .novelty = 1,
		                    .max_papers = 30,
		                    .weekday = 1 };
}

static struct apply_result apply(struct subscriber *s, struct command c)
{
	struct subscriber before = *s;
	struct apply_result r;

	apply_command(&c, &before, topics, N_TOPICS, TODAY, arena, s, &r);
	assert_non_null(r.says);
	return r;
}

static struct command about(enum verb verb, int topic)
{
	return (struct command){ .verb = verb,
		                 .topics = { topic },
		                 .n_topics = 1 };
}

static void assert_says(struct subscriber *s, struct command c,
                        enum apply_effect effect, const char *says)
{
	struct apply_result r = apply(s, c);

	assert_string_equal(r.says, says);
	assert_int_equal(r.effect, effect);
	assert_false(r.confirm);
}

static const struct wish *wish(const struct subscriber *s, int topic)
{
	for (size_t i = 0; i < s->n_wishes; i++)
		if (s->wishes[i].topic == topic)
			return &s->wishes[i];
	return NULL;
}

static void apply_command__more_and_less_step_up_to_three(void **state)
{
	struct subscriber s = reader();

	(void)state;
	assert_says(&s, about(VERB_MORE, MOE), APPLY_SETTINGS,
	            "More Mixture of Experts: you are at +1 now.");
	apply(&s, about(VERB_MORE, MOE));
	assert_says(&s, about(VERB_MORE, MOE), APPLY_SETTINGS,
	            "More Mixture of Experts: you are at +3 now.");
	assert_says(&s, about(VERB_MORE, MOE), APPLY_NOTHING,
	            "More Mixture of Experts: you are at +3 already, the "
	            "most there is.");
	assert_int_equal(wish(&s, MOE)->step, 3);
	for (int i = 0; i < 6; i++)
		apply(&s, about(VERB_LESS, MOE));
	assert_int_equal(wish(&s, MOE)->step, -3);
	assert_says(&s, about(VERB_LESS, MOE), APPLY_NOTHING,
	            "Less Mixture of Experts: you are at -3 already, the "
	            "least there is; \"mute\" takes it away.");
	assert_int_equal(wish(&s, MOE)->step, -3);
	assert_false(wish(&s, MOE)->chosen);
}

static void apply_command__more_works_off_the_list_too(void **state)
{
	struct subscriber s = reader();

	(void)state;
	apply(&s, about(VERB_ONLY, RL));
	assert_says(&s, about(VERB_LESS, MOE), APPLY_NOTHING,
	            "Less Mixture of Experts: it is not on your list, nothing "
	            "of it comes.");
	assert_says(&s, about(VERB_MORE, MOE), APPLY_SETTINGS,
	            "More Mixture of Experts: you are at +1 now, and it is on "
	            "your list.");
	assert_true(wish(&s, MOE)->chosen);
	apply(&s, about(VERB_MUTE, MOE));
	assert_says(&s, about(VERB_MORE, MOE), APPLY_SETTINGS,
	            "More Mixture of Experts: you are at +2 now, and it is no "
	            "longer muted.");
	assert_false(wish(&s, MOE)->muted);
}

static void apply_command__only_is_the_whole_list(void **state)
{
	struct subscriber s = reader();
	struct command two = { .verb = VERB_ONLY,
		               .topics = { VISION, RL },
		               .n_topics = 2 };

	(void)state;
	apply(&s, about(VERB_MORE, MOE));
	apply(&s, about(VERB_MUTE, RL));
	assert_says(
	        &s, two, APPLY_SETTINGS,
	        "Only Computer Vision and Reinforcement Learning from now on.");
	assert_true(wish(&s, RL)->chosen && !wish(&s, RL)->muted);
	assert_true(wish(&s, VISION)->chosen);
	assert_false(wish(&s, MOE)->chosen);
	assert_says(&s, two, APPLY_ALREADY,
	            "You get only Computer Vision and Reinforcement Learning "
	            "already.");
}

static void apply_command__add_and_drop(void **state)
{
	struct subscriber s = reader();

	(void)state;
	/* with all topics */
	assert_says(&s, about(VERB_ADD, MOE), APPLY_ALREADY,
	            "Mixture of Experts comes already: you get all topics. "
	            "\"only\" makes a list of your own.");
	assert_says(&s, about(VERB_DROP, MOE), APPLY_SETTINGS,
	            "Mixture of Experts is muted: you get all topics but it.");
	assert_true(wish(&s, MOE)->muted);
	assert_says(&s, about(VERB_ADD, MOE), APPLY_SETTINGS,
	            "Mixture of Experts is no longer muted.");
	/* with a list */
	apply(&s, about(VERB_ONLY, RL));
	assert_says(&s, about(VERB_ADD, VISION), APPLY_SETTINGS,
	            "Computer Vision is on your list now.");
	assert_says(&s, about(VERB_ADD, VISION), APPLY_ALREADY,
	            "Computer Vision is on your list already.");
	assert_says(&s, about(VERB_DROP, MOE), APPLY_ALREADY,
	            "Mixture of Experts is not on your list.");
	assert_says(&s, about(VERB_DROP, RL), APPLY_SETTINGS,
	            "Reinforcement Learning is off your list.");
	/* an empty list would mean all topics */
	assert_int_equal(apply(&s, about(VERB_DROP, VISION)).effect,
	                 APPLY_NOTHING);
	assert_true(wish(&s, VISION)->chosen);
}

static void apply_command__muting_all_is_said(void **state)
{
	struct subscriber s = reader();
	struct apply_result r;

	(void)state;
	apply(&s, about(VERB_MUTE, MOE));
	assert_says(&s, about(VERB_MUTE, MOE), APPLY_ALREADY,
	            "Mixture of Experts is muted already.");
	assert_says(&s, about(VERB_UNMUTE, RL), APPLY_ALREADY,
	            "Reinforcement Learning is not muted.");
	apply(&s, about(VERB_MUTE, RL));
	r = apply(&s, about(VERB_MUTE, VISION));
	assert_string_equal(r.says,
	                    "Computer Vision is muted. All your topics are "
	                    "muted now: only papers of authors you follow will "
	                    "come.");
	assert_says(&s, about(VERB_UNMUTE, RL), APPLY_SETTINGS,
	            "Reinforcement Learning is no longer muted.");
}

static void apply_command__papers_and_phrases_are_the_callers(void **state)
{
	struct subscriber s = reader(), was = s;

	(void)state;
	assert_says(&s, (struct command){ .verb = VERB_MORE, .paper = 3 },
	            APPLY_JUDGEMENT, "More like paper 3: noted.");
	assert_says(&s,
	            (struct command){ .verb = VERB_LESS,
	                              .phrase = "2504.06426",
	                              .arxiv = true },
	            APPLY_JUDGEMENT, "Less like 2504.06426: noted.");
	assert_says(
	        &s, (struct command){ .verb = VERB_LESS, .phrase = "crypto" },
	        APPLY_PHRASE,
	        "Less \"crypto\": noted as a phrase of your own, it is none "
	        "of the topics.");
	assert_memory_equal(&s, &was, sizeof(s));
}

static struct command name(enum verb verb, const char *phrase)
{
	return (struct command){ .verb = verb, .phrase = phrase };
}

static void apply_command__authors(void **state)
{
	struct subscriber s = reader();

	(void)state;
	assert_says(&s, name(VERB_FOLLOW, "Yann LeCun"), APPLY_SETTINGS,
	            "You follow Yann LeCun: their papers always come.");
	assert_says(&s, name(VERB_FOLLOW, "yann lecun"), APPLY_ALREADY,
	            "You follow yann lecun already.");
	assert_says(&s, name(VERB_FOLLOW, "LeCun"), APPLY_NOTHING,
	            "\"LeCun\" may be many people: please write the given name "
	            "or an initial as well.");
	apply(&s, name(VERB_FOLLOW, "François Chollet"));
	apply(&s, name(VERB_FOLLOW, "Ada Chollet"));
	assert_int_equal(s.n_follows, 3);
	/* a family name is enough where it is one person's */
	assert_says(&s, name(VERB_UNFOLLOW, "Chollet"), APPLY_NOTHING,
	            "You do not follow Chollet.");
	assert_says(&s, name(VERB_UNFOLLOW, "Francois Chollet"), APPLY_SETTINGS,
	            "You no longer follow François Chollet.");
	assert_says(&s, name(VERB_UNFOLLOW, "Chollet"), APPLY_SETTINGS,
	            "You no longer follow Ada Chollet.");
	assert_int_equal(s.n_follows, 1);
	assert_string_equal(s.follows[0], "Yann LeCun");
	for (int i = 0; i < 120; i++)
		apply(&s, name(VERB_FOLLOW,
		               arena_printf(arena, "A%d Somebody", i)));
	assert_int_equal(s.n_follows, 100);
}

static void apply_command__numbers(void **state)
{
	struct subscriber s = reader();

	(void)state;
	assert_says(&s,
	            (struct command){ .verb = VERB_THRESHOLD, .number = 7.5 },
	            APPLY_SETTINGS,
	            "Threshold 7.5: papers come from relevance 7.5 on (it was "
	            "8).");
	assert_says(&s,
	            (struct command){ .verb = VERB_THRESHOLD, .number = 7.5 },
	            APPLY_ALREADY, "Your threshold is 7.5 already.");
	assert_says(&s, (struct command){ .verb = VERB_NOVELTY, .number = 6 },
	            APPLY_SETTINGS,
	            "Novelty 6: only papers at least that new come (it was "
	            "1).");
	assert_says(&s, (struct command){ .verb = VERB_MAX, .number = 1 },
	            APPLY_SETTINGS,
	            "At most 1 paper in a digest from now on (it was 30).");
	assert_true(s.threshold > 7.4 && s.threshold < 7.6);
	assert_int_equal(s.max_papers, 1);
}

static void apply_command__pause_and_resume(void **state)
{
	struct subscriber s = reader();
	struct command until = { .verb = VERB_PAUSE, .until = TODAY + 14 };
	struct command open = { .verb = VERB_PAUSE, .until = DATE_NONE };

	(void)state;
	assert_says(&s, (struct command){ .verb = VERB_RESUME }, APPLY_ALREADY,
	            "You are not paused.");
	assert_says(&s, until, APPLY_SETTINGS,
	            "Paused: digests come again from 2026-12-02 on. \"resume\" "
	            "ends it earlier.");
	assert_int_equal(s.state, SUBSCRIBER_PAUSED);
	assert_true(s.paused_until == (int64_t)(TODAY + 14) * 86400);
	assert_says(&s, until, APPLY_ALREADY,
	            "You are paused like that already.");
	assert_says(&s, open, APPLY_SETTINGS,
	            "Paused until you write \"resume\".");
	assert_true(s.paused_until == 0);
	assert_says(&s, (struct command){ .verb = VERB_RESUME }, APPLY_SETTINGS,
	            "Welcome back: digests come again.");
	assert_int_equal(s.state, SUBSCRIBER_ACTIVE);
	/* nobody comes back by pausing or resuming */
	apply(&s, (struct command){ .verb = VERB_UNSUBSCRIBE });
	assert_int_equal(apply(&s, until).effect, APPLY_NOTHING);
	assert_int_equal(
	        apply(&s, (struct command){ .verb = VERB_RESUME }).effect,
	        APPLY_NOTHING);
	assert_int_equal(s.state, SUBSCRIBER_UNSUBSCRIBED);
}

static void apply_command__format_and_frequency(void **state)
{
	static const struct {
		enum verb verb;
		double number;
		enum apply_effect effect;
		const char *says;
	} rows[] = {
		{ VERB_DAILY, 0, APPLY_ALREADY,
		  "Your digest is daily already." },
		{ VERB_WEEKLY, -1, APPLY_SETTINGS,
		  "Weekly from now on, on Mondays." },
		{ VERB_WEEKLY, 5, APPLY_SETTINGS,
		  "Weekly from now on, on Fridays." },
		{ VERB_WEEKLY, -1, APPLY_ALREADY,
		  "Your digest is weekly already, on Fridays." },
		{ VERB_DAILY, 0, APPLY_SETTINGS, "Daily from now on." },
		{ VERB_HTML, 0, APPLY_ALREADY,
		  "Your digest comes as HTML already." },
		{ VERB_TEXT, 0, APPLY_SETTINGS, "Plain text from now on." },
		{ VERB_TEXT, 0, APPLY_ALREADY,
		  "Your digest comes as plain text already." },
		{ VERB_HTML, 0, APPLY_SETTINGS,
		  "HTML from now on, with plain text beside it." },
	};
	struct subscriber s = reader();

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		assert_says(&s,
		            (struct command){ .verb = rows[i].verb,
		                              .number = rows[i].number },
		            rows[i].effect, rows[i].says);
}

static void apply_command__coming_and_going(void **state)
{
	struct subscriber s = reader();

	(void)state;
	assert_int_equal(
	        apply(&s, (struct command){ .verb = VERB_SUBSCRIBE }).effect,
	        APPLY_ALREADY);
	assert_int_equal(
	        apply(&s, (struct command){ .verb = VERB_CONFIRM }).effect,
	        APPLY_NOTHING);
	assert_says(&s, (struct command){ .verb = VERB_UNSUBSCRIBE },
	            APPLY_SETTINGS,
	            "You are unsubscribed: no more digests will come.");
	assert_says(&s, (struct command){ .verb = VERB_UNSUBSCRIBE },
	            APPLY_ALREADY, "You are unsubscribed already.");
	/* a stray "yes" brings nobody back */
	assert_int_equal(
	        apply(&s, (struct command){ .verb = VERB_CONFIRM }).effect,
	        APPLY_NOTHING);
	assert_int_equal(
	        apply(&s, (struct command){ .verb = VERB_SUBSCRIBE }).effect,
	        APPLY_SUBSCRIBE);
	assert_int_equal(s.state, SUBSCRIBER_ACTIVE);
	s.state = SUBSCRIBER_PENDING;
	assert_int_equal(
	        apply(&s, (struct command){ .verb = VERB_CONFIRM }).effect,
	        APPLY_CONFIRM);
}

static void apply_command__export_and_erase_need_a_yes(void **state)
{
	struct subscriber s = reader();
	struct apply_result r;

	(void)state;
	r = apply(&s, (struct command){ .verb = VERB_MY_DATA });
	assert_int_equal(r.effect, APPLY_EXPORT);
	assert_true(r.confirm);
	r = apply(&s, (struct command){ .verb = VERB_FORGET });
	assert_int_equal(r.effect, APPLY_ERASE);
	assert_true(r.confirm);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(apply_command__more_and_less_step_up_to_three),
		cmocka_unit_test(apply_command__more_works_off_the_list_too),
		cmocka_unit_test(apply_command__only_is_the_whole_list),
		cmocka_unit_test(apply_command__add_and_drop),
		cmocka_unit_test(apply_command__muting_all_is_said),
		cmocka_unit_test(
		        apply_command__papers_and_phrases_are_the_callers),
		cmocka_unit_test(apply_command__authors),
		cmocka_unit_test(apply_command__numbers),
		cmocka_unit_test(apply_command__pause_and_resume),
		cmocka_unit_test(apply_command__format_and_frequency),
		cmocka_unit_test(apply_command__coming_and_going),
		cmocka_unit_test(apply_command__export_and_erase_need_a_yes),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
