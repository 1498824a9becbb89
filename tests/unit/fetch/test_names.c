#include "cmocka_all.h"
#include "fetch/fetch_names.h"

/* The names joined by '|'. */
static const char *split(struct arena *a, const char *joined, size_t max)
{
	struct str names[16];
	size_t n = names_split(str_of(joined), max, names, a);
	char *out = arena_alloc(a, strlen(joined) + 64), *p = out;

	for (size_t i = 0; i < n; i++) {
		if (i)
			*p++ = '|';
		memcpy(p, names[i].ptr, names[i].len);
		p += names[i].len;
	}
	return out;
}

static void names_split__table(void **state)
{
	static const struct {
		const char *joined, *want;
	} table[] = {
		{ "", "" },
		{ " , ,", "" },
		{ "Ada Lovelace", "Ada Lovelace" },
		{ "A. One, B. Two", "A. One|B. Two" },
		{ "A. One,  Deepti, B. Two", "A. One|Deepti|B. Two" },
		{ "A. One and B. Two", "A. One|B. Two" },
		{ "A. One, B. Two, and C. Three", "A. One|B. Two|C. Three" },
		{ "A & B and C", "A|B|C" },
		{ "Anders And, Orlando Brand", "Anders And|Orlando Brand" },
		{ "A. One, Jr., B. Two", "A. One, Jr.|B. Two" },
		{ "A. One, III", "A. One, III" },
		{ "Jr., A. One", "Jr.|A. One" },
		{ "Bj{\\\"o}rn {\\'E}, Jos{\\'e, x}",
		  "Bj{\\\"o}rn {\\'E}|Jos{\\'e, x}" },
		{ "A. One (MIT, Cambridge), B. Two",
		  "A. One (MIT, Cambridge)|B. Two" },
		{ "A. One (MIT, B. Two", "A. One (MIT|B. Two" },
		{ "A) One, B. Two", "A) One|B. Two" },
		{ "Alpha and Beta Collaborations, C. Three",
		  "Alpha and Beta Collaborations|C. Three" },
		{ " One, A., Two, B. C., Three, D.-E. ",
		  "A. One|B. C. Two|D.-E. Three" },
		{ "One, A., Two, B., Three", "One|A.|Two|B.|Three" },
		{ "One, Ada; Two, Bob", "One, Ada|Two, Bob" },
	};
	struct arena *a = arena_new(1 << 20);

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		assert_string_equal(split(a, table[i].joined, 16),
		                    table[i].want);
	arena_free(a);
}

static void names_split__maximum(void **state)
{
	struct arena *a = arena_new(1 << 20);

	(void)state;
	assert_string_equal(split(a, "A, B, C, Jr., D", 2), "A|B");
	arena_free(a);
}

static void names_without_address__table(void **state)
{
	static const struct {
		const char *author, *want;
	} table[] = {
		{ "Ada Lovelace", "Ada Lovelace" },
		{ "ada@example.org (Ada Lovelace)", "Ada Lovelace" },
		{ "Ada Lovelace <ada@example.org>", "Ada Lovelace" },
		{ "ada@example.org", "" },
		{ "<ada@example.org>", "" },
		{ "ada@example.org ()", "" },
		{ "(ada@example.org)", "" },
		{ " ", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		struct str got = names_without_address(str_of(table[i].author));

		if (!str_eq(got, str_of(table[i].want)))
			fail_msg("%s", table[i].author);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_split__table),
		cmocka_unit_test(names_split__maximum),
		cmocka_unit_test(names_without_address__table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
