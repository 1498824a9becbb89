/*
 * What stands behind "more": topics, numbers of papers, arXiv ids, phrases, in
 * a list with commas and "and". The list ends where the next verb begins.
 */
#include "mail/command_intern.h"

#include <ctype.h>
#include <stdlib.h>

#include "base/cleanup.h"

enum { PHRASE_WORDS_MAX = 6, PAPER_MAX = 100 };

/* Words around an item that say nothing about it. */
static const char *const around[] = {
	"the",        "some",        "of",       "on",         "about",
	"papers",     "paper",       "articles", "article",    "work",
	"works",      "stuff",       "like",     "please",     "pls",
	"thing",      "things",      "content",  "topic",      "topics",
	"number",     "numbers",     "no",       "nr",         "regarding",
	"concerning", "from",        "related",  "to",         "for",
	"me",         "in",          "a",        "an",         "bit",
	"again",      "too",         "also",     "as",         "well",
	"all",        "thanks",      "thx",      "instead",    "research",
	"any",        "my",          "similar",  "items",      "item",
	"entry",      "with",        "area",     "field",      "and",
	"anymore",    "now",         "is",       "are",        "such",
	"mails",      "emails",      "than",     "more",       "at",
	"these",      "this",        "those",    "that",       "them",
	"it",         "arxiv",       "plus",     "subject",    "subjects",
	"by",         "list",        "digest",   "cheers",     "only",
	"i",          "so",          "really",   "just",       "sending",
	"send",       "receive",     "get",      "much",       "many",
	"lot",        "lots",        "same",     "everything", "anything",
	"info",       "information", "details",  "listed",     "you",
	"ones",       "we",          "not",      "want",       "need",
	"see",        "read",        "your",     "our",        "be",
	"us",         "asap",
};

static bool is_around(const char *key)
{
	for (size_t i = 0; i < sizeof(around) / sizeof(*around); i++)
		if (!strcmp(around[i], key))
			return true;
	return false;
}

/* The reason for a wish is no part of it. */
static bool cuts(const char *key)
{
	static const char *const list[] = {
		"because", "since", "than",    "so",     "while",
		"though",  "but",   "rather",  "which",  "although",
		"instead", "if",    "whereas", "unless", "compared",
	};

	for (size_t i = 0; i < sizeof(list) / sizeof(*list); i++)
		if (!strcmp(list[i], key))
			return true;
	return false;
}

static size_t separator(const struct words *s, size_t i)
{
	static const char *const words[] = { "as well as", "and", "or",  "plus",
		                             "also",       "but", "then" };

	if (s->at[i].mark)
		return 1;
	for (size_t k = 0; k < sizeof(words) / sizeof(*words); k++) {
		size_t n = words_match(s, i, words[k]);

		if (n)
			return n;
	}
	return 0;
}

/* ---- papers ---- */

static bool arxiv_new(struct str t, size_t *len)
{
	size_t n = 0;

	for (size_t i = 0; i < t.len && (isdigit((unsigned char)t.ptr[i]) ||
	                                 (i == 4 && t.ptr[i] == '.'));
	     i++)
		n++;
	*len = n;
	return n >= 9 && n <= 10 && t.ptr[4] == '.';
}

/* "hep-th/9901001", "math.GT/0309136": see arxiv.org/help/arxiv_identifier. */
static bool arxiv_old(struct str t, size_t *len)
{
	const char *slash = t.len ? memchr(t.ptr, '/', t.len) : NULL;
	size_t archive = slash ? (size_t)(slash - t.ptr) : 0, digits = 0;

	if (archive < 2 || archive > 16)
		return false;
	for (size_t i = 0; i < archive; i++)
		if (!isalpha((unsigned char)t.ptr[i]) && t.ptr[i] != '-' &&
		    t.ptr[i] != '.')
			return false;
	while (archive + 1 + digits < t.len &&
	       isdigit((unsigned char)slash[1 + digits]))
		digits++;
	*len = archive + 1 + digits;
	return digits == 7;
}

const char *items_arxiv(struct str t, struct arena *arena)
{
	static const char *const leads[] = { "/abs/", "/pdf/", "/html/" };
	size_t len, version = 0;

	for (size_t i = 0; i < sizeof(leads) / sizeof(*leads); i++) {
		ptrdiff_t at = str_find(t, str_of(leads[i]));
		size_t skip;

		if (at < 0 || str_find(t, STR("arxiv.org")) < 0)
			continue;
		skip = (size_t)at + strlen(leads[i]);
		t = (struct str){ t.ptr + skip, t.len - skip };
	}
	if (str_starts_nocase(t, STR("arxiv:")))
		t = (struct str){ t.ptr + 6, t.len - 6 };
	if (!arxiv_new(t, &len) && !arxiv_old(t, &len))
		return NULL;
	if (len < t.len && t.ptr[len] == 'v')
		for (version = 1; len + version < t.len &&
		                  isdigit((unsigned char)t.ptr[len + version]);)
			version++;
	if (len + version != t.len &&
	    !str_eq((struct str){ t.ptr + len + version,
	                          t.len - len - version },
	            STR(".pdf")))
		return NULL;
	return arena_strndup(arena, t.ptr, len);
}

