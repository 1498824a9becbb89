#include "model/paper.h"

#include <string.h>

#include "cmocka_all.h"

static void paper_id_parse__accepts(void **state)
{
	static const struct {
		const char *in, *id;
		int version;
	} rows[] = {
		{ "2504.06426", "2504.06426", 0 },
		{ "2504.06426v2", "2504.06426", 2 },
		{ "0704.0001v12", "0704.0001", 12 },
		{ "arXiv:2504.06426", "2504.06426", 0 },
		{ "arxiv:2504.06426v1", "2504.06426", 1 },
		{ "oai:arXiv.org:2504.06426v1", "2504.06426", 1 },
		{ "https://arxiv.org/abs/2504.06426v3", "2504.06426", 3 },
		{ "http://arxiv.org/abs/2504.06426", "2504.06426", 0 },
		{ "https://arxiv.org/pdf/2504.06426v1.pdf", "2504.06426", 1 },
		{ "https://arxiv.org/pdf/2504.06426", "2504.06426", 0 },
		{ "astro-ph/0601001", "astro-ph/0601001", 0 },
		{ "http://arxiv.org/abs/astro-ph/0601001v1", "astro-ph/0601001",
		  1 },
		{ "math.GT/0309136", "math.GT/0309136", 0 },
		{ "oai:arXiv.org:hep-th/9901001", "hep-th/9901001", 0 },
		{ " 2504.06426\n", "2504.06426", 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		char id[PAPER_ID_MAX];
		int version = -1;

		assert_int_equal(paper_id_parse(rows[i].in, id, &version), 0);
		assert_string_equal(id, rows[i].id);
		assert_int_equal(version, rows[i].version);
	}
}

static void paper_id_parse__refuses(void **state)
{
	static const char *const rows[] = {
		"",
		"   ",
		"arXiv:",
		"2504.123",
		"2504.123456",
		"250.06426",
		"25040.6426",
		"2504-06426",
		"2504.06426v",
		"2504.06426v1234",
		"2504.06426 2504.06427",
		"2504.06426\r\nBcc: x",
		"2504.06426<script>",
		"astro-ph/060100",
		"astro-ph/06010011",
		"Astro-ph/0601001",
		"math.G/0309136",
		"/0601001",
		"abcdefghijklmnopqrstuvwxyz/0601001",
		"https://example.org/abs/2504.06426",
		"https://arxiv.org/abs/",
		"../../etc/passwd",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		char id[PAPER_ID_MAX];
		int version;

		if (!paper_id_parse(rows[i], id, &version))
			fail_msg("accepted: %s", rows[i]);
	}
}

static void paper_is_arxiv__table(void **state)
{
	struct paper arxiv = { .id = "2504.06426" };
	struct paper old = { .id = "astro-ph/0601001" };
	struct paper blog = { .id = "feed:0123456789abcdef" };

	(void)state;
	assert_true(paper_is_arxiv(&arxiv));
	assert_true(paper_is_arxiv(&old));
	assert_false(paper_is_arxiv(&blog));
}

static void announce_name__there_and_back(void **state)
{
	static const enum announce types[] = { ANNOUNCE_NEW, ANNOUNCE_CROSS,
		                               ANNOUNCE_REPLACE,
		                               ANNOUNCE_REPLACE_CROSS };

	(void)state;
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		assert_int_equal(announce_of_name(announce_name(types[i])),
		                 types[i]);
	assert_string_equal(announce_name(ANNOUNCE_REPLACE_CROSS),
	                    "replace-cross");
	assert_string_equal(announce_name(ANNOUNCE_CROSS), "cross");
	assert_int_equal(announce_of_name("cross-list"), ANNOUNCE_CROSS);
	assert_int_equal(announce_of_name("New"), 0);
	assert_int_equal(announce_of_name(""), 0);
	assert_int_equal(announce_of_name(NULL), 0);
	assert_string_equal(announce_name(ANNOUNCE_ALL), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(paper_id_parse__accepts),
		cmocka_unit_test(paper_id_parse__refuses),
		cmocka_unit_test(paper_is_arxiv__table),
		cmocka_unit_test(announce_name__there_and_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
