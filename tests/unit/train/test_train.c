#include "cmocka_all.h"

#include <math.h>
#include <string.h>

#include "score/score.h"
#include "score/score_weights.h"
#include "train/train.h"

#define assert_near(a, b) assert_true(fabs((double)(a) - (b)) < 1e-6)

enum { DAYS = 4, PAPERS = 40 };

static const struct topic topics[] = {
	{ .id = "moe",
	  .name = "Mixture of Experts",
	  .relevant = "",
	  .keywords = (const char *const[]){ "mixture of experts" },
	  .n_keywords = 1 },
};

static const char *const ml[] = { "cs.LG", "stat.ML" };
static const char *const vision[] = { "cs.CV", "not a category", "68T05, 62" };

/* Every fourth paper is selected: those speak of routers, the others of
 * cameras. No keyword occurs. */
struct room {
	struct arena *arena;
	struct train_day days[DAYS];
	struct paper papers[DAYS][PAPERS];
	bool selected[DAYS][PAPERS];
	struct train_order order;
};

static int set_up(void **state)
{
	static struct room r;

	r = (struct room){ .arena = arena_new(1 << 20) };
	for (int d = 0; d < DAYS; d++) {
		for (int i = 0; i < PAPERS; i++) {
			bool yes = i % 4 == 0;

			r.selected[d][i] = yes;
			r.papers[d][i] = (struct paper){
				.id = "2501.00001",
				.title = arena_printf(
				        r.arena, "%s number %d",
				        yes ? "Sparse Routers" : "Cameras", i),
				.abstract = yes ? "We route tokens sparsely."
				                : "We look at streets.",
				.categories = yes ? ml : vision,
				.n_categories = yes ? 2 : 3,
				.announce = ANNOUNCE_NEW,
			};
		}
		r.days[d] = (struct train_day){ "day", r.papers[d],
			                        r.selected[d], PAPERS, NULL };
	}
	r.order = (struct train_order){ .days = r.days,
		                        .n_days = DAYS,
		                        .topics = topics,
		                        .n_topics = 1,
		                        .relevance = 8,
		                        .novelty = 7 };
	*state = &r;
	return 0;
}

static int tear_down(void **state)
{
	struct room *r = *state;

	arena_free(r->arena);
	return 0;
}

static void weights__tell_what_was_selected(void **state)
{
	struct room *r = *state;
	struct buf text CLEANUP(buf_deinit) = BUF(1 << 20);
	struct train_report report;
	struct err err = { 0 };

	assert_int_equal(train_weights(&r->order, &text, &report, &err), 0);
	assert_int_equal(report.days, DAYS);
	assert_int_equal(report.papers, DAYS * PAPERS);
	assert_int_equal(report.selected, DAYS * PAPERS / 4);
	assert_true(report.keywords.auc < .6);
	assert_near(report.weights.auc, 1);
	assert_near(report.both.auc, 1);
	assert_near(report.both.average_precision, 1);
	assert_non_null(strstr(text.ptr, "\ntopics\tmoe\n"));
	assert_non_null(strstr(text.ptr, "\tt:router\n"));
	assert_non_null(strstr(text.ptr, "\ta:rout token\n"));
	assert_non_null(strstr(text.ptr, "\tp:cs.CV\n"));
	assert_non_null(strstr(text.ptr, "\tc:stat.ML\n"));
	assert_null(strstr(text.ptr, "68T05"));
	assert_null(strstr(text.ptr, "category\n"));
}

/* The scorer reads what training wrote, and uses it. */
static void weights__serve_the_scorer(void **state)
{
	struct room *r = *state;
	struct buf text CLEANUP(buf_deinit) = BUF(1 << 20);
	struct train_report report;
	struct score scores[PAPERS];
	struct err err = { 0 };
	CLEANUP(scorer_freep) struct scorer *s = NULL;

	train_weights(&r->order, &text, &report, &err);
	s = scorer_lexical_of(topics, 1, buf_str(&text), "w", &err);
	assert_non_null(s);
	assert_int_equal(scorer_run(s, r->papers[0], PAPERS, NULL, r->arena,
	                            scores, &err),
	                 0);
	for (int i = 0; i < PAPERS; i++)
		assert_true(i % 4 == 0 ? scores[i].relevance > 7
		                       : scores[i].relevance < 7);
	assert_non_null(strstr(scores[0].comment, "Like earlier picks"));
	assert_non_null(strstr(scores[0].comment, "Router"));
}

