/*
 * The walk through a sentence. First it is asked what kind of sentence it is:
 * a question ("how do I pause?") and a condition ("if you don't stop ...") are
 * no commands, a polite request ("could you please pause?") is one. Then, from
 * left to right: where a clause begins (`fresh`), small talk is skipped and a
 * phrase of the table may stand; it takes its arguments and the walk goes on
 * behind them. Words that are nothing to us end the clause's beginning, after
 * which only unmistakable phrases count ("... so please unsubscribe me").
 */
#include "mail/command_intern.h"

enum { GREETING_WORDS_MAX = 5 };

static size_t conjunction(const struct words *s, size_t i)
{
	static const char *const words[] = { "and", "but", "then",
		                             "so",  "or",  "also" };

	return !s->at[i].mark && WORD_AMONG(s->at[i].key, words);
}

bool sentence_verb(const struct words *s, size_t i)
{
	for (; i < s->n && !s->at[i].mark; i++) {
		const struct phrase *rival;
		size_t len;

		if (table_phrase(s, i, &len, &rival) ||
		    table_negates(s->at[i].key))
			return true;
		if (!table_filler(s->at[i].key))
			return false;
	}
	return false;
}

size_t sentence_clause_end(const struct words *s, size_t i)
{
	for (; i < s->n && !s->at[i].mark; i++)
		if (conjunction(s, i) && sentence_verb(s, i + 1))
			break;
	return i;
}

bool sentence_mine(const struct words *s, size_t i)
{
	static const char *const others[] = { "you", "they", "we", "he",
		                              "she", "it",   "who" };
	static const char *const me[] = { "i",  "im",  "id",   "ive",   "me",
		                          "my", "ill", "mine", "myself" };
	size_t start = i, end = i;

	if (i > 0 && !s->at[i - 1].mark && WORD_AMONG(s->at[i - 1].key, others))
		return false;
	while (start > 0 && !s->at[start - 1].mark)
		start--;
	while (end < s->n && !s->at[end].mark)
		end++;
	for (size_t k = start; k < end; k++)
		if (WORD_AMONG(s->at[k].key, me))
			return true;
	return start == i || table_asks(s, start, end);
}

/* "What are my settings?", "why 3?": questions that are commands. Returns the
 * first word not used, or 0. */
static size_t read_asked(struct reader *r, const struct words *s)
{
	int asked = mood_inquiry(s);

	if (asked >= 0) {
		reader_verb(r, (enum verb)asked);
		return s->n;
	}
	for (size_t i = 0; i < s->n; i++) {
		const struct phrase *rival, *p;
		size_t len;

		if (s->at[i].mark)
			continue;
		p = table_phrase(s, i, &len, &rival);
		if (p && (p->flags & PHRASE_ASKED))
			return arguments_read(r, s, i, len, p);
		if (!table_filler(s->at[i].key) && !words_match(s, i, "tell") &&
		    !words_match(s, i, "know"))
			return 0;
	}
	return 0;
}

/* ---- openings ---- */

/* "Hi digestd,", "Dear Daily Papers team": where the sentence proper begins. */
static size_t skip_greeting(const struct words *s)
{
	static const char *const greetings[] = { "hi",    "hello",   "hey",
		                                 "dear",  "bonjour", "hallo",
		                                 "liebe", "cher",    "hola",
		                                 "ciao",  "guten",   "good" };
	size_t end = 1;

	if (!s->n || !WORD_AMONG(s->at[0].key, greetings))
		return 0;
	while (end < s->n && !s->at[end].mark) {
		const struct phrase *rival, *p;
		size_t len;

		p = table_phrase(s, end, &len, &rival);
		if (p && p->sense != VERB_DAILY)
			return 0;
		end++;
	}
	return end <= GREETING_WORDS_MAX + 1 ? end : 0;
}

