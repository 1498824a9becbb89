#include "cmocka_all.h"

#include <math.h>

#include "train/train_quality.h"

#define assert_near(a, b) assert_true(fabs((double)(a) - (b)) < 1e-6)

/* Ten papers, four selected, no ties:
 *
 *	value     10 9 8 7 6 5 4 3 2 1
 *	selected   x . x . . x . . . x
 *	chosen     x x x
 *
 * By hand: pairs won 6 + 5 + 3 + 0 of 24; precisions 1/1, 2/3, 3/6, 4/10; two
 * among the best four; 2, 2, 2 in the best 20, 30, 40 % but for the first,
 * where it is 1. */
static struct train_quality by_hand(void)
{
	struct train_judged list[10];

	for (int i = 0; i < 10; i++)
		list[i] = (struct train_judged){
			(float)(10 - i),
			i == 0 || i == 2 || i == 5 || i == 9,
			i < 3,
		};
	/* In another order: it sorts. */
	struct train_judged first = list[0];
	list[0] = list[9];
	list[9] = first;
	return train_quality_of(list, 10);
}

static void quality_of__by_hand(void **state)
{
	struct train_quality q = by_hand();

	(void)state;
	assert_int_equal(q.papers, 10);
	assert_int_equal(q.selected, 4);
	assert_int_equal(q.chosen, 3);
	assert_near(q.auc, 14 / 24.);
	assert_near(q.average_precision, (1 + 2 / 3. + 3 / 6. + 4 / 10.) / 4);
	assert_near(q.precision_at_n, 2 / 4.);
	assert_near(q.precision, 2 / 3.);
	assert_near(q.recall, 2 / 4.);
	assert_near(q.recall_kept[0], 1 / 4.);
	assert_near(q.recall_kept[1], 2 / 4.);
	assert_near(q.recall_kept[2], 2 / 4.);
}

/* One value for all: no better than chance, in any order. */
static void quality_of__ties_count_half(void **state)
{
	(void)state;
	for (int turn = 0; turn < 2; turn++) {
		struct train_judged list[10];
		struct train_quality q;

		for (int i = 0; i < 10; i++)
			list[i] =
			        (struct train_judged){ 5, turn ? i < 2 : i >= 8,
				                       false };
		q = train_quality_of(list, 10);
		assert_near(q.auc, .5);
		assert_near(q.average_precision, .2);
		assert_near(q.precision_at_n, .2);
		assert_near(q.recall_kept[1], .3);
		assert_near(q.precision, 0);
		assert_near(q.recall, 0);
	}
}

/* A tie between one of each, below a selected one: 1 + 1/2 of 2 pairs. */
static void quality_of__a_tie_in_the_middle(void **state)
{
	struct train_judged list[] = { { 3, true, true },
		                       { 2, false, true },
		                       { 2, true, true },
		                       { 1, false, false } };
	struct train_quality q = train_quality_of(list, 4);

	(void)state;
	assert_near(q.auc, 3.5 / 4);
	assert_near(q.average_precision, (1 + 2 / 3.) / 2);
	assert_near(q.precision_at_n, 1.5 / 2);
}

static void quality_of__says_nothing_of_one_kind_alone(void **state)
{
	struct train_judged list[] = { { 2, true, true }, { 1, true, true } };

	(void)state;
	assert_near(train_quality_of(list, 2).auc, 0);
	list[0].selected = list[1].selected = false;
	assert_near(train_quality_of(list, 2).auc, 0);
	assert_int_equal(train_quality_of(NULL, 0).papers, 0);
}

static void quality_mean__leaves_days_without_a_figure_out(void **state)
{
	struct train_quality days[3] = { by_hand(),
		                         by_hand(),
		                         { .papers = 7, .chosen = 1 } };
	struct train_quality mean;

	(void)state;
	days[1].auc = 1;
	mean = train_quality_mean(days, 3);
	assert_int_equal(mean.papers, 27);
	assert_int_equal(mean.selected, 8);
	assert_int_equal(mean.chosen, 7);
	assert_near(mean.auc, (14 / 24. + 1) / 2);
	assert_near(mean.recall, .5);
	assert_near(train_quality_mean(days, 0).auc, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(quality_of__by_hand),
		cmocka_unit_test(quality_of__ties_count_half),
		cmocka_unit_test(quality_of__a_tie_in_the_middle),
		cmocka_unit_test(quality_of__says_nothing_of_one_kind_alone),
		cmocka_unit_test(
		        quality_mean__leaves_days_without_a_figure_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
