#include <stdlib.h>

#include "edition_work.h"

static struct pick *place(const struct picks *picks, int64_t row)
{
	size_t at = ((uint64_t)row * 0x9e3779b97f4a7c15u) >> 32;

	for (at &= picks->size - 1; picks->places[at].row; at++) {
		if (picks->places[at].row == row)
			break;
		if (at + 1 == picks->size)
			at = (size_t)-1;
	}
	return &picks->places[at];
}

static void grow(struct picks *picks, size_t room)
{
	struct picks old = *picks;

	while (picks->size < 2 * room)
		picks->size = picks->size ? 2 * picks->size : 64;
	if (picks->size == old.size)
		return;
	picks->places = calloc(picks->size, sizeof(*picks->places));
	if (!picks->places)
		abort();
	for (size_t i = 0; i < old.size; i++)
		if (old.places[i].row)
			*place(picks, old.places[i].row) = old.places[i];
	free(old.places);
}

void picks_add(struct picks *picks, const struct select_edition *papers)
{
	grow(picks, picks->used + papers->n + 1);
	for (size_t i = 0; i < papers->n; i++) {
		struct pick *p = place(picks, papers->papers[i].row);

		if (p->row)
			continue;
		*p = (struct pick){ papers->papers[i].row, &papers->papers[i],
			            &papers->scores[i], false };
		picks->used++;
	}
}

struct pick *picks_find(const struct picks *picks, int64_t row)
{
	struct pick *p = picks->size ? place(picks, row) : NULL;

	return p && p->row ? p : NULL;
}

void picks_deinit(struct picks *picks)
{
	free(picks->places);
	*picks = (struct picks){ 0 };
}
