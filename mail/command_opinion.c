/*
 * What people say of a paper instead of "more 3": "paper 3 was great", "I liked
 * 1 and 2 but not 5", "#7 is off topic". Only where every word of the clause is
 * one that such sentences are made of; "paper 3 has a wrong link" is none, and
 * praise and blame in one clause are nobody's wish.
 */
#include "mail/command_intern.h"

#include <ctype.h>

static const char *const praise[] = {
	"like",      "liked",     "love",        "loved",       "enjoy",
	"enjoyed",   "great",     "good",        "nice",        "awesome",
	"amazing",   "excellent", "fantastic",   "wonderful",   "brilliant",
	"cool",      "super",     "interesting", "relevant",    "useful",
	"helpful",   "perfect",   "favorite",    "favourite",   "terrific",
	"inspiring", "superb",    "interested",  "fascinating",
};
static const char *const blame[] = {
	"dislike",   "disliked",   "hate",       "hated",
	"bad",       "boring",     "irrelevant", "uninteresting",
	"useless",   "terrible",   "awful",      "junk",
	"crap",      "nonsense",   "offtopic",   "rubbish",
	"unrelated", "unrelevant", "irrelevent", "uninterested",
	"pointless",
};
static const char *const negators[] = { "not",   "didnt",  "dont",   "isnt",
	                                "wasnt", "arent",  "werent", "no",
	                                "never", "doesnt", "cant",   "hardly" };
/* Words that the sentence is made of. */
static const char *const glue[] = {
	"i",         "is",         "was",        "were",
	"are",       "the",        "a",          "an",
	"very",      "really",     "so",         "quite",
	"pretty",    "just",       "also",       "both",
	"all",       "find",       "found",      "think",
	"looks",     "look",       "seems",      "seem",
	"seemed",    "looked",     "it",         "that",
	"this",      "these",      "those",      "to",
	"me",        "my",         "and",        "or",
	"of",        "today",      "todays",     "digest",
	"yesterday", "yesterdays", "in",         "did",
	"do",        "say",        "absolutely", "totally",
	"truly",     "indeed",     "especially", "particularly",
	"too",       "much",       "at",         "thanks",
	"thank",     "you",        "on",         "topic",
	"one",       "ones",       "here",       "there",
	"list",      "again",      "lot",        "please",
	"actually",  "completely", "thought",    "be",
	"well",      "yes",        "as",         "them",
	"with",
};
static const char *const things[] = { "paper", "papers", "number",  "numbers",
	                              "no",    "nr",     "article", "articles",
	                              "entry", "item",   "items",   "entries" };
/* The reason is not our business. */
static const char *const reasons[] = { "for",   "because",     "since",
	                               "given", "considering", "exactly" };

struct opinion {
	struct items items;
	int praise, blame, not ;
	bool named; /* "paper 3", "#3", not a bare number */
	bool verb;  /* "I liked", before the numbers */
	size_t at;
};

static bool paper_number(const struct words *s, size_t i, struct items *items)
{
	const char *key = s->at[i].key;

	if (s->at[i].quoted || s->at[i].link)
		return false;
	/* "one" is a pronoun here, but in "paper one" */
	if (!strcmp(key, "one") &&
	    !(i > 0 && (words_match(s, i - 1, "paper") ||
	                words_match(s, i - 1, "number"))))
		return false;
	return items_papers(items, &s->at[i]);
}

static bool is_thing(const struct words *s, size_t i)
{
	return i < s->n && !s->at[i].mark && WORD_AMONG(s->at[i].key, things);
}

/* "no 4", "no. 4" */
static bool counts(const struct words *s, size_t i)
{
	i += i < s->n && s->at[i].mark == '.';
	return i < s->n && isdigit((unsigned char)*s->at[i].key);
}