static void weights__same_days_same_bytes(void **state)
{
	struct room *r = *state;
	struct buf one CLEANUP(buf_deinit) = BUF(1 << 20);
	struct buf two CLEANUP(buf_deinit) = BUF(1 << 20);
	struct train_report report;
	struct err err = { 0 };

	assert_int_equal(train_weights(&r->order, &one, &report, &err), 0);
	assert_int_equal(train_weights(&r->order, &two, &report, &err), 0);
	assert_true(str_eq(buf_str(&one), buf_str(&two)));
	r->selected[0][1] = true; /* and others for other days */
	buf_clear(&two);
	assert_int_equal(train_weights(&r->order, &two, &report, &err), 0);
	assert_false(str_eq(buf_str(&one), buf_str(&two)));
}

static void weights__refuse_too_little(void **state)
{
	struct room *r = *state;
	struct buf text CLEANUP(buf_deinit) = BUF(1 << 20);
	struct train_report report;
	struct err err = { 0 };

	r->order.n_days = 1;
	assert_int_equal(train_weights(&r->order, &text, &report, &err), -1);
	assert_non_null(strstr(err.msg, "1 day: at least 2"));
	r->order.n_days = DAYS;
	for (int d = 0; d < DAYS; d++)
		for (int i = 0; i < PAPERS; i++)
			r->selected[d][i] = i == 0;
	assert_int_equal(train_weights(&r->order, &text, &report, &err), -1);
	assert_non_null(strstr(err.msg, "4 of 160 papers are selected"));
	assert_int_equal(text.len, 0);
}

/* Words that mean something on one day only: whoever has seen that day's labels
 * knows all about it, and the report must not. */
static void report__is_of_days_left_out(void **state)
{
	struct room *r = *state;
	struct buf text CLEANUP(buf_deinit) = BUF(1 << 20);
	struct train_report report;
	struct err err = { 0 };

	for (int d = 0; d < DAYS; d++)
		for (int i = 0; i < PAPERS; i++) {
			struct paper *p = &r->papers[d][i];

			p->title = arena_printf(r->arena, "%s%d",
			                        i % 4 ? "stone" : "gem", d);
			p->abstract = "";
			p->n_categories = 0;
		}
	assert_int_equal(train_weights(&r->order, &text, &report, &err), 0);
	assert_near(report.weights.auc, .5);
	assert_non_null(strstr(text.ptr, "\tt:gem0\n"));
}

/* All that was selected on one day: the fold without it learns from nothing. */
static void weights__survive_a_lopsided_store(void **state)
{
	struct room *r = *state;
	struct buf text CLEANUP(buf_deinit) = BUF(1 << 20);
	struct train_report report;
	struct err err = { 0 };

	for (int d = 0; d < DAYS; d++)
		for (int i = 0; i < PAPERS; i++)
			r->selected[d][i] = d == 0 && i < 20;
	r->days[2].n = 0;
	assert_int_equal(train_weights(&r->order, &text, &report, &err), 0);
}

static void before__latest_first(void **state)
{
	struct room *r = *state;
	struct score_background b = train_before(r->days, 0, r->arena);

	assert_int_equal(b.n, 0);
	b = train_before(r->days, 2, r->arena);
	assert_int_equal(b.n, 2 * PAPERS);
	assert_ptr_equal(b.papers[0].title, r->papers[1][0].title);
	assert_ptr_equal(b.papers[PAPERS].title, r->papers[0][0].title);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(weights__tell_what_was_selected),
		TEST(weights__serve_the_scorer),
		TEST(weights__same_days_same_bytes),
		TEST(weights__refuse_too_little),
		TEST(report__is_of_days_left_out),
		TEST(weights__survive_a_lopsided_store),
		TEST(before__latest_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
