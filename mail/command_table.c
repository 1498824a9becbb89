/*
 * Looking words up: in the two tables of phrases, and in the lists of words
 * that carry nothing or turn a sentence around.
 */
#include "mail/command_intern.h"

#include <limits.h>

/* Right words that are one edit from ours and mean something else. */
static const char *const other_words[] = {
	"unsubscribed", "unsubscribes", "unsubscriber", "unsubscribing",
	"subscribed",   "subscribes",   "subscriber",   "subscribers",
	"describe",     "fellow",       "fellows",      "hollow",
	"cause",        "because",      "pauses",       "paused",
	"resumes",      "presume",      "resumed",      "unmuted",
	"include",      "includes",     "included",     "excludes",
	"excluded",     "reduces",      "reduced",      "increased",
	"increases",    "decreased",    "decreases",    "follows",
	"followed",     "limits",       "limited",      "limit",
	"setting",      "command",      "comments",     "exports",
	"expert",       "experts",      "report",       "reports",
	"suspended",    "suspends",     "continued",    "continues",
	"restarts",     "weekday",
};

static const char *const fillers[] = {
	"please",   "pls",        "plz",        "kindly",       "just",
	"also",     "and",        "then",       "so",           "now",
	"ok",       "okay",       "well",       "but",          "i",
	"we",       "id",         "ill",        "im",           "would",
	"like",     "want",       "wanna",      "wish",         "need",
	"love",     "prefer",     "to",         "you",          "can",
	"could",    "will",       "me",         "my",           "us",
	"give",     "send",       "show",       "get",          "have",
	"see",      "let",        "lets",       "bit",          "little",
	"lot",      "much",       "slightly",   "somewhat",     "some",
	"even",     "way",        "really",     "very",         "the",
	"a",        "an",         "of",         "for",          "again",
	"be",       "make",       "set",        "change",       "put",
	"switch",   "turn",       "move",       "go",           "update",
	"adjust",   "it",         "that",       "too",          "hi",
	"hello",    "hey",        "dear",       "thanks",       "thank",
	"thx",      "ty",         "am",         "are",          "is",
	"there",    "maybe",      "perhaps",    "rather",       "instead",
	"quick",    "quickly",    "should",     "try",          "start",
	"keep",     "lower",      "raise",      "in",           "as",
	"with",     "great",      "good",       "nice",         "receive",
	"getting",  "receiving",  "mostly",     "still",        "actually",
	"sorry",    "yes",        "yeah",       "yep",          "morning",
	"evening",  "afternoon",  "hallo",      "bonjour",      "bitte",
	"merci",    "danke",      "por",        "favor",        "ich",
	"mochte",   "mich",       "svp",        "aub",          "graag",
	"vorrei",   "quiero",     "how",        "what",         "about",
	"this",     "these",      "super",      "far",          "its",
	"may",      "or",         "on",         "hope",         "use",
	"do",       "few",        "appreciate", "happy",        "glad",
	"grateful", "pleased",    "delighted",  "think",        "feel",
	"believe",  "find",       "definitely", "certainly",    "surely",
	"gimme",    "request",    "fyi",        "btw",          "ps",
	"p.s",      "p.s.",       "note",       "additionally", "finally",
	"lastly",   "first",      "second",     "third",        "firstly",
	"secondly", "overall",    "basically",  "simply",       "ideally",
	"honestly", "personally", "ive",        "theres",       "bump",
	"possibly", "sure",       "u",          "been",         "definitly",
	"bring",    "gonna",      "frequency",
};

static const char *const clean_words[] = {
	"all",         "any",          "more",
	"anymore",     "everything",   "every",
	"everybody",   "team",         "everyone",
	"ever",        "never",        "immediately",
	"asap",        "at",           "once",
	"today",       "right",        "away",
	"possible",    "soon",         "from",
	"your",        "our",          "off",
	"out",         "up",           "back",
	"further",     "future",       "those",
	"them",        "anything",     "sending",
	"send",        "mailing",      "emailing",
	"spamming",    "email",        "emails",
	"mail",        "mails",        "message",
	"messages",    "digest",       "digests",
	"newsletter",  "newsletters",  "list",
	"lists",       "subscription", "subscriptions",
	"spam",        "stuff",        "paper",
	"papers",      "arxiv",        "daily",
	"weekly",      "format",       "mode",
	"version",     "only",         "longer",
	"here",        "address",      "account",
	"service",     "other",        "not",
	"else",        "another",      "previous",
	"last",        "latest",       "change",
	"changes",     "command",      "edition",
	"editions",    "delivery",     "regards",
	"best",        "kind",         "cheers",
	"sincerely",   "feed",         "updates",
	"update",      "into",         "being",
	"been",        "thing",        "things",
	"one",         "ones",         "current",
	"currently",   "same",         "no",
	"until",       "advance",      "day",
	"days",        "time",         "forever",
	"permanently", "completely",   "immediatly",
	"crap",        "shit",         "junk",
	"garbage",     "rubbish",      "nonsense",
	"bullshit",    "fucking",      "damn",
	"goddamn",     "bloody",       "stupid",
	"annoying",    "useless",      "unwanted",
	"person",      "available",    "do",
	"exist",       "work",         "offer",
	"showing",     "per",          "contacted",
	"bothered",    "data",         "copy",
	"der",         "die",          "das",
	"den",         "le",           "la",
	"les",         "newsletters",  "vom",
};