static void add_paper(struct items *items, long number)
{
	if (number < 1 || number > PAPER_MAX || items->n_papers == ITEMS_MAX) {
		items->bad = true;
		return;
	}
	items->papers[items->n_papers++] = (int)number;
	items->order[items->n++] = 'p';
}

static int ordinal(const char *key)
{
	static const char *const names[] = { "first",   "second", "third",
		                             "fourth",  "fifth",  "sixth",
		                             "seventh", "eighth", "ninth",
		                             "tenth" };
	char *end;
	long n = strtol(key, &end, 10);

	if (end > key && (!strcmp(end, "st") || !strcmp(end, "nd") ||
	                  !strcmp(end, "rd") || !strcmp(end, "th")))
		return n > 0 && n <= PAPER_MAX ? (int)n : 0;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(key, names[i]))
			return (int)i + 1;
	return 0;
}

bool items_papers(struct items *items, const struct word *w)
{
	const char *p = w->text.ptr, *end = p + w->text.len;
	double spelt;
	struct words one = { (struct word *)w, 1, 0 };
	long first = ordinal(w->key);

	if (first) {
		add_paper(items, first);
		return true;
	}
	if (!isdigit((unsigned char)*w->key) && *p != '#' && *p != '-') {
		if (!date_number(&one, 0, &spelt))
			return false;
		add_paper(items, (long)spelt);
		return true;
	}
	for (const char *c = p; c < end; c++)
		if (!isdigit((unsigned char)*c) && !strchr("#,-", *c))
			return false;
	if (w->text.len > 40)
		return false;
	while (p < end) {
		long number;
		char *behind;

		if (*p == '#')
			p++;
		number = strtol(p, &behind, 10);
		if (behind == p || behind > end) {
			items->bad = true;
			return true;
		}
		if (first && number > first && number - first < ITEMS_MAX)
			while (++first < number)
				add_paper(items, first);
		add_paper(items, number);
		p = behind;
		first = p < end && *p == '-' ? number : 0;
		p += p < end;
	}
	return true;
}

/* ---- one item ---- */

static void add_topic(struct items *items, int topic)
{
	for (size_t i = 0; i < items->n_topics; i++)
		if (items->topics[i] == topic)
			return;
	if (items->n_topics == ITEMS_MAX)
		return;
	items->topics[items->n_topics++] = topic;
	items->order[items->n++] = 't';
}

static void add_phrase(struct items *items, const char *phrase, bool arxiv)
{
	if (items->n_phrases == ITEMS_MAX)
		return;
	items->arxiv[items->n_phrases] = arxiv;
	items->phrases[items->n_phrases++] = phrase;
	items->order[items->n++] = 'w';
}

/* "More importantly, users can ...": a sentence, no phrase. */
static bool is_prose(const struct words *s, size_t i, size_t j)
{
	static const char *const verbs[] = {
		"can",   "could", "is",    "are",    "was",   "were", "has",
		"have",  "had",   "we",    "our",    "i",     "you",  "it",
		"that",  "which", "who",   "will",   "would", "been", "does",
		"their", "this",  "these", "im",     "ive",   "id",   "ill",
		"dont",  "cant",  "youre", "theyre",
	};
	const char *first = s->at[i].key;
	size_t len = strlen(first);

	if (s->at[i].quoted)
		return false;
	if (len > 4 && !strcmp(first + len - 2, "ly") &&
	    strcmp(first, "multiply") != 0 && strcmp(first, "supply") != 0)
		return true;
	for (; i < j; i++)
		for (size_t k = 0; k < sizeof(verbs) / sizeof(*verbs); k++)
			if (!strcmp(s->at[i].key, verbs[k]))
				return true;
	return false;
}

static size_t words_bytes(const struct words *s, size_t i, size_t j)
{
	const struct str *last = &s->at[j - 1].text;

	return (size_t)(last->ptr - s->at[i].text.ptr) + last->len;
}

/* "more 3 5" */
static bool only_numbers(const struct words *s, size_t i, size_t j)
{
	for (size_t k = i; k < j; k++)
		if (s->at[k].quoted ||
		    !isdigit((unsigned char)s->at[k]
		                     .text.ptr[*s->at[k].text.ptr == '#']))
			return false;
	return j - i > 1;
}

