#include "conf/conf.h"

#include "room.h"

static int secret(const char *file, struct buf *out, struct err *err)
{
	const struct conf conf = { .path = "etc/digestd.conf" };

	err->msg[0] = '\0';
	buf_clear(out);
	return conf_secret(&conf, file, out, err);
}

static void conf_secret__bytes_and_modes(void **state)
{
	static char big[4098];
	struct buf out CLEANUP(buf_deinit) = BUF(8192);
	struct {
		const char *bytes;
		mode_t mode;
		const char *wanted; /* NULL: refused */
		const char *reason;
	} cases[] = {
		{ "s3cret\n", 0600, "s3cret", "" },
		{ "s3cret", 0400, "s3cret", "" },
		{ "s3cret\r\n", 0600, "s3cret", "" },
		{ " a b ", 0600, " a b ", "" },
		{ "", 0600, NULL, "etc/key: empty" },
		{ "\n", 0600, NULL, "etc/key: empty" },
		{ "a\nb\n", 0600, NULL,
		  "etc/key: more than one line, or control characters" },
		{ big, 0600, NULL, "etc/key: larger than 4096 bytes" },
		{ "s3cret\n", 0640, NULL,
		  "etc/key: others may read it (mode 0640); chmod 600" },
		{ "s3cret\n", 0604, NULL,
		  "etc/key: others may read it (mode 0604); chmod 600" },
	};
	struct err err;

	(void)state;
	memset(big, 'x', sizeof(big) - 1);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		int rc;

		room_write("etc/key", cases[i].bytes, strlen(cases[i].bytes),
		           cases[i].mode);
		rc = secret("key", &out, &err);
		assert_string_equal(err.msg, cases[i].reason);
		assert_int_equal(rc, cases[i].wanted ? 0 : -1);
		assert_string_equal(buf_cstr(&out),
		                    cases[i].wanted ? cases[i].wanted : "");
	}
}

static void conf_secret__not_a_file(void **state)
{
	struct buf out CLEANUP(buf_deinit) = BUF(8192);
	struct err err;

	(void)state;
	assert_int_equal(secret("none", &out, &err), -1);
	assert_string_equal(err.msg, "etc/none: No such file or directory");
	assert_int_equal(secret("prompts", &out, &err), -1);
	assert_string_equal(err.msg, "etc/prompts: not a regular file");
	assert_int_equal(mkfifo("etc/fifo", 0600), 0);
	assert_int_equal(secret("fifo", &out, &err), -1);
	assert_string_equal(err.msg, "etc/fifo: not a regular file");
}

/* systemd shows an access list for the service's user as group bits. */
static void conf_secret__credentials(void **state)
{
	struct buf out CLEANUP(buf_deinit) = BUF(8192);
	struct err err;

	(void)state;
	assert_int_equal(file_mkdirs("cred", 0700, NULL), 0);
	room_write("etc/key", "file\n", 5, 0600);
	room_write("etc/other", "other\n", 6, 0600);
	room_write("cred/key", "credential\n", 11, 0440);
	assert_int_equal(setenv("CREDENTIALS_DIRECTORY", "cred", 1), 0);
	assert_int_equal(secret("key", &out, &err), 0);
	assert_string_equal(buf_cstr(&out), "credential");
	assert_int_equal(secret("other", &out, &err), 0);
	assert_string_equal(buf_cstr(&out), "other");
	assert_int_equal(secret("../etc/key", &out, &err), 0);
	assert_string_equal(buf_cstr(&out), "file");
	room_write("cred/key", "credential\n", 11, 0444);
	assert_int_equal(secret("key", &out, &err), -1);
	assert_string_equal(err.msg, "cred/key: others may read it (mode "
	                             "0444); chmod 600");
	unsetenv("CREDENTIALS_DIRECTORY");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(conf_secret__bytes_and_modes),
		cmocka_unit_test(conf_secret__not_a_file),
		cmocka_unit_test(conf_secret__credentials),
	};

	return cmocka_run_group_tests(tests, room_enter, room_leave);
}
