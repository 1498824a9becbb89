#include "select/select.h"

#include <math.h>
#include <string.h>

enum { LEAST = 10, MOST = 100 }; /* 1 and 10, in tenths */

/* What the reader's wishes come to, topic by topic. */
struct taste {
	bool wanted[TOPICS_MAX];
	int step[TOPICS_MAX];
};

/* A paper that passed. Numbers are tenths; 0: not scored. */
struct pick {
	size_t paper; /* index in the edition */
	int relevance, novelty;
	int topic;          /* that gave the relevance, or -1 */
	bool matched;       /* a topic or the overall relevance counts */
	const char *author; /* followed, or NULL */
};

static struct taste taste_of(const struct subscriber *reader, size_t n_topics)
{
	struct taste t = { 0 };
	bool chose = false;

	for (size_t i = 0; i < reader->n_wishes; i++)
		chose = chose || reader->wishes[i].chosen;
	for (size_t i = 0; i < n_topics; i++)
		t.wanted[i] = !chose;
	for (size_t i = 0; i < reader->n_wishes; i++) {
		const struct wish *w = &reader->wishes[i];

		if (w->topic < 0 || (size_t)w->topic >= n_topics)
			continue;
		t.wanted[w->topic] = (w->chosen || !chose) && !w->muted;
		t.step[w->topic] = w->step;
	}
	return t;
}

static int clamp(int x)
{
	return x < LEAST ? LEAST : x > MOST ? MOST : x;
}

static void rate(struct pick *p, const struct select_edition *e,
                 const struct score *score, const struct taste *taste,
                 bool no_wishes)
{
	for (size_t i = 0; i < e->n_topics; i++) {
		int here;

		if (!taste->wanted[i] || !(score->topic[i] > 0))
			continue;
		here = clamp(score_tenths(score->topic[i]) +
		             10 * taste->step[i]);
		if (p->topic < 0 || here > p->relevance ||
		    (here == p->relevance &&
		     taste->step[i] < taste->step[p->topic])) {
			p->relevance = here;
			p->topic = (int)i;
		}
	}
	p->matched = no_wishes || p->topic >= 0;
	if (no_wishes && clamp(score_tenths(score->relevance)) > p->relevance) {
		p->relevance = clamp(score_tenths(score->relevance));
		p->topic = -1;
	}
	if (!p->relevance)
		p->relevance = LEAST;
	p->novelty = clamp(score_tenths(score->novelty));
}

static const char *followed_author(const struct paper *paper,
                                   const struct subscriber *reader)
{
	for (size_t i = 0; i < reader->n_follows; i++)
		for (size_t k = 0; k < paper->n_authors; k++)
			if (select_same_author(reader->follows[i],
			                       paper->authors[k]))
				return reader->follows[i];
	return NULL;
}

/* Mail order: relevance, novelty, id. < 0: a comes first. */
static int compare(const struct select_edition *e, const struct pick *a,
                   const struct pick *b)
{
	if (a->relevance != b->relevance)
		return b->relevance - a->relevance;
	if (a->novelty != b->novelty)
		return b->novelty - a->novelty;
	return strcmp(e->papers[a->paper].id, e->papers[b->paper].id);
}

/* As compare, but what is followed comes before all else: who stays when the
 * list is cut. */
static int compare_to_keep(const struct select_edition *e, const struct pick *a,
                           const struct pick *b)
{
	if (!a->author != !b->author)
		return a->author ? -1 : 1;
	return compare(e, a, b);
}

/* Into a sorted list of at most max; the last falls off. */
static void insert(struct pick *list, size_t *n, size_t max,
                   const struct select_edition *e, const struct pick *p,
                   int (*order)(const struct select_edition *,
                                const struct pick *, const struct pick *))
{
	size_t at = *n;

	while (at > 0 && order(e, p, &list[at - 1]) < 0)
		at--;
	if (at == max)
		return;
	if (*n == max)
		--*n;
	memmove(list + at + 1, list + at, (*n - at) * sizeof(*list));
	list[at] = *p;
	++*n;
}

static struct choice choice_of(const struct select_edition *e,
                               const struct taste *taste, const struct pick *p)
{
	struct choice c = {
		.paper = e->papers[p->paper].row,
		.relevance = (float)p->relevance / 10,
		.novelty = (float)p->novelty / 10,
		.why = p->author       ? WHY_AUTHOR
		       : p->topic >= 0 ? WHY_TOPIC
		                       : WHY_OVERALL,
		.topic = -1,
		.author = p->author,
	};

	if (c.why == WHY_TOPIC) {
		c.topic = p->topic;
		c.topic_name = e->topics[p->topic].name;
		c.step = taste->step[p->topic];
	}
	return c;
}

static size_t limit(const struct subscriber *reader)
{
	if (reader->max_papers < 1)
		return 1;
	return reader->max_papers > CHOICES_MAX ? CHOICES_MAX
	                                        : (size_t)reader->max_papers;
}

static bool passes(const struct pick *p, const struct subscriber *reader)
{
	return p->matched &&
	       p->relevance >= (int)lround(reader->threshold * 10) &&
	       p->novelty >= (int)lround(reader->novelty * 10);
}

size_t select_papers(const struct select_edition *edition,
                     const struct subscriber *reader, struct choice *out,
                     size_t *matched)
{
	struct taste taste = taste_of(reader, edition->n_topics);
	struct pick kept[CHOICES_MAX + 1], sorted[CHOICES_MAX + 1];
	size_t n = 0, n_sorted = 0, n_passed = 0;

	for (size_t i = 0; i < edition->n; i++) {
		const struct score *score = &edition->scores[i];
		struct pick p = { .paper = i, .topic = -1 };

		if (score->by != SCORE_BY_NONE)
			rate(&p, edition, score, &taste, !reader->n_wishes);
		p.author = followed_author(&edition->papers[i], reader);
		if (!p.author && !passes(&p, reader))
			continue;
		n_passed++;
		insert(kept, &n, limit(reader), edition, &p, compare_to_keep);
	}
	for (size_t i = 0; i < n; i++)
		insert(sorted, &n_sorted, n, edition, &kept[i], compare);
	for (size_t i = 0; i < n_sorted; i++)
		out[i] = choice_of(edition, &taste, &sorted[i]);
	if (matched)
		*matched = n_passed;
	return n_sorted;
}
