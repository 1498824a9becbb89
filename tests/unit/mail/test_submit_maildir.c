#include "cmocka_all.h"

#include <dirent.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "mail/submit.h"

enum { MANY = 150 };

/* A caller with a list of mails, who notes what it is told. */
struct caller {
	char dir[64];
	char url[80];
	const char *const *texts;
	size_t n, next, dots, settled, failed;
	bool refuse_dot;
	size_t in_new_at_dot; /* files there when before_dot was called */
	struct slices body;
	enum submit_outcome outcome;
	char reply[512];
};

static int remove_one(const char *path, const struct stat *st, int type,
                      struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static int setup(void **state)
{
	struct caller *c = calloc(1, sizeof(*c));

	snprintf(c->dir, sizeof(c->dir), "/tmp/digestd-maildir-XXXXXX");
	if (!mkdtemp(c->dir))
		return -1;
	snprintf(c->url, sizeof(c->url), "maildir:%s/box", c->dir);
	*state = c;
	return 0;
}

static int teardown(void **state)
{
	struct caller *c = *state;

	nftw(c->dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	slices_deinit(&c->body);
	free(c);
	return 0;
}

static size_t count_files(const struct caller *c, const char *sub,
                          char name[256])
{
	char path[128];
	struct dirent *e;
	size_t n = 0;
	DIR *d;

	snprintf(path, sizeof(path), "%s/box/%s", c->dir, sub);
	d = opendir(path);
	assert_non_null(d);
	while ((e = readdir(d))) {
		if (e->d_name[0] == '.')
			continue;
		snprintf(name, 256, "%s", e->d_name);
		n++;
	}
	closedir(d);
	return n;
}

static enum submit_next on_next(void *ctx, struct submit_mail *mail)
{
	struct caller *c = ctx;
	const char *text;

	if (c->next == c->n)
		return SUBMIT_NONE;
	text = c->texts[c->next++];
	slices_clear(&c->body);
	slices_add(&c->body, (struct str){ text, 5 });
	slices_add(&c->body, (struct str){ text + 5, strlen(text) - 5 });
	*mail = (struct submit_mail){
		"a@b.test", "c@d.test", &c->body, c, 0, 0
	};
	return SUBMIT_TAKE;
}

static int on_dot(void *ctx, void *cookie)
{
	struct caller *c = ctx;
	char name[256];

	assert_ptr_equal(cookie, c);
	c->dots++;
	c->in_new_at_dot = count_files(c, "new", name);
	return c->refuse_dot ? -1 : 0;
}

static void on_done(void *ctx, void *cookie, const struct submit_result *result)
{
	struct caller *c = ctx;

	assert_ptr_equal(cookie, c);
	c->settled++;
	c->failed += result->outcome != SUBMIT_OK;
	c->outcome = result->outcome;
	snprintf(c->reply, sizeof(c->reply), "%s", result->reply);
}

static int run(struct caller *c, const char *const *texts, size_t n,
               const int *stop_fd, struct err *err)
{
	struct submit_settings settings = { .url = c->url, .stop_fd = stop_fd };
	struct submit_ops ops = { on_next, on_dot, on_done, c, NULL };

	c->texts = texts;
	c->n = n;
	c->next = 0;
	return submit_run(&settings, &ops, err);
}

#define WITH_ID(id) "Subject: x\r\nMessage-ID: <" id ">\r\n\r\ntext\r\n"

static void run__delivers_the_very_bytes(void **state)
{
	static const char *const texts[] = { WITH_ID("one@example.org") };
	struct buf got CLEANUP(buf_deinit) = BUF(4096);
	struct caller *c = *state;
	struct err err = { "" };
	char name[256], path[512];
	struct stat st;

	assert_int_equal(run(c, texts, 1, NULL, &err), 0);
	assert_int_equal(c->outcome, SUBMIT_OK);
	assert_string_equal(c->reply, "delivered to new/one@example.org");
	assert_int_equal(c->dots, 1);
	assert_int_equal(c->in_new_at_dot, 0);
	assert_int_equal(count_files(c, "tmp", name), 0);
	assert_int_equal(count_files(c, "new", name), 1);
	assert_string_equal(name, "one@example.org");
	snprintf(path, sizeof(path), "%s/box/new/%s", c->dir, name);
	assert_int_equal(file_read(path, &got, &err), 0);
	assert_string_equal(buf_cstr(&got), texts[0]);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
}

static void run__a_retry_is_the_same_file(void **state)
{
	static const char *const texts[] = { WITH_ID("one@example.org"),
		                             WITH_ID("two@example.org") };
	struct caller *c = *state;
	struct err err = { "" };
	char name[256];

	assert_int_equal(run(c, texts, 2, NULL, &err), 0);
	assert_int_equal(run(c, texts, 2, NULL, &err), 0);
	assert_int_equal(c->settled, 4);
	assert_int_equal(count_files(c, "new", name), 2);
}

/* No Message-ID, or none that makes a file name: unique names, none lost. */
static void run__other_names(void **state)
{
	static const char *const texts[] = {
		WITH_ID("../../etc/passwd"),
		WITH_ID("../../etc/passwd"),
		WITH_ID(".hidden@example.org"),
		WITH_ID("a:2,S@example.org"),
		"Subject: x\r\n\r\nMessage-ID: <body@example.org>\r\n",
		"Message-ID: none\r\n\r\ntext\r\n",
	};
	struct caller *c = *state;
	struct err err = { "" };
	char name[256];

	assert_int_equal(run(c, texts, 6, NULL, &err), 0);
	assert_int_equal(c->settled, 6);
	assert_int_equal(count_files(c, "new", name), 6);
	assert_null(strchr(name, ':'));
	assert_null(strstr(name, "example"));
}

static void run__held_back(void **state)
{
	static const char *const texts[] = { WITH_ID("one@example.org") };
	struct caller *c = *state;
	struct err err = { "" };
	char name[256];

	c->refuse_dot = true;
	assert_int_equal(run(c, texts, 1, NULL, &err), 0);
	assert_int_equal(c->outcome, SUBMIT_TEMPFAIL);
	assert_int_equal(count_files(c, "new", name), 0);
	assert_int_equal(count_files(c, "tmp", name), 0);
}

/* A directory that breaks under way: the mails in hand are settled, each by
 * what became of it, and no further ones are taken. */
static void run__broken_directory(void **state)
{
	static char ids[MANY][64];
	const char *texts[MANY];
	struct caller *c = *state;
	struct err err = { "" };
	char path[128], name[256];

	/* Where new/one@example.org would go stands a directory. */
	snprintf(path, sizeof(path), "%s/box/new/one@example.org/x", c->dir);
	assert_int_equal(file_mkdirs(path, 0700, &err), 0);
	for (size_t i = 0; i < MANY; i++) {
		snprintf(ids[i], sizeof(ids[i]), WITH_ID("%zu@example.org"), i);
		texts[i] = i ? ids[i] : WITH_ID("one@example.org");
	}
	assert_int_equal(run(c, texts, MANY, NULL, &err), -1);
	assert_in_range(c->settled, 1, MANY - 1);
	assert_int_equal(c->next, c->settled);
	assert_int_equal(c->failed, 1);
	assert_int_equal(count_files(c, "new", name), c->settled);
	assert_non_null(strstr(err.msg, "new/one@example.org: "));
	assert_int_equal(count_files(c, "tmp", name), 0);
}

/* More than one batch, the same one twice in one of them. */
static void run__many(void **state)
{
	static char ids[MANY][64];
	const char *texts[MANY];
	struct caller *c = *state;
	struct err err = { "" };
	char name[256];

	for (size_t i = 0; i < MANY; i++) {
		snprintf(ids[i], sizeof(ids[i]), WITH_ID("%zu@example.org"),
		         i == 7 ? 5 : i);
		texts[i] = ids[i];
	}
	assert_int_equal(run(c, texts, MANY, NULL, &err), 0);
	assert_int_equal(c->settled, MANY);
	assert_int_equal(c->failed, 0);
	assert_int_equal(count_files(c, "new", name), MANY - 1);
	assert_int_equal(count_files(c, "tmp", name), 0);
}

static void run__no_directory(void **state)
{
	static const char *const texts[] = { WITH_ID("one@example.org") };
	struct caller *c = *state;
	struct err err = { "" };

	snprintf(c->url, sizeof(c->url), "maildir:/proc/none");
	assert_int_equal(run(c, texts, 1, NULL, &err), -1);
	assert_int_equal(c->next, 0);
	assert_non_null(strstr(err.msg, "/proc/none"));
}

static void run__stopped(void **state)
{
	static const char *const texts[] = { WITH_ID("one@example.org") };
	int stop CLEANUP(cleanup_close) = eventfd(1, EFD_CLOEXEC);
	struct caller *c = *state;
	struct err err = { "" };

	assert_int_equal(run(c, texts, 1, &stop, &err), 0);
	assert_int_equal(c->next, 0);
}

static void probe__writable(void **state)
{
	struct caller *c = *state;
	struct submit_settings settings = { .url = c->url };
	struct err err = { "" };
	char name[256];

	assert_int_equal(submit_probe(&settings, "a@b.test", &err), 0);
	assert_int_equal(count_files(c, "tmp", name), 0);
	assert_int_equal(count_files(c, "new", name), 0);
	settings.url = "maildir:/proc/none";
	assert_int_equal(submit_probe(&settings, "a@b.test", &err), -1);
	settings.url = "maildir:";
	assert_int_equal(submit_probe(&settings, "a@b.test", &err), -1);
	assert_string_equal(err.msg, "maildir: no directory");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(run__delivers_the_very_bytes),
		TEST(run__a_retry_is_the_same_file),
		TEST(run__other_names),
		TEST(run__held_back),
		TEST(run__broken_directory),
		TEST(run__many),
		TEST(run__no_directory),
		TEST(run__stopped),
		TEST(probe__writable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
