/* The directory, its files, and the templates'. */
#include "pages.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "archive/archive_intern.h"
#include "base/file.h"

static const char *path_of(const char *file)
{
	static char path[4096];

	snprintf(path, sizeof(path), "%s/%s", pages_dir, file);
	return path;
}

static void write_one(const struct score *s)
{
	struct archive_paper one = { &pages_paper, s };
	struct archive_edition e = pages_of(&one, 1);
	struct archive_site site = pages_site();

	pages_write(&site, &e, "2026-01-05.html");
}

static void files__equal_ones_are_left_alone(void **state)
{
	static const struct timespec long_ago[2] = { { .tv_sec = 1000 },
		                                     { .tv_sec = 1000 } };
	static const char *const files[] = { "2026-01-05.html",
		                             "2026-01-05-topics.html",
		                             "2026-01-05-all.html",
		                             "2026-01-05.json" };
	struct score s = pages_score;
	struct stat st;

	(void)state;
	write_one(&s);
	for (int i = 0; i < 4; i++)
		assert_int_equal(
		        utimensat(AT_FDCWD, path_of(files[i]), long_ago, 0), 0);
	write_one(&s);
	for (int i = 0; i < 4; i++) {
		assert_int_equal(stat(path_of(files[i]), &st), 0);
		assert_int_equal(st.st_mtim.tv_sec, 1000);
		assert_int_equal(st.st_mode & 0777, 0644);
	}
	s.novelty = 7;
	write_one(&s);
	for (int i = 0; i < 4; i++) {
		assert_int_equal(stat(path_of(files[i]), &st), 0);
		assert_int_not_equal(st.st_mtim.tv_sec, 1000);
	}
}

static void files__are_known_to_be_there(void **state)
{
	(void)state;
	write_one(&pages_score);
	assert_true(archive_has_edition(pages_dir, MONDAY));
	assert_false(archive_has_edition(pages_dir, MONDAY + 1));
	assert_int_equal(unlink(path_of("2026-01-05-all.html")), 0);
	assert_false(archive_has_edition(pages_dir, MONDAY));
	assert_false(archive_has_month(pages_dir, MONDAY));
	assert_int_equal(
	        file_write(path_of("2026-01.html"), STR(""), 0600, NULL), 0);
	assert_true(archive_has_month(pages_dir, MONDAY + 20));
}

static void files__errors_name_them(void **state)
{
	struct archive_edition e = pages_of(NULL, 0);
	struct archive_site site = pages_site();
	struct err err = { "" };
	int lock = -1;

	(void)state;
	site.dir = "/dev/null/archive";
	assert_true(archive_write_edition(&site, &e, &err) < 0);
	assert_has(err.msg, "/dev/null/archive/2026-01-05.html");
	assert_true(archive_open(site.dir, &lock, &err) < 0);
	assert_has(err.msg, "/dev/null");
	assert_int_equal(lock, -1);
}

static void open__sweeps_and_locks(void **state)
{
	struct err err = { "" };
	int lock = -1, other = -1;

	(void)state;
	assert_int_equal(
	        file_write(path_of("index.html.tmp.1"), STR("x"), 0600, NULL),
	        0);
	assert_int_equal(archive_open(pages_dir, &lock, &err), 0);
	assert_int_equal(access(path_of("index.html.tmp.1"), F_OK), -1);
	other = open(pages_dir, O_RDONLY | O_DIRECTORY);
	assert_int_equal(flock(other, LOCK_EX | LOCK_NB), -1);
	close(lock);
	assert_int_equal(flock(other, LOCK_EX | LOCK_NB), 0);
	close(other);
}

/* ---- templates ---- */

static void put(const char *base, const char *file, const char *text)
{
	struct buf path CLEANUP(buf_deinit) = BUF(4096);

	buf_addf(&path, "%s/archive/%s", base, file);
	assert_int_equal(file_write(buf_cstr(&path), str_of(text), 0644, NULL),
	                 0);
}

static void templates__name_the_broken_file(void **state)
{
	static const char *const files[] = { "edition.html", "topics.html",
		                             "all.html",     "month.html",
		                             "index.html",   "feed.xml",
		                             "style.css" };
	static const struct {
		const char *text, *complaint;
	} broken[] = {
		{ "one\n{{#open}}", "month.html: line 2" },
		{ "{{> archive/nowhere}}", "archive/nowhere" },
		{ "{{> archive/own}}", "own.html: line 1: there is no variable "
		                       "{{relevanse}}" },
		{ "{{prompt}}", "{{prompt}}" }, /* another page's */
	};
	char base[4096], archive[4200];
	struct err err = { "" };

	(void)state;
	snprintf(base, sizeof(base), "%s", path_of("templates"));
	snprintf(archive, sizeof(archive), "%s/archive", base);
	assert_null(archive_templates(base, &err));
	assert_has(err.msg, archive);
	assert_int_equal(file_mkdirs(archive, 0755, &err), 0);
	put(base, "own.html", "{{relevanse}}");
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		assert_null(archive_templates(base, &err));
		assert_has(err.msg, files[i]);
		put(base, files[i], "x");
	}
	for (size_t i = 0; i < sizeof(broken) / sizeof(*broken); i++) {
		put(base, "month.html", broken[i].text);
		assert_null(archive_templates(base, &err));
		assert_has(err.msg, broken[i].complaint);
	}
}

/* What may be named is described, by the word that may be named. */
static void templates__variables_are_described(void **state)
{
	static const char *const pages[] = {
		"archive/edition", "archive/topics", "archive/all",
		"archive/month",   "archive/index",  "archive/feed"
	};
	struct buf readme CLEANUP(buf_deinit) = BUF(1 << 20);

	(void)state;
	assert_int_equal(file_read(DIGESTD_SOURCE_DIR
	                           "/templates/archive/README.md",
	                           &readme, NULL),
	                 0);
	for (size_t i = 0; i < sizeof(pages) / sizeof(*pages); i++)
		for (const char *const *v = archive_variables(pages[i]); *v;
		     v++) {
			char word[80];

			snprintf(word, sizeof(word), "`%s`", *v);
			assert_has(buf_cstr(&readme), word);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files__equal_ones_are_left_alone),
		cmocka_unit_test(files__are_known_to_be_there),
		cmocka_unit_test(files__errors_name_them),
		cmocka_unit_test(open__sweeps_and_locks),
		cmocka_unit_test(templates__name_the_broken_file),
		cmocka_unit_test(templates__variables_are_described),
	};

	return cmocka_run_group_tests(tests, pages_setup, pages_teardown);
}