static const char *const asking[] = { "please", "pls",  "want",  "send",
	                              "switch", "give", "bitte", "plz" };

static const char *const negations[] = {
	"not",     "nothing",  "dont",        "didnt", "wont",   "never",
	"no",      "neither",  "nor",         "cant",  "cannot", "without",
	"wouldnt", "shouldnt", "doesnt",      "isnt",  "havent", "nicht",
	"kein",    "keine",    "keinesfalls", "pas",   "jamais", "non",
	"nao",     "nunca",    "jamas",       "mai",   "niet",   "geen",
	"nooit",   "nie",      "nigdy",
};

/* Politeness, and conditions that are politeness: taken out. */
static const char *const polite[] = {
	"if possible",
	"if you can",
	"if you would",
	"if youd",
	"if i could",
	"if i am still",
	"if im still",
	"if not already",
	"if not already done",
	"if necessary",
	"if applicable",
	"if you have not already",
	"if you havent already",
	"if there were",
	"if there was",
	"when you get a chance",
	"whenever you get a chance",
	"may i ask you to",
	"can i ask you to",
	"could i ask you to",
	"i ask you to",
	"i would ask you to",
	"i must ask you to",
	"i kindly ask you to",
	"if you could",
	"if you dont mind",
	"if you do not mind",
	"if you please",
	"if thats ok",
	"if thats okay",
	"if that is ok",
	"if that is okay",
	"if thats possible",
	"if that is possible",
	"if its possible",
	"if it is possible",
	"if its ok",
	"if i may",
	"if its not too much trouble",
	"when you can",
	"when you have time",
	"when possible",
	"whenever possible",
	"as soon as possible",
	"as soon as you can",
	"thank you very much",
	"thank you so much",
	"thanks a lot",
	"thanks so much",
	"many thanks",
	"thank you",
	"thanks in advance",
	"in advance",
	"have a nice day",
	"have a good day",
	"have a great day",
	"from now on",
	"more or less",
	"best regards",
	"kind regards",
	"with best regards",
	"viele gruse",
	"mit freundlichen grusen",
	"right away",
	"hope you are well",
	"hope youre well",
	"i hope this finds you well",
	"at the moment",
	"for the time being",
	"great work",
	"good work",
	"keep up the good work",
	"great service",
	"nice service",
	"love it",
	"would it be possible to",
	"would it be possible for you to",
	"could you please",
	"can you please",
	"would you please",
	"would you be so kind as to",
	"would you kindly",
	"would you mind",
	"i was wondering if you could",
	"i wonder if you could",
	"feel free to",
	"why dont you",
	"why dont you just",
	"i was wondering whether you could",
	"i was wondering if it would be possible to",
	"i was wondering whether it would be possible to",
	"i was wondering if it is possible to",
	"if it would be possible to",
	"is enough",
	"is plenty",
	"is sufficient",
	"is fine",
	"is ok",
	"is okay",
	"is more than enough",
	"would be enough",
	"would be fine",
	"would be great",
	"would be nice",
	"would be better",
	"would be best",
	"would be ideal",
	"would be perfect",
	"would be good",
	"would be lovely",
	"would suffice",
	"will do",
};

/* What stands behind these says what is not wished. */
static const char *const contrasts[] = { "instead of",    "rather than",
	                                 "as opposed to", "except",
	                                 "except for",    "apart from" };

bool table_filler(const char *key)
{
	return WORD_AMONG(key, fillers);
}

bool table_clean(const char *key)
{
	return WORD_AMONG(key, clean_words) || WORD_AMONG(key, fillers);
}

