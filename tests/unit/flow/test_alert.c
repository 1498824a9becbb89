/* The admin's letters: once a day and cause, and nothing left behind. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cmocka_all.h"

#include "alert.h"
#include "store/store_fact.h"
#include "store/store_outbox.h"
#include "store/store_subscriber.h"

enum { NOON = 1767614400, HOUR = 3600, DAY = 24 * HOUR };

struct state {
	char dir[64];
	struct store *store;
	struct arena *arena;
};

static const struct conf conf = {
	.state_dir = "/",
	.archive_dir = "",
	.archive_url = "",
	.mail = { .from = "Daily Papers <papers@t.test>",
	          .domain = "t.test",
	          .address = "papers@t.test",
	          .list_id = "daily.t.test",
	          .admin = "admin@t.test",
	          .unsubscribe_url = "" },
};

static int up(void **out)
{
	struct state *s = calloc(1, sizeof(*s));

	assert_non_null(s);
	snprintf(s->dir, sizeof(s->dir), "/tmp/digestd-alert-XXXXXX");
	assert_non_null(mkdtemp(s->dir));
	assert_int_equal(0, store_open(s->dir, &s->store, NULL));
	s->arena = arena_new(1 << 20);
	*out = s;
	return 0;
}

static int down(void **in)
{
	struct state *s = *in;
	char command[128];

	store_close(s->store);
	arena_free(s->arena);
	snprintf(command, sizeof(command), "rm -rf '%s'", s->dir);
	assert_int_equal(0, system(command));
	free(s);
	return 0;
}

static size_t in_outbox(struct state *s, struct store_delivery *list)
{
	size_t n;

	assert_int_equal(0, store_outbox_list(s->store, -1, 0, s->arena, list,
	                                      8, &n, NULL));
	return n;
}

static bool raise(struct state *s, int64_t now, enum alert_cause cause)
{
	return alert_raise(s->store, &conf, now, cause, "%s is %d.", "It", 7);
}

static void alert_raise__is_a_letter_to_the_admin(void **in)
{
	struct state *s = *in;
	struct store_delivery list[8];
	struct str m;

	assert_true(raise(s, NOON, ALERT_DISK));
	assert_int_equal(1, in_outbox(s, list));
	assert_string_equal("admin@t.test", list[0].digest.address);
	assert_int_equal(0, list[0].digest.subscriber);
	m = list[0].message;
	assert_true(str_find(m, STR("To: admin@t.test\r\n")) > 0);
	assert_true(str_find(m, STR("Subject: Daily Papers: the disk is nearly "
	                            "full\r\n")) > 0);
	assert_true(str_find(m, STR("Auto-Submitted: auto-generated\r\n")) > 0);
	assert_true(str_find(m, STR("\r\n\r\nIt is 7.\r\n\r\n")) > 0);
}

static void alert_raise__once_a_day_and_cause(void **in)
{
	struct state *s = *in;
	struct store_delivery list[8];

	assert_true(raise(s, NOON, ALERT_DISK));
	assert_false(raise(s, NOON + DAY - 1, ALERT_DISK));
	assert_true(raise(s, NOON + 1, ALERT_SUM));
	assert_true(raise(s, NOON + DAY, ALERT_DISK));
	/* The clock is set back: better twice than never. */
	assert_true(raise(s, NOON, ALERT_DISK));
	assert_int_equal(4, in_outbox(s, list));
}

static void alert_raise__goes_with_the_callers_transaction(void **in)
{
	struct state *s = *in;
	struct store_delivery list[8];

	assert_int_equal(0, store_begin(s->store, NULL));
	assert_true(raise(s, NOON, ALERT_BOUNCES));
	store_rollback(s->store);
	assert_int_equal(0, in_outbox(s, list));
	assert_true(raise(s, NOON, ALERT_BOUNCES));
}

static void alert_raise__no_admin_no_letter(void **in)
{
	struct state *s = *in;
	struct store_delivery list[8];
	struct conf nobody = conf;

	nobody.mail.admin = "";
	assert_false(alert_raise(s->store, &nobody, NOON, ALERT_SUM, "x"));
	assert_int_equal(0, in_outbox(s, list));
}

