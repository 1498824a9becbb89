#include "base/cut.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cmocka_all.h"

static char file[] = "/tmp/digestd-cut-XXXXXX";

/* In a child with this environment: three points, then exit 7. */
static int status_with(const char *at, const char *only)
{
	int status;
	pid_t pid;

	assert_int_equal(truncate(file, 0), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (!pid) {
		setenv("DIGESTD_CUT_COUNT", file, 1);
		if (at)
			setenv("DIGESTD_CUT_AT", at, 1);
		if (only)
			setenv("DIGESTD_CUT_ONLY", only, 1);
		CUT_POINT("inbox.a");
		CUT_POINT("delivery.b");
		CUT_POINT("inbox.c");
		_exit(7);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

static void assert_noted(const char *expected)
{
	char text[200] = "";
	int fd = open(file, O_RDONLY);

	assert_true(fd >= 0 && read(fd, text, sizeof(text) - 1) >= 0);
	close(fd);
	assert_string_equal(text, expected);
}

static void cut_point__only_counts(void **state)
{
	(void)state;
	assert_int_equal(status_with(NULL, NULL), 7);
	assert_noted("1 inbox.a\n2 delivery.b\n3 inbox.c\n");
}

static void cut_point__dies_at_the_nth(void **state)
{
	(void)state;
	assert_int_equal(status_with("2", NULL), -SIGKILL);
	assert_noted("1 inbox.a\n2 delivery.b\n");
	assert_int_equal(status_with("4", NULL), 7);
}

static void cut_point__of_one_flow(void **state)
{
	(void)state;
	assert_int_equal(status_with("2", "inbox."), -SIGKILL);
	assert_noted("1 inbox.a\n2 inbox.c\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cut_point__only_counts),
		cmocka_unit_test(cut_point__dies_at_the_nth),
		cmocka_unit_test(cut_point__of_one_flow),
	};
	int fd = mkstemp(file), failed;

	if (fd < 0)
		return 1;
	close(fd);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	unlink(file);
	return failed;
}
