/* What stands behind each verb, and what becomes of it. */
#include "mail/command_intern.h"

#include <math.h>

enum { NAME_WORDS_MAX = 6, UNKNOWN_WORDS_MAX = 3 };

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
	const struct command_context *context = r->context;
	double t = context->threshold > 0 ? context->threshold : 8;
	int max = context->max_papers > 0 ? context->max_papers : 20;
	struct command a = { .verb = VERB_THRESHOLD };
	struct command b = { .verb = VERB_MAX };

	a.number = less ? fmin(10, t + 1) : fmax(1, t - 1);
	b.number = less ? (max + 1) / 2 : max > 50 ? 100 : max * 2;
	if (mails) {
		b.verb = less ? VERB_WEEKLY : VERB_DAILY;
		b.number = -1;
	}
	reader_either(r, &a, &b);
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
static bool in_prose(const struct reader *r, const struct words *s, size_t i,
                     size_t end)
{
	while (i > 0 && !s->at[i - 1].mark)
		i--;
	return r->foreign && !table_asks(s, i, end);
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

	items_read(r, s, i + len, &items);
	/* "It needs fewer parameters, less memory": prose, not a wish */
	if (in_prose(r, s, i, items.next) && !items.n_topics)
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
	topics_command(r, verb, &items);
	for (size_t k = 0; k < items.n_papers && !items.bad; k++)
		reader_command(r,
		               &(struct command){ .verb = verb,
		                                  .paper = items.papers[k] });
	for (size_t k = 0; k < items.n_phrases && phrases && !items.bad; k++)
		reader_command(r, &(struct command){ .verb = verb,
		                                     .phrase = items.phrases[k],
		                                     .arxiv = items.arxiv[k] });
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

/* only, mute, unmute, add, drop: of what is no topic there is only to ask. */
static size_t read_list(struct reader *r, const struct words *s, size_t i,
                        size_t len, enum verb verb)
{
	bool away = verb == VERB_MUTE || verb == VERB_DROP;
	struct items items;
	double number;
	size_t n;

	n = date_number(s, i + len, &number);
	if (verb == VERB_ONLY && n &&
	    (words_match(s, i + len + n, "papers") ||
	     words_match(s, i + len + n, "paper"))) {
		reader_command(r, &(struct command){ .verb = VERB_MAX,
		                                     .number = number });
		return i + len + n + 1;
	}
	items_read(r, s, i + len, &items);
	if (in_prose(r, s, i, items.next) &&
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

/* ---- authors ---- */

static bool around_name(const char *key, bool before)
{
	static const char *const leading[] = {
		"author", "authors", "papers", "paper",     "by", "from",
		"of",     "the",     "work",   "works",     "dr", "dr.",
		"prof",   "prof.",   "all",    "professor", "is", "everything",
	};
	static const char *const trailing[] = {
		"please", "pls",    "thanks",  "thx",     "too",  "also",
		"again",  "papers", "paper",   "anymore", "work", "author",
		"now",    "here",   "instead", "more",    "any",  "already"
	};

	if (before) {
		for (size_t i = 0; i < sizeof(leading) / sizeof(*leading); i++)
			if (!strcmp(key, leading[i]))
				return true;
		return false;
	}
	for (size_t i = 0; i < sizeof(trailing) / sizeof(*trailing); i++)
		if (!strcmp(key, trailing[i]))
			return true;
	return false;
}

static bool nobody(const char *key)
{
	static const char *const list[] = {
		"up",      "me",    "us",           "this",   "that",  "your",
		"on",      "you",   "link",         "links",  "these", "it",
		"my",      "along", "any",          "anyone", "topic", "topics",
		"more",    "for",   "instructions", "here",   "them",  "to",
		"through", "with",  "below",        "above",
	};

	for (size_t i = 0; i < sizeof(list) / sizeof(*list); i++)
		if (!strcmp(key, list[i]))
			return true;
	return false;
}

/* The name in [i, j), or NULL. */
static const char *name_in(struct reader *r, const struct words *s, size_t i,
                           size_t j)
{
	const char *name;
	size_t len;

	while (i < j && around_name(s->at[i].key, true))
		i++;
	while (j > i && around_name(s->at[j - 1].key, false))
		j--;
	if (i == j || j - i > NAME_WORDS_MAX || nobody(s->at[i].key))
		return NULL;
	for (size_t k = i; k < j; k++)
		if (s->at[k].link || strpbrk(s->at[k].key, "0123456789#"))
			return NULL;
	name = words_shown(s, i, j, PHRASE_MAX, r->arena);
	len = strlen(name);
	if (len > 2 && (!strcmp(name + len - 2, "'s")))
		name = arena_strndup(r->arena, name, len - 2);
	return len > 1 ? name : NULL;
}

static size_t name_end(const struct words *s, size_t i)
{
	while (i < s->n && (!s->at[i].mark || s->at[i].mark == '-') &&
	       !words_match(s, i, "and") && !words_match(s, i, "or") &&
	       !words_match(s, i, "but") && !words_match(s, i, "because"))
		i++;
	return i;
}

static size_t read_authors(struct reader *r, const struct words *s, size_t i,
                           size_t len, enum verb verb)
{
	const char *names[ITEMS_MAX];
	size_t n = 0, at = i + len;
	bool bad = false;

	if (in_prose(r, s, i, at))
		return 0;
	while (at < s->n && n < ITEMS_MAX) {
		size_t end;
		struct topic_match m;

		if (s->at[at].mark || words_match(s, at, "and") ||
		    words_match(s, at, "or")) {
			at++;
			continue;
		}
		if (at > i + len && sentence_verb(s, at))
			break;
		end = name_end(s, at);
		m = topics_exact(r, s, at);
		if (m.topic >= 0 && at + m.len == end && verb == VERB_FOLLOW) {
			struct command a = { .verb = VERB_ADD,
				             .n_topics = 1,
				             .topics = { m.topic } };
			struct command b = a;

			b.verb = VERB_MORE;
			reader_either(r, &a, &b);
			return end;
		}
		names[n] = name_in(r, s, at, end);
		bad |= !names[n];
		n += names[n] != NULL;
		at = end;
	}
	/* "LeCun, Yann" */
	if (n == 2 && !strchr(names[0], ' ') && !strchr(names[1], ' ')) {
		names[0] = arena_printf(r->arena, "%s %s", names[1], names[0]);
		n = 1;
	}
	for (size_t k = 0; k < n; k++)
		reader_command(r, &(struct command){ .verb = verb,
		                                     .phrase = names[k] });
	if (bad || !n)
		reader_bad(r, i, at);
	return at;
}

/* ---- numbers, papers ---- */

static size_t read_number(struct reader *r, const struct words *s, size_t i,
                          size_t len, enum verb verb)
{
	struct command c = { .verb = verb };
	double max = verb == VERB_MAX ? 100 : 10;
	size_t n = date_number_behind(s, i + len, &c.number);
	size_t behind = i + len + n;

	/* "up to 67% faster" */
	if (verb == VERB_MAX &&
	    (in_prose(r, s, i, behind) ||
	     (n && behind < s->n && !s->at[behind].mark &&
	      !table_clean(s->at[behind].key) && !sentence_verb(s, behind))))
		return 0;
	/* "limit reinforcement learning" */
	if (!n && !strcmp(s->at[i].key, "limit"))
		return 0;
	if (!n || c.number < 1 || c.number > max ||
	    (verb == VERB_MAX && c.number != floor(c.number))) {
		size_t end = n ? i + len + n : sentence_clause_end(s, i);

		reader_bad(r, i, end);
		return end;
	}
	/* the tenth that select works with */
	c.number = round(c.number * 10) / 10;
	reader_command(r, &c);
	return i + len + n;
}

static bool counted(const struct words *s, size_t i)
{
	static const char *const things[] = { "papers", "mails",  "emails",
		                              "days",   "times",  "times",
		                              "weeks",  "things", "hours" };

	for (size_t k = 0; k < sizeof(things) / sizeof(*things); k++)
		if (words_match(s, i, things[k]))
			return true;
	return false;
}

/* "why 3", "why did I get 3 and 2504.06426" */
static size_t read_why(struct reader *r, const struct words *s, size_t i,
                       size_t len)
{
	size_t found = 0;

	for (size_t k = i + len; k < s->n && found < ITEMS_MAX; k++) {
		struct command c = { .verb = VERB_WHY };
		double number;

		if (s->at[k].mark)
			continue;
		if (found && sentence_verb(s, k))
			return k;
		c.phrase = items_arxiv(s->at[k].text, r->arena);
		c.arxiv = c.phrase != NULL;
		if (!c.arxiv) {
			/* "why ask one": a word is no number here */
			if (!date_number(s, k, &number) ||
			    !strpbrk(s->at[k].key, "0123456789") ||
			    counted(s, k + 1) || number != floor(number))
				continue;
			if (number < 1 || number > 100) {
				reader_bad(r, i, s->n);
				return s->n;
			}
			c.paper = (int)number;
		}
		reader_command(r, &c);
		found++;
	}
	return found ? s->n : 0;
}

/* ---- time ---- */

static size_t pause_for(struct reader *r, const struct words *s, size_t i,
                        size_t at, const struct date_reading *d)
{
	struct command c = { .verb = VERB_PAUSE, .until = d->date };

	if (d->verdict == DATE_BAD) {
		reader_bad(r, i, sentence_clause_end(s, at));
		return sentence_clause_end(s, at);
	}
	if (d->verdict == DATE_EITHER) {
		struct command other = c;

		other.until = d->other;
		reader_either(r, &c, &other);
	} else {
		reader_command(r, &c);
	}
	return at + d->len;
}

static size_t read_pause(struct reader *r, const struct words *s, size_t i,
                         size_t len)
{
	size_t end = sentence_clause_end(s, i), at = i + len;
	struct items items;

	for (size_t k = at; k < end; k++)
		if (words_match(s, k, "instead of") ||
		    words_match(s, k, "rather than"))
			end = k;
	if (words_match(s, at - 1, "until") || words_match(s, at - 1, "till") ||
	    words_match(s, at - 1, "for"))
		at--;
	for (size_t k = at; k < s->n; k++) {
		struct date_reading d = date_until(s, k, r->context->today);

		if (d.verdict != DATE_ABSENT)
			return pause_for(r, s, i, k, &d);
		if (s->at[k].mark == ',' || s->at[k].mark == ':')
			continue;
		if (s->at[k].mark || !table_clean(s->at[k].key))
			break;
	}
	if (table_all_clean(s, at, end)) {
		reader_command(r, &(struct command){ .verb = VERB_PAUSE,
		                                     .until = DATE_NONE });
		return end;
	}
	items_read(r, s, at, &items);
	if (items.n_topics && !items.n_phrases && !items.bad) {
		struct command mute = { .verb = VERB_MUTE,
			                .n_topics = items.n_topics };

		memcpy(mute.topics, items.topics, sizeof(mute.topics));
		reader_either(r, &mute,
		              &(struct command){ .verb = VERB_PAUSE,
		                                 .until = DATE_NONE });
		return items.next;
	}
	reader_bad(r, i, end);
	return end;
}

/* "back on Monday", "back in two weeks" */
static size_t read_back(struct reader *r, const struct words *s, size_t i)
{
	struct date_reading d = date_at(s, i + 1, r->context->today);

	if (d.verdict == DATE_ABSENT && words_match(s, i + 1, "in")) {
		d = date_until(s, i + 2, r->context->today);
		if (d.verdict == DATE_ABSENT)
			d = date_at(s, i + 2, r->context->today);
		d.len++;
	}
	return d.verdict == DATE_ABSENT || d.verdict == DATE_BAD
	               ? 0
	               : pause_for(r, s, i, i + 1, &d);
}

static size_t read_weekly(struct reader *r, const struct words *s, size_t i,
                          size_t len)
{
	struct command c = { .verb = VERB_WEEKLY, .number = -1 };
	size_t end = sentence_clause_end(s, i);

	for (size_t k = i + len; k < end; k++) {
		int day = s->at[k].mark ? -1 : date_weekday_of(s->at[k].key);

		if (day >= 0)
			c.number = day;
		else if (!table_clean(s->at[k].key))
			return 0;
	}
	reader_command(r, &c);
	return end;
}

static size_t read_every(struct reader *r, const struct words *s, size_t i)
{
	int day = i + 1 < s->n ? date_weekday_of(s->at[i + 1].key) : -1;

	if (day >= 0 || words_match(s, i + 1, "week"))
		return read_weekly(r, s, i, 1 + (day < 0));
	if (!words_match(s, i + 1, "day") && !words_match(s, i + 1, "weekday"))
		return 0;
	reader_verb(r, VERB_DAILY);
	return i + 2;
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
	if (items.bad || items.n_papers || in_prose(r, s, i, end))
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

	/* "Daily Papers": our own name, as in a greeting */
	if (verb == VERB_DAILY && words_match(s, i + len, "papers"))
		return 0;
	if (statement(s, i) || in_prose(r, s, i, end))
		return 0;
	/* "Status: 5.1.1" */
	if (end + 1 < s->n &&
	    (s->at[end].mark == ':' || s->at[end].mark == '='))
		return 0;
	if (!table_all_clean(s, i + len, end)) {
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
		return read_authors(r, s, i, len, (enum verb)phrase->sense);
	case VERB_THRESHOLD:
	case VERB_NOVELTY:
	case VERB_MAX:
		return read_number(r, s, i, len, (enum verb)phrase->sense);
	case VERB_WHY:
		return read_why(r, s, i, len);
	case VERB_PAUSE:
		return read_pause(r, s, i, len);
	case VERB_WEEKLY:
		return read_weekly(r, s, i, len);
	case SENSE_BACK:
		return read_back(r, s, i);
	case SENSE_EVERY:
		return read_every(r, s, i);
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
