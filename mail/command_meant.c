/*
 * Whose wish is it, and is it one? "Unsubscribe" is said of colleagues, of
 * links, of thoughts, and by people who would hate to.
 */
#include "mail/command_intern.h"

/* Said before the word, in its clause, these take it back: somebody else's
 * wish, a thought, an instruction to others. */
static const char *const hedges[] = {
	"almost",  "nearly",    "thinking",  "thought",      "considering",
	"might",   "may",       "maybe",     "perhaps",      "considered",
	"he",      "she",       "they",      "people",       "users",
	"readers", "others",    "someone",   "somebody",     "subscribers",
	"before",  "instead",   "rather",    "than",         "without",
	"click",   "reply",     "going",     "where",        "wonder",
	"write",   "wondering", "failed",    "accidentally", "wants",
	"wanted",  "ignore",    "disregard", "hate",         "refuse",
	"tempted", "reluctant", "afraid",    "nobody",
};

/* "the unsubscribe link" */
static const char *const nouns[] = {
	"link",         "links",        "button",     "page",      "option",
	"url",          "form",         "footer",     "header",    "function",
	"instructions", "feature",      "word",       "process",   "mechanism",
	"text",         "confirmation", "prediction", "detection", "rate",
	"rates",        "is",           "was",        "isnt",      "wasnt",
	"does",         "doesnt",       "did",        "didnt",     "should",
	"has",          "had",          "works",      "worked",    "means",
	"anywhere",     "somewhere",
};

/* "the word unsubscribe", "it says unsubscribe" */
static const char *const named[] = {
	"the",    "an",   "word", "term",  "button", "link", "command",
	"option", "says", "said", "named", "called", "your", "saw",
};

/* Whom it is for, if not the writer: "unsubscribe my colleague". */
static const char *const others[] = {
	"colleague",  "colleagues", "him",        "her",      "them",
	"friend",     "friends",    "wife",       "husband",  "boss",
	"student",    "students",   "assistant",  "coworker", "everyone",
	"everybody",  "people",     "others",     "himself",  "herself",
	"themselves", "yourself",   "yourselves", "partner",
};
static const char *const writer[] = { "me",   "myself", "us",  "i",   "my",
	                              "mich", "mij",    "moi", "mnie" };

/* In the clause before the word they say that the writer wants it. */
static const char *const pleas[] = { "please", "pls",    "plz",   "kindly",
	                             "bitte",  "hereby", "merci", "graag" };
static const char *const first_person[] = { "i", "id", "im", "ive", "we" };
static const char *const wants[] = {
	"want",    "like",       "wish",    "need",      "prefer",
	"love",    "tried",      "trying",  "asked",     "asking",
	"decided", "request",    "demand",  "intend",    "hoping",
	"chose",   "requesting", "wishing", "requested",
};

static const char *const others_abroad[] = {
	"sich",   "kollege", "kollegin", "kollegen", "collegue", "collegues",
	"colega", "colegas", "collega",  "collegas", "kolega",   "kolezanka",
};

/* Another's address: not the reader's, whatever stands behind a plus. */
static bool not_theirs(const struct reader *r, struct str link)
{
	const char *own = r->context->address;
	size_t n = own ? strcspn(own, "+@") : 0;

	return own && memchr(link.ptr, '@', link.len) &&
	       !(link.len > n &&
	         str_starts_nocase(link, (struct str){ own, n }) &&
	         strchr("+@", link.ptr[n]));
}

/* "my colleague and me" is the writer too. */
static bool for_others(const struct reader *r, const struct words *s, size_t i)
{
	bool found = false;

	for (; i < s->n && !s->at[i].mark; i++) {
		if (s->at[i].link && not_theirs(r, s->at[i].text))
			found = true;
		if (WORD_AMONG(s->at[i].key, writer) &&
		    strcmp(s->at[i].key, "my") != 0)
			return false;
		found |= WORD_AMONG(s->at[i].key, others);
	}
	return found;
}

/* "I don't know how this works but please unsubscribe me": what stands before
 * the turn is about something else. */
static size_t clause_start(const struct words *s, size_t i)
{
	static const char *const turns[] = { "but", "so", "hence",
		                             "therefore" };

	while (i > 0 && !s->at[i - 1].mark &&
	       !WORD_AMONG(s->at[i - 1].key, turns))
		i--;
	return i;
}

/* Where "not" stands behind the verb: German, French, Dutch, Polish. */
static const char *const behind[] = { "nicht", "pas", "niet", "nie" };

static bool any_of(const struct words *s, size_t i, size_t end,
                   const char *const *list, size_t n)
{
	for (; i < end; i++)
		if (!s->at[i].mark && word_among(s->at[i].key, list, n))
			return true;
	return false;
}

#define ANY_OF(s, i, end, list) \
	any_of(s, i, end, list, sizeof(list) / sizeof(*(list)))

/* Behind words that are nothing to us: who says so? "Bob told me to
 * unsubscribe", "A friend would like to unsubscribe"; but in "more MoE and
 * unsubscribe" all was understood. */
static bool own_wish(const struct reader *r, const struct words *s,
                     size_t start, size_t i, size_t len)
{
	if (table_all_clean(s, start, i) ||
	    (i > start && !r->foreign &&
	     r->out->n_commands > r->commands_before &&
	     words_match(s, i - 1, "and") && !words_match(s, start, "to")))
		return true;
	return ANY_OF(s, i - 1, i + len < s->n ? i + len + 1 : s->n, writer) ||
	       ANY_OF(s, start, i, pleas) ||
	       (ANY_OF(s, start, i, first_person) &&
	        ANY_OF(s, start, i, wants));
}

bool stop_meant(const struct reader *r, const struct words *s, size_t i,
                size_t len, const struct phrase *phrase)
{
	size_t start = clause_start(s, i), end = i + len;

	for (; end < s->n && !s->at[end].mark; end++)
		if (WORD_AMONG(s->at[end].key, behind))
			return false;

	if (i + len < s->n && !s->at[i + len].mark &&
	    WORD_AMONG(s->at[i + len].key, nouns))
		return false;
	if (for_others(r, s, i))
		return false;
	if (phrase->flags & PHRASE_ABROAD ? ANY_OF(s, start, i, others_abroad)
	                                  : !own_wish(r, s, start, i, len))
		return false;
	/* "You can unsubscribe at any time" */
	if (phrase->sense == VERB_UNSUBSCRIBE && i > start + 1 &&
	    words_match(s, i - 2, "you can") && !ANY_OF(s, i, s->n, writer))
		return false;
	if (i > start && WORD_AMONG(s->at[i - 1].key, named) &&
	    !table_asks(s, start, i))
		return false;
	/* reply "unsubscribe" */
	if (s->at[i].quoted && i > 0)
		return false;
	/* "To unsubscribe, press ...": an instruction, ours perhaps */
	if (i == 1 && words_match(s, 0, "to"))
		return false;
	for (size_t k = start; k < i; k++)
		if (WORD_AMONG(s->at[k].key, hedges) ||
		    table_negates(s->at[k].key))
			return false;
	return true;
}
