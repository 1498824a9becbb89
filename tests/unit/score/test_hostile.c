/* Papers as nobody should write them. */
#include "cmocka_all.h"

#include <stdlib.h>

#include "room.h"
#include "text/charset.h"

static const struct topic topics[] = {
	{ .id = "moe",
	  .name = "Mixture of Experts",
	  .keywords = WORDS("expert routing"),
	  .n_keywords = 1 },
};

/* Scored as far as there are words, with a line of valid UTF-8. */
static void check(const struct paper *p, bool scored)
{
	struct room r CLEANUP(room_deinit) = { 0 };

	assert_int_equal(room_run(&r, topics, 1, p, 1, NULL), 0);
	assert_int_equal(r.scores[0].by,
	                 scored ? SCORE_BY_LEXICAL : SCORE_BY_NONE);
	assert_non_null(r.scores[0].comment);
	assert_true(utf8_valid(str_of(r.scores[0].comment)));
	assert_null(strpbrk(r.scores[0].comment, "\r\n"));
	assert_null(strstr(r.scores[0].comment, "\xe2\x80\xae"));
	assert_true(strlen(r.scores[0].comment) < 1000);
}

static void run__takes_strange_papers(void **state)
{
	static const struct {
		const char *title, *abstract;
		bool scored;
	} cases[] = {
		{ "", "", false },
		{ ".,;:!?()[]{}", "$$ \\ ~ ^", false },
		{ "\xff\xfe\xc3\x28\xed\xa0\x80", "", false },
		{ "expert\xff routing\xc3", "\xf0\x9f\x98", true },
		{ "expert\r\nBcc: x routing", "expert routing\r\n.\r\n", true },
		{ "expert\r\nrouting", "expert\xe2\x80\xaerouting", true },
		{ "<script>expert routing</script>", "&amp;\x01\x7f", true },
		{ "\xe2\x80\xae"
		  "expert routing",
		  "", true },
		{ "\xe4\xb8\xad\xe6\x96\x87", "\xd0\xbf\xd1\x80", true },
		{ "$d^{O(m)}2^{\\mathrm{poly}(K)}$", "\\'\\'\\c{", true },
		{ "the of and", "a", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct paper p = PAPER(cases[i].title, cases[i].abstract);

		check(&p, cases[i].scored);
	}
}

static void run__takes_a_huge_abstract(void **state)
{
	struct buf text CLEANUP(buf_deinit) = BUF(300000);
	struct paper p;

	(void)state;
	for (int i = 0; text.len < 200000; i++)
		buf_addf(&text, "word%d expert routing $x_{%d}$. ", i, i);
	p = PAPER("Routing", buf_cstr(&text));
	check(&p, true);
}

static void run__takes_many_authors_and_no_category(void **state)
{
	static const char *authors[3000];
	struct paper p = PAPER("Expert routing", "Tokens.");

	(void)state;
	for (int i = 0; i < 3000; i++)
		authors[i] = "A. Collaborator";
	p.authors = authors;
	p.n_authors = 3000;
	p.categories = NULL;
	p.n_categories = 0;
	check(&p, true);
}

static void run__takes_bytes_at_random(void **state)
{
	unsigned seed = 1;

	(void)state;
	for (int i = 0; i < 200; i++) {
		char title[60], abstract[400];
		struct paper p = PAPER(title, abstract);
		struct room r CLEANUP(room_deinit) = { 0 };

		for (size_t k = 0; k < sizeof(title); k++)
			title[k] = (char)(rand_r(&seed) % 255 + 1);
		for (size_t k = 0; k < sizeof(abstract); k++)
			abstract[k] = (char)(rand_r(&seed) % 255 + 1);
		title[sizeof(title) - 1] = '\0';
		abstract[sizeof(abstract) - 1] = '\0';
		assert_int_equal(room_run(&r, topics, 1, &p, 1, NULL), 0);
		assert_true(utf8_valid(str_of(r.scores[0].comment)));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(run__takes_strange_papers),
		cmocka_unit_test(run__takes_a_huge_abstract),
		cmocka_unit_test(run__takes_many_authors_and_no_category),
		cmocka_unit_test(run__takes_bytes_at_random),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
