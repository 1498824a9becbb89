#include "inbox_answers.h"

#include "settings_line.h"
#include "store/store_outbox.h"
#include "store/store_paper.h"
#include "text/words.h"

enum { LINES_MAX = 200, TITLE_COLUMNS = 300 };

struct lines {
	struct inbox_work *w;
	const char **list;
	size_t n;
};

static void add(struct lines *l, const char *line)
{
	if (l->n < LINES_MAX)
		l->list[l->n++] = line;
}

static void topics(struct lines *l)
{
	const struct conf *conf = l->w->order->conf;

	for (size_t i = 0; i < conf->n_topics; i++)
		add(l, arena_printf(l->w->arena, "%s (%s)",
		                    conf->topics[i].name, conf->topics[i].id));
}

/* A paper and what the edition that brought it says of it. */
static bool find_scored(struct inbox_work *w, const char *id,
                        struct paper *paper, struct score *score)
{
	const struct conf *conf = w->order->conf;
	int64_t row;
	int edition;

	return !store_paper_find(w->store, id, &row, &edition, NULL) &&
	       edition != DATE_NONE &&
	       !store_paper(w->store, row, w->arena, paper, NULL) &&
	       !store_scores(w->store, edition, paper, 1, conf->topics,
	                     conf->n_topics, w->arena, score, NULL);
}

static const char *title(struct inbox_work *w, const struct paper *paper)
{
	return words_readable(w->arena, paper->title, TITLE_COLUMNS);
}

/* The digest's own words for the choice, and the scorer's. A weekly digest's
 * papers come from several editions. */
static void why_number(struct lines *l, int number)
{
	struct inbox_work *w = l->w;
	const struct choice *c;
	struct paper paper;
	struct score score;
	struct digest d;

	if (!w->token.edition ||
	    store_digest(w->store, w->token.edition, w->reader.id, w->arena, &d,
	                 NULL) ||
	    number < 1 || (size_t)number > d.n_choices ||
	    store_paper(w->store, d.choices[number - 1].paper, w->arena, &paper,
	                NULL) ||
	    !find_scored(w, paper.id, &paper, &score)) {
		add(l, arena_printf(w->arena,
		                    "There is no paper %d in that digest.",
		                    number));
		return;
	}
	c = &d.choices[number - 1];
	add(l,
	    arena_printf(w->arena, "%d. %s. %s; relevance %s, novelty %s. %s",
	                 number, title(w, &paper), compose_why(w->arena, c),
	                 words_score(w->arena, c->relevance),
	                 words_score(w->arena, c->novelty), score.comment));
}

/* Of a paper that need not be in the reader's digest. */
static void why_id(struct lines *l, const char *id)
{
	struct inbox_work *w = l->w;
	struct paper paper;
	struct score score;

	if (!find_scored(w, id, &paper, &score)) {
		add(l, arena_printf(w->arena, "We have no paper %s.", id));
		return;
	}
	add(l,
	    arena_printf(w->arena,
	                 "%s, %s: relevance %s, novelty %s for all topics. "
	                 "%s",
	                 id, title(w, &paper),
	                 words_score(w->arena, score.relevance),
	                 words_score(w->arena, score.novelty), score.comment));
}

static void my_data(struct lines *l)
{
	const struct subscriber *s = &l->w->reader;

	add(l, arena_printf(l->w->arena, "Address: %s", s->address));
	add(l, arena_printf(l->w->arena, "Name: %s", s->name));
	add(l, arena_printf(l->w->arena, "State: %s",
	                    subscriber_state_name(s->state)));
	add(l, arena_printf(l->w->arena, "Settings: %s",
	                    settings_line(s, l->w->order->conf->topics,
	                                  l->w->arena)));
}

static void one(struct lines *l, const struct command *c)
{
	switch (c->verb) {
	case VERB_TOPICS:
		topics(l);
		break;
	case VERB_WHY:
		if (c->arxiv)
			why_id(l, c->phrase);
		else
			why_number(l, c->paper);
		break;
	case VERB_MY_DATA:
		my_data(l);
		break;
	default:
		break;
	}
}

void answer_lines(struct inbox_work *w, struct letter *letter)
{
	struct lines l = { .w = w };

	l.list = arena_array(w->arena, LINES_MAX, sizeof(*l.list));
	for (size_t i = 0; i < w->reading.n_commands; i++) {
		one(&l, &w->reading.commands[i]);
		letter->help |= w->reading.commands[i].verb == VERB_HELP;
	}
	if (!w->report->n_applied && !w->n_results && !w->reading.n_questions)
		letter->help = true;
	letter->lines = l.list;
	letter->n_lines = l.n;
}
