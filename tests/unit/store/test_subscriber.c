#include "state.h"

#include "store/store_outbox.h"
#include "store/store_subscriber.h"

static const struct topic topics[] = { { .id = "moe", .name = "MoE" },
	                               { .id = "llm", .name = "LLM" } };
static const struct store_defaults defaults = { 8, 1, 30, topics, 2, 0 };

static int64_t add(struct state *s, const char *address)
{
	int64_t id = 0;

	assert_int_equal(0, store_subscriber_add(s->store, address, "N", 5, &id,
	                                         &s->err));
	return id;
}

static struct subscriber get(struct state *s, int64_t id)
{
	struct subscriber got;

	assert_int_equal(0, store_subscriber(s->store, id, &defaults, s->arena,
	                                     &got, &s->err));
	return got;
}

static void add__address_is_one_whatever_its_case(void **in)
{
	struct state *s = *in;
	int64_t id = add(s, "ada@example.org"), other = 0;

	assert_int_equal(1, store_subscriber_add(s->store, "ADA@example.org",
	                                         "", 5, &other, &s->err));
	assert_int_equal(id, other);
	assert_int_equal(0, store_subscriber_find(s->store, "Ada@Example.org",
	                                          &other, &s->err));
	assert_int_equal(1, store_subscriber_find(s->store, "x@example.org",
	                                          &other, &s->err));
}

static void wishes_astray__none_of_the_list_is_left(void **in)
{
	struct state *s = *in;
	int64_t a = add(s, "ada@example.org"), b = add(s, "bob@example.org");
	int64_t c = add(s, "cyd@example.org");
	struct wish step = { .step = 1 };
	const char *gone;
	int readers;

	assert_done(s, store_wish_choose(s->store, a, "moe", &s->err));
	assert_done(s, store_wish_choose(s->store, a, "old", &s->err));
	assert_done(s, store_wish_put(s->store, b, "old", &step, &s->err));
	assert_done(s, store_wishes_astray(s->store, topics, 2, s->arena,
	                                   &readers, &gone, &s->err));
	assert_int_equal(0, readers);
	assert_string_equal("", gone);
	assert_done(s, store_wish_choose(s->store, c, "old", &s->err));
	assert_done(s, store_wish_choose(s->store, c, "older", &s->err));
	assert_done(s, store_wishes_astray(s->store, topics, 2, s->arena,
	                                   &readers, &gone, &s->err));
	assert_int_equal(1, readers);
	assert_string_equal("old,older", gone);
	assert_done(s, store_subscriber_leave(s->store, c, 5, &s->err));
	assert_done(s, store_wishes_astray(s->store, topics, 2, s->arena,
	                                   &readers, &gone, &s->err));
	assert_int_equal(0, readers);
}

static void pauses_end__those_that_are_over(void **in)
{
	struct state *s = *in;
	int64_t a = add(s, "ada@example.org"), b = add(s, "bob@example.org");
	int64_t c = add(s, "cyd@example.org");
	struct store_defaults at = defaults;
	struct subscriber got;

	assert_done(s, store_subscriber_pause(s->store, a, 100, &s->err));
	assert_done(s, store_subscriber_pause(s->store, b, 200, &s->err));
	assert_done(s, store_subscriber_pause(s->store, c, 0, &s->err));
	at.now = 100;
	assert_done(
	        s, store_subscriber(s->store, a, &at, s->arena, &got, &s->err));
	assert_int_equal(SUBSCRIBER_ACTIVE, got.state);
	assert_int_equal(SUBSCRIBER_PAUSED, get(s, a).state);
	assert_done(s, store_pauses_end(s->store, b, 199, &s->err));
	assert_int_equal(SUBSCRIBER_PAUSED, get(s, b).state);
	assert_done(s, store_pauses_end(s->store, 0, 150, &s->err));
	assert_int_equal(SUBSCRIBER_ACTIVE, get(s, a).state);
	assert_int_equal(0, get(s, a).paused_until);
	assert_int_equal(SUBSCRIBER_PAUSED, get(s, b).state);
	assert_int_equal(SUBSCRIBER_PAUSED, get(s, c).state);
	assert_done(s, store_pauses_end(s->store, b, 200, &s->err));
	assert_int_equal(SUBSCRIBER_ACTIVE, get(s, b).state);
}

