#include "base/buf.h"

#include <stdlib.h>

#include "cmocka_all.h"

#include "base/cleanup.h"

static void buf_add__grows_and_terminates(void **state)
{
	struct buf b CLEANUP(buf_deinit) = BUF(100000);

	(void)state;
	assert_string_equal(buf_cstr(&b), "");
	assert_int_equal(buf_str(&b).len, 0);
	assert_non_null(buf_str(&b).ptr);
	for (int i = 0; i < 10000; i++) {
		assert_int_equal(buf_adds(&b, "0123456789"), 0);
		assert_int_equal(b.ptr[b.len], 0);
	}
	assert_int_equal(b.len, 100000);
	assert_false(b.full);
}

static void buf_add__maximum_is_exact_and_sticks(void **state)
{
	struct buf b CLEANUP(buf_deinit) = BUF(4);

	(void)state;
	assert_int_equal(buf_adds(&b, "abc"), 0);
	assert_int_equal(buf_adds(&b, "de"), -1);
	assert_true(b.full);
	/* full stays full, though this one would fit */
	assert_int_equal(buf_addc(&b, 'd'), -1);
	assert_int_equal(buf_addf(&b, "%d", 1), -1);
	assert_string_equal(buf_cstr(&b), "abc");
	buf_clear(&b);
	assert_false(b.full);
	assert_string_equal(buf_cstr(&b), "");
	assert_int_equal(buf_adds(&b, "abcd"), 0);
	assert_int_equal(buf_addf(&b, "%s", ""), 0);
}

static void buf_add__any_bytes(void **state)
{
	struct buf b CLEANUP(buf_deinit) = BUF(100);

	(void)state;
	assert_int_equal(buf_addstr(&b, STR("a\0b")), 0);
	assert_int_equal(buf_addstr(&b, (struct str){ NULL, 0 }), 0);
	assert_int_equal(b.len, 3);
	assert_memory_equal(b.ptr, "a\0b", 4);
}

static void buf_addf__formats(void **state)
{
	struct buf b CLEANUP(buf_deinit) = BUF(1000);

	(void)state;
	buf_adds(&b, "x");
	assert_int_equal(buf_addf(&b, "%s=%05d %300s", "k", 42, "end"), 0);
	assert_int_equal(b.len, 1 + 2 + 5 + 1 + 300);
	assert_memory_equal(b.ptr, "xk=00042 ", 9);
	assert_string_equal(b.ptr + b.len - 3, "end");
}

static void buf_reserve__caller_writes(void **state)
{
	struct buf b CLEANUP(buf_deinit) = BUF(10);
	char *to = buf_reserve(&b, 10);

	(void)state;
	assert_non_null(to);
	/* nothing written: still a string */
	assert_string_equal(buf_cstr(&b), "");
	memcpy(to, "abc", 4);
	b.len += 3;
	assert_string_equal(buf_cstr(&b), "abc");
	assert_null(buf_reserve(&b, 8));
	assert_true(b.full);
}

static void buf_reserve__sizes_that_wrap(void **state)
{
	struct buf b CLEANUP(buf_deinit) = BUF(100);

	(void)state;
	buf_adds(&b, "abc");
	assert_null(buf_reserve(&b, SIZE_MAX));
	buf_clear(&b);
	assert_null(buf_reserve(&b, SIZE_MAX - 2));
}

static void buf_steal__leaves_it_empty(void **state)
{
	struct buf b CLEANUP(buf_deinit) = BUF(10);
	char *s CLEANUP(cleanup_free) = NULL;
	char *empty CLEANUP(cleanup_free) = NULL;

	(void)state;
	buf_adds(&b, "abc");
	s = buf_steal(&b);
	assert_string_equal(s, "abc");
	assert_int_equal(b.len, 0);
	assert_int_equal(b.max, 10);
	empty = buf_steal(&b);
	assert_string_equal(empty, "");
	assert_int_equal(buf_adds(&b, "0123456789"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(buf_add__grows_and_terminates),
		cmocka_unit_test(buf_add__maximum_is_exact_and_sticks),
		cmocka_unit_test(buf_add__any_bytes),
		cmocka_unit_test(buf_addf__formats),
		cmocka_unit_test(buf_reserve__caller_writes),
		cmocka_unit_test(buf_reserve__sizes_that_wrap),
		cmocka_unit_test(buf_steal__leaves_it_empty),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
