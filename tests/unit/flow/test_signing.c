#include "signing.h"

#include <stdlib.h>
#include <unistd.h>

#include "cmocka_all.h"

enum { DAY = 24 * 3600, START = 1700000000 };

static char dir[] = "/tmp/digestd-signing-XXXXXX";

struct keys {
	struct store *store;
	struct arena *arena;
	struct err err;
};

static int setup(void **state)
{
	struct keys *k = calloc(1, sizeof(*k));

	assert_non_null(k);
	assert_int_equal(store_open_copy(dir, &k->store, &k->err), 0);
	k->arena = arena_new(1 << 20);
	*state = k;
	return 0;
}

static int teardown(void **state)
{
	struct keys *k = *state;

	store_close(k->store);
	arena_free(k->arena);
	free(k);
	return 0;
}

static void assert_uses(struct keys *k, int64_t now, const char *uses)
{
	struct signing_fact *facts;
	struct token_key *keys;
	size_t n, n_keys;

	assert_int_equal(
	        signing_facts(k->store, now, k->arena, &facts, &n, &k->err), 0);
	assert_int_equal(
	        signing_keys(k->store, now, k->arena, &keys, &n_keys, &k->err),
	        0);
	assert_int_equal(n, strlen(uses));
	assert_int_equal(n_keys, n);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal("svr"[facts[i].use], uses[i]);
		assert_int_equal(keys[i].retired, uses[i] == 'r');
		assert_int_equal(facts[i].until != 0, uses[i] == 'v');
	}
}

static void signing_key__made_once(void **state)
{
	struct keys *k = *state;
	struct token_key a, b;

	assert_int_equal(signing_key(k->store, START, &a, &k->err), 0);
	assert_int_equal(signing_key(k->store, START + 1, &b, &k->err), 0);
	assert_memory_equal(a.secret, b.secret, TOKEN_KEY_LEN);
	assert_int_equal(a.id, 1);
	assert_uses(k, START, "s");
	assert_uses(k, START + 9999 * (int64_t)DAY, "s");
}

static void signing_rotate__the_former_lingers(void **state)
{
	struct keys *k = *state;
	int64_t second = START + DAY, end = second + SIGNING_LINGERS * DAY;
	struct token_key former, key;

	assert_int_equal(signing_key(k->store, START, &former, &k->err), 0);
	assert_int_equal(signing_rotate(k->store, second, false, &k->err), 0);
	assert_int_equal(signing_key(k->store, second, &key, &k->err), 0);
	assert_int_equal(key.id, 2);
	assert_memory_not_equal(key.secret, former.secret, TOKEN_KEY_LEN);
	assert_uses(k, second, "vs");
	assert_uses(k, end - 1, "vs");
	assert_uses(k, end, "rs");
	assert_int_equal(signing_key_by_id(k->store, 1, &key, &k->err), 0);
	assert_memory_equal(key.secret, former.secret, TOKEN_KEY_LEN);
	assert_int_equal(signing_key_by_id(k->store, 3, &key, &k->err), 1);
}

static void signing_rotate__revoked(void **state)
{
	struct keys *k = *state;

	assert_int_equal(signing_rotate(k->store, START, false, &k->err), 0);
	assert_int_equal(signing_rotate(k->store, START, false, &k->err), 0);
	assert_int_equal(signing_rotate(k->store, START, true, &k->err), 0);
	assert_uses(k, START, "rrs");
}

/* An id is a byte: the last one stays. */
static void signing_rotate__no_more_ids(void **state)
{
	struct keys *k = *state;
	struct token_key key;

	for (int i = 0; i < 255; i++)
		assert_int_equal(
		        signing_rotate(k->store, START + i, false, &k->err), 0);
	assert_int_equal(signing_rotate(k->store, START, true, &k->err), -1);
	assert_non_null(strstr(k->err.msg, "no more"));
	assert_int_equal(signing_key(k->store, START + 300, &key, &k->err), 0);
	assert_int_equal(key.id, 255);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(signing_key__made_once, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(
		        signing_rotate__the_former_lingers, setup, teardown),
		cmocka_unit_test_setup_teardown(signing_rotate__revoked, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(signing_rotate__no_more_ids,
		                                setup, teardown),
	};
	int failed;

	if (!mkdtemp(dir))
		return 1;
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	rmdir(dir);
	return failed;
}
