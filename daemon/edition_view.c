#include "edition_view.h"

#include "edition_work.h"
#include "store/store_edition.h"

enum { READER_BYTES = 32 << 20 };

static int look(struct edition_work *w, const struct subscriber *reader,
                struct edition_view *view, struct err *err)
{
	int rc;

	/* Of a scored edition this loads, and does no more. */
	if (edition_score(w, err) || edition_select_begin(w, err))
		return -1;
	rc = edition_choose(w, reader, false, view->choices, &view->n, err);
	if (rc < 0)
		return -1;
	view->due = !rc;
	if (rc > 0 &&
	    edition_choose(w, reader, true, view->choices, &view->n, err) < 0)
		return -1;
	if (reader->frequency == FREQUENCY_WEEKLY)
		view->week = w->weeks[reader->weekday];
	for (size_t i = 0; i < view->n; i++) {
		const struct pick *pick =
		        picks_find(&w->picks, view->choices[i].paper);

		view->papers[i] = pick->paper;
		view->scores[i] = pick->score;
	}
	return 0;
}

int edition_view(struct store *store, const struct conf *conf,
                 const struct clock *clock, int date,
                 const struct subscriber *reader, struct arena *arena,
                 struct edition_view *view, struct err *err)
{
	const struct edition_order order = {
		.conf = conf, .clock = clock, .date = date, .dry = true
	};
	struct edition_work w = {
		.order = &order, .store = store, .arena = arena, .date = date
	};
	int rc = store_edition(store, date, &w.edition, err);

	*view = (struct edition_view){ .edition = w.edition };
	if (rc)
		return rc;
	if (w.edition.state < EDITION_SCORED)
		return 1;
	w.reader = arena_new(READER_BYTES);
	rc = look(&w, reader, view, err);
	edition_work_deinit(&w);
	return rc;
}