/* One word of the clause; false: it is none of such a sentence. */
static bool take(const struct words *s, struct opinion *o)
{
	const char *key = s->at[o->at].key;
	bool hash = *s->at[o->at].text.ptr == '#';

	if (words_match(s, o->at, "off topic") ||
	    words_match(s, o->at, "waste of time")) {
		o->blame++;
		o->at += words_match(s, o->at, "off topic") ? 2 : 3;
		return true;
	}
	/* "would like" wishes, "papers like 3" compares */
	if (!strcmp(key, "like") && o->at > 0 &&
	    (words_match(s, o->at - 1, "would") ||
	     words_match(s, o->at - 1, "id") || is_thing(s, o->at - 1)))
		return false;
	if (is_thing(s, o->at) &&
	    (strcmp(key, "no") != 0 || counts(s, o->at + 1))) {
		o->named = true;
	} else if (WORD_AMONG(key, praise)) {
		o->verb |= !o->items.n_papers;
		o->praise++;
	} else if (WORD_AMONG(key, blame)) {
		o->verb |= !o->items.n_papers;
		o->blame++;
	} else if (WORD_AMONG(key, negators)) {
		o->not ++;
	} else if (paper_number(s, o->at, &o->items)) {
		o->named |= hash;
		/* "I like 2 things", "3 of them" */
		if (words_match(s, o->at + 1, "of"))
			return false;
		if (o->at + 1 < s->n && !s->at[o->at + 1].mark &&
		    is_thing(s, o->at + 1) && !o->named &&
		    isdigit((unsigned char)*key) && key[strlen(key) - 1] <= '9')
			return false;
	} else if (!WORD_AMONG(key, glue)) {
		return false;
	}
	o->at++;
	return true;
}

/* 1 praise, -1 blame, 0 neither or both. */
static int sense_of(const struct opinion *o)
{
	if (o->praise && o->blame)
		return 0;
	if (o->praise)
		return o->not % 2 ? -1 : 1;
	/* "not bad" is faint praise */
	return o->blame && !(o->not % 2) ? -1 : 0;
}

static bool clause_ends(const struct words *s, size_t i)
{
	return i >= s->n || (s->at[i].mark && !strchr(",:.", s->at[i].mark)) ||
	       words_match(s, i, "but");
}

/* A comma goes on only before another number: "3, 5 and 7 were great", and not
 * behind a judgement: "3 was great, 5 boring". A colon parts them: "#4: great",
 * a full stop may belong to "No. 4". */
static bool list_goes_on(const struct words *s, size_t i,
                         const struct opinion *o)
{
	bool judged = o->praise + o->blame > 0 && !o->verb;

	if (s->at[i].mark == ':')
		return true;
	if (s->at[i].mark == '.')
		return i > 0 && is_thing(s, i - 1);
	return i + 1 < s->n && !judged &&
	       (isdigit((unsigned char)*s->at[i + 1].key) ||
	        is_thing(s, i + 1));
}

static void remember(struct reader *r, const struct items *items)
{
	r->n_papers = items->n_papers;
	memcpy(r->papers, items->papers, sizeof(items->papers));
}

bool opinion_again(struct reader *r, enum verb verb)
{
	for (size_t i = 0; i < r->n_papers; i++)
		reader_command(r, &(struct command){ .verb = verb,
		                                     .paper = r->papers[i] });
	return r->n_papers > 0;
}

size_t opinion_read(struct reader *r, const struct words *s, size_t i)
{
	struct opinion o = { .at = i }, named = { .at = i };
	int opinion;

	while (!clause_ends(s, o.at)) {
		if (s->at[o.at].mark) {
			if (!list_goes_on(s, o.at, &o))
				break;
			if (s->at[o.at].mark == ':')
				named = o;
			o.at++;
			continue;
		}
		if (o.items.n_papers && WORD_AMONG(s->at[o.at].key, reasons)) {
			while (!clause_ends(s, o.at) && s->at[o.at].mark != ',')
				o.at++;
			break;
		}
		if (!take(s, &o)) {
			/* "Paper 3: more like this" */
			o = named;
			break;
		}
	}
	if (!o.items.n_papers || o.items.bad)
		return 0;
	opinion = sense_of(&o);
	/* "... but not 5" */
	if (!o.praise && !o.blame && o.not == 1 && r->opinion)
		opinion = -r->opinion;
	else if (!o.named && !o.verb &&
	         !(o.praise + o.blame && (i == 0 || r->opinion)))
		return 0;
	/* "Paper 3: more like this." */
	if (!o.praise && !o.blame && !o.not &&o.named)
		remember(r, &o.items);
	if (!opinion)
		return 0;
	remember(r, &o.items);
	r->opinion = opinion;
	opinion_again(r, opinion > 0 ? VERB_MORE : VERB_LESS);
	return o.at;
}
