#include "state.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

static void store_open__private_files(void **in)
{
	struct state *s = *in;
	char path[128];
	struct stat st;

	snprintf(path, sizeof(path), "%s/digestd.db", s->dir);
	assert_int_equal(0, stat(path, &st));
	assert_int_equal(0600, st.st_mode & 0777);
	snprintf(path, sizeof(path), "%s/digestd.db-wal", s->dir);
	assert_int_equal(0, stat(path, &st));
	assert_int_equal(0600, st.st_mode & 0777);
}

static void store_open__makes_the_directory_private(void **in)
{
	struct state *s = *in;
	struct store *other;
	char dir[128];
	struct stat st;

	snprintf(dir, sizeof(dir), "%s/a/b", s->dir);
	assert_done(s, store_open(dir, &other, &s->err));
	store_close(other);
	assert_int_equal(0, stat(dir, &st));
	assert_int_equal(0700, st.st_mode & 0777);
}

static mode_t mode_of(const char *dir, const char *name)
{
	char path[160];
	struct stat st;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	assert_int_equal(0, stat(path, &st));
	return st.st_mode & 07777;
}

/* A directory that was there before us, a backup that was put back by cp. */
static void store_open__closes_what_others_may_read(void **in)
{
	static const char *const files[] = { "digestd.db", "digestd.db-wal",
		                             "digestd.db-shm", "lock" };
	struct buf path CLEANUP(buf_deinit) = BUF(256);
	struct state *s = *in;
	struct store *other;
	struct turn *turn;
	unsigned mode;

	assert_int_equal(0, turn_take(s->dir, "test", &turn, &s->err));
	turn_release(turn);
	assert_false(store_is_open_to_others(s->dir, &path, &mode));
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		buf_clear(&path);
		file_join(&path, s->dir, files[i]);
		assert_int_equal(0, chmod(buf_cstr(&path), 0644));
	}
	assert_int_equal(0, chmod(s->dir, 0777));
	assert_true(store_is_open_to_others(s->dir, &path, &mode));
	assert_int_equal(0644, mode);
	assert_done(s, store_open(s->dir, &other, &s->err));
	store_close(other);
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++)
		assert_int_equal(0600, mode_of(s->dir, files[i]));
	/* What else is in there may be theirs to read. */
	assert_int_equal(0755, mode_of(s->dir, ""));
}

static void store_open__refuses_what_was_emptied(void **in)
{
	struct state *s = *in;
	struct store *other;
	struct turn *turn;
	char path[160];

	store_close(s->store);
	s->store = NULL;
	snprintf(path, sizeof(path), "%s/digestd.db", s->dir);
	/* One that was never more is made. */
	assert_int_equal(0, truncate(path, 0));
	assert_done(s, store_open(s->dir, &s->store, &s->err));
	assert_int_equal(0, turn_take(s->dir, "test", &turn, &s->err));
	turn_release(turn);
	store_close(s->store);
	s->store = NULL;
	assert_int_equal(0, truncate(path, 0));
	assert_int_equal(-1, store_open(s->dir, &other, &s->err));
	assert_non_null(strstr(s->err.msg, "restore a backup"));
	assert_int_equal(-1, store_open_copy(s->dir, &other, &s->err));
}

static void store_open__again_keeps_what_is_there(void **in)
{
	struct state *s = *in;
	struct edition e;

	assert_done(s, store_edition_make(s->store, 20000, false, &s->err));
	store_close(s->store);
	assert_done(s, store_open(s->dir, &s->store, &s->err));
	assert_int_equal(0, store_edition(s->store, 20000, &e, &s->err));
	assert_int_equal(20000, e.date);
}

