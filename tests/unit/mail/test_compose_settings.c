#include "cmocka_all.h"

#include "base/cleanup.h"
#include "mail/compose.h"

static const struct compose_settings settings = {
	.from = "Daily Papers <papers@example.org>",
	.domain = "example.org",
	.address = "papers@example.org",
	.list_id = "daily-papers.example.org",
	.admin = "admin@example.org",
	.archive_url = "",
	.unsubscribe_url = "https://example.org/{token}",
};

static void compose_settings_parse__round_trip(void **state)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 20);
	struct buf text CLEANUP(buf_deinit) = BUF(4096);
	struct buf again CLEANUP(buf_deinit) = BUF(4096);
	struct compose_settings back;
	struct err err = { "" };

	(void)state;
	compose_settings_print(&settings, &text);
	if (compose_settings_parse(buf_str(&text), arena, &back, &err))
		fail_msg("%s", err.msg);
	assert_string_equal(back.from, settings.from);
	assert_string_equal(back.domain, settings.domain);
	assert_string_equal(back.address, settings.address);
	assert_string_equal(back.list_id, settings.list_id);
	assert_string_equal(back.admin, settings.admin);
	assert_string_equal(back.archive_url, "");
	assert_string_equal(back.unsubscribe_url, settings.unsubscribe_url);
	compose_settings_print(&back, &again);
	assert_string_equal(buf_cstr(&text), buf_cstr(&again));
}

static void compose_settings_print__a_line_break_adds_nothing(void **state)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 20);
	struct buf text CLEANUP(buf_deinit) = BUF(4096);
	struct compose_settings evil = settings, back;

	(void)state;
	evil.admin = "a@b\nfrom eve@example.org";
	compose_settings_print(&evil, &text);
	assert_int_equal(
	        compose_settings_parse(buf_str(&text), arena, &back, NULL), 0);
	assert_string_equal(back.from, settings.from);
	assert_string_equal(back.admin, "a@b from eve@example.org");
}

static void compose_settings_parse__refuses(void **state)
{
	static const struct {
		const char *text, *why;
	} rows[] = {
		{ "", "from is missing" },
		{ "from a\nfrom b\n", "from stands twice" },
		{ "colour blue\n", "unknown setting colour" },
		{ "from\n", "without a value" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 20);
		struct compose_settings back;
		struct err err = { "" };

		assert_int_equal(compose_settings_parse(str_of(rows[i].text),
		                                        arena, &back, &err),
		                 -1);
		assert_non_null(strstr(err.msg, rows[i].why));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(compose_settings_parse__round_trip),
		cmocka_unit_test(
		        compose_settings_print__a_line_break_adds_nothing),
		cmocka_unit_test(compose_settings_parse__refuses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
