#include "cmocka_all.h"

#include <stdio.h>
#include <string.h>

#include "delivery_manners.h"

static struct manners *with(unsigned per_domain, unsigned per_minute)
{
	return manners_new(&(struct manners_rules){ per_domain, per_minute });
}

static void of__one_domain_whatever_its_case(void **state)
{
	struct manners *m = with(2, 0);
	struct manners_domain *d = manners_of(m, "ada@Lab.Example");
	char address[64];

	(void)state;
	assert_string_equal(d->name, "lab.example");
	for (int i = 0; i < 3000; i++) { /* the table grows */
		snprintf(address, sizeof(address), "bo@d%d.example", i);
		manners_of(m, address);
	}
	assert_ptr_equal(d, manners_of(m, "\"b@c\"@lab.EXAMPLE"));
	assert_ptr_not_equal(d, manners_of(m, "ada@lab.example.org"));
	manners_free(m);
}

/* Connections, not mails: what is pipelined behind a mail of the domain goes
 * on the same connection. */
static void ask__connections_for_one_domain(void **state)
{
	struct manners *m = with(2, 0);
	struct manners_domain *d = manners_of(m, "a@b.test");

	(void)state;
	manners_take(m, d, 0, 0);
	manners_take(m, d, 5, 0);
	assert_int_equal(manners_ask(m, d, 1, 0), MANNERS_WAIT);
	assert_int_equal(manners_ask(m, d, 5, 0), 0);
	manners_take(m, d, 5, 0);
	manners_done(d, 5, MANNERS_ACCEPTED, "", 0);
	assert_int_equal(manners_ask(m, d, 1, 0), MANNERS_WAIT);
	manners_done(d, 5, MANNERS_ACCEPTED, "", 0);
	assert_int_equal(manners_ask(m, d, 1, 0), 0);
	assert_int_equal(manners_ask(m, manners_of(m, "a@c.test"), 9, 0), 0);
	manners_free(m);
}

static void ask__so_many_a_minute(void **state)
{
	struct manners *m = with(0, 30);
	struct manners_domain *d = manners_of(m, "a@b.test");

	(void)state;
	assert_int_equal(manners_ask(m, d, 0, 1000), 0);
	manners_take(m, d, 0, 1000);
	manners_done(d, 0, MANNERS_ACCEPTED, "", 1100);
	assert_int_equal(manners_ask(m, d, 0, 1500), 1500);
	assert_int_equal(manners_ask(m, d, 0, 3000), 0);
	manners_free(m);
}

/* Refused: half the rate. Taken: one mail a second more. */
static void done__slows_and_recovers(void **state)
{
	struct manners *m = with(2, 0);
	struct manners_domain *d = manners_of(m, "a@b.test");
	int64_t slow;

	(void)state;
	manners_take(m, d, 0, 0);
	manners_done(d, 0, MANNERS_SLOWED, "451 later", 0);
	assert_int_equal(manners_ask(m, d, 0, 0), 250);
	manners_take(m, d, 0, 250);
	manners_done(d, 0, MANNERS_SLOWED, "451 later", 300);
	slow = manners_ask(m, d, 0, 300);
	assert_int_equal(slow, 500);
	for (int i = 0; i < 100; i++) {
		manners_take(m, d, 0, 800);
		manners_done(d, 0, MANNERS_ACCEPTED, "", 800);
		if (i == 0)
			assert_in_range(d->pace_ms, 333, 334);
	}
	assert_int_equal(d->pace_ms, 0);
	manners_free(m);
}

static void done__rests_when_nothing_else_helps(void **state)
{
	struct manners *m = with(2, 0);
	struct manners_domain *d = manners_of(m, "a@b.test");
	int refusals = 0;
	int64_t now = 0, ask;

	(void)state;
	while ((ask = manners_ask(m, d, 0, now)) != MANNERS_REST) {
		now += ask;
		manners_take(m, d, 0, now);
		manners_done(d, 0, MANNERS_SLOWED, "421 go away", now);
		assert_in_range(++refusals, 1, 10);
	}
	assert_int_equal(refusals, 5);
	assert_in_range(now, 1000, 5000); /* a run does not wait longer */
	assert_string_equal(d->why, "421 go away");
	manners_free(m);
}

static void is_about_domain__or_one_mailbox(void **state)
{
	(void)state;
	assert_true(manners_is_about_domain("421 4.7.0 too many connections"));
	assert_true(manners_is_about_domain("451 4.7.1 try later"));
	assert_true(manners_is_about_domain("452 4.3.1 no space here"));
	assert_true(manners_is_about_domain("451 later"));
	assert_false(manners_is_about_domain("452 4.2.2 mailbox full"));
	assert_false(manners_is_about_domain("450 4.1.1 unverified address"));
	assert_false(manners_is_about_domain("450 busy"));
	assert_false(manners_is_about_domain("451 4.7.1 Greylisted, wait"));
	assert_true(manners_is_about_domain(""));
}

static void aside__first_in_first_out(void **state)
{
	struct manners *m = with(1, 0);
	struct manners_domain *d = manners_of(m, "a@b.test");
	int64_t in = 0, out = 0;

	(void)state;
	for (int round = 0; round < 50; round++) {
		for (int i = 0; i < 7 + round % 5; i++)
			manners_set_aside(d, ++in);
		for (int i = 0; i < 6 + round % 5; i++)
			assert_int_equal(manners_pop(d), ++out);
	}
	while (out < in)
		assert_int_equal(manners_pop(d), ++out);
	assert_int_equal(manners_pop(d), 0);
	manners_free(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(of__one_domain_whatever_its_case),
		cmocka_unit_test(ask__connections_for_one_domain),
		cmocka_unit_test(ask__so_many_a_minute),
		cmocka_unit_test(done__slows_and_recovers),
		cmocka_unit_test(done__rests_when_nothing_else_helps),
		cmocka_unit_test(is_about_domain__or_one_mailbox),
		cmocka_unit_test(aside__first_in_first_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