static bool read_bare_topics(struct reader *r, const struct words *s, size_t i,
                             size_t *next)
{
	struct command a = { .verb = VERB_MORE }, b;

	while (i < s->n) {
		struct topic_match m = topics_exact(r, s, i);

		if (m.topic < 0)
			break;
		if (a.n_topics < COMMAND_TOPICS_MAX)
			a.topics[a.n_topics++] = m.topic;
		i += m.len;
		if (i + 1 < s->n &&
		    (s->at[i].mark == ',' || words_match(s, i, "and")) &&
		    topics_exact(r, s, i + 1).topic >= 0)
			i++;
	}
	if (!a.n_topics)
		return false;
	b = a;
	b.verb = VERB_ONLY;
	while (i < s->n &&
	       (s->at[i].mark == ':' || s->at[i].mark == '=' ||
	        s->at[i].mark == '-' || words_match(s, i, "papers") ||
	        words_match(s, i, "please")))
		i++;
	*next = i + 1;
	if (i < s->n && i + 1 < s->n && !s->at[i + 1].mark &&
	    !table_clean(s->at[i + 1].key))
		return false;
	if (words_match(s, i, "only"))
		reader_command(r, &b);
	else if (words_match(s, i, "more"))
		reader_command(r, &a);
	else if (words_match(s, i, "less")) {
		a.verb = VERB_LESS;
		reader_command(r, &a);
	} else if (i == s->n && !r->out->n_commands && !r->foreign) {
		reader_either(r, &a, &b);
	} else {
		return false;
	}
	return true;
}

static void set_maximum(struct reader *r, const struct command *c, size_t i,
                        size_t end)
{
	if (c->number < 1 || c->number > 100 ||
	    c->number != (double)(int)c->number)
		reader_bad(r, i, end);
	else
		reader_command(r, c);
}

/* "10 papers max" */
static bool read_maximum(struct reader *r, const struct words *s, size_t i,
                         size_t *next)
{
	static const char *const most[] = {
		"max",        "maximum",    "at most",  "or less", "or fewer",
		"are enough", "are plenty", "are fine", "suffice"
	};
	struct command c = { .verb = VERB_MAX };
	size_t n, at = i + date_number(s, i, &c.number);

	if (at == i)
		return false;
	at += words_match(s, at, "papers");
	n = words_match(s, at, "a day");
	if (!n)
		n = words_match(s, at, "per day");
	if (!n)
		n = words_match(s, at, "per digest");
	at += n;
	/* "5 papers a day"; but "I get 30 papers a day" */
	if (n && at == s->n && (i == 0 || table_asks(s, 0, i))) {
		*next = at;
		set_maximum(r, &c, i, at);
		return true;
	}
	for (size_t k = 0; k < sizeof(most) / sizeof(*most); k++) {
		n = words_match(s, at, most[k]);
		if (!n)
			continue;
		*next = at + n;
		set_maximum(r, &c, i, *next);
		return true;
	}
	return false;
}

/* ---- the walk ---- */

struct walk {
	size_t at;
	bool fresh;    /* at the beginning of a clause */
	bool negated;  /* "not" stands before, and only small talk since */
	bool declined; /* a verb was refused in this clause */
};

static bool stops(int sense)
{
	return sense == VERB_UNSUBSCRIBE || sense == SENSE_STOP ||
	       sense == SENSE_REMOVE || sense == SENSE_REJECT;
}

/* A phrase of the table at w->at; false: none that means anything here. */
static bool walk_phrase(struct reader *r, const struct words *s, struct walk *w)
{
	const struct phrase *rival, *p;
	size_t len, next;

	p = table_phrase(s, w->at, &len, &rival);
	if (!p || (!w->fresh && !(p->flags & PHRASE_ANYWHERE)) ||
	    ((p->flags & PHRASE_MINE) && !sentence_mine(s, w->at)))
		return false;
	if (rival) {
		/* "nsubscribe" */
		if ((p->sense != VERB_UNSUBSCRIBE &&
		     p->sense != VERB_SUBSCRIBE) ||
		    rival->sense > VERB_FORGET)
			return false;
		reader_either(
		        r, &(struct command){ .verb = (enum verb)p->sense },
		        &(struct command){ .verb = (enum verb)rival->sense });
		w->at = sentence_clause_end(s, w->at + len);
		return true;
	}
	if ((w->negated || w->declined) && p->sense != SENSE_REJECT) {
		r->meaning++;
		w->declined = true;
		w->negated = false;
		w->at = sentence_clause_end(s, w->at + len);
		return true;
	}
	next = stops(p->sense) ? stop_read(r, s, w->at, len, p)
	                       : arguments_read(r, s, w->at, len, p);
	if (!next)
		return false;
	w->at = next;
	w->fresh = true;
	return true;
}

