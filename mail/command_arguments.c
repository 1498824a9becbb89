/* What stands behind each verb, and what becomes of it. */
#include "mail/command_intern.h"

#include <math.h>

enum { UNKNOWN_WORDS_MAX = 3 };

/* ---- topics, papers, phrases ---- */

static void topics_command(struct reader *r, enum verb verb,
                           const struct items *items)
{
	struct command c = { .verb = verb, .n_topics = items->n_topics };

	if (!items->n_topics)
		return;
	memcpy(c.topics, items->topics, sizeof(c.topics));
	reader_command(r, &c);
}

static void ask_either(struct reader *r, enum verb verb,
                       const struct items *items)
{
	for (size_t i = 0; i < items->n_either; i++) {
		struct command a = { .verb = verb, .n_topics = 1 }, b = a;

		a.topics[0] = items->either[i].topic;
		b.topics[0] = items->either[i].rival;
		reader_either(r, &a, &b);
	}
}

static bool no_items(const struct items *items)
{
	return !items->n_topics && !items->n_papers && !items->n_phrases &&
	       !items->n_either;
}

void arguments_amount(struct reader *r, bool less, bool mails)
{
	r->meaning++;
	r->amount = mails ? AMOUNT_MAILS : AMOUNT_PAPERS;
	r->amount_less = less;
	r->amount_line =
	        words_shown(&r->line, 0, r->line.n, SHOWN_MAX, r->arena);
}

/* "Too many mails, make it weekly": said, nothing to ask. */
static bool says_how_many(const struct command_reading *out)
{
	for (size_t i = 0; i < out->n_commands; i++)
		switch (out->commands[i].verb) {
		case VERB_MORE:
		case VERB_LESS:
		case VERB_ONLY:
		case VERB_MUTE:
		case VERB_DROP:
		case VERB_THRESHOLD:
		case VERB_NOVELTY:
		case VERB_MAX:
		case VERB_PAUSE:
		case VERB_WEEKLY:
		case VERB_DAILY:
			return true;
		default:
			break;
		}
	return false;
}

void arguments_ask_amount(struct reader *r)
{
	const struct command_context *context = r->context;
	double t = context->threshold > 0 ? context->threshold : 8;
	int max = context->max_papers > 0 ? context->max_papers : 20;
	struct command a = { .verb = VERB_THRESHOLD };
	struct command b = { .verb = VERB_MAX };
	bool less = r->amount_less;

	if (r->amount == AMOUNT_NONE || says_how_many(r->out))
		return;
	a.number = less ? fmin(10, t + 1) : fmax(1, t - 1);
	b.number = less ? (max + 1) / 2 : max > 50 ? 100 : max * 2;
	if (r->amount == AMOUNT_MAILS) {
		b.verb = less ? VERB_WEEKLY : VERB_DAILY;
		b.number = -1;
	}
	reader_ask(r, r->amount_line, &a, &b);
}

static bool any_mails(const struct words *s, size_t i, size_t j)
{
	for (; i < j; i++)
		if (!strncmp(s->at[i].key, "mail", 4) ||
		    !strncmp(s->at[i].key, "email", 5) ||
		    !strcmp(s->at[i].key, "often") ||
		    !strcmp(s->at[i].key, "frequent") ||
		    !strcmp(s->at[i].key, "frequently"))
			return true;
	return false;
}

/* Foreign words before, and nothing in this clause that asks. */
bool arguments_prose(const struct reader *r, const struct words *s, size_t i,
                     size_t end)
{
	while (i > 0 && !s->at[i - 1].mark)
		i--;
	return r->foreign && !table_asks(s, i, end);
}

/* "Less is more", "more than ever", "more importantly". */
static bool no_wish(const struct words *s, size_t i)
{
	static const char *const words[] = { "is",   "are",   "was", "were",
		                             "than", "often", "or" };

	return i < s->n && !s->at[i].mark && WORD_AMONG(s->at[i].key, words) &&
	       !words_match(s, i, "or less");
}

