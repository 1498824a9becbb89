/* What is old goes, what is needed stays. */
#include "state.h"

#include "store/store_freeze.h"
#include "store/store_inbox.h"
#include "store/store_outbox.h"
#include "store/store_prune.h"
#include "store/store_subscriber.h"

enum { DAY = 24 * 3600, DATE = 20000 };
#define THEN ((int64_t)DATE * DAY)

static void prune(struct state *s, int days, int expected)
{
	int n;

	assert_done(s, store_prune(s->store, THEN + (int64_t)days * DAY, &n,
	                           &s->err));
	assert_int_equal(expected, n);
}

static int64_t subscriber(struct state *s, const char *address)
{
	int64_t id;

	assert_int_equal(0, store_subscriber_add(s->store, address, "", THEN,
	                                         &id, &s->err));
	return id;
}

static int64_t newest(struct state *s)
{
	struct store_delivery d;
	size_t n;

	assert_done(s, store_outbox_list(s->store, -1, 0, s->arena, &d, 1, &n,
	                                 &s->err));
	assert_int_equal(1, n);
	return d.id;
}

static void happens(struct state *s, int64_t id, enum delivery_event event)
{
	struct store_happened what = { "", THEN + 300, THEN };
	struct delivery_place place = { DELIVERY_QUEUED, true, false };

	assert_int_equal(
	        0, store_move(s->store, id, &place, event, &what, &s->err));
}

/* A finished edition with a block, and a digest to this subscriber. */
static int64_t digest(struct state *s, int64_t reader)
{
	struct digest d = { .edition = DATE,
		            .subscriber = reader,
		            .address = "a@example.org",
		            .name = "",
		            .settings = "",
		            .queued_at = THEN };

	store_edition_make(s->store, DATE, false, &s->err);
	state_announce(s, DATE, DATE, "2601.00001");
	assert_done(s, store_block_put(s->store, DATE, 1, 0, 1, STR("block"),
	                               &s->err));
	assert_done(s, store_edition_advance(s->store, DATE, EDITION_QUEUED,
	                                     THEN, &s->err));
	assert_done(s, store_queue(s->store, &d, &s->err));
	return newest(s);
}

static int mails(struct state *s)
{
	int counts[DELIVERY_STATES], n = 0;

	assert_done(s,
	            store_outbox_counts(s->store, DATE_NONE, counts, &s->err));
	for (int i = 0; i < DELIVERY_STATES; i++)
		n += counts[i];
	return n;
}

static bool has_block(struct state *s)
{
	uint32_t decoded;
	struct str part;

	return !store_block(s->store, DATE, 1, s->arena, &part, &decoded, 1,
	                    &s->err);
}

static void prune__mails_that_are_over(void **in)
{
	struct state *s = *in;
	int64_t id = digest(s, subscriber(s, "a@example.org"));

	happens(s, id, DELIVERY_DOT);
	happens(s, id, DELIVERY_ACCEPTED);
	prune(s, 89, 0);
	assert_int_equal(1, mails(s));
	assert_true(has_block(s));
	/* The mail, then what it was made of. */
	prune(s, 92, 2);
	assert_int_equal(0, mails(s));
	assert_false(has_block(s));
}

static void prune__what_waits_stays(void **in)
{
	struct state *s = *in;
	int64_t first = digest(s, subscriber(s, "a@example.org"));
	int64_t second = digest(s, subscriber(s, "b@example.org"));

	happens(s, first, DELIVERY_PUT_OFF);
	happens(s, second, DELIVERY_DOT); /* sending, when we were killed */
	prune(s, 400, 0);
	assert_int_equal(2, mails(s));
	assert_true(has_block(s));
}

/* A past day that was made only now is not old. */
static void prune__counts_from_queueing(void **in)
{
	struct state *s = *in;
	int64_t id = subscriber(s, "a@example.org");
	struct digest d = { .edition = DATE - 200,
		            .subscriber = id,
		            .address = "a@example.org",
		            .name = "",
		            .settings = "",
		            .queued_at = THEN };

	assert_done(s, store_edition_make(s->store, DATE - 200, true, &s->err));
	assert_done(s, store_queue(s->store, &d, &s->err));
	happens(s, newest(s), DELIVERY_REFUSED);
	prune(s, 1, 0);
	prune(s, 92, 1);
}