bool table_asks(const struct words *s, size_t i, size_t j)
{
	for (; i < j; i++)
		if (WORD_AMONG(s->at[i].key, asking))
			return true;
	return false;
}

bool table_negates(const char *key)
{
	return WORD_AMONG(key, negations);
}

bool table_all_clean(const struct words *s, size_t i, size_t j)
{
	for (; i < j; i++)
		if (!s->at[i].mark && !s->at[i].link &&
		    !table_clean(s->at[i].key))
			return false;
	return true;
}

/* The table's phrases one after the other; NULL behind the last. */
static const struct phrase *nth_phrase(size_t n)
{
	if (n < phrases_verbs_n)
		return &phrases_verbs[n];
	n -= phrases_verbs_n;
	return n < phrases_leave_n ? &phrases_leave[n] : NULL;
}

static const struct phrase *mistyped(const char *key,
                                     const struct phrase **rival)
{
	const struct phrase *best = NULL, *p;
	unsigned best_d = UINT_MAX;

	*rival = NULL;
	if (WORD_AMONG(key, other_words) || table_clean(key))
		return NULL;
	for (size_t n = 0; (p = nth_phrase(n)); n++) {
		unsigned d;

		if (p->flags & PHRASE_EXACT || strchr(p->words, ' '))
			continue;
		d = word_near(key, p->words);
		if (d == UINT_MAX)
			continue;
		if (d < best_d) {
			*rival = NULL;
			best = p;
			best_d = d;
		} else if (d == best_d && p->sense != best->sense) {
			*rival = p;
		}
	}
	return best;
}

static const struct phrase *look_up(const struct words *s, size_t i,
                                    size_t *len, const struct phrase **rival)
{
	const struct phrase *best = NULL, *p;

	*len = 0;
	*rival = NULL;
	for (size_t n = 0; (p = nth_phrase(n)); n++) {
		size_t words;

		if (p->words[0] != s->at[i].key[0])
			continue;
		words = words_match(s, i, p->words);
		if (words > *len) {
			*len = words;
			best = p;
		}
	}
	if (best)
		return best;
	*len = 1;
	return mistyped(s->at[i].key, rival);
}

const struct phrase *table_phrase(const struct words *s, size_t i, size_t *len,
                                  const struct phrase **rival)
{
	struct word *w;

	*len = 0;
	*rival = NULL;
	if (i >= s->n || s->at[i].mark)
		return NULL;
	w = &s->at[i];
	if (!w->known) {
		w->phrase = look_up(s, i, &w->phrase_len, &w->rival);
		w->known = true;
	}
	*len = w->phrase_len;
	*rival = w->rival;
	return w->phrase;
}

static void take_out(struct words *s, size_t i, size_t n)
{
	memmove(&s->at[i], &s->at[i + n], (s->n - i - n) * sizeof(*s->at));
	s->n -= n;
	for (size_t k = 0; k < s->n; k++)
		s->at[k].known = false;
}

/* "everything except RL" is a wish of its own. */
static bool exempts(const struct words *s, size_t i)
{
	return words_match(s, i - 1, "everything") ||
	       words_match(s, i - 1, "anything") ||
	       words_match(s, i - 1, "all") || words_match(s, i - 1, "topics");
}

/* "weekly rather than daily" -> "weekly" */
static void drop_contrasts(struct words *s)
{
	for (size_t i = 1; i < s->n; i++)
		for (size_t k = 0; k < sizeof(contrasts) / sizeof(*contrasts);
		     k++) {
			size_t end = i + words_match(s, i, contrasts[k]);

			if (end == i || exempts(s, i))
				continue;
			while (end < s->n && !s->at[end].mark &&
			       !words_match(s, end, "but") &&
			       !words_match(s, end, "and"))
				end++;
			take_out(s, i, end - i);
			i--;
			break;
		}
}

void table_polish(struct words *s)
{
	size_t i = 0;

	/* "Unsubscribe me, otherwise I'll complain" */
	i = words_find(s, 0, "otherwise");
	if (i > 0 && i < s->n)
		s->n = i;
	i = words_find(s, 0, "or else");
	if (i > 0 && i < s->n)
		s->n = i;
	i = 0;
	drop_contrasts(s);
	while (i < s->n) {
		size_t longest = 0;

		for (size_t p = 0; p < sizeof(polite) / sizeof(*polite); p++) {
			size_t n = words_match(s, i, polite[p]);

			if (n > longest)
				longest = n;
		}
		if (longest)
			take_out(s, i, longest);
		else
			i++;
	}
}