/* "We have more compression than others", "I see more RL lately". */
static bool reported(const struct words *s, size_t i)
{
	static const char *const verbs[] = { "have", "has", "had", "is",
		                             "are",  "see", "got", "get",
		                             "with", "was", "were" };
	static const char *const wishes[] = {
		"want",   "like",  "love",     "need",  "wish",   "prefer",
		"please", "pls",   "can",      "could", "would",  "may",
		"let",    "make",  "should",   "hope",  "rather", "appreciate",
		"happy",  "glad",  "grateful", "id",    "send",   "show",
		"give",   "gimme", "will",     "wanna", "nice",   "great",
		"expect", "ill",   "try",
	};
	/* "get fewer RL papers": nobody is said to */
	static const char *const bare[] = { "get", "see", "have" };
	bool verb = false;

	while (i > 0 && !s->at[i - 1].mark) {
		i--;
		if ((i == 0 || s->at[i - 1].mark) &&
		    WORD_AMONG(s->at[i].key, bare))
			return false;
		if (WORD_AMONG(s->at[i].key, wishes))
			return false;
		/* "to have more" is wished */
		verb |= WORD_AMONG(s->at[i].key, verbs) &&
		        !(i > 0 && words_match(s, i - 1, "to"));
	}
	return verb && i + 1 < s->n;
}

/* "more like it", "more of those": what was named before. */
static bool again(const struct words *s, size_t i, size_t end)
{
	static const char *const pronouns[] = { "it",    "this",  "that",
		                                "these", "those", "them" };

	for (; i < end; i++)
		if (WORD_AMONG(s->at[i].key, pronouns))
			return true;
	return false;
}

/* "more papers by Yann LeCun": an author, or a phrase? */
static bool by_author(const struct words *s, size_t i, size_t end)
{
	for (; i < end; i++)
		if (words_match(s, i, "by"))
			return true;
	return false;
}

static void step_phrase(struct reader *r, enum verb verb, const char *phrase,
                        bool arxiv, bool author)
{
	struct command step = { .verb = verb,
		                .phrase = phrase,
		                .arxiv = arxiv };
	struct command follow = { .verb = VERB_FOLLOW, .phrase = phrase };

	if (author && !arxiv && verb == VERB_MORE)
		reader_either(r, &follow, &step);
	else
		reader_command(r, &step);
}

/* One step each, in the order in which they were named. */
static void step_items(struct reader *r, enum verb verb,
                       const struct items *items, bool phrases, bool author)
{
	size_t topic = 0, paper = 0, phrase = 0;

	for (size_t i = 0; i < items->n; i++) {
		struct command c = { .verb = verb };

		switch (items->order[i]) {
		case 't':
			c.n_topics = 1;
			c.topics[0] = items->topics[topic++];
			reader_command(r, &c);
			break;
		case 'p':
			c.paper = items->papers[paper++];
			if (!items->bad)
				reader_command(r, &c);
			break;
		default:
			if (!items->bad && phrases)
				step_phrase(r, verb, items->phrases[phrase],
				            items->arxiv[phrase], author);
			phrase++;
			break;
		}
	}
}

static size_t read_step(struct reader *r, const struct words *s, size_t i,
                        size_t len, const struct phrase *phrase)
{
	enum verb verb = (enum verb)phrase->sense;
	/* "increase the font size" is no wish; "more font size" may be one */
	bool phrases = strcmp(phrase->words, "increase") != 0 &&
	               strcmp(phrase->words, "reduce") != 0 &&
	               strcmp(phrase->words, "decrease") != 0 &&
	               strcmp(phrase->words, "boost") != 0;
	struct items items;

	if (r->wry || no_wish(s, i + len) || reported(s, i))
		return 0;
	items_read(r, s, i + len, &items);
	if (no_items(&items) && again(s, i, items.next) &&
	    opinion_again(r, verb))
		return items.next;
	/* "It needs fewer parameters, less memory": prose, not a wish */
	if (arguments_prose(r, s, i, items.next) && !items.n_topics)
		return 0;
	if (no_items(&items) && !items.bad) {
		size_t end = items.next;

		if (items.papers_word || any_mails(s, i, end))
			arguments_amount(r, verb == VERB_LESS,
			                 any_mails(s, i, end));
		else if (end >= s->n || !sentence_verb(s, end))
			reader_bad(r, i, end);
		return end;
	}
	if (any_mails(s, i, items.next) && !items.n_topics && !items.n_papers &&
	    table_all_clean(s, i + len, items.next)) {
		arguments_amount(r, verb == VERB_LESS, true);
		return items.next;
	}
	step_items(r, verb, &items, phrases, by_author(s, i, items.next));
	ask_either(r, verb, &items);
	if (items.bad || (items.n_phrases && !phrases))
		reader_bad(r, i, items.next);
	return items.next;
}

static size_t words_in(const char *text)
{
	size_t n = 1;

	for (; *text; text++)
		n += *text == ' ';
	return n;
}

/* "only 10 papers", "just the top 5", and where it says so ("limit to 10")
 * without a noun: the first word not used, or 0. */
