#include "base/file.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmocka_all.h"

#include "base/cleanup.h"

static char dir[] = "/tmp/digestd-test-file-XXXXXX";

static char *in_dir(const char *name)
{
	static char path[512];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return path;
}

static int set_up(void **state)
{
	(void)state;
	return mkdtemp(dir) ? 0 : -1;
}

static void remove_all(const char *path)
{
	DIR *d = opendir(path);
	const struct dirent *e;

	while (d && (e = readdir(d))) {
		char inner[1024];

		if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, ".."))
			continue;
		snprintf(inner, sizeof(inner), "%s/%s", path, e->d_name);
		if (unlink(inner))
			remove_all(inner);
	}
	if (d)
		closedir(d);
	rmdir(path);
}

static int tear_down(void **state)
{
	(void)state;
	remove_all(dir);
	return 0;
}

static void expect(const char *path, const char *content)
{
	struct buf b CLEANUP(buf_deinit) = BUF(1 << 20);
	struct err err = { "" };

	assert_int_equal(file_read(path, &b, &err), 0);
	assert_string_equal(buf_cstr(&b), content);
}

static void file_write__replaces_whole(void **state)
{
	struct err err = { "" };
	struct stat st;

	(void)state;
	assert_int_equal(file_write(in_dir("a"), STR("first"), 0600, &err), 0);
	assert_int_equal(file_write(in_dir("a"), STR("2"), 0640, &err), 0);
	expect(in_dir("a"), "2");
	assert_int_equal(stat(in_dir("a"), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0640);
}

static void file_write__leaves_nothing_behind(void **state)
{
	struct err err = { "" };
	const struct dirent *e;
	DIR *d;

	(void)state;
	assert_int_equal(mkdir(in_dir("target"), 0700), 0);
	/* a file cannot replace a directory */
	assert_int_equal(file_write(in_dir("target"), STR("x"), 0600, &err),
	                 -1);
	assert_non_null(strstr(err.msg, in_dir("target")));
	assert_int_equal(file_write(in_dir("no/file"), STR("x"), 0600, &err),
	                 -1);
	d = opendir(dir);
	assert_non_null(d);
	while ((e = readdir(d)))
		assert_null(strstr(e->d_name, ".tmp"));
	closedir(d);
}

static void file_sweep__takes_leftovers_only(void **state)
{
	static const struct {
		const char *name;
		bool stays;
	} cases[] = {
		{ "page.html.tmp.4711", false },
		{ "b.json.tmp.1", false },
		{ "page.html", true },
		{ "notes.tmp", true },
		{ "x.tmp.12a", true },
		{ "x.tmp.", true },
		{ ".tmp.12", true },
	};
	char sub[512];
	struct err err = { "" };

	(void)state;
	snprintf(sub, sizeof(sub), "%s", in_dir("sweep"));
	assert_int_equal(file_mkdirs(sub, 0700, &err), 0);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct buf path CLEANUP(buf_deinit) = BUF(1024);

		file_join(&path, sub, cases[i].name);
		assert_int_equal(
		        file_write(buf_cstr(&path), STR("x"), 0600, &err), 0);
	}
	assert_int_equal(file_sweep(sub, &err), 0);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct buf path CLEANUP(buf_deinit) = BUF(1024);

		file_join(&path, sub, cases[i].name);
		assert_int_equal(access(buf_cstr(&path), F_OK) == 0,
		                 cases[i].stays);
	}
	assert_int_equal(file_sweep(in_dir("nowhere"), &err), -1);
	assert_non_null(strstr(err.msg, "nowhere"));
}

static void file_read__errors_name_the_file(void **state)
{
	struct buf b CLEANUP(buf_deinit) = BUF(4);
	struct err err = { "" };

	(void)state;
	assert_int_equal(file_read(in_dir("none"), &b, &err), -1);
	assert_non_null(strstr(err.msg, "none: No such file"));
	assert_int_equal(file_read(dir, &b, &err), -1);
	assert_int_equal(file_write(in_dir("five"), STR("12345"), 0600, &err),
	                 0);
	assert_int_equal(file_read(in_dir("five"), &b, &err), -1);
	assert_non_null(strstr(err.msg, "five: larger than 4 bytes"));
	buf_clear(&b);
	assert_int_equal(file_write(in_dir("four"), STR("1234"), 0600, &err),
	                 0);
	assert_int_equal(file_read(in_dir("four"), &b, &err), 0);
}

static ino_t inode(const char *path)
{
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	return st.st_ino;
}

static void file_update__touches_only_what_changed(void **state)
{
	struct err err = { "" };
	ino_t before;

	(void)state;
	assert_int_equal(file_update(in_dir("u"), STR("same"), 0644, &err), 0);
	before = inode(in_dir("u"));
	assert_int_equal(file_update(in_dir("u"), STR("same"), 0644, &err), 0);
	assert_int_equal(inode(in_dir("u")), before);
	assert_int_equal(file_update(in_dir("u"), STR("longer"), 0644, &err),
	                 0);
	expect(in_dir("u"), "longer");
	assert_int_equal(file_update(in_dir("u"), STR("lon"), 0644, &err), 0);
	expect(in_dir("u"), "lon");
	assert_int_equal(file_update(in_dir("u"), STR(""), 0644, &err), 0);
	expect(in_dir("u"), "");
}

static void file_mkdirs__parents(void **state)
{
	struct err err = { "" };

	(void)state;
	assert_int_equal(file_mkdirs(in_dir("x/y//z"), 0700, &err), 0);
	assert_int_equal(file_mkdirs(in_dir("x/y/z/"), 0700, &err), 0);
	assert_int_equal(file_write(in_dir("x/y/z/f"), STR(""), 0600, &err), 0);
	/* a file stands where a directory should */
	assert_int_equal(file_mkdirs(in_dir("x/y/z/f"), 0700, &err), -1);
	assert_non_null(strstr(err.msg, "Not a directory"));
	assert_int_equal(file_mkdirs(in_dir("x/y/z/f/g"), 0700, &err), -1);
	assert_int_equal(file_mkdirs("", 0700, &err), -1);
}

static void file_join__table(void **state)
{
	static const struct {
		const char *dir, *name, *out;
	} rows[] = {
		{ "etc", "topics.conf", "etc/topics.conf" },
		{ "etc", "/abs", "/abs" },
		{ "", "name", "name" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct buf b CLEANUP(buf_deinit) = BUF(100);

		file_join(&b, rows[i].dir, rows[i].name);
		assert_string_equal(buf_cstr(&b), rows[i].out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(file_write__replaces_whole),
		cmocka_unit_test(file_write__leaves_nothing_behind),
		cmocka_unit_test(file_sweep__takes_leftovers_only),
		cmocka_unit_test(file_read__errors_name_the_file),
		cmocka_unit_test(file_update__touches_only_what_changed),
		cmocka_unit_test(file_mkdirs__parents),
		cmocka_unit_test(file_join__table),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
