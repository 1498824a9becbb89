/*
 * What a reader's replies taught about their own ranking: personal phrases
 * ("more protein folding"), each a topic of its own, and judgements of papers
 * ("more 3"), which move the relevance of papers alike. Worked out once for all
 * readers and papers (score_phrases.h, score_taste.h), then arithmetic.
 */
#include <stdlib.h>

#include "edition_work.h"
#include "score/score_phrases.h"
#include "score/score_taste.h"
#include "store/store_inbox.h"
#include "store/store_paper.h"

enum {
	PHRASES_MAX = 20000,
	JUDGED_MAX = 5000,
	READER_PHRASES_MAX = 32,
	READER_JUDGEMENTS_MAX = 200,
};

struct place {
	int64_t row;
	size_t at;
};

struct tastes {
	struct score_phrase *phrases; /* by text */
	size_t n_phrases;
	struct score_taste *taste; /* NULL: nobody judged */
	struct place *judged;      /* by row: places among taste's papers */
	size_t n_judged;
};

static int by_row(const void *a, const void *b)
{
	int64_t x = ((const struct place *)a)->row;
	int64_t y = ((const struct place *)b)->row;

	return (x > y) - (x < y);
}

static int by_text(const void *a, const void *b)
{
	return strcmp(((const struct score_phrase *)a)->text,
	              ((const struct score_phrase *)b)->text);
}

static int find_phrases(struct edition_work *w, struct tastes *t,
                        const struct select_edition *papers, struct err *err)
{
	struct score_background none = { 0 };
	const char *const *texts;

	if (store_phrases_all(w->store, w->arena, PHRASES_MAX, &texts,
	                      &t->n_phrases, err))
		return -1;
	t->phrases = arena_array(w->arena, t->n_phrases, sizeof(*t->phrases));
	for (size_t i = 0; i < t->n_phrases; i++)
		t->phrases[i].text = texts[i];
	if (t->n_phrases)
		score_phrases(t->phrases, t->n_phrases, papers->papers,
		              papers->n, &none, w->arena);
	qsort(t->phrases, t->n_phrases, sizeof(*t->phrases), by_text);
	return 0;
}

/* The taste's papers: the list's, then those that were judged. */
static int find_judged(struct edition_work *w, struct tastes *t,
                       const struct select_edition *papers, struct err *err)
{
	struct paper *judged, *all;

	if (store_judged(w->store, JUDGED_MAX, w->arena, &judged, &t->n_judged,
	                 err))
		return -1;
	if (!t->n_judged)
		return 0;
	all = arena_array(w->arena, papers->n + t->n_judged, sizeof(*all));
	memcpy(all, papers->papers, papers->n * sizeof(*all));
	memcpy(all + papers->n, judged, t->n_judged * sizeof(*all));
	t->taste = score_taste_new(all, papers->n + t->n_judged);
	t->judged = arena_array(w->arena, t->n_judged, sizeof(*t->judged));
	for (size_t i = 0; i < t->n_judged; i++)
		t->judged[i] = (struct place){ judged[i].row, papers->n + i };
	qsort(t->judged, t->n_judged, sizeof(*t->judged), by_row);
	return 0;
}

int edition_tastes(struct edition_work *w, const struct select_edition *papers,
                   struct tastes **tastes, struct err *err)
{
	struct tastes *t = arena_alloc(w->arena, sizeof(*t));

	*tastes = NULL;
	if (!papers->n)
		return 0;
	if (find_phrases(w, t, papers, err) || find_judged(w, t, papers, err))
		return -1;
	if (t->n_phrases || t->n_judged)
		*tastes = t;
	return 0;
}

void edition_tastes_free(struct tastes *t)
{
	if (t)
		score_taste_free(t->taste);
}

static float within(float relevance)
{
	return relevance < 1 ? 1 : relevance > 10 ? 10 : relevance;
}

/* All that the scorer said of one paper, moved. */
static void move(struct score *s, size_t n_topics, float by)
{
	if (s->by == SCORE_BY_NONE)
		return;
	s->relevance = within(s->relevance + by);
	for (size_t i = 0; i < n_topics; i++)
		if (s->topic[i] > 0)
			s->topic[i] = within(s->topic[i] + by);
}