static void defaults__until_set_and_again_after_unset(void **in)
{
	struct state *s = *in;
	int64_t id = add(s, "ada@example.org");

	assert_true(get(s, id).threshold == 8);
	assert_int_equal(30, get(s, id).max_papers);
	assert_done(s,
	            store_subscriber_set_num(s->store, id, SUBSCRIBER_THRESHOLD,
	                                     6.5, &s->err));
	assert_done(s, store_subscriber_set_num(s->store, id,
	                                        SUBSCRIBER_MAX_PAPERS, 5,
	                                        &s->err));
	assert_true(get(s, id).threshold == 6.5);
	assert_int_equal(5, get(s, id).max_papers);
	assert_done(s, store_subscriber_unset(s->store, id,
	                                      SUBSCRIBER_THRESHOLD, &s->err));
	assert_true(get(s, id).threshold == 8);
}

static void wishes__and_follows(void **in)
{
	struct state *s = *in;
	int64_t before = add(s, "a@example.org"), id = add(s, "b@example.org");
	struct wish w = { .step = 2, .chosen = true };
	struct subscriber got;

	assert_done(s, store_wish_put(s->store, id, "llm", &w, &s->err));
	assert_done(s, store_wish_put(s->store, id, "gone", &w, &s->err));
	assert_done(s,
	            store_follow(s->store, id, "Ada Example", true, &s->err));
	assert_done(s,
	            store_follow(s->store, id, "Ada Example", true, &s->err));
	got = get(s, id);
	assert_int_equal(1, got.n_wishes); /* no topic "gone" any more */
	assert_int_equal(1, got.wishes[0].topic);
	assert_int_equal(2, got.wishes[0].step);
	assert_true(got.wishes[0].chosen);
	assert_int_equal(1, got.n_follows);
	assert_string_equal("Ada Example", got.follows[0]);
	assert_int_equal(0, get(s, before).n_wishes);
	assert_done(s, store_wishes_unchoose(s->store, id, &s->err));
	assert_int_equal(2, get(s, id).wishes[0].step);
	assert_false(get(s, id).wishes[0].chosen);
	assert_done(s,
	            store_follow(s->store, id, "Ada Example", false, &s->err));
	assert_int_equal(0, get(s, id).n_follows);
}

static void subscribers__page_by_page(void **in)
{
	struct state *s = *in;
	struct subscriber page[3];
	struct wish w = { .muted = true };
	int64_t last = 0;
	size_t n, seen = 0;
	char address[32];

	for (int i = 0; i < 7; i++) {
		int64_t id;

		snprintf(address, sizeof(address), "r%d@example.org", i);
		id = add(s, address);
		if (i % 2)
			assert_done(s, store_wish_put(s->store, id, "moe", &w,
			                              &s->err));
	}
	do {
		assert_done(s,
		            store_subscribers(s->store, last, &defaults,
		                              s->arena, page, 3, &n, &s->err));
		for (size_t i = 0; i < n; i++, seen++)
			assert_int_equal(seen % 2, page[i].n_wishes);
		if (n)
			last = page[n - 1].id;
	} while (n);
	assert_int_equal(7, seen);
}

static void erase__leaves_no_trace(void **in)
{
	struct state *s = *in;
	int64_t id = add(s, "erased@example.org");
	struct digest d = { .edition = 20000,
		            .subscriber = id,
		            .address = "erased@example.org",
		            .name = "",
		            .settings = "" };
	struct buf db CLEANUP(buf_deinit) = BUF(64 << 20);
	char path[128];

	assert_done(s, store_edition_make(s->store, 20000, false, &s->err));
	assert_int_equal(0, store_queue(s->store, &d, &s->err));
	assert_done(s, store_follow(s->store, id, "Ada", true, &s->err));
	assert_done(s, store_subscriber_erase(s->store, id, &s->err));
	snprintf(path, sizeof(path), "%s/digestd.db", s->dir);
	assert_done(s, file_read(path, &db, &s->err));
	snprintf(path, sizeof(path), "%s/digestd.db-wal", s->dir);
	assert_done(s, file_read(path, &db, &s->err));
	assert_int_equal(-1, str_find(buf_str(&db), STR("erased@")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, state_up, state_down)
		TEST(add__address_is_one_whatever_its_case),
		TEST(pauses_end__those_that_are_over),
		TEST(wishes_astray__none_of_the_list_is_left),
		TEST(defaults__until_set_and_again_after_unset),
		TEST(wishes__and_follows),
		TEST(subscribers__page_by_page),
		TEST(erase__leaves_no_trace),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
