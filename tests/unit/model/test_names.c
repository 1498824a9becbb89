/* What the store and the outside write is what they read back; the names are
 * the contract's. */
#include <string.h>

#include "cmocka_all.h"

#include "model/delivery.h"
#include "model/edition.h"
#include "model/score.h"
#include "model/subscriber.h"

static void delivery_state_name__there_and_back(void **state)
{
	static const char *const names[] = { "queued",    "sending", "sent",
		                             "deferred",  "failed",  "unknown",
		                             "superseded" };

	(void)state;
	assert_int_equal(sizeof(names) / sizeof(*names), DELIVERY_STATES);
	for (int i = 0; i < DELIVERY_STATES; i++) {
		assert_string_equal(delivery_state_name((enum delivery_state)i),
		                    names[i]);
		assert_int_equal(delivery_state_of_name(names[i]), i);
	}
	assert_int_equal(delivery_state_of_name("Sent"), -1);
	assert_int_equal(delivery_state_of_name(""), -1);
}

static void edition_state_name__in_order(void **state)
{
	(void)state;
	assert_string_equal(edition_state_name(EDITION_OPEN), "open");
	assert_string_equal(edition_state_name(EDITION_RECORDED), "recorded");
	assert_string_equal(edition_state_name(EDITION_SCORED), "scored");
	assert_string_equal(edition_state_name(EDITION_QUEUED), "queued");
}

static void score_by_name__there_and_back(void **state)
{
	(void)state;
	assert_string_equal(score_by_name(SCORE_BY_NONE), "none");
	assert_string_equal(score_by_name(SCORE_BY_LEXICAL), "lexical");
	assert_string_equal(score_by_name(SCORE_BY_LLM), "llm");
	assert_int_equal(score_by_of_name("lexical"), SCORE_BY_LEXICAL);
	assert_int_equal(score_by_of_name("llm"), SCORE_BY_LLM);
	assert_int_equal(score_by_of_name("LLM"), SCORE_BY_NONE);
	assert_int_equal(score_by_of_name(NULL), SCORE_BY_NONE);
}

static void subscriber_state_name__there_and_back(void **state)
{
	(void)state;
	for (int i = SUBSCRIBER_ACTIVE; i <= SUBSCRIBER_BOUNCED; i++)
		assert_int_equal(subscriber_state_of_name(subscriber_state_name(
		                         (enum subscriber_state)i)),
		                 i);
	assert_string_equal(subscriber_state_name(SUBSCRIBER_UNSUBSCRIBED),
	                    "unsubscribed");
	assert_int_equal(subscriber_state_of_name("gone"), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(delivery_state_name__there_and_back),
		cmocka_unit_test(edition_state_name__in_order),
		cmocka_unit_test(score_by_name__there_and_back),
		cmocka_unit_test(subscriber_state_name__there_and_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