static void prune__letters(void **in)
{
	struct state *s = *in;
	int64_t id = subscriber(s, "a@example.org");

	for (int i = 0; i < 3; i++)
		assert_done(s,
		            store_queue_letter(s->store, id, "a@example.org",
		                               STR("letter"), THEN, &s->err));
	happens(s, newest(s), DELIVERY_DOT);
	happens(s, newest(s), DELIVERY_ACCEPTED);
	prune(s, 89, 0);
	prune(s, 91, 1);
	assert_int_equal(2, mails(s));
}

static void prune__the_ledger(void **in)
{
	struct state *s = *in;

	assert_int_equal(0, store_ledger(s->store, "one", 1, 1, THEN, &s->err));
	prune(s, 365, 0);
	assert_int_equal(1, store_ledger(s->store, "one", 1, 1, THEN, &s->err));
	prune(s, 367, 1);
	assert_int_equal(0, store_ledger(s->store, "one", 1, 1, THEN, &s->err));
}

static void prune__strangers(void **in)
{
	struct state *s = *in;
	int64_t reader = subscriber(s, "reader@example.org"), asked, silent, id;

	asked = subscriber(s, "asked@example.org");
	silent = subscriber(s, "silent@example.org");
	assert_done(s,
	            store_subscriber_set_num(s->store, asked, SUBSCRIBER_STATE,
	                                     SUBSCRIBER_PENDING, &s->err));
	assert_done(s,
	            store_subscriber_set_num(s->store, silent, SUBSCRIBER_STATE,
	                                     SUBSCRIBER_PENDING, &s->err));
	assert_done(s, store_confirmation_put(s->store, silent, "subscribe",
	                                      THEN + 3 * DAY, &id, &s->err));
	/* Who asked once more lately has a question that is still good. */
	assert_done(s, store_confirmation_put(s->store, asked, "subscribe",
	                                      THEN + 10 * DAY, &id, &s->err));
	prune(s, 6, 0);
	prune(s, 8, 1);
	assert_int_equal(1,
	                 store_subscriber_find(s->store, "silent@example.org",
	                                       &id, &s->err));
	prune(s, 12, 1);
	assert_int_equal(0,
	                 store_subscriber_find(s->store, "reader@example.org",
	                                       &id, &s->err));
	assert_int_equal(reader, id);
}

static void prune__questions_without_answer(void **in)
{
	struct state *s = *in;
	int64_t reader = subscriber(s, "reader@example.org"), id;

	assert_done(s, store_confirmation_put(s->store, reader, "threshold 9",
	                                      THEN, &id, &s->err));
	prune(s, 29, 0);
	prune(s, 31, 1);
}

static void prune__once_a_day(void **in)
{
	struct state *s = *in;

	prune(s, 500, 0);
	assert_int_equal(0, store_ledger(s->store, "one", 1, 1, THEN, &s->err));
	prune(s, 500, 0);
	prune(s, 501, 1);
}

/* More than one part of a rule's. */
static void prune__many(void **in)
{
	struct state *s = *in;
	char name[32];

	assert_done(s, store_begin(s->store, &s->err));
	for (int i = 0; i < 2500; i++) {
		snprintf(name, sizeof(name), "%d", i);
		assert_int_equal(
		        0, store_ledger(s->store, name, 1, 1, THEN, &s->err));
	}
	assert_done(s, store_commit(s->store, &s->err));
	prune(s, 367, 2500);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, state_up, state_down)
		TEST(prune__mails_that_are_over),
		TEST(prune__what_waits_stays),
		TEST(prune__counts_from_queueing),
		TEST(prune__letters),
		TEST(prune__the_ledger),
		TEST(prune__strangers),
		TEST(prune__questions_without_answer),
		TEST(prune__once_a_day),
		TEST(prune__many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
