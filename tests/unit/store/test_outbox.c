#include "state.h"

#include "store/store_freeze.h"
#include "store/store_outbox.h"
#include "store/store_subscriber.h"

enum { DAY = 20000, NOW = 1000000 };

static struct choice choices[] = {
	{ .paper = 1,
	  .relevance = 9.25f,
	  .novelty = 8,
	  .why = WHY_TOPIC,
	  .topic_name = "Mixture of Experts",
	  .step = 1 },
	{ .paper = 2,
	  .relevance = 5,
	  .novelty = 4,
	  .why = WHY_AUTHOR,
	  .author = "Ada Example",
	  .step = 0 },
	{ .paper = 3, .relevance = 8, .novelty = 7, .why = WHY_OVERALL },
};

static int64_t subscriber(struct state *s, const char *address)
{
	int64_t id;

	assert_int_equal(0, store_subscriber_add(s->store, address, "", NOW,
	                                         &id, &s->err));
	return id;
}

static struct digest digest_for(int64_t id)
{
	return (struct digest){ .edition = DAY,
		                .subscriber = id,
		                .address = "a@example.org",
		                .name = "A",
		                .reply_expires = DAY + 60,
		                .queued_at = NOW,
		                .settings = "all topics",
		                .choices = choices,
		                .n_choices = 3 };
}

/* What happens to it, by its place in the store; store_move's word. */
static int move(struct state *s, int64_t id, enum delivery_event event,
                const char *reply, int64_t next_try, int64_t now)
{
	struct store_happened what = { reply, next_try, now };
	struct delivery_place place = { .state = DELIVERY_QUEUED,
		                        .waits = true };
	int rc = store_move(s->store, id, &place, event, &what, &s->err);

	if (rc < 0)
		fail_msg("%s", s->err.msg);
	return rc;
}

/* One queued delivery; its id. */
static int64_t queued(struct state *s, const char *address)
{
	struct digest d = digest_for(subscriber(s, address));
	struct store_delivery list[8];
	size_t n;

	store_edition_make(s->store, DAY, false, NULL);
	assert_int_equal(0, store_queue(s->store, &d, &s->err));
	assert_done(s, store_outbox_list(s->store, -1, 0, s->arena, list, 8, &n,
	                                 &s->err));
	return list[0].id;
}

static struct store_delivery get(struct state *s, int64_t id)
{
	struct store_delivery list[16];
	size_t n;

	assert_done(s, store_outbox_list(s->store, -1, id + 1, s->arena, list,
	                                 1, &n, &s->err));
	assert_int_equal(id, list[0].id);
	return list[0];
}

static size_t due(struct state *s, int64_t now)
{
	struct store_delivery list[16];
	size_t n, all = 0;

	for (int kind = STORE_LETTERS; kind <= STORE_LATER; kind++) {
		assert_done(s, store_due(s->store, (enum store_kind)kind, now,
		                         0, s->arena, list, 16, &n, &s->err));
		all += n;
	}
	return all;
}

static void queue__keeps_the_recipe(void **in)
{
	struct state *s = *in;
	struct store_delivery d = get(s, queued(s, "a@example.org"));
	const struct choice *c = d.digest.choices;

	assert_int_equal(DELIVERY_QUEUED, d.place.state);
	assert_int_equal(3, d.digest.n_choices);
	assert_int_equal(1, c[0].paper);
	assert_true(c[0].relevance == 9.25f);
	assert_int_equal(WHY_TOPIC, c[0].why);
	assert_string_equal("Mixture of Experts", c[0].topic_name);
	assert_int_equal(1, c[0].step);
	assert_int_equal(WHY_AUTHOR, c[1].why);
	assert_string_equal("Ada Example", c[1].author);
	assert_int_equal(WHY_OVERALL, c[2].why);
	assert_int_equal(DAY + 60, d.digest.reply_expires);
	assert_int_equal(NOW, d.digest.queued_at);
	assert_int_equal(FREQUENCY_DAILY, d.digest.frequency);
}

static void queue__keeps_the_week(void **in)
{
	struct state *s = *in;
	struct digest d = digest_for(subscriber(s, "a@example.org")), got;

	d.threshold = 7.5;
	d.frequency = FREQUENCY_WEEKLY;
	d.week = (struct week){ DAY - 4, { 8, 7, 6, 5, 4, 3, 2, 1 } };
	assert_done(s, store_edition_make(s->store, DAY, false, &s->err));
	assert_int_equal(0, store_queue(s->store, &d, &s->err));
	assert_int_equal(0, store_digest(s->store, DAY, d.subscriber, s->arena,
	                                 &got, &s->err));
	assert_true(got.threshold == 7.5);
	assert_int_equal(FREQUENCY_WEEKLY, got.frequency);
	assert_int_equal(DAY - 4, got.week.first);
	assert_memory_equal(&d.week.sum, &got.week.sum, sizeof(d.week.sum));
}