static void store_open__refuses_what_is_no_database(void **in)
{
	struct state *s = *in;
	struct store *other;
	struct buf after CLEANUP(buf_deinit) = BUF(65536);
	static const char junk[4096] = "this is not a database at all";
	char dir[128], path[160];

	snprintf(dir, sizeof(dir), "%s/junk", s->dir);
	snprintf(path, sizeof(path), "%s/digestd.db", dir);
	assert_int_equal(0, mkdir(dir, 0700));
	assert_done(s, file_write(path, (struct str){ junk, sizeof(junk) },
	                          0600, &s->err));
	assert_int_equal(-1, store_open(dir, &other, &s->err));
	assert_non_null(strstr(s->err.msg, path));
	assert_non_null(strstr(s->err.msg, "restore a backup"));
	/* the original is kept */
	assert_done(s, file_read(path, &after, &s->err));
	assert_int_equal(sizeof(junk), after.len);
	assert_memory_equal(junk, after.ptr, after.len);
}

static void store_open_copy__changes_nothing(void **in)
{
	struct state *s = *in;
	struct store *copy;
	struct edition e;

	assert_done(s, store_edition_make(s->store, 20000, false, &s->err));
	assert_done(s, store_open_copy(s->dir, &copy, &s->err));
	assert_int_equal(0, store_edition(copy, 20000, &e, &s->err));
	assert_done(s, store_edition_make(copy, 20001, false, &s->err));
	store_close(copy);
	assert_int_equal(1, store_edition(s->store, 20001, &e, &s->err));
}

/* Another process asks while this one holds the turn, and after. */
static int ask_in_child(const char *dir)
{
	pid_t pid = fork();
	int status;

	if (!pid) {
		/* A new program, see main: it knows nothing of our lock. */
		execl("/proc/self/exe", "test", dir, (char *)NULL);
		_exit(99);
	}
	waitpid(pid, &status, 0);
	return WEXITSTATUS(status);
}

static void turn_take__one_process_at_a_time(void **in)
{
	struct state *s = *in;
	struct turn *one, *two;

	assert_int_equal(0, turn_take(s->dir, "test", &one, &s->err));
	assert_int_equal(0, turn_take(s->dir, "test", &two, &s->err));
	assert_int_equal(1, ask_in_child(s->dir));
	turn_release(one);
	assert_int_equal(1, ask_in_child(s->dir));
	turn_release(two);
	assert_int_equal(0, ask_in_child(s->dir));
}

static int ask(const char *dir)
{
	struct turn *turn = NULL;
	struct err err;
	int rc = turn_take(dir, "child", &turn, &err);

	if (rc == 1 && !strstr(err.msg, "test (pid"))
		rc = 9;
	turn_release(turn);
	return rc;
}

/* A full disk: what was committed stays, what failed is not half there. */
static void full_disk__loses_nothing_recorded(void **in)
{
	struct state *s = *in;
	struct edition e;
	pid_t pid;
	int status;

	assert_done(s, store_edition_make(s->store, 20000, false, &s->err));
	store_close(s->store);
	s->store = NULL;
	pid = fork();
	if (!pid) {
		/* The file-size limit stands in for the disk. */
		struct rlimit limit = { 200 * 1024, 200 * 1024 };
		struct store *store;
		struct err err = { 0 };
		int date = 20001, rc = 0;

		signal(SIGXFSZ, SIG_IGN);
		setrlimit(RLIMIT_FSIZE, &limit);
		if (store_open(s->dir, &store, &err))
			_exit(3);
		while (!rc && date < 30000)
			rc = store_edition_make(store, date++, false, &err);
		_exit(rc ? 7 : 0);
	}
	waitpid(pid, &status, 0);
	assert_int_equal(7, WEXITSTATUS(status));
	assert_done(s, store_open(s->dir, &s->store, &s->err));
	assert_int_equal(0, store_edition(s->store, 20000, &e, &s->err));
	assert_int_equal(0, store_edition(s->store, 20001, &e, &s->err));
	assert_done(s, store_edition_make(s->store, 40000, false, &s->err));
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, state_up, state_down)
		TEST(store_open__private_files),
		TEST(store_open__makes_the_directory_private),
		TEST(store_open__closes_what_others_may_read),
		TEST(store_open__again_keeps_what_is_there),
		TEST(store_open__refuses_what_was_emptied),
		TEST(store_open__refuses_what_is_no_database),
		TEST(store_open_copy__changes_nothing),
		TEST(turn_take__one_process_at_a_time),
		TEST(full_disk__loses_nothing_recorded),
	};

	if (argc > 1)
		return ask(argv[1]);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
