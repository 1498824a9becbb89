/* A model's calls: what they cost counts, whatever became of the run. */
#include <math.h>

#include "state.h"
#include "store/store_call.h"

enum { DATE = 20000, DAY = 24 * 3600 };

static struct store_call call_at(int64_t at)
{
	return (struct store_call){ .edition = DATE,
		                    .at = at,
		                    .model = "m",
		                    .papers = 16,
		                    .estimated = true,
		                    .prompt_tokens = 9000,
		                    .completion_tokens = 2600,
		                    .cost = .05 };
}

static void make_edition(struct state *s)
{
	assert_done(s, store_begin(s->store, &s->err));
	assert_done(s, store_edition_make(s->store, DATE, false, &s->err));
	assert_done(s, store_commit(s->store, &s->err));
}

static double spent(struct state *s, int64_t from, int64_t to)
{
	double cost;

	assert_done(s, store_spent(s->store, from, to, &cost, &s->err));
	return cost;
}

static void call__counts_before_it_ends(void **state)
{
	struct state *s = *state;
	struct store_call c = call_at(DATE * (int64_t)DAY + 5);
	struct edition e;

	make_edition(s);
	assert_done(s, store_call_begin(s->store, &c, &s->err));
	assert_true(
	        fabs(spent(s, DATE * (int64_t)DAY, (DATE + 1) * (int64_t)DAY) -
	             .05) < 1e-9);
	assert_true(spent(s, (DATE + 1) * (int64_t)DAY,
	                  (DATE + 2) * (int64_t)DAY) == 0);
	/* But an edition shows only what was answered. */
	assert_done(s, store_edition(s->store, DATE, &e, &s->err));
	assert_true(e.cost == 0 && e.prompt_tokens == 0);
}

static void call__ends_with_what_it_used(void **state)
{
	struct state *s = *state;
	struct edition e;

	make_edition(s);
	for (int i = 1; i <= 2; i++) {
		struct store_call c = call_at(100 + i);

		assert_done(s, store_call_begin(s->store, &c, &s->err));
		c.answered = true;
		c.estimated = false;
		c.prompt_tokens = 1000 * i;
		c.cached_tokens = 128;
		c.completion_tokens = 100;
		c.cost = .01;
		assert_done(s, store_call_end(s->store, &c, &s->err));
	}
	assert_done(s, store_edition(s->store, DATE, &e, &s->err));
	assert_int_equal(e.prompt_tokens, 3000);
	assert_int_equal(e.cached_tokens, 256);
	assert_int_equal(e.completion_tokens, 200);
	assert_true(fabs(e.cost - .02) < 1e-9);
}

/* A timeout: the budget must count it, the cost table cannot know it. */
static void call__nobody_answered(void **state)
{
	struct state *s = *state;
	struct store_call c = call_at(100);
	struct edition e;

	make_edition(s);
	assert_done(s, store_call_begin(s->store, &c, &s->err));
	assert_done(s, store_call_end(s->store, &c, &s->err));
	assert_done(s, store_edition(s->store, DATE, &e, &s->err));
	assert_true(e.cost == 0 && e.prompt_tokens == 0);
	assert_true(fabs(spent(s, 0, 1000) - .05) < 1e-9);
}

static void call__without_tokens_costs_nothing(void **state)
{
	struct state *s = *state;
	struct store_call c = call_at(100);

	make_edition(s);
	assert_done(s, store_call_begin(s->store, &c, &s->err));
	c.prompt_tokens = c.completion_tokens = 0;
	assert_done(s, store_call_end(s->store, &c, &s->err));
	assert_true(spent(s, 0, 1000) == 0);
}

/* A rate counts every request, also one that was refused, or whose run was
 * killed; but not forever. */
static void last_call__counts_them_all(void **state)
{
	struct state *s = *state;
	struct store_call c = call_at(1000), later = call_at(1005);
	int64_t at;

	make_edition(s);
	assert_done(s, store_last_call(s->store, &at, &s->err));
	assert_int_equal(at, 0);
	assert_done(s, store_call_begin(s->store, &c, &s->err));
	assert_done(s, store_last_call(s->store, &at, &s->err));
	assert_int_equal(at, 1000);
	for (int n = 0; n < 2; n++) {
		later.at += 600 * n;
		assert_done(s, store_call_begin(s->store, &later, &s->err));
		later.prompt_tokens = later.completion_tokens = 0;
		later.cost = 0;
		assert_done(s, store_call_end(s->store, &later, &s->err));
		assert_done(s, store_last_call(s->store, &at, &s->err));
		assert_int_equal(at, later.at);
	}
	/* What may have been paid for stays. */
	assert_true(spent(s, 1000, 1001) > 0);
}

static void call__of_a_command_has_no_edition(void **state)
{
	struct state *s = *state;
	struct store_call c = call_at(100);

	c.edition = DATE_NONE;
	assert_done(s, store_call_begin(s->store, &c, &s->err));
	c.answered = true;
	assert_done(s, store_call_end(s->store, &c, &s->err));
	assert_true(fabs(spent(s, 0, 1000) - .05) < 1e-9);
}

static void titles__are_remembered(void **state)
{
	struct state *s = *state;
	struct paper papers[] = { state_paper("2601.00001"),
		                  state_paper("2601.00002"),
		                  state_paper("2601.00003") };
	bool said[] = { true, false }, seen[3], dropped[3];

	make_edition(s);
	assert_done(s, store_begin(s->store, &s->err));
	for (int i = 0; i < 3; i++)
		assert_done(s, store_paper_put(s->store, &papers[i],
		                               &papers[i].row, &s->err));
	assert_done(s,
	            store_titles_add(s->store, DATE, papers, said, 2, &s->err));
	assert_done(s, store_commit(s->store, &s->err));
	assert_done(s, store_titles(s->store, DATE, papers, 3, seen, dropped,
	                            &s->err));
	assert_true(seen[0] && seen[1] && !seen[2]);
	assert_true(dropped[0] && !dropped[1] && !dropped[2]);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, state_up, state_down)
	const struct CMUnitTest tests[] = {
		TEST(call__counts_before_it_ends),
		TEST(call__ends_with_what_it_used),
		TEST(call__nobody_answered),
		TEST(call__without_tokens_costs_nothing),
		TEST(last_call__counts_them_all),
		TEST(call__of_a_command_has_no_edition),
		TEST(titles__are_remembered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
