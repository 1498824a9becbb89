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

static bool any_find(const struct words *s, const char *const *list, size_t n)
{
	for (size_t k = 0; k < n; k++)
		if (words_find(s, 0, list[k]) < s->n)
			return true;
	return false;
}

#define ANY_FIND(s, list) any_find(s, list, sizeof(list) / sizeof(*(list)))

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

/* ---- what kind of sentence ---- */

static size_t skip_opening(const struct words *s)
{
	static const char *const opening[] = {
		"hi",   "hello", "hey", "thanks", "ok",     "okay",
		"so",   "and",   "but", "well",   "please", "also",
		"then", "now",   "or",  "team",   "pls",    "sorry",
	};
	size_t i = 0;

	while (i < s->n && (s->at[i].mark || WORD_AMONG(s->at[i].key, opening)))
		i++;
	return i;
}

/* "Could you pause?" is asked and meant. */
static bool request(const struct words *s)
{
	static const char *const asks[] = {
		"can you",       "could you",      "would you",
		"will you",      "can i have",     "can i get",
		"could i have",  "could i get",    "may i have",
		"can i please",  "could i please", "can we have",
		"could we have", "please",         "pls",
		"how about",     "what about",     "would it be possible",
		"i want",        "i would like",   "id like",
		"would like",    "i wish",         "may i get",
	};
	static const char *const tells[] = { "tell me how", "explain how",
		                             "how to",      "how do",
		                             "how can",     "how does",
		                             "how i",       "tell me if",
		                             "tell me what" };

	return ANY_FIND(s, asks) && !ANY_FIND(s, tells);
}

static bool question(const struct words *s)
{
	static const char *const how[] = {
		"how to",      "how do",    "how can",   "how does",
		"how i",       "how could", "how would", "how is",
		"tell me how", "way to",    "how it",    "how should"
	};
	static const char *const starts[] = {
		"what",  "whats",   "where",  "when",  "who",  "which",
		"whose", "why",     "is",     "are",   "does", "did",
		"was",   "were",    "should", "shall", "may",  "can",
		"could", "would",   "will",   "am",    "how",  "wie",
		"kann",  "comment", "como",   "come",  "hoe",  "jak",
		"kan",   "puis",    "puedo",  "posso", "do",   "have",
	};
	/* ... but these are no questions. */
	static const char *const not_starts[] = {
		"do not",       "do you mind", "have me",    "have a",
		"will be",      "would like",  "would love", "would prefer",
		"would rather", "why not",
	};
	size_t i = skip_opening(s);

	if (ANY_FIND(s, how))
		return true;
	if (request(s))
		return false;
	if (s->end == '?')
		return true;
	if (i >= s->n || !WORD_AMONG(s->at[i].key, starts))
		return false;
	for (size_t k = 0; k < sizeof(not_starts) / sizeof(*not_starts); k++)
		if (words_match(s, i, not_starts[k]))
			return false;
	/* "do more MoE" */
	return strcmp(s->at[i].key, "do") != 0 || words_match(s, i, "do i") ||
	       words_match(s, i, "do you");
}

static bool conditional(const struct words *s)
{
	static const char *const words[] = { "if",      "unless",   "whether",
		                             "suppose", "assuming", "otherwise",
		                             "in case", "falls",    "wenn" };

	return ANY_FIND(s, words);
}

/* "What are my settings?", "why 3?": questions that are commands. Returns the
 * first word not used, or 0. */
static size_t read_asked(struct reader *r, const struct words *s)
{
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

/* "10 papers max" */
static bool read_maximum(struct reader *r, const struct words *s, size_t i,
                         size_t *next)
{
	static const char *const most[] = { "max", "maximum", "at most",
		                            "or less", "or fewer" };
	struct command c = { .verb = VERB_MAX };
	size_t at = i + date_number(s, i, &c.number);

	if (at == i)
		return false;
	at += words_match(s, at, "papers");
	for (size_t k = 0; k < sizeof(most) / sizeof(*most); k++) {
		size_t n = words_match(s, at, most[k]);

		if (!n)
			continue;
		*next = at + n;
		if (c.number < 1 || c.number > 100 ||
		    c.number != (double)(int)c.number)
			reader_bad(r, i, *next);
		else
			reader_command(r, &c);
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

static void walk_step(struct reader *r, const struct words *s, struct walk *w)
{
	const struct word *word = &s->at[w->at];
	size_t next;

	if (word->mark) {
		w->fresh |=
		        !r->foreign || word->mark == ',' || word->mark == ':';
		w->negated = w->declined = false;
		w->at++;
	} else if (walk_phrase(r, s, w)) {
		return;
	} else if (w->fresh && (read_bare_topics(r, s, w->at, &next) ||
	                        read_maximum(r, s, w->at, &next))) {
		w->at = next;
	} else if (conjunction(s, w->at)) {
		w->fresh = true;
		w->negated &= words_match(s, w->at, "or") > 0;
		w->declined &= !words_match(s, w->at, "but") &&
		               !words_match(s, w->at, "so");
		w->at++;
	} else if (table_negates(word->key)) {
		w->negated = true;
		w->at++;
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
	r->foreign = false;
	w.at = read_asked(r, s);
	if (!w.at) {
		bool asks = question(s);

		table_polish(s);
		r->line = *s;
		r->asked |= asks || (!s->n && s->end == '?');
		if (!s->n || is_bullet(s))
			return subject && !s->n;
		if (asks)
			return !subject;
		if (conditional(s)) {
			r->asked = true;
			reader_foreign(r, whole);
			return !subject;
		}
		w.at = skip_start(s);
	}
	while (w.at < s->n)
		walk_step(r, s, &w);
	if (subject)
		return r->meaning > before && !r->foreign;
	if (r->foreign && r->meaning == before)
		reader_foreign(r, whole);
	return r->meaning > before;
}