/* The address is nowhere once the letter is sent, or has failed for good. */
static void nobodys_letter__leaves_no_row(void **in)
{
	static const struct {
		enum delivery_event event;
		size_t left;
	} ends[] = {
		{ DELIVERY_ACCEPTED, 0 },
		{ DELIVERY_PUT_OFF, 1 },
		{ DELIVERY_REFUSED, 0 },
	};

	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		struct state *s = *in;
		struct store_happened what = { "", NOON + HOUR, NOON };
		struct store_delivery list[8];
		struct delivery_place *place = &list[0].place;
		int n;

		assert_true(raise(s, NOON + (int64_t)i * DAY, ALERT_EDITION));
		assert_int_equal(1, in_outbox(s, list));
		assert_int_equal(0, store_move(s->store, list[0].id, place,
		                               DELIVERY_DOT, &what, NULL));
		assert_int_equal(1, in_outbox(s, list));
		assert_int_equal(0, store_move(s->store, list[0].id, place,
		                               ends[i].event, &what, NULL));
		assert_int_equal(ends[i].left, in_outbox(s, list));
		assert_int_equal(
		        0, store_outbox_drop(s->store, 0, -1, NOON, &n, NULL));
		assert_int_equal(0, in_outbox(s, list));
	}
}

/* Their choice is kept, and until it counts again everything comes. */
static void alert_edition__readers_without_their_topics(void **in)
{
	struct edition_report r = {
		.any = true,
		.trouble = "",
		.edition = { .date = 20558,
		             .state = EDITION_QUEUED,
		             .model = "" },
	};
	struct state *s = *in;
	struct store_fact *facts;
	int64_t id;
	size_t n;

	assert_int_equal(0, store_subscriber_add(s->store, "ada@x.org", "", 1,
	                                         &id, NULL));
	assert_false(alert_edition(s->store, &conf, NOON, &r));
	assert_int_equal(0, store_wish_choose(s->store, id, "gone", NULL));
	assert_true(alert_edition(s->store, &conf, NOON, &r));
	assert_int_equal(0, store_facts(s->store, s->arena, &facts, &n, NULL));
	assert_int_equal(1, n);
	assert_string_equal("alert.topics", facts[0].name);
}

static void alert_edition__finds_what_is_wrong(void **in)
{
	struct edition_report right = {
		.any = true,
		.trouble = "",
		.edition = { .date = 20558,
		             .state = EDITION_QUEUED,
		             .sum = { .announced = 10,
		                      .scanned = 8,
		                      .skipped = 2,
		                      .relevant = 3,
		                      .below = 5 },
		             .model = "gpt-9",
		             .scorer = "llm" },
	};
	struct edition_source failed = { .url = "u",
		                         .status = FETCH_FAILED,
		                         .error = "u: answered 500" };
	struct state *s = *in;
	struct edition_report r = right;
	struct store_fact *facts;
	size_t n;
	static const char *const names[] = { "alert.budget", "alert.fallback",
		                             "alert.source", "alert.sum" };

	assert_false(alert_edition(s->store, &conf, NOON, &r));
	r.edition.sum.skipped = 1;
	assert_true(alert_edition(s->store, &conf, NOON, &r));
	r = right;
	r.edition.sum.fallback = 4;
	r.trouble = "https://m: answered 500";
	assert_true(alert_edition(s->store, &conf, NOON, &r));
	r.budget_spent = true;
	assert_true(alert_edition(s->store, &conf, NOON, &r));
	r = right;
	r.sources = &failed;
	r.n_sources = 1;
	assert_true(alert_edition(s->store, &conf, NOON, &r));
	assert_int_equal(0, store_facts(s->store, s->arena, &facts, &n, NULL));
	assert_int_equal(4, n);
	for (size_t i = 0; i < n; i++)
		assert_string_equal(names[i], facts[i].name);
}

/* A fact says since when: the same again keeps its instant. */
static void fact_put__keeps_the_first_instant(void **in)
{
	struct state *s = *in;
	struct store_fact *facts;
	size_t n;

	assert_int_equal(0, store_fact_put(s->store, "listener", "a", 1, NULL));
	assert_int_equal(0, store_fact_put(s->store, "listener", "a", 2, NULL));
	assert_int_equal(0, store_facts(s->store, s->arena, &facts, &n, NULL));
	assert_int_equal(1, facts[0].at);
	assert_int_equal(0, store_fact_put(s->store, "listener", "b", 3, NULL));
	assert_int_equal(0, store_facts(s->store, s->arena, &facts, &n, NULL));
	assert_int_equal(1, n);
	assert_int_equal(3, facts[0].at);
	assert_string_equal("b", facts[0].text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, up, down)
		TEST(alert_raise__is_a_letter_to_the_admin),
		TEST(alert_raise__once_a_day_and_cause),
		TEST(alert_raise__goes_with_the_callers_transaction),
		TEST(alert_raise__no_admin_no_letter),
		TEST(nobodys_letter__leaves_no_row),
		TEST(alert_edition__readers_without_their_topics),
		TEST(alert_edition__finds_what_is_wrong),
		TEST(fact_put__keeps_the_first_instant),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
