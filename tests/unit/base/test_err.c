#include "base/err.h"

#include <string.h>

#include "cmocka_all.h"

static void err_set__one_tame_line(void **state)
{
	struct err err = { "" };

	(void)state;
	assert_int_equal(err_set(&err, "%s: bad", "a\r\nb\x1B\x7F"), -1);
	assert_string_equal(err.msg, "a??b??: bad");
	assert_int_equal(err_set(NULL, "x"), -1);
}

static void err_set__cut(void **state)
{
	struct err err = { "" };
	char longer[2000];

	(void)state;
	memset(longer, 'x', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	err_set(&err, "%s", longer);
	assert_int_equal(strlen(err.msg), ERR_MAX - 1);
	err_prefix(&err, "%s", longer);
	assert_int_equal(strlen(err.msg), ERR_MAX - 1);
}

static void err_prefix__before_what_is_there(void **state)
{
	struct err err = { "" };

	(void)state;
	err_set(&err, "no such file");
	assert_int_equal(err_prefix(&err, "%s:%d", "a\n.conf", 7), -1);
	assert_string_equal(err.msg, "a?.conf:7: no such file");
	assert_int_equal(err_prefix(NULL, "x"), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(err_set__one_tame_line),
		cmocka_unit_test(err_set__cut),
		cmocka_unit_test(err_prefix__before_what_is_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
