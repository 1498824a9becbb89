#include "cmocka_all.h"

#include <stdio.h>

#include "score/score_intern.h"

static void add__numbers_keys_in_order(void **state)
{
	CLEANUP(score_intern_freep)
	struct score_intern *t = score_intern_new();
	bool fresh;

	(void)state;
	assert_int_equal(score_intern_add(t, "a", 1, &fresh), 0);
	assert_true(fresh);
	assert_int_equal(score_intern_add(t, "b", 1, NULL), 1);
	assert_int_equal(score_intern_add(t, "a", 1, &fresh), 0);
	assert_false(fresh);
	assert_int_equal(score_intern_count(t), 2);
	assert_string_equal(score_intern_key(t, 1), "b");
}

static void add__takes_any_bytes(void **state)
{
	CLEANUP(score_intern_freep)
	struct score_intern *t = score_intern_new();

	(void)state;
	assert_int_equal(score_intern_add(t, "", 0, NULL), 0);
	assert_int_equal(score_intern_add(t, "\0\0", 2, NULL), 1);
	assert_int_equal(score_intern_add(t, "\0", 1, NULL), 2);
	assert_int_equal(score_intern_find(t, "\0\0", 2), 1);
}

static void find__does_not_add(void **state)
{
	CLEANUP(score_intern_freep)
	struct score_intern *t = score_intern_new();

	(void)state;
	assert_int_equal(score_intern_find(t, "x", 1), -1);
	assert_int_equal(score_intern_count(t), 0);
}

static void add__keeps_numbers_while_growing(void **state)
{
	CLEANUP(score_intern_freep)
	struct score_intern *t = score_intern_new();
	char key[16];

	(void)state;
	for (int i = 0; i < 20000; i++) {
		int len = snprintf(key, sizeof(key), "k%d", i);

		assert_int_equal(score_intern_add(t, key, (size_t)len, NULL),
		                 i);
	}
	for (int i = 0; i < 20000; i += 7) {
		int len = snprintf(key, sizeof(key), "k%d", i);

		assert_int_equal(score_intern_find(t, key, (size_t)len), i);
		assert_string_equal(score_intern_key(t, i), key);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(add__numbers_keys_in_order),
		cmocka_unit_test(add__takes_any_bytes),
		cmocka_unit_test(find__does_not_add),
		cmocka_unit_test(add__keeps_numbers_while_growing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