/* "1) threshold 8 2) max 10" */
bool sentence_bullet(const struct words *s, size_t i)
{
	return i < s->n && !s->at[i].mark && s->at[i].text.len <= 2 &&
	       i + 1 < s->n && s->at[i + 1].mark == ')';
}

/* Behind a duration at i, or 0. */
static size_t span_at(const struct reader *r, const struct words *s, size_t i)
{
	struct date_reading d = date_until(s, i, r->context->today);

	return d.verdict == DATE_GOOD ? i + d.len : 0;
}

static void walk_step(struct reader *r, const struct words *s, struct walk *w)
{
	const struct word *word = &s->at[w->at];
	size_t next;

	if (sentence_bullet(s, w->at)) {
		w->at += 2;
		w->fresh = true;
		w->negated = w->declined = false;
	} else if (w->fresh && (next = opinion_read(r, s, w->at))) {
		w->at = next;
		w->negated = w->declined = false;
	} else if (word->mark) {
		w->fresh |= !r->foreign || strchr(",:-", word->mark);
		w->negated = w->declined = false;
		w->at++;
	} else if (walk_phrase(r, s, w)) {
		return;
	} else if (w->fresh && (read_bare_topics(r, s, w->at, &next) ||
	                        read_maximum(r, s, w->at, &next))) {
		w->at = next;
	} else if (w->fresh && (next = span_at(r, s, w->at))) {
		w->at = next; /* "2 weeks pause" */
	} else if (conjunction(s, w->at)) {
		w->fresh = true;
		w->negated &= words_match(s, w->at, "or") > 0;
		w->declined &= !words_match(s, w->at, "but") &&
		               !words_match(s, w->at, "so");
		w->at++;
	} else if (table_negates(word->key)) {
		w->negated = true;
		w->at++;
	} else if (r->foreign &&
	           (words_match(s, w->at, "until") ||
	            words_match(s, w->at, "till")) &&
	           (next = when_away(r, s, w->at, 1))) {
		w->at = next; /* "travelling until Monday" */
	} else if (table_clean(word->key)) {
		if (words_match(s, w->at, "just") ||
		    words_match(s, w->at, "instead"))
			w->declined = w->negated = false;
		w->at++;
	} else {
		r->foreign = true;
		w->fresh = w->negated = false;
		w->at++;
	}
}

/* A number or a letter before the list that it numbers: "1)", "a)". */
static bool is_bullet(const struct words *s)
{
	return s->n == 1 && !s->at[0].quoted && s->at[0].text.len <= 2;
}

/* Where the sentence proper begins: behind a greeting, a dash, "1)". */
static size_t skip_start(const struct words *s)
{
	size_t greeting = skip_greeting(s);

	if (greeting)
		return greeting;
	if (s->at[0].mark)
		return 1;
	return s->n > 1 && s->at[1].mark == ')' && s->at[0].text.len <= 2 ? 2
	                                                                  : 0;
}

bool sentence_read(struct reader *r, struct words *s, bool subject)
{
	struct walk w = { .fresh = true };
	size_t before = r->meaning;
	const char *whole = words_shown(s, 0, s->n, SHOWN_MAX, r->arena);

	r->line = *s;
	r->commands_before = r->out->n_commands;
	r->foreign = false;
	r->opinion = 0;
	w.at = read_asked(r, s);
	if (!w.at) {
		bool asks = mood_question(s);

		table_polish(s);
		r->line = *s;
		r->asked |= asks || (!s->n && s->end == '?');
		r->wry = mood_exclaims(s);
		if (!s->n || is_bullet(s))
			return subject && !s->n;
		if (asks || mood_conditional(s)) {
			w.at = mood_plea(s, asks);
			if (!asks)
				reader_foreign(r, whole);
			r->asked |= !w.at;
			if (!w.at)
				return !subject;
		} else {
			w.at = skip_start(s);
		}
	}
	if (!w.at && abroad_leaves(s)) {
		stop_abroad(r, s);
		return true;
	}
	while (w.at < s->n)
		walk_step(r, s, &w);
	if (subject)
		return r->meaning > before && !r->foreign;
	if (r->foreign && r->meaning == before)
		reader_foreign(r, whole);
	return r->meaning > before;
}
