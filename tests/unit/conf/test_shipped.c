/*
 * The files in etc/ are valid as they stand, in the checkout; and what stands
 * in digestd.conf behind a "#" is what holds without it.
 */
#include <ctype.h>

#include "conf/conf.h"
#include "conf/conf_check.h"
#include "conf/conf_settings.h"
#include "room.h"

static struct conf *load(const char *path)
{
	struct buf problems CLEANUP(buf_deinit) = BUF(65536);
	struct conf *conf = NULL;

	conf_load(path, &conf, &problems);
	if (!conf)
		fail_msg("%s", buf_cstr(&problems));
	return conf;
}

static void shipped__valid(void **state)
{
	struct conf *conf CLEANUP(conf_freep) = NULL;

	(void)state;
	conf = load(DIGESTD_SOURCE_DIR "/etc/digestd.conf");
	assert_string_equal(conf->state_dir, "/var/lib/digestd");
	assert_string_equal(conf->mail.domain, "example.org");
}

static void copy_shipped(const char *name)
{
	struct buf from CLEANUP(buf_deinit) = BUF(4096);
	struct buf bytes CLEANUP(buf_deinit) = BUF(1 << 20);

	file_join(&from, DIGESTD_SOURCE_DIR, name);
	assert_int_equal(file_read(buf_cstr(&from), &bytes, NULL), 0);
	room_write(name, bytes.ptr, bytes.len, 0644);
}

static void shipped__topics(void **state)
{
	static const char *const ids[] = { "representation", "architecture",
		                           "compression",    "llm",
		                           "science",        "emerging" };
	struct conf *conf CLEANUP(conf_freep) = NULL;

	(void)state;
	copy_shipped("etc/digestd.conf");
	copy_shipped("etc/topics.conf");
	conf = load("etc/digestd.conf");
	assert_int_equal(conf->n_topics, sizeof(ids) / sizeof(*ids));
	for (size_t i = 0; i < conf->n_topics; i++) {
		const struct topic *t = &conf->topics[i];

		assert_string_equal(t->id, ids[i]);
		assert_true(t->relevant[0] && t->irrelevant[0]);
		assert_true(t->n_keywords >= 10 && t->n_aliases);
	}
	assert_int_equal(topic_find(conf->topics, conf->n_topics, "moe"), 1);
}

/* "# name = value", "# group: {", "# };": a setting, not prose. */
static bool is_setting(struct str s)
{
	size_t n = 0;

	if (str_starts(s, STR("};")))
		return true;
	while (n < s.len &&
	       (islower((unsigned char)s.ptr[n]) || s.ptr[n] == '_'))
		n++;
	s = (struct str){ s.ptr + n, s.len - n };
	return n && (str_starts(s, STR(": {")) ||
	             (str_starts(s, STR(" = ")) && s.len > 3 &&
	              (isalnum((unsigned char)s.ptr[3]) ||
	               strchr("\"[{", s.ptr[3]))));
}

/* Takes the "#" from the settings behind one. */
static int uncomment(struct str text, struct buf *out)
{
	struct str line;
	int n = 0;

	while (str_split(&text, '\n', &line)) {
		struct str s = str_trim(line);

		if (str_starts(s, STR("#"))) {
			s = str_trim((struct str){ s.ptr + 1, s.len - 1 });
			if (is_setting(s)) {
				line = s;
				n++;
			}
		}
		buf_addstr(out, line);
		buf_addc(out, '\n');
	}
	return n;
}

/* The row's field means the same in both. */
static bool same(const struct setting *row, const struct conf *a,
                 const struct conf *b)
{
	const char *x = (const char *)a + row->offset;
	const char *y = (const char *)b + row->offset;

	switch (row->kind) {
	case SETTING_GROUP:
	case SETTING_LIST:
	case SETTING_STRINGS:
		return true;
	case SETTING_REAL:
		return *(const double *)x == *(const double *)y;
	case SETTING_BOOL:
		return *(const bool *)x == *(const bool *)y;
	case SETTING_INT:
	case SETTING_FLAGS:
		return *(const int *)x == *(const int *)y;
	case SETTING_DURATION:
		return *(const int64_t *)x == *(const int64_t *)y;
	case SETTING_STRING:
		break;
	}
	if (row->parse == parse_time || row->parse == parse_scorer ||
	    row->parse == parse_prefilter || row->parse == parse_tls)
		return *(const int *)x == *(const int *)y;
	return !strcmp(*(const char *const *)x, *(const char *const *)y);
}