static void queue__once_an_edition_and_subscriber(void **in)
{
	struct state *s = *in;
	struct digest d = digest_for(subscriber(s, "a@example.org"));

	assert_done(s, store_edition_make(s->store, DAY, false, &s->err));
	assert_int_equal(0, store_queue(s->store, &d, &s->err));
	assert_int_equal(1, store_queue(s->store, &d, &s->err));
	assert_int_equal(1, due(s, NOW));
}

static void settle__sent_is_never_due_again(void **in)
{
	struct state *s = *in;
	int64_t id = queued(s, "a@example.org");
	size_t n;

	assert_int_equal(1, due(s, NOW));
	assert_done(s, store_count_due(s->store, NOW, &n, &s->err));
	assert_int_equal(1, n);
	assert_int_equal(0, move(s, id, DELIVERY_DOT, NULL, 0, NOW));
	assert_int_equal(0, due(s, NOW + 100));
	assert_int_equal(0, move(s, id, DELIVERY_ACCEPTED, "250 Ok", 0, NOW));
	assert_int_equal(0, due(s, INT64_MAX));
	assert_int_equal(1, get(s, id).tries);
	assert_string_equal("250 Ok", get(s, id).reply);
}

static void settle__deferred_waits(void **in)
{
	struct state *s = *in;
	int64_t id = queued(s, "a@example.org"), when;

	assert_int_equal(0,
	                 move(s, id, DELIVERY_PUT_OFF, "451", NOW + 300, NOW));
	assert_int_equal(1, get(s, id).tries);
	assert_int_equal(0, due(s, NOW + 299));
	assert_int_equal(1, due(s, NOW + 300));
	assert_done(s, store_next_due(s->store, NOW, &when, &s->err));
	assert_int_equal(NOW + 300, when);
}

/* A crash may come before the dot, each time: nobody is left out for that. But
 * a mail that kills us is not sent for ever. */
static void recover__tried_again_after_each_crash(void **in)
{
	struct state *s = *in;
	int64_t id = queued(s, "a@example.org");
	int n;

	for (int crash = 1; crash <= DELIVERY_CRASHES_MAX; crash++) {
		assert_int_equal(1, due(s, NOW + 1800));
		assert_int_equal(0, move(s, id, DELIVERY_DOT, NULL, 0, NOW));
		assert_done(s, store_recover(s->store, NOW, &n, &s->err));
		assert_int_equal(1, n);
		assert_int_equal(DELIVERY_UNKNOWN, get(s, id).place.state);
		assert_int_equal(0, due(s, NOW + 1799));
	}
	assert_int_equal(0, due(s, INT64_MAX));
}

/* Twice lost after its dot it is sent no third time. */
static void in_doubt__tried_once_more(void **in)
{
	struct state *s = *in;
	int64_t id = queued(s, "a@example.org");

	assert_int_equal(0, move(s, id, DELIVERY_DOT, NULL, 0, NOW));
	assert_int_equal(0, move(s, id, DELIVERY_IN_DOUBT, NULL, 0, NOW));
	assert_int_equal(1, due(s, NOW + 1800));
	assert_int_equal(0, move(s, id, DELIVERY_DOT, NULL, 0, NOW));
	assert_int_equal(0, move(s, id, DELIVERY_IN_DOUBT, NULL, 0, NOW));
	assert_int_equal(DELIVERY_UNKNOWN, get(s, id).place.state);
	assert_int_equal(0, due(s, INT64_MAX));
}

/* The admin, or the reader, was quicker than the delivery. */
static void sending__only_what_waits(void **in)
{
	struct state *s = *in;
	int64_t id = queued(s, "a@example.org");
	int n;

	assert_done(s, store_outbox_drop(s->store, id, -1, NOW, &n, &s->err));
	assert_int_equal(1, move(s, id, DELIVERY_DOT, NULL, 0, NOW));
	assert_int_equal(1,
	                 move(s, id, DELIVERY_PUT_OFF, "451", NOW + 300, NOW));
	assert_int_equal(DELIVERY_FAILED, get(s, id).place.state);
	assert_int_equal(0, due(s, NOW + 100 * 86400));
}

static void leave__nothing_more_comes(void **in)
{
	struct state *s = *in;
	int64_t id = queued(s, "a@example.org"), other;
	int n;

	other = queued(s, "b@example.org");
	assert_done(s, store_subscriber_leave(s->store,
	                                      get(s, id).digest.subscriber, NOW,
	                                      &s->err));
	assert_int_equal(DELIVERY_FAILED, get(s, id).place.state);
	assert_int_equal(DELIVERY_QUEUED, get(s, other).place.state);
	assert_done(s, store_outbox_retry(s->store, 0, -1, NOW, &n, &s->err));
	assert_int_equal(0, n);
	assert_int_equal(1, due(s, NOW));
}

