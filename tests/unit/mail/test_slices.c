#include "cmocka_all.h"

#include "base/cleanup.h"
#include "mail/slices.h"

static void slices_add__keeps_order_and_counts(void **state)
{
	struct buf out CLEANUP(buf_deinit) = BUF(4096);
	struct slices s = { 0 };

	(void)state;
	for (int i = 0; i < 200; i++)
		slices_add(&s, i % 2 ? STR("b") : STR("aa"));
	assert_int_equal(s.n, 200);
	assert_int_equal(s.bytes, 300);
	slices_flatten(&s, &out);
	assert_int_equal(out.len, 300);
	assert_memory_equal(out.ptr, "aabaab", 6);
	slices_clear(&s);
	assert_int_equal(s.bytes, 0);
	slices_add(&s, STR("x"));
	assert_int_equal(s.n, 1);
	slices_deinit(&s);
}

static void slices_add__leaves_out_empty_parts(void **state)
{
	struct slices s = { 0 };

	(void)state;
	slices_add(&s, STR(""));
	slices_add(&s, (struct str){ NULL, 0 });
	assert_int_equal(s.n, 0);
	slices_deinit(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(slices_add__keeps_order_and_counts),
		cmocka_unit_test(slices_add__leaves_out_empty_parts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