static size_t read_count(struct reader *r, const struct words *s, size_t i,
                         bool bare)
{
	struct command c = { .verb = VERB_MAX };
	size_t top = words_match(s, i, "the top"), n;

	if (!top)
		top = words_match(s, i, "top");
	if (!top && words_match(s, i, "the"))
		i++;
	n = date_number(s, i + top, &c.number);
	if (!n || c.number < 1 || c.number > 100 || c.number != floor(c.number))
		return 0;
	n += i + top;
	n += words_match(s, n, "best");
	if (words_match(s, n, "papers") || words_match(s, n, "paper"))
		n++;
	else if (!top && !(bare && (n >= s->n || s->at[n].mark)))
		return 0;
	reader_command(r, &c);
	return value_each(s, n);
}

static bool rhythm_at(const struct words *s, size_t i)
{
	const struct phrase *rival, *p;
	size_t len;

	p = table_phrase(s, i, &len, &rival);
	return p && (p->sense == VERB_WEEKLY || p->sense == VERB_DAILY ||
	             p->sense == SENSE_EVERY);
}

/* only, mute, unmute, add, drop: of what is no topic there is only to ask. */
static size_t read_list(struct reader *r, const struct words *s, size_t i,
                        size_t len, enum verb verb)
{
	bool away = verb == VERB_MUTE || verb == VERB_DROP;
	struct items items;
	size_t n;

	if (r->wry)
		return 0;
	if (verb == VERB_ONLY &&
	    (n = read_count(r, s, i + len, words_match(s, i, "limit to"))))
		return n;
	if (verb == VERB_ONLY && rhythm_at(s, i + len))
		return i + len; /* "only on Fridays" */
	items_read(r, s, i + len, &items);
	if (arguments_prose(r, s, i, items.next) &&
	    (!items.n_topics || items.n_phrases || items.bad))
		return 0;
	if (no_items(&items) && !items.bad && verb == VERB_ONLY &&
	    items.next < s->n && sentence_verb(s, items.next))
		return items.next; /* "only weekly" */
	topics_command(r, verb, &items);
	ask_either(r, verb, &items);
	for (size_t k = 0; k < items.n_phrases; k++) {
		struct command step = { .verb = away ? VERB_LESS : VERB_MORE,
			                .phrase = items.phrases[k],
			                .arxiv = items.arxiv[k] };

		if (verb == VERB_UNMUTE ||
		    words_in(items.phrases[k]) > UNKNOWN_WORDS_MAX)
			reader_unknown(r, items.phrases[k]);
		else
			reader_either(r, &step,
			              &(struct command){ .verb = VERB_TOPICS });
	}
	for (size_t k = 0; k < items.n_papers && verb == VERB_MUTE; k++)
		reader_command(r,
		               &(struct command){ .verb = VERB_LESS,
		                                  .paper = items.papers[k] });
	if (items.bad || no_items(&items) ||
	    (items.n_papers && verb != VERB_MUTE))
		reader_bad(r, i, items.next);
	return items.next;
}

/* "just compression", "just the top 5"; but "just more compression". */
static size_t read_just(struct reader *r, const struct words *s, size_t i,
                        size_t len)
{
	size_t next = read_count(r, s, i + len, false), at = i + len;

	if (next)
		return next;
	while (words_match(s, at, "papers") || words_match(s, at, "about") ||
	       words_match(s, at, "on") || words_match(s, at, "the") ||
	       words_match(s, at, "me"))
		at++;
	return topics_exact(r, s, at).topic >= 0
	               ? read_list(r, s, i, len, VERB_ONLY)
	               : 0;
}

/* "I like MoE": is that a wish? */
static size_t read_like(struct reader *r, const struct words *s, size_t i,
                        size_t len)
{
	struct items items;
	struct command a = { .verb = VERB_MORE }, b = { .verb = VERB_STATUS };

	items_read(r, s, i + len, &items);
	if (!items.n_topics || items.n_phrases || items.n_papers || items.bad)
		return 0;
	a.n_topics = items.n_topics;
	memcpy(a.topics, items.topics, sizeof(a.topics));
	reader_either(r, &a, &b);
	return items.next;
}

/* ---- the rest ---- */

static size_t read_amount(struct reader *r, const struct words *s, size_t i,
                          size_t len, const struct phrase *phrase)
{
	bool less = phrase->sense == SENSE_TOO_MANY;
	enum verb verb = less ? VERB_LESS : VERB_MORE;
	struct items items;
	size_t end;

	items_read(r, s, i + len, &items);
	end = items.next;
	if (items.bad || items.n_papers || arguments_prose(r, s, i, end))
		return 0;
	topics_command(r, verb, &items);
	ask_either(r, verb, &items);
	for (size_t k = 0; k < items.n_phrases; k++) {
		struct command a = { .verb = verb, .phrase = items.phrases[k] };
		struct command b = { .verb = VERB_THRESHOLD,
			             .number = less ? 9 : 7 };

		reader_either(r, &a, &b);
	}
	if (no_items(&items))
		arguments_amount(r, less, any_mails(s, i, end));
	return end;
}

