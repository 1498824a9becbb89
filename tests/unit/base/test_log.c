#include "base/log.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "cmocka_all.h"

static char seen[8192];
static int saved, ends[2];

static void catch_stderr(void)
{
	assert_int_equal(pipe2(ends, O_NONBLOCK), 0);
	saved = dup(STDERR_FILENO);
	assert_true(saved >= 0);
	dup2(ends[1], STDERR_FILENO);
}

static void release_stderr(void)
{
	ssize_t n = read(ends[0], seen, sizeof(seen) - 1);

	seen[n > 0 ? n : 0] = '\0';
	dup2(saved, STDERR_FILENO);
	close(saved);
	close(ends[0]);
	close(ends[1]);
}

static void log_line__prefix_and_level(void **state)
{
	(void)state;
	log_init(true, LOG_LEVEL_INFO);
	catch_stderr();
	log_info("edition date=%s", "2025-04-18");
	log_debug("not seen");
	log_err("bad");
	release_stderr();
	assert_string_equal(seen, "<6>edition date=2025-04-18\n<3>bad\n");
	log_init(false, LOG_LEVEL_DEBUG);
	catch_stderr();
	log_debug("seen");
	release_stderr();
	assert_string_equal(seen, "seen\n");
}

static void log_line__nobody_forges_a_second_line(void **state)
{
	(void)state;
	log_init(true, LOG_LEVEL_INFO);
	catch_stderr();
	log_info("name=%s", "x\n<0>panic\r\x1B[31m");
	release_stderr();
	assert_string_equal(seen, "<6>name=x <0>panic  [31m\n");
}

static void log_line__cut(void **state)
{
	char longer[5000];

	(void)state;
	memset(longer, 'x', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	log_init(true, LOG_LEVEL_INFO);
	catch_stderr();
	log_info("%s", longer);
	release_stderr();
	assert_in_range(strlen(seen), 1000, 2048);
	assert_int_equal(seen[strlen(seen) - 1], '\n');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(log_line__prefix_and_level),
		cmocka_unit_test(log_line__nobody_forges_a_second_line),
		cmocka_unit_test(log_line__cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