static int judge(struct edition_work *w, const struct tastes *t,
                 const struct subscriber *reader, struct score *scores,
                 const struct select_edition *papers, struct err *err)
{
	struct store_judgement stored[READER_JUDGEMENTS_MAX];
	struct score_judgement known[READER_JUDGEMENTS_MAX];
	size_t n, n_known = 0;
	float *shift;

	if (store_judgements(w->store, reader->id, stored,
	                     READER_JUDGEMENTS_MAX, &n, err))
		return -1;
	for (size_t i = 0; i < n; i++) {
		struct place key = { stored[i].paper, 0 }, *hit;

		hit = bsearch(&key, t->judged, t->n_judged, sizeof(key),
		              by_row);
		if (hit)
			known[n_known++] =
			        (struct score_judgement){ hit->at,
				                          stored[i].liked };
	}
	if (!n_known)
		return 0;
	shift = arena_array(w->reader, papers->n, sizeof(*shift));
	score_taste_shift(t->taste, known, n_known, 0, papers->n, shift);
	for (size_t i = 0; i < papers->n; i++)
		move(&scores[i], papers->n_topics, shift[i]);
	return 0;
}

static bool has_list(const struct subscriber *s)
{
	for (size_t i = 0; i < s->n_wishes; i++)
		if (s->wishes[i].chosen)
			return true;
	return false;
}

/* A wanted phrase is one more topic, its step counted in; an unwanted one takes
 * its step off whatever else a paper has. */
static void add_phrase(const struct score_phrase *p, int step,
                       struct subscriber *reader, struct score *scores,
                       struct select_edition *papers, struct topic *topics)
{
	size_t number = papers->n_topics;

	if (step > 0) {
		topics[number] =
		        (struct topic){ .id = p->text, .name = p->text };
		papers->n_topics++;
		if (has_list(reader) && reader->n_wishes < TOPICS_MAX)
			reader->wishes[reader->n_wishes++] =
			        (struct wish){ .topic = (int)number,
				               .chosen = true };
	}
	for (size_t i = 0; i < p->n_found; i++) {
		const struct score_found *f = &p->found[i];

		if (step > 0)
			scores[f->paper].topic[number] =
			        within(f->relevance + (float)step);
		else
			move(&scores[f->paper], number, (float)step);
	}
}

static int wish(struct edition_work *w, const struct tastes *t,
                struct subscriber *reader, struct score *scores,
                struct select_edition *papers, struct err *err)
{
	struct store_phrase stored[READER_PHRASES_MAX];
	struct topic *topics;
	size_t n;

	if (store_phrases(w->store, reader->id, w->reader, stored,
	                  READER_PHRASES_MAX, &n, err))
		return -1;
	if (!n)
		return 0;
	topics = arena_array(w->reader, TOPICS_MAX, sizeof(*topics));
	memcpy(topics, papers->topics, papers->n_topics * sizeof(*topics));
	papers->topics = topics;
	for (size_t i = 0; i < n && papers->n_topics < TOPICS_MAX; i++) {
		struct score_phrase key = { .text = stored[i].phrase }, *hit;

		hit = bsearch(&key, t->phrases, t->n_phrases, sizeof(key),
		              by_text);
		if (hit)
			add_phrase(hit, stored[i].step, reader, scores, papers,
			           topics);
	}
	return 0;
}

int edition_taste(struct edition_work *w, const struct tastes *tastes,
                  struct subscriber *reader, struct select_edition *papers,
                  struct err *err)
{
	struct score *scores;

	if (!tastes)
		return 0;
	scores = arena_array(w->reader, papers->n, sizeof(*scores));
	memcpy(scores, papers->scores, papers->n * sizeof(*scores));
	papers->scores = scores;
	if (tastes->taste && judge(w, tastes, reader, scores, papers, err))
		return -1;
	return tastes->n_phrases ? wish(w, tastes, reader, scores, papers, err)
	                         : 0;
}
