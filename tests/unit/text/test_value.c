#include "text/value.h"

#include <stdio.h>

#include "cmocka_all.h"

#include "text/value_intern.h"

enum { ARENA_MAX = 1 << 20 };

static const struct value *get(const struct value *map, const char *name)
{
	return value_find(map, value_hash(str_of(name)), str_of(name));
}

static void value_set__later_wins(void **state)
{
	struct arena *a CLEANUP(arena_freep) = arena_new(ARENA_MAX);
	struct value *map = value_map(a);

	(void)state;
	value_set_str(map, "x", "first");
	value_set_int(map, "x", 2);
	assert_int_equal(value_get_int(map, "x", -1), 2);
	assert_int_equal(map->n, 1);
}

static void value_set__many_names(void **state)
{
	struct arena *a CLEANUP(arena_freep) = arena_new(ARENA_MAX);
	struct value *map = value_map(a);

	(void)state;
	for (long i = 0; i < 500; i++)
		value_set_int(map, arena_printf(a, "name%ld", i), i);
	for (long i = 0; i < 500; i++)
		assert_int_equal(
		        value_get_int(map, arena_printf(a, "name%ld", i), -1),
		        i);
	assert_null(get(map, "name500"));
	assert_null(get(map, "name"));
	assert_null(get(map, ""));
}

static void value_get_int__absent_or_other(void **state)
{
	struct arena *a CLEANUP(arena_freep) = arena_new(ARENA_MAX);
	struct value *map = value_map(a);

	(void)state;
	value_set_str(map, "s", "7");
	value_set_bool(map, "b", true);
	value_set_int(map, "n", -7);
	assert_int_equal(value_get_int(map, "s", 3), 3);
	assert_int_equal(value_get_int(map, "b", 3), 3);
	assert_int_equal(value_get_int(map, "no", 3), 3);
	assert_int_equal(value_get_int(map, "n", 3), -7);
	assert_int_equal(value_get_int(NULL, "n", 3), 3);
	assert_int_equal(value_get_int(value_list(a), "n", 3), 3);
}

static void value_is_true__table(void **state)
{
	struct arena *a CLEANUP(arena_freep) = arena_new(ARENA_MAX);
	struct value *map = value_map(a), *full = value_list(a);

	(void)state;
	value_push_str(full, "");
	value_set_str(map, "null", NULL);
	value_set_str(map, "empty", "");
	value_set_str(map, "zero as text", "0");
	value_set_int(map, "zero", 0);
	value_set_int(map, "one", 1);
	value_set_bool(map, "false", false);
	value_set_bool(map, "true", true);
	value_set(map, "empty list", value_list(a));
	value_set(map, "list", full);
	value_set(map, "map", value_map(a));
	assert_false(value_is_true(NULL));
	assert_false(value_is_true(get(map, "null")));
	assert_false(value_is_true(get(map, "empty")));
	assert_true(value_is_true(get(map, "zero as text")));
	assert_false(value_is_true(get(map, "zero")));
	assert_true(value_is_true(get(map, "one")));
	assert_false(value_is_true(get(map, "false")));
	assert_true(value_is_true(get(map, "true")));
	assert_false(value_is_true(get(map, "empty list")));
	assert_true(value_is_true(get(map, "list")));
	assert_true(value_is_true(get(map, "map")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(value_set__later_wins),
		cmocka_unit_test(value_set__many_names),
		cmocka_unit_test(value_get_int__absent_or_other),
		cmocka_unit_test(value_is_true__table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