static void queue__not_for_who_was_erased(void **in)
{
	struct state *s = *in;
	struct digest d = digest_for(subscriber(s, "a@example.org"));

	assert_done(s, store_edition_make(s->store, DAY, false, &s->err));
	assert_done(s, store_subscriber_erase(s->store, d.subscriber, &s->err));
	assert_int_equal(1, store_queue(s->store, &d, &s->err));
}

/* What a clock far ahead has put off is due when it is right again. */
static void due__when_the_clock_was_set_back(void **in)
{
	struct state *s = *in;
	int64_t id = queued(s, "a@example.org"), when;

	assert_int_equal(0,
	                 move(s, id, DELIVERY_PUT_OFF, "451", NOW + 300, NOW));
	assert_int_equal(0, due(s, NOW - 3600));
	assert_int_equal(1, due(s, NOW - 2 * 86400));
	assert_done(s,
	            store_next_due(s->store, NOW - 2 * 86400, &when, &s->err));
	assert_int_equal(NOW - 2 * 86400, when);
}

static void counts__by_edition_and_state(void **in)
{
	struct state *s = *in;
	int counts[DELIVERY_STATES];
	int64_t id = queued(s, "a@example.org");

	queued(s, "b@example.org");
	assert_int_equal(0, move(s, id, DELIVERY_REFUSED, "550", 0, NOW));
	assert_done(s, store_outbox_counts(s->store, DAY, counts, &s->err));
	assert_int_equal(1, counts[DELIVERY_FAILED]);
	assert_int_equal(1, counts[DELIVERY_QUEUED]);
	assert_done(s, store_outbox_counts(s->store, DAY + 1, counts, &s->err));
	assert_int_equal(0, counts[DELIVERY_FAILED]);
	assert_done(s,
	            store_outbox_counts(s->store, DATE_NONE, counts, &s->err));
	assert_int_equal(1, counts[DELIVERY_QUEUED]);
}

static void retry_and_drop__what_they_say(void **in)
{
	struct state *s = *in;
	int64_t id = queued(s, "a@example.org");
	int n;

	assert_done(s, store_outbox_drop(s->store, 0, -1, NOW, &n, &s->err));
	assert_int_equal(1, n);
	assert_int_equal(DELIVERY_FAILED, get(s, id).place.state);
	assert_int_equal(0, due(s, INT64_MAX));
	assert_done(s, store_outbox_retry(s->store, id, -1, NOW, &n, &s->err));
	assert_int_equal(1, n);
	assert_int_equal(1, due(s, NOW));
	assert_int_equal(0, move(s, id, DELIVERY_DOT, "", 0, NOW));
	assert_int_equal(0, move(s, id, DELIVERY_ACCEPTED, "", 0, NOW));
	assert_done(s, store_outbox_retry(s->store, id, -1, NOW, &n, &s->err));
	assert_int_equal(0, n);
}

static void mailed__lists_papers_since(void **in)
{
	struct state *s = *in;
	int64_t id = queued(s, "a@example.org"), *rows;
	int64_t who = get(s, id).digest.subscriber;
	size_t n;

	assert_done(s, store_mailed(s->store, who, DAY - 1, DAY + 1, s->arena,
	                            &rows, &n, &s->err));
	assert_int_equal(3, n);
	assert_int_equal(2, rows[1]);
	assert_done(s, store_mailed(s->store, who, DAY, DAY + 1, s->arena,
	                            &rows, &n, &s->err));
	assert_int_equal(0, n);
	assert_done(s, store_mailed(s->store, who, DAY - 1, DAY, s->arena,
	                            &rows, &n, &s->err));
	assert_int_equal(0, n);
}

static void freeze__first_wins(void **in)
{
	struct state *s = *in;
	struct str bytes;

	assert_done(s, store_edition_make(s->store, DAY, false, &s->err));
	assert_done(s,
	            store_asset_put(s->store, DAY, "t", STR("one"), &s->err));
	assert_done(s,
	            store_asset_put(s->store, DAY, "t", STR("two"), &s->err));
	assert_int_equal(
	        0, store_asset(s->store, DAY, "t", s->arena, &bytes, &s->err));
	assert_true(str_eq(bytes, STR("one")));
	assert_int_equal(
	        1, store_asset(s->store, DAY, "u", s->arena, &bytes, &s->err));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, state_up, state_down)
		TEST(queue__keeps_the_recipe),
		TEST(queue__keeps_the_week),
		TEST(queue__once_an_edition_and_subscriber),
		TEST(settle__sent_is_never_due_again),
		TEST(settle__deferred_waits),
		TEST(recover__tried_again_after_each_crash),
		TEST(in_doubt__tried_once_more),
		TEST(sending__only_what_waits),
		TEST(leave__nothing_more_comes),
		TEST(queue__not_for_who_was_erased),
		TEST(due__when_the_clock_was_set_back),
		TEST(counts__by_edition_and_state),
		TEST(retry_and_drop__what_they_say),
		TEST(mailed__lists_papers_since),
		TEST(freeze__first_wins),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