/* The words [i, j), which hold no separator. */
static void add_item(struct reader *r, const struct words *s, size_t i,
                     size_t j, struct items *items)
{
	struct topic_match m = topics_near(r, s, i, j);
	bool letters = false;
	const char *id;

	if (m.topic >= 0 && m.rival >= 0) {
		if (items->n_either < ITEMS_MAX)
			items->either[items->n_either++] = m;
		return;
	}
	if (m.topic >= 0) {
		add_topic(items, m.topic);
		return;
	}
	id = j - i == 1 ? items_arxiv(s->at[i].text, r->arena) : NULL;
	if (id) {
		add_phrase(items, id, true);
		return;
	}
	if ((j - i == 1 || (j - i == 2 && words_match(s, i + 1, "one") &&
	                    ordinal(s->at[i].key))) &&
	    !s->at[i].quoted && items_papers(items, &s->at[i]))
		return;
	if (only_numbers(s, i, j)) {
		for (size_t k = i; k < j; k++)
			items->bad |= !items_papers(items, &s->at[k]);
		return;
	}
	for (size_t k = i; k < j; k++) {
		if (s->at[k].link)
			items->bad = true;
		for (const char *c = s->at[k].key; *c; c++)
			if (isalpha((unsigned char)*c) ||
			    (unsigned char)*c >= 0x80)
				letters = true;
	}
	if (items->bad || !letters || is_prose(s, i, j) ||
	    j - i > PHRASE_WORDS_MAX || (j - i == 1 && s->at[i].text.len < 2)) {
		items->bad = true;
		return;
	}
	id = j - i == 1 && s->at[i].text.len <= PHRASE_MAX
	             ? arena_str(r->arena, s->at[i].text)
	             : words_shown(s, i, j, PHRASE_MAX, r->arena);
	if (words_bytes(s, i, j) > PHRASE_MAX || strchr(id, '"'))
		items->bad = true;
	else
		add_phrase(items, id, false);
}

/* Does a verb stand at i that ends a list without a comma before it? */
static bool breaks(const struct words *s, size_t i)
{
	const struct phrase *rival, *p;
	double number;
	size_t len;

	if (words_match(s, i, "more") || words_match(s, i, "less") ||
	    words_match(s, i, "fewer") || words_match(s, i, "unsubscribe"))
		return true;
	p = table_phrase(s, i, &len, &rival);
	return p &&
	       (p->sense == VERB_THRESHOLD || p->sense == VERB_NOVELTY ||
	        p->sense == VERB_MAX) &&
	       date_number_behind(s, i + len, &number);
}

static size_t item_end(const struct words *s, size_t i)
{
	while (i < s->n && !separator(s, i) && !cuts(s->at[i].key) &&
	       !breaks(s, i))
		i++;
	return i;
}

/* What may follow a topic without being of it: "more MoE in my digest". */
static bool trails(const struct words *s, size_t i)
{
	static const char *const list[] = {
		"in",    "from",   "for",      "at",        "until",
		"when",  "each",   "every",    "per",       "lately",
		"a day", "a week", "recently", "generally", "though",
	};

	for (size_t k = 0; k < sizeof(list) / sizeof(*list); k++)
		if (words_match(s, i, list[k]))
			return true;
	return false;
}

/* "attention" is a topic, "attention sinks" is not. */
static struct topic_match whole_topic(const struct reader *r,
                                      const struct words *s, size_t i)
{
	struct topic_match m = topics_exact(r, s, i);
	size_t end = i + m.len;

	if (m.topic >= 0 && end < s->n && item_end(s, end) > end &&
	    !is_around(s->at[end].key) && !trails(s, end))
		m.topic = -1;
	return m;
}

static bool counts_mails(const char *key)
{
	return !strncmp(key, "paper", 5) || !strncmp(key, "mail", 4) ||
	       !strncmp(key, "email", 5);
}

void items_read(struct reader *r, const struct words *s, size_t i,
                struct items *items)
{
	bool fresh = true, first = true;

	*items = (struct items){ 0 };
	while (i < s->n) {
		struct topic_match exact;
		size_t n = separator(s, i), j;

		if (n) {
			i += n;
			fresh = true;
			first = false;
			continue;
		}
		exact = whole_topic(r, s, i);
		if (fresh && !first && exact.topic < 0 && sentence_verb(s, i))
			break;
		if (!first && exact.topic < 0 && breaks(s, i))
			break;
		if (exact.topic >= 0) {
			add_topic(items, exact.topic);
			i += exact.len;
			first = fresh = false;
			continue;
		}
		if (cuts(s->at[i].key)) {
			i = sentence_clause_end(s, i);
			continue;
		}
		if (!first && !fresh && trails(s, i)) {
			items->bad |=
			        words_match(s, i, "until") ||
			        date_until(s, i, r->context->today).verdict ==
			                DATE_GOOD;
			i = sentence_clause_end(s, i);
			continue;
		}
		if (is_around(s->at[i].key)) {
			if (counts_mails(s->at[i].key)) {
				items->papers_word = true;
				/* "more 3 papers": how many, not which */
				items->bad |= items->n_papers > 0;
			}
			i++;
			continue;
		}
		if (first && sentence_verb(s, i) && breaks(s, i))
			break;
		first = fresh = false;
		j = item_end(s, i + 1);
		n = j;
		while (n > i + 1 && is_around(s->at[n - 1].key))
			items->bad |= counts_mails(s->at[--n].key) &&
			              n == i + 1 &&
			              date_number(s, i, &(double){ 0 });
		add_item(r, s, i, n, items);
		i = j;
	}
	items->next = i;
}
