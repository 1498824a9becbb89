#include "publish_day.h"

#include "frozen.h"
#include "store/store_edition.h"
#include "store/store_paper.h"

static int load_criteria(struct store *store, const struct conf *conf,
                         struct arena *arena, struct archive_edition *day,
                         struct err *err)
{
	struct frozen_criteria kept;
	int rc = frozen_criteria(store, day->edition->date, arena, &kept, err);

	if (rc < 0)
		return -1;
	day->topics = rc ? conf->topics : kept.topics;
	day->n_topics = rc ? conf->n_topics : kept.n_topics;
	day->prompt = kept.prompt;
	day->prices =
	        (struct archive_prices){ kept.price_prompt, kept.price_cached,
		                         kept.price_completion };
	return 0;
}

static int load_papers(struct store *store, struct arena *arena,
                       struct archive_edition *day, struct err *err)
{
	int date = day->edition->date;
	struct archive_paper *all;
	struct paper *papers;
	struct score *scores;
	size_t n;

	if (store_scanned(store, date, arena, &papers, &n, err))
		return -1;
	scores = arena_array(arena, n, sizeof(*scores));
	if (store_scores(store, date, papers, n, day->topics, day->n_topics,
	                 arena, scores, err))
		return -1;
	all = arena_array(arena, n, sizeof(*all));
	for (size_t i = 0; i < n; i++)
		all[i] = (struct archive_paper){ &papers[i], &scores[i] };
	archive_order(day, all, n);
	return 0;
}

int publish_day(struct store *store, const struct conf *conf,
                const struct edition *edition, struct arena *arena,
                struct archive_edition *day, struct err *err)
{
	*day = (struct archive_edition){ .edition = edition,
		                         .previous = DATE_NONE,
		                         .next = DATE_NONE };
	if (load_criteria(store, conf, arena, day, err) ||
	    load_papers(store, arena, day, err))
		return -1;
	return store_skipped(store, edition->date, arena, &day->skipped,
	                     &day->n_skipped, err);
}