/* "This is some text": said about something, not to us. */
static bool statement(const struct words *s, size_t i)
{
	static const char *const words[] = { "is",   "are",   "this",  "these",
		                             "what", "about", "there", "on",
		                             "of",   "as",    "with",  "some" };

	/* "as plain text, please" */
	if (i == 1 && words_match(s, 0, "as"))
		return false;
	for (; i > 0 && !s->at[i - 1].mark; i--)
		for (size_t k = 0; k < sizeof(words) / sizeof(*words); k++)
			if (words_match(s, i - 1, words[k]))
				return true;
	return false;
}

/* Verbs without arguments: nothing else may be in the clause. */
static size_t read_alone(struct reader *r, const struct words *s, size_t i,
                         size_t len, enum verb verb)
{
	size_t end = sentence_clause_end(s, i + len);
	bool alone;

	/* "Daily Papers": our own name, as in a greeting */
	if (verb == VERB_DAILY && words_match(s, i + len, "papers"))
		return 0;
	/* "daily is too much", "off html" */
	if (i + len < s->n &&
	    (words_match(s, i + len, "is") || words_match(s, i + len, "was") ||
	     words_match(s, i + len, "are")))
		return 0;
	if (i > 0 && words_match(s, i - 1, "off"))
		return 0;
	if (verb == VERB_TEXT || verb == VERB_HTML || verb == VERB_DAILY ||
	    verb == VERB_RESUME)
		end = when_setting(s, i + len, end);
	/* "That was a mistake, undo!", "GDPR: delete my data" */
	alone = (verb == VERB_UNDO || verb == VERB_FORGET) && i > 0 &&
	        s->at[i - 1].mark && end == s->n;
	/* "I want to see what data you have on me": confirmed first, too */
	if ((verb != VERB_MY_DATA && statement(s, i)) ||
	    (!alone && arguments_prose(r, s, i, end)))
		return 0;
	/* "Status: 5.1.1" */
	if (end + 1 < s->n &&
	    (s->at[end].mark == ':' || s->at[end].mark == '='))
		return 0;
	/* "undo what I did", "erase me from your systems": said clearly, and
	 * one may be undone, the other is confirmed first */
	if (!table_all_clean(s, i + len, end) && verb != VERB_UNDO &&
	    verb != VERB_FORGET) {
		r->asked |= verb == VERB_HELP;
		return 0;
	}
	reader_verb(r, verb);
	return end;
}

size_t arguments_read(struct reader *r, const struct words *s, size_t i,
                      size_t len, const struct phrase *phrase)
{
	switch (phrase->sense) {
	case VERB_MORE:
	case VERB_LESS:
		return read_step(r, s, i, len, phrase);
	case VERB_ONLY:
	case VERB_MUTE:
	case VERB_UNMUTE:
	case VERB_ADD:
	case VERB_DROP:
		return read_list(r, s, i, len, (enum verb)phrase->sense);
	case VERB_FOLLOW:
	case VERB_UNFOLLOW:
		return authors_read(r, s, i, len, (enum verb)phrase->sense);
	case VERB_THRESHOLD:
	case VERB_NOVELTY:
	case VERB_MAX:
		return value_number(r, s, i, len, (enum verb)phrase->sense);
	case VERB_WHY:
		return value_why(r, s, i, len);
	case VERB_PAUSE:
		return when_pause(r, s, i, len);
	case VERB_WEEKLY:
		return when_weekly(r, s, i, len);
	case SENSE_BACK:
		return when_back(r, s, i);
	case SENSE_AWAY:
		return when_away(r, s, i, len);
	case SENSE_LIKE:
		return read_like(r, s, i, len);
	case SENSE_JUST:
		return read_just(r, s, i, len);
	case SENSE_EVERY:
		return when_every(r, s, i);
	case SENSE_TOO_MANY:
	case SENSE_TOO_FEW:
		return read_amount(r, s, i, len, phrase);
	case SENSE_YES:
		if (i || !table_all_clean(s, 0, s->n))
			return 0;
		r->yes = true;
		r->meaning++;
		return s->n;
	default:
		return read_alone(r, s, i, len, (enum verb)phrase->sense);
	}
}
