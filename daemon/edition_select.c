/* select: a batch of readers, and what each of them gets. */
#include "edition_work.h"
#include "store/store_edition.h"
#include "store/store_outbox.h"

enum { DATES_DAYS = 30 };

static void add_date(struct edition_work *w, int date,
                     const struct edition_sum *sum)
{
	w->dates[w->n_dates] = date;
	w->sums[w->n_dates++] = *sum;
}

int edition_select_begin(struct edition_work *w, struct err *err)
{
	const struct conf *conf = w->order->conf;
	struct edition *editions;
	size_t n;

	w->day = (struct select_edition){ w->papers, w->scores, w->n_papers,
		                          conf->topics, conf->n_topics };
	picks_add(&w->picks, &w->day);
	if (store_waiting_readers(w->store, w->date, w->arena, &w->waiting,
	                          &w->n_waiting, err))
		return -1;
	if (store_editions(w->store, w->date - DATES_DAYS, w->date, w->arena,
	                   &editions, &n, err))
		return -1;
	w->dates = arena_array(w->arena, n + 1, sizeof(*w->dates));
	w->sums = arena_array(w->arena, n + 1, sizeof(*w->sums));
	for (size_t i = 0; i < n; i++)
		if (editions[i].state >= EDITION_SCORED)
			add_date(w, editions[i].date, &editions[i].sum);
	if (!w->n_dates)
		add_date(w, w->date, &w->edition.sum);
	return 0;
}

/* Leaves out what other editions brought this reader since `after`. */
static int without_mailed(struct edition_work *w, const struct subscriber *s,
                          int after, struct select_edition *papers,
                          struct err *err)
{
	struct paper *list;
	struct score *scores;
	int64_t *mailed;
	size_t n, kept = 0;

	if (store_mailed(w->store, s->id, after, w->date, w->reader, &mailed,
	                 &n, err))
		return -1;
	if (!n)
		return 0;
	list = arena_array(w->reader, papers->n, sizeof(*list));
	scores = arena_array(w->reader, papers->n, sizeof(*scores));
	for (size_t i = 0; i < papers->n; i++) {
		bool was = false;

		for (size_t m = 0; m < n && !was; m++)
			was = mailed[m] == papers->papers[i].row;
		if (was)
			continue;
		list[kept] = papers->papers[i];
		scores[kept++] = papers->scores[i];
	}
	papers->papers = list;
	papers->scores = scores;
	papers->n = kept;
	return 0;
}

/* What all readers' phrases and judgements say of a list; once a list. */
static int tastes_of(struct edition_work *w, int list,
                     const struct select_edition *papers, struct err *err)
{
	if (w->tasted[list])
		return 0;
	w->tasted[list] = true;
	return edition_tastes(w, papers, &w->tastes[list], err);
}

/* The papers this reader chooses from, as they see them. 1: none today. */
static int choose_from(struct edition_work *w, struct subscriber *s,
                       bool week_so_far, struct select_edition *papers,
                       struct err *err)
{
	const struct select_edition *week;
	int after;

	arena_reset(w->reader);
	*papers = w->day;
	if (s->frequency == FREQUENCY_DAILY || w->everybody)
		return tastes_of(w, 0, papers, err) ||
		                       edition_taste(w, w->tastes[0], s, papers,
		                                     err)
		               ? -1
		               : 0;
	if (!edition_week_due(w->dates, w->n_dates, s->weekday, &after) &&
	    !week_so_far)
		return 1;
	if (edition_week(w, s->weekday, after, &week, err))
		return -1;
	*papers = *week;
	if (tastes_of(w, 1 + s->weekday, papers, err) ||
	    edition_taste(w, w->tastes[1 + s->weekday], s, papers, err))
		return -1;
	return without_mailed(w, s, after, papers, err);
}

int edition_choose(struct edition_work *w, const struct subscriber *s,
                   bool week_so_far, struct choice *out, size_t *n,
                   struct err *err)
{
	struct subscriber reader = *s; /* with phrases among the wishes */
	struct select_edition papers;
	int rc = choose_from(w, &reader, week_so_far, &papers, err);

	*n = rc ? 0 : select_papers(&papers, &reader, out, NULL);
	return rc;
}

static int select_for(struct edition_work *w, const struct subscriber *s,
                      struct err *err)
{
	const struct conf *conf = w->order->conf;
	int64_t now = clock_now(w->order->clock);
	struct choice out[CHOICES_MAX], *choices;
	struct digest *digest;
	size_t n;
	int rc = edition_choose(w, s, false, out, &n, err);

	if (rc)
		return rc < 0 ? -1 : 0;
	if (!n && !conf->subscribers.send_empty)
		return 0;
	choices = arena_array(w->batch, n, sizeof(*choices));
	if (n)
		memcpy(choices, out, n * sizeof(*choices));
	digest = &w->digests[w->n_digests];
	w->carried[w->n_digests++] = NULL;
	*digest = (struct digest){
		.edition = w->date,
		.subscriber = s->id,
		.address = s->address,
		.name = s->name,
		.format = s->format,
		.reply_expires = date_of(now) + TOKEN_REPLY_DAYS,
		.queued_at = now,
		.settings = settings_line(s, conf->topics, w->batch),
		.threshold = s->threshold,
		.frequency = s->frequency,
		.choices = choices,
		.n_choices = n,
	};
	if (s->frequency == FREQUENCY_WEEKLY)
		digest->week = w->weeks[s->weekday];
	return edition_carry(w, digest, &w->carried[w->n_digests - 1], err);
}

int edition_select(struct edition_work *w, struct err *err)
{
	const struct conf *conf = w->order->conf;
	struct store_defaults defaults = { conf->subscribers.threshold,
		                           conf->subscribers.novelty,
		                           conf->subscribers.max_papers,
		                           conf->topics,
		                           conf->n_topics,
		                           clock_now(w->order->clock) };
	struct subscriber *readers;
	size_t n;

	if (!w->n_dates && edition_select_begin(w, err))
		return -1;
	arena_reset(w->batch);
	readers = arena_array(w->batch, READERS_BATCH, sizeof(*readers));
	w->digests = arena_array(w->batch, READERS_BATCH, sizeof(*w->digests));
	w->carried = arena_array(w->batch, READERS_BATCH, sizeof(*w->carried));
	w->n_digests = 0;
	if (store_subscribers(w->store, w->last_reader, &defaults, w->batch,
	                      readers, READERS_BATCH, &n, err))
		return -1;
	if (!n)
		return 1;
	for (size_t i = 0; i < n; i++)
		if (readers[i].state == SUBSCRIBER_ACTIVE &&
		    select_for(w, &readers[i], err))
			return -1;
	w->last_reader = readers[n - 1].id;
	return 0;
}
