/*
 * What kind of sentence it is: a question ("how do I pause?") and a condition
 * ("if you don't stop ...") are no commands, a polite request ("could you
 * please pause?") is one.
 */
#include "mail/command_intern.h"

static bool any_find(const struct words *s, const char *const *list, size_t n)
{
	for (size_t k = 0; k < n; k++)
		if (words_find(s, 0, list[k]) < s->n)
			return true;
	return false;
}

#define ANY_FIND(s, list) any_find(s, list, sizeof(list) / sizeof(*(list)))

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

/* "topics?", "What are my current settings?": answered, not declined. -1: no
 * such question. */
int mood_inquiry(const struct words *s)
{
	const struct phrase *rival, *p;
	size_t i = skip_opening(s), len;

	while (i < s->n && !table_phrase(s, i, &len, &rival) &&
	       (s->at[i].mark || table_clean(s->at[i].key)))
		i++;
	p = table_phrase(s, i, &len, &rival);
	if (s->end != '?' || !p || rival ||
	    (p->sense != VERB_TOPICS && p->sense != VERB_STATUS &&
	     p->sense != VERB_HELP) ||
	    !table_all_clean(s, i + len, s->n))
		return -1;
	return p->sense;
}

/* "Could you pause?" is asked and meant. */
static bool request(const struct words *s)
{
	static const char *const asks[] = {
		"can you",         "could you",      "would you",
		"will you",        "can i have",     "can i get",
		"could i have",    "could i get",    "may i have",
		"can i please",    "could i please", "can we have",
		"could we have",   "please",         "pls",
		"how about",       "what about",     "would it be possible",
		"may i get",       "may i ask you",  "can i ask you",
		"could i ask you", "why dont you",   "could i be",
		"can i be",        "konnten sie",    "konnt ihr",
		"konntest du",     "kannst du",      "konnen sie",
		"wurden sie",      "bitte",          "pourriezvous",
		"pouvezvous",      "pourraistu",     "peuxtu",
		"merci de",        "veuillez",       "svp",
		"sil vous plait",  "podrian",        "podria",
		"pueden",          "por favor",      "potreste",
		"potete",          "potrebbe",       "per favore",
		"per cortesia",    "poderiam",       "poderia",
		"podem",           "kunt you",       "kunnen jullie",
		"zou you",         "alstublieft",    "aub",
		"graag",           "prosze",         "czy mozecie",
		"czy moglibyscie",
	};
	static const char *const tells[] = { "tell me how", "explain how",
		                             "how to",      "how do",
		                             "how can",     "how does",
		                             "how i",       "tell me if",
		                             "tell me what" };

	/* "I want to unsubscribe? No way!" */
	static const char *const wants[] = { "i want", "i would like",
		                             "id like", "would like",
		                             "i wish" };

	return (ANY_FIND(s, asks) || (s->end != '?' && ANY_FIND(s, wants))) &&
	       !ANY_FIND(s, tells);
}

static const char *const how_words[] = {
	"how to",         "how do",         "how can",    "how does",
	"how i",          "how could",      "how would",  "how is",
	"tell me how",    "way to",         "how it",     "how should",
	"wie kann",       "wie konnen",     "wie melde",  "wie soll",
	"wie lasst",      "comment me",     "comment se", "comment faire",
	"comment puisje", "comment peuton", "como puedo", "como me",
	"como se",        "como hago",      "come posso", "come faccio",
	"come si",        "hoe kan",        "hoe meld",   "hoe moet",
	"jak moge",       "jak sie",        "jak mam",    "como posso",
	"como faco",
};

bool mood_question(const struct words *s)
{
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
		"would rather", "why not",     "when you",   "when possible",
	};
	size_t i = skip_opening(s);

	if (ANY_FIND(s, how_words))
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

/* "If ...", "maybe I should": thought about, not asked for. */
bool mood_conditional(const struct words *s)
{
	static const char *const words[] = {
		"if",           "unless",         "whether",     "suppose",
		"assuming",     "otherwise",      "in case",     "falls",
		"wenn",         "or else",        "maybe i",     "perhaps i",
		"i might",      "i may",          "thinking of", "some day",
		"someday",      "one day",        "considering", "not sure",
		"when i",       "thinking about", "whenever i",  "next time",
		"was about to",
	};

	return ANY_FIND(s, words);
}

/* "How this works I don't know, but please unsubscribe me": what is asked for
 * behind the question or the doubt; 0: nothing. */
size_t mood_plea(const struct words *s, bool asked)
{
	static const char *const leaving[] = {
		"unsubscribe me",     "please unsubscribe", "remove me",
		"please remove me",   "take me off",        "please stop",
		"please take me off", "just unsubscribe",
	};
	static const char *const turns[] = { "but", "so", "therefore" };
	static const char *const pleas[] = { "please",     "pls",    "plz",
		                             "kindly",     "i want", "id like",
		                             "unsubscribe" };

	for (size_t i = 1; i < s->n; i++) {
		for (size_t k = 0; s->at[i].mark && asked &&
		                   k < sizeof(leaving) / sizeof(*leaving);
		     k++)
			if (words_match(s, i + 1, leaving[k]))
				return i + 1;
		if (s->at[i].mark || !WORD_AMONG(s->at[i].key, turns))
			continue;
		for (size_t k = 0; k < sizeof(pleas) / sizeof(*pleas); k++)
			if (words_match(s, i + 1, pleas[k]))
				return i + 1;
	}
	return 0;
}

/* "Wow, more LLM papers, exactly what the world needs." */
bool mood_exclaims(const struct words *s)
{
	static const char *const words[] = { "wow",  "ugh", "sigh",  "lol",
		                             "haha", "yay", "oh",    "gosh",
		                             "omg",  "hah", "hooray" };

	return s->n > 1 && WORD_AMONG(s->at[0].key, words) &&
	       !table_asks(s, 0, s->n);
}
