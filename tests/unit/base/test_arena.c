#include "base/arena.h"

#include <signal.h>
#include <stdalign.h>
#include <stdint.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cmocka_all.h"

static void arena_alloc__zeroed_and_aligned(void **state)
{
	struct arena *a CLEANUP(arena_freep) = arena_new(1 << 20);

	(void)state;
	for (size_t size = 0; size < 300; size++) {
		unsigned char *p = arena_alloc(a, size);

		assert_int_equal((uintptr_t)p % alignof(max_align_t), 0);
		for (size_t i = 0; i < size; i++) {
			assert_int_equal(p[i], 0);
			p[i] = 0xFF;
		}
	}
}

static void arena_alloc__larger_than_a_chunk(void **state)
{
	struct arena *a CLEANUP(arena_freep) = arena_new(1 << 20);
	char *big = arena_alloc(a, 500000), *small = arena_alloc(a, 10);

	(void)state;
	memset(big, 1, 500000);
	assert_int_equal(small[0], 0);
}

static void arena_reset__memory_is_reused_and_zeroed(void **state)
{
	/* Ten rounds of 100 kB would pass this maximum. */
	struct arena *a CLEANUP(arena_freep) = arena_new(400000);

	(void)state;
	for (int round = 0; round < 10; round++) {
		for (int i = 0; i < 1000; i++) {
			char *p = arena_alloc(a, 100);

			assert_int_equal(p[99], 0);
			memset(p, 1, 100);
		}
		arena_reset(a);
	}
	arena_reset(a);
}

static void arena_strings__copies(void **state)
{
	struct arena *a CLEANUP(arena_freep) = arena_new(1 << 20);
	char text[] = "abc";
	char *copy = arena_strdup(a, text);

	(void)state;
	text[0] = 'x';
	assert_string_equal(copy, "abc");
	assert_null(arena_strdup(a, NULL));
	assert_string_equal(arena_strndup(a, "abcdef", 2), "ab");
	assert_string_equal(arena_strndup(a, NULL, 0), "");
	assert_string_equal(arena_str(a, STR("x\0y")), "x");
	assert_string_equal(arena_printf(a, "%s-%03d", "n", 7), "n-007");
}

/* How a child ends that wants this much of an arena with that maximum. */
static int ending(size_t max, size_t size, size_t count)
{
	pid_t pid = fork();
	int status = 0;

	assert_true(pid >= 0);
	if (pid == 0) {
		struct arena *a = arena_new(max);

		signal(SIGABRT, SIG_DFL);
		close(STDERR_FILENO);
		arena_array(a, count, size);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

static void arena_alloc__maximum(void **state)
{
	(void)state;
	assert_int_equal(ending(1 << 20, 1 << 20, 1), 0);
	assert_int_equal(ending(1 << 20, (1 << 20) + 1, 1), SIGABRT);
	/* also where it is less than a chunk */
	assert_int_equal(ending(1024, 1024, 1), 0);
	assert_int_equal(ending(1024, 1025, 1), SIGABRT);
	/* count times size wraps around */
	assert_int_equal(ending(SIZE_MAX, 16, SIZE_MAX / 8), SIGABRT);
	assert_int_equal(ending(SIZE_MAX, SIZE_MAX, 1), SIGABRT);
}

static void arena_free__null(void **state)
{
	(void)state;
	arena_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(arena_alloc__zeroed_and_aligned),
		cmocka_unit_test(arena_alloc__larger_than_a_chunk),
		cmocka_unit_test(arena_reset__memory_is_reused_and_zeroed),
		cmocka_unit_test(arena_strings__copies),
		cmocka_unit_test(arena_alloc__maximum),
		cmocka_unit_test(arena_free__null),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
