#include "store/store_recipe.h"

#include <limits.h>
#include <string.h>

void recipe_print(struct buf *out, const struct digest *d)
{
	for (size_t i = 0; i < d->n_choices; i++) {
		const struct choice *c = &d->choices[i];
		const char *name = c->why == WHY_TOPIC    ? c->topic_name
		                   : c->why == WHY_AUTHOR ? c->author
		                                          : "";

		buf_addf(out, "%lld\t%.2f\t%.2f\t%c\t%s\t%d",
		         (long long)c->paper, (double)c->relevance,
		         (double)c->novelty, "TAO"[c->why], name, c -> step);
		if (c->held)
			buf_addf(out, "\t%d", c->held);
		buf_addc(out, '\n');
	}
}

static int read_choice(struct str line, struct arena *arena, struct choice *c)
{
	struct str f[7];
	double relevance, novelty;
	int64_t row, step, held = 0;
	size_t n = 0;

	while (n < 7 && str_split(&line, '\t', &f[n]))
		n++;
	if (n < 6 || str_to_int(f[0], 1, INT64_MAX, &row) ||
	    str_to_double(f[1], &relevance) || str_to_double(f[2], &novelty) ||
	    f[3].len != 1 || str_to_int(f[5], -STEP_MAX, STEP_MAX, &step) ||
	    (n > 6 && str_to_int(f[6], 1, INT32_MAX, &held)))
		return -1;
	*c = (struct choice){ .paper = row,
		              .relevance = (float)relevance,
		              .novelty = (float)novelty,
		              .topic = -1,
		              .step = (int)step,
		              .held = (int)held };
	if (*f[3].ptr == 'T') {
		c->why = WHY_TOPIC;
		c->topic_name = arena_str(arena, f[4]);
	} else if (*f[3].ptr == 'A') {
		c->why = WHY_AUTHOR;
		c->author = arena_str(arena, f[4]);
	} else {
		c->why = WHY_OVERALL;
	}
	return 0;
}

void recipe_read(struct str text, struct arena *arena, struct digest *d)
{
	struct choice *list = arena_array(arena, CHOICES_MAX, sizeof(*list));
	struct str line;

	d->choices = list;
	while (d->n_choices < CHOICES_MAX && str_split(&text, '\n', &line))
		if (line.len && !read_choice(line, arena, &list[d->n_choices]))
			d->n_choices++;
}

/* The members of a sum, in their order. */
enum { SUM_PARTS = 8 };

static void sum_parts(struct edition_sum *sum, int *parts[SUM_PARTS])
{
	parts[0] = &sum->announced;
	parts[1] = &sum->scanned;
	parts[2] = &sum->skipped;
	parts[3] = &sum->relevant;
	parts[4] = &sum->below;
	parts[5] = &sum->unscored;
	parts[6] = &sum->fallback;
	parts[7] = &sum->over_budget;
}

void recipe_print_week(struct buf *out, const struct digest *d)
{
	struct edition_sum sum = d->week.sum;
	int *parts[SUM_PARTS];

	if (d->frequency != FREQUENCY_WEEKLY)
		return;
	sum_parts(&sum, parts);
	buf_addf(out, "%d", d->week.first);
	for (int i = 0; i < SUM_PARTS; i++)
		buf_addf(out, " %d", *parts[i]);
}

void recipe_read_week(struct str text, struct digest *d)
{
	int *parts[SUM_PARTS];
	struct str number;
	int64_t n;

	sum_parts(&d->week.sum, parts);
	if (!str_split(&text, ' ', &number) ||
	    str_to_int(number, INT_MIN, INT_MAX, &n))
		return;
	d->frequency = FREQUENCY_WEEKLY;
	d->week.first = (int)n;
	for (int i = 0; i < SUM_PARTS && str_split(&text, ' ', &number); i++)
		if (!str_to_int(number, 0, INT_MAX, &n))
			*parts[i] = (int)n;
}
