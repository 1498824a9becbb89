#include "cmocka_all.h"

#include <ctype.h>

#include "mail/token.h"

static const struct token_key key = {
	.id = 7, .secret = "thirty-two bytes of a test key!"
};
static const struct token reply = { TOKEN_REPLY, 123456789, 20196, 20256 };

static enum token_verdict read_with(const struct token_key *k, const char *text,
                                    int today, struct token *out)
{
	return token_read(k, 1, str_of(text), today, out);
}

static void token_write__round_trip(void **state)
{
	static const struct token rows[] = {
		{ TOKEN_REPLY, 1, 20196, 20256 },
		{ TOKEN_UNSUBSCRIBE, 4294967295u, 0, 0 },
		{ TOKEN_BOUNCE, 0, 65535, 65535 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		char text[TOKEN_LEN + 1], again[TOKEN_LEN + 1];
		struct token back;

		assert_int_equal(token_write(&key, &rows[i], text, NULL), 0);
		assert_int_equal(token_write(&key, &rows[i], again, NULL), 0);
		assert_string_equal(text, again);
		assert_int_equal(strlen(text), TOKEN_LEN);
		for (const char *c = text; *c; c++)
			assert_true(islower((unsigned char)*c) ||
			            (*c >= '2' && *c <= '7'));
		assert_int_equal(read_with(&key, text, 20000, &back),
		                 TOKEN_GOOD);
		assert_int_equal(back.scope, rows[i].scope);
		assert_true(back.subscriber == rows[i].subscriber);
		assert_int_equal(back.edition, rows[i].edition);
		assert_int_equal(back.expires, rows[i].expires);
	}
}

/* Fixed for ever: mails that are out there carry it. Computed with Python's
 * hmac and base64. */
static void token_write__known_answer(void **state)
{
	char text[TOKEN_LEN + 1];

	(void)state;
	assert_int_equal(token_write(&key, &reply, text, NULL), 0);
	assert_string_equal(text, "a4aqow6ncvhoitzayzn23qfqqyzz4af3737qjn5nze");
}

static void token_write__refuses_what_does_not_fit(void **state)
{
	static const struct token rows[] = {
		{ TOKEN_REPLY, 1, -1, 0 },        { TOKEN_REPLY, 1, 65536, 0 },
		{ TOKEN_REPLY, 1, 0, 65536 },     { TOKEN_REPLY, 1, 0, -1 },
		{ (enum token_scope)5, 1, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		char text[TOKEN_LEN + 1];
		struct err err = { "" };

		assert_int_equal(token_write(&key, &rows[i], text, &err), -1);
		assert_non_null(strstr(err.msg, "token: "));
	}
}

static void token_read__every_flipped_bit_is_bad(void **state)
{
	static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz234567";
	char text[TOKEN_LEN + 1];
	struct token back;

	(void)state;
	assert_int_equal(token_write(&key, &reply, text, NULL), 0);
	for (size_t i = 0; i < TOKEN_LEN; i++) {
		char was = text[i];
		size_t digit = (size_t)(strchr(alphabet, was) - alphabet);

		for (size_t bit = 1; bit < 32; bit <<= 1) {
			text[i] = alphabet[digit ^ bit];
			assert_int_equal(read_with(&key, text, 20200, &back),
			                 TOKEN_BAD);
		}
		text[i] = was;
	}
	assert_int_equal(read_with(&key, text, 20200, &back), TOKEN_GOOD);
}

static void token_read__case_does_not_matter(void **state)
{
	char text[TOKEN_LEN + 1];
	struct token back;

	(void)state;
	assert_int_equal(token_write(&key, &reply, text, NULL), 0);
	for (char *c = text; *c; c++)
		*c = (char)toupper((unsigned char)*c);
	assert_int_equal(read_with(&key, text, 20200, &back), TOKEN_GOOD);
}

static void token_read__not_a_token(void **state)
{
	static const char *const rows[] = {
		"",
		"unsubscribe",
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
		"111111111111111111111111111111111111111111",
		"\xC3\xA9"
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
	};
	struct token back;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		assert_int_equal(read_with(&key, rows[i], 1, &back), TOKEN_BAD);
}

static void token_read__expiry(void **state)
{
	char text[TOKEN_LEN + 1];
	struct token back = { 0 };

	(void)state;
	assert_int_equal(token_write(&key, &reply, text, NULL), 0);
	assert_int_equal(read_with(&key, text, 20256, &back), TOKEN_GOOD);
	assert_int_equal(read_with(&key, text, 20257, &back), TOKEN_EXPIRED);
	assert_true(back.subscriber == reply.subscriber);
}

static void token_read__keys(void **state)
{
	const struct token unsubscribe = { TOKEN_UNSUBSCRIBE, 5, 0, 0 };
	struct token_key other, keys[2], retired = key;
	char a[TOKEN_LEN + 1], b[TOKEN_LEN + 1];
	struct token back;

	(void)state;
	retired.retired = true;
	assert_int_equal(token_write(&key, &reply, a, NULL), 0);
	assert_int_equal(token_write(&key, &unsubscribe, b, NULL), 0);
	assert_int_equal(read_with(&retired, a, 20200, &back), TOKEN_EXPIRED);
	assert_int_equal(read_with(&retired, b, 60000, &back), TOKEN_GOOD);

	assert_int_equal(token_key_make(7, &other, NULL), 0);
	assert_int_equal(read_with(&other, a, 20200, &back), TOKEN_BAD);
	assert_int_equal(token_key_make(8, &other, NULL), 0);
	keys[0] = other;
	keys[1] = key;
	assert_int_equal(token_read(keys, 2, str_of(a), 20200, &back),
	                 TOKEN_GOOD);
	assert_int_equal(token_read(keys, 1, str_of(a), 20200, &back),
	                 TOKEN_BAD);
}

static void token_key_make__keys_differ(void **state)
{
	struct token_key a, b;

	(void)state;
	assert_int_equal(token_key_make(1, &a, NULL), 0);
	assert_int_equal(token_key_make(1, &b, NULL), 0);
	assert_int_equal(a.id, 1);
	assert_false(a.retired);
	assert_memory_not_equal(a.secret, b.secret, TOKEN_KEY_LEN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(token_write__round_trip),
		cmocka_unit_test(token_write__known_answer),
		cmocka_unit_test(token_write__refuses_what_does_not_fit),
		cmocka_unit_test(token_read__every_flipped_bit_is_bad),
		cmocka_unit_test(token_read__case_does_not_matter),
		cmocka_unit_test(token_read__not_a_token),
		cmocka_unit_test(token_read__expiry),
		cmocka_unit_test(token_read__keys),
		cmocka_unit_test(token_key_make__keys_differ),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
