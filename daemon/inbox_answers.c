#include "inbox_answers.h"

#include "store/store_inbox.h"
#include "store/store_outbox.h"
#include "store/store_paper.h"
#include "text/words.h"

enum { LINES_MAX = 500, TITLE_COLUMNS = 300 };

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

static void my_settings(struct lines *l)
{
	const struct subscriber *s = &l->w->reader;
	struct arena *a = l->w->arena;
	char text[INSTANT_LEN];

	add(l, arena_printf(a, "Address: %s", s->address));
	add(l, arena_printf(a, "Name: %s", *s->name ? s->name : "none"));
	add(l,
	    arena_printf(a, "State: %s%s%s", subscriber_state_name(s->state),
	                 s->paused_until ? ", until " : "",
	                 s->paused_until ? instant_format(s->paused_until, text)
	                                 : ""));
	add(l,
	    arena_printf(a,
	                 "Threshold %g, novelty %g, at most %d papers; %s; "
	                 "%s",
	                 s->threshold, s->novelty, s->max_papers,
	                 s->frequency == FREQUENCY_DAILY ? "daily" : "weekly",
	                 s->format == FORMAT_HTML ? "HTML" : "plain text"));
	for (size_t i = 0; i < s->n_wishes; i++) {
		const struct wish *w = &s->wishes[i];

		add(l, arena_printf(a, "Topic %s: %+d%s%s",
		                    l->w->order->conf->topics[w->topic].name,
		                    w->step, w->chosen ? ", on your list" : "",
		                    w->muted ? ", muted" : ""));
	}
	for (size_t i = 0; i < s->n_follows; i++)
		add(l, arena_printf(a, "You follow %s", s->follows[i]));
}

static void my_taste(struct lines *l)
{
	enum { MOST = 200 };
	struct inbox_work *w = l->w;
	struct store_phrase *phrases =
	        arena_array(w->arena, MOST, sizeof(*phrases));
	struct store_judgement *judged =
	        arena_array(w->arena, MOST, sizeof(*judged));
	struct paper paper;
	size_t n;

	if (store_phrases(w->store, w->reader.id, w->arena, phrases, MOST, &n,
	                  NULL))
		return;
	for (size_t i = 0; i < n; i++)
		add(l, arena_printf(w->arena, "Phrase \"%s\": %+d",
		                    phrases[i].phrase, phrases[i].step));
	if (store_judgements(w->store, w->reader.id, judged, MOST, &n, NULL))
		return;
	for (size_t i = 0; i < n; i++)
		if (!store_paper(w->store, judged[i].paper, w->arena, &paper,
		                 NULL))
			add(l, arena_printf(w->arena, "%s like %s",
			                    judged[i].liked ? "More" : "Less",
			                    paper.id));
}

static void my_digests(struct lines *l)
{
	enum { MOST = 100 };
	struct inbox_work *w = l->w;
	char date[DATE_LEN];
	int editions[MOST];
	size_t n;

	if (store_digests_of(w->store, w->reader.id, editions, MOST, &n, NULL))
		return;
	for (size_t i = 0; i < n; i++) {
		struct digest d;

		if (!store_digest(w->store, editions[i], w->reader.id, w->arena,
		                  &d, NULL))
			add(l, arena_printf(w->arena,
			                    "Digest of %s, with %zu papers",
			                    date_format(editions[i], date),
			                    d.n_choices));
	}
}

static void my_data(struct lines *l)
{
	my_settings(l);
	my_taste(l);
	my_digests(l);
	add(l, "Beside that: how you could undo your last change, how many "
	       "answers you got yesterday and today, how often mails to you "
	       "came back. \"forget me\" erases it all.");
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
	bool mine = w->authority == AUTHORITY_FULL;
	struct str asked = str_of(w->ask), line;

	l.list = arena_array(w->arena, LINES_MAX, sizeof(*l.list));
	while (w->ask && str_split(&asked, '\n', &line))
		add(&l, arena_str(w->arena, line));
	for (size_t i = 0; mine && i < w->reading.n_commands; i++) {
		const struct command *c = &w->reading.commands[i];

		letter->help |= c->verb == VERB_HELP;
		if (c->verb != VERB_MY_DATA) /* not before a yes */
			one(&l, c);
	}
	for (size_t i = 0; i < w->agreed.n_commands; i++) {
		letter->help |= w->agreed.commands[i].verb == VERB_HELP;
		one(&l, &w->agreed.commands[i]);
	}
	if (!w->ask && !w->report->n_applied && !w->n_results &&
	    !w->reading.n_questions)
		letter->help = true;
	letter->lines = l.list;
	letter->n_lines = l.n;
}
