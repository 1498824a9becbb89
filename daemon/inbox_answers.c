#include "inbox_answers.h"

#include "settings_line.h"
#include "store/store_outbox.h"
#include "store/store_paper.h"

enum { LINES_MAX = 200 };

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

static const char *const help_lines[] = {
	"more X, less X: one step up or down; X is a topic, a phrase, or the "
	"number of a paper in the digest you answer",
	"only X, Y; add X; drop X; mute X; unmute X: your list of topics",
	"follow NAME, unfollow NAME: an author whose papers always come",
	"threshold N, novelty N: 1 to 10; max N: at most so many papers",
	"why N: the reasons for a paper",
	"pause 2 weeks, pause until 2027-01-15, resume",
	"daily, weekly, weekly friday; html, text",
	"topics, status, help, undo",
	"my data, forget me, unsubscribe",
};

static void topics(struct lines *l)
{
	const struct conf *conf = l->w->order->conf;

	for (size_t i = 0; i < conf->n_topics; i++)
		add(l, arena_printf(l->w->arena, "%s (%s)",
		                    conf->topics[i].name, conf->topics[i].id));
}

/* The digest's own words for the choice, and the scorer's. */
static void why_number(struct lines *l, int number)
{
	struct inbox_work *w = l->w;
	const struct conf *conf = w->order->conf;
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
	    store_scores(w->store, w->token.edition, &paper, 1, conf->topics,
	                 conf->n_topics, w->arena, &score, NULL)) {
		add(l, arena_printf(w->arena,
		                    "There is no paper %d in that digest.",
		                    number));
		return;
	}
	c = &d.choices[number - 1];
	add(l,
	    arena_printf(w->arena,
	                 "%d. %s: relevance %.1f, novelty %.1f%s%s%s. %s",
	                 number, paper.title, (double)c->relevance,
	                 (double)c->novelty, c->why == WHY_OVERALL ? "" : "; ",
	                 c->why == WHY_TOPIC    ? c->topic_name
	                 : c->why == WHY_AUTHOR ? "you follow "
	                                        : "",
	                 c->why == WHY_AUTHOR ? c->author : "", score.comment));
}

/* Of a paper that need not be in the reader's digest. */
static void why_id(struct lines *l, const char *id)
{
	struct inbox_work *w = l->w;
	const struct conf *conf = w->order->conf;
	struct paper paper;
	struct score score;
	int64_t row;
	int edition;

	if (store_paper_find(w->store, id, &row, &edition, NULL) ||
	    edition == DATE_NONE ||
	    store_paper(w->store, row, w->arena, &paper, NULL) ||
	    store_scores(w->store, edition, &paper, 1, conf->topics,
	                 conf->n_topics, w->arena, &score, NULL)) {
		add(l, arena_printf(w->arena, "We have no paper %s.", id));
		return;
	}
	add(l, arena_printf(w->arena,
	                    "%s, %s: relevance %.1f, novelty %.1f for all "
	                    "topics. %s",
	                    id, paper.title, (double)score.relevance,
	                    (double)score.novelty, score.comment));
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
	case VERB_HELP:
		for (size_t i = 0; i < sizeof(help_lines) / sizeof(*help_lines);
		     i++)
			add(l, help_lines[i]);
		break;
	default:
		break;
	}
}

void answer_lines(struct inbox_work *w, struct letter *letter)
{
	struct lines l = { .w = w };
	struct command help = { .verb = VERB_HELP };

	l.list = arena_array(w->arena, LINES_MAX, sizeof(*l.list));
	for (size_t i = 0; i < w->reading.n_commands; i++)
		one(&l, &w->reading.commands[i]);
	if (!w->report->n_applied && !w->n_results && !w->reading.n_questions)
		one(&l, &help);
	letter->lines = l.list;
	letter->n_lines = l.n;
}
