#pragma once
/*
 * A digest's choices as the text of delivery.choices: one paper a line, in mail
 * order:
 *
 *	row TAB relevance TAB novelty TAB why TAB name TAB step [TAB held]
 *
 * why is T (topic), A (followed author) or O (over all); name is the topic's
 * or the author's, as it will be printed; held is the date of the edition that
 * chose a paper which this digest only takes along.
 *
 * The week of a weekly digest is one line of numbers, delivery.week: its first
 * date and its sum, in the order of struct edition_sum; a daily digest has
 *none. Inside the store.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "model/digest.h"

enum { CHOICES_TEXT_MAX = 64 * 1024 };

/* out->full: there was no room. */
void recipe_print(struct buf *out, const struct digest *d);

/* Fills d->choices; what is no choice is left out. */
void recipe_read(struct str text, struct arena *arena, struct digest *d);

void recipe_print_week(struct buf *out, const struct digest *d);

/* Also sets d->frequency. */
void recipe_read_week(struct str text, struct digest *d);