static void shipped__comments_say_the_defaults(void **state)
{
	struct buf text CLEANUP(buf_deinit) = BUF(1 << 20);
	struct buf bare CLEANUP(buf_deinit) = BUF(1 << 20);
	struct conf *a CLEANUP(conf_freep) = NULL;
	struct conf *b CLEANUP(conf_freep) = NULL;

	(void)state;
	copy_shipped("etc/digestd.conf");
	copy_shipped("etc/topics.conf");
	room_write("etc/imap.password", "x\n", 2, 0600);
	assert_int_equal(file_read("etc/digestd.conf", &text, NULL), 0);
	assert_true(uncomment(buf_str(&text), &bare) > 40);
	room_text("etc/bare.conf", buf_cstr(&bare));
	a = load("etc/digestd.conf");
	b = load("etc/bare.conf");
	for (size_t i = 0; i < n_settings; i++)
		if (!strchr(settings[i].path, '[') &&
		    strncmp(settings[i].path, "mail.imap", 9) &&
		    !same(&settings[i], a, b))
			fail_msg("%s is not the default", settings[i].path);
	assert_string_equal(b->sources[0].url, a->sources[0].url);
	assert_int_equal(b->sources[0].announce_types,
	                 a->sources[0].announce_types);
	assert_string_equal(b->mail.imap.mailbox, "INBOX");
}

/* Every setting of the table is in digestd.conf or topics.conf. */
static void shipped__names_every_setting(void **state)
{
	struct buf text CLEANUP(buf_deinit) = BUF(1 << 20);

	(void)state;
	copy_shipped("etc/digestd.conf");
	copy_shipped("etc/topics.conf");
	assert_int_equal(file_read("etc/digestd.conf", &text, NULL), 0);
	assert_int_equal(file_read("etc/topics.conf", &text, NULL), 0);
	for (size_t i = 0; i < n_settings; i++) {
		const char *dot = strrchr(settings[i].path, '.');
		char name[80];

		snprintf(name, sizeof(name), "%s%s",
		         dot ? dot + 1 : settings[i].path,
		         settings[i].kind == SETTING_GROUP ? ": {" : " = ");
		if (!strstr(buf_cstr(&text), name))
			fail_msg("%s is not explained", settings[i].path);
	}
}

/* Fills "@SLOT@" by the pairs of values, as "make demo" does. */
static void fill(struct str text, const char *const *values, struct buf *out)
{
	while (text.len) {
		size_t i = 0;

		while (values[i] && !str_starts(text, str_of(values[i])))
			i += 2;
		if (values[i])
			buf_adds(out, values[i + 1]);
		else
			buf_addc(out, *text.ptr);
		i = values[i] ? strlen(values[i]) : 1;
		text = (struct str){ text.ptr + i, text.len - i };
	}
}

static void shipped__demo(void **state)
{
	struct buf text CLEANUP(buf_deinit) = BUF(1 << 20);
	struct buf filled CLEANUP(buf_deinit) = BUF(1 << 20);
	struct conf *conf CLEANUP(conf_freep) = NULL;
	char root[sizeof(room_path) + 8];
	const char *const values[] = {
		"@DIR@",  "/tmp/demo",
		"@FEED@", "file:///tmp/demo/sample-day.xml",
		"@TYPE@", "arxiv-rss",
		"@ETC@",  DIGESTD_SOURCE_DIR "/etc",
		"@ROOT@", root,
		NULL,
	};

	(void)state;
	snprintf(root, sizeof(root), "%s/etc", room_path);
	assert_int_equal(file_read(DIGESTD_SOURCE_DIR
	                           "/etc/demo/digestd.conf.in",
	                           &text, NULL),
	                 0);
	fill(buf_str(&text), values, &filled);
	room_text("etc/demo.conf", buf_cstr(&filled));
	conf = load("etc/demo.conf");
	assert_string_equal(conf->mail.smtp.url, "maildir:/tmp/demo/maildir");
	assert_int_equal(conf->n_topics, 6);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shipped__valid),
		cmocka_unit_test(shipped__topics),
		cmocka_unit_test(shipped__comments_say_the_defaults),
		cmocka_unit_test(shipped__names_every_setting),
		cmocka_unit_test(shipped__demo),
	};

	return cmocka_run_group_tests(tests, room_enter, room_leave);
}
