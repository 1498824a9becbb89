#include "text/charset.h"

#include "cmocka_all.h"

#include "base/cleanup.h"

static void charset_to_utf8__table(void **state)
{
	static const struct {
		const char *charset;
		struct str in;
		const char *out;
		int answer;
	} rows[] = {
		{ "utf-8", STR("caf\xC3\xA9"), "caf\xC3\xA9", 0 },
		{ "UTF8", STR("a\xFFz"), "a\uFFFDz", 0 },
		/* latin1 and ascii are what Windows meant by them */
		{ "iso-8859-1", STR("\x93\xE9\x94"), "“é”", 0 },
		{ "US-ASCII", STR("it\x92s"), "it’s", 0 },
		{ "windows-1252", STR("\x80\x81"), "€\uFFFD", 0 },
		{ "ISO-8859-15", STR("\xA4"), "€", 0 },
		{ "koi8-r", STR("\xF0\xD2"), "Пр", 0 },
		{ "gb2312", STR("\xC4\xE3\xBA\xC3"), "你好", 0 },
		{ "Shift_JIS", STR("\x93\xFA\x96\x7B"), "日本", 0 },
		{ "iso-2022-jp", STR("\x1B$B\x46\x7C\x4B\x5C\x1B(B!"), "日本!",
		  0 },
		{ "ms_kanji", STR("\x93\xFA\x96\x7B"), "日本", 0 },
		{ "x-euc-jp", STR("\xC6\xFC"), "日", 0 },
		{ "x-gbk", STR("\xC4\xE3"), "你", 0 },
		{ "euc-kr", STR("\xC7\xD1"), "한", 0 },
		{ "windows-949", STR("\xC7\xD1"), "한", 0 },
		{ "big5", STR("\xA4\xA4"), "中", 0 },
		{ "utf-16le", STR("a\0\xE9\0"), "aé", 0 },
		/* half a surrogate pair costs one character, not the rest */
		{ "utf-16be", STR("\xDC\x00\0a"), "\uFFFDa", 0 },
		/* cut off amid a character */
		{ "utf-16be", STR("\0a\0"), "a\uFFFD", 0 },
		{ "gbk", STR("a\xC4"), "a\uFFFD", 0 },
		{ "latin1", STR(""), "", 0 },
		{ NULL, STR("a\xE9"), "a\uFFFD", -1 },
		{ "", STR("a"), "a", -1 },
		{ "x-unknown", STR("\xC3\xA9"), "é", -1 },
		{ "iso-8859-1//TRANSLIT", STR("a"), "a", -1 },
		{ "windows-1259", STR("a"), "a", -1 },
		/* glibc has it, mail does not use it: CVE-2024-2961 */
		{ "iso-2022-cn-ext", STR("a"), "a", -1 },
		{ "../../../tmp/evil", STR("a"), "a", -1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct buf out CLEANUP(buf_deinit) = BUF(1000);

		assert_int_equal(
		        charset_to_utf8(&out, rows[i].charset, rows[i].in),
		        rows[i].answer);
		assert_string_equal(buf_cstr(&out), rows[i].out);
		assert_true(utf8_valid(buf_str(&out)));
	}
}

static void charset_to_utf8__longer_than_a_piece(void **state)
{
	struct buf in CLEANUP(buf_deinit) = BUF(100000);
	struct buf out CLEANUP(buf_deinit) = BUF(200000);

	(void)state;
	for (int i = 0; i < 50000; i++)
		buf_addc(&in, '\xE9');
	assert_int_equal(charset_to_utf8(&out, "latin1", buf_str(&in)), 0);
	assert_int_equal(out.len, 100000);
	assert_true(utf8_valid(buf_str(&out)));
}

static void charset_to_utf8__full_buffer_ends(void **state)
{
	struct buf in CLEANUP(buf_deinit) = BUF(100000);
	struct buf out CLEANUP(buf_deinit) = BUF(3000);

	(void)state;
	for (int i = 0; i < 50000; i++)
		buf_addc(&in, '\xE9');
	assert_int_equal(charset_to_utf8(&out, "latin1", buf_str(&in)), 0);
	assert_true(out.full);
	assert_true(utf8_valid(buf_str(&out)));
}

static void utf8_valid__table(void **state)
{
	(void)state;
	assert_true(utf8_valid(STR("")));
	assert_true(utf8_valid(STR("a\0é")));
	assert_false(utf8_valid(STR("\xC0\x80")));
	assert_false(utf8_valid(STR("\xED\xA0\x80")));
	assert_false(utf8_valid(STR("\xF4\x90\x80\x80")));
	assert_false(utf8_valid(STR("a\xC3")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(charset_to_utf8__table),
		cmocka_unit_test(charset_to_utf8__longer_than_a_piece),
		cmocka_unit_test(charset_to_utf8__full_buffer_ends),
		cmocka_unit_test(utf8_valid__table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
