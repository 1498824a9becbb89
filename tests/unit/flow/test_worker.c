/* A worker says whether it gets on. */
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "cmocka_all.h"

#include "worker.h"

struct job {
	struct worker *w;
	int go_fd, at_fd, done_fd;
};

static void wait_for(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	uint64_t n;

	assert_int_equal(1, poll(&p, 1, 20000));
	assert_int_equal(sizeof(n), read(fd, &n, sizeof(n)));
}

static void tell(int fd)
{
	uint64_t one = 1;

	assert_int_equal(sizeof(one), write(fd, &one, sizeof(one)));
}

static void work(void *ctx)
{
	struct job *j = ctx;

	tell(j->at_fd);
	wait_for(j->go_fd);
	worker_rest(j->w);
	tell(j->at_fd);
	wait_for(j->go_fd);
}

static void worker_stuck__only_while_working_and_not_resting(void **state)
{
	struct job j = { .go_fd = eventfd(0, 0),
		         .at_fd = eventfd(0, 0),
		         .done_fd = eventfd(0, 0) };
	struct err err = { 0 };

	(void)state;
	j.w = worker_start("test", work, &j, j.done_fd, &err);
	assert_non_null(j.w);
	assert_false(worker_stuck(j.w, -1));
	worker_kick(j.w);
	wait_for(j.at_fd);
	assert_true(worker_stuck(j.w, -1)); /* older than no time at all */
	assert_false(worker_stuck(j.w, 3600));
	tell(j.go_fd);
	wait_for(j.at_fd);
	assert_false(worker_stuck(j.w, -1));
	tell(j.go_fd);
	wait_for(j.done_fd);
	assert_false(worker_stuck(j.w, -1));
	worker_stop(j.w);
	close(j.go_fd);
	close(j.at_fd);
	close(j.done_fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		        worker_stuck__only_while_working_and_not_resting),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
