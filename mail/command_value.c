/* Verbs with a number behind them: "threshold 9", "max 10", "why 3". */
#include "mail/command_intern.h"

#include <math.h>

/* A number that is spoken of, not asked for. */
static bool told(const struct words *s, size_t i, size_t behind)
{
	static const char *const verbs[] = {
		"is",    "was",   "seems", "gives",  "gave",   "means",
		"i",     "did",   "does",  "didnt",  "doesnt", "isnt",
		"wasnt", "makes", "made",  "worked", "works",
	};
	static const char *const leads[] = { "with", "had",   "using",
		                             "used", "under", "have" };

	if (behind < s->n && !s->at[behind].mark &&
	    WORD_AMONG(s->at[behind].key, verbs))
		return true;
	return i > 0 && !s->at[i - 1].mark &&
	       WORD_AMONG(s->at[i - 1].key, leads) && !table_asks(s, 0, i);
}

/* "10 papers a day", "12 each day": behind what says no more than that the
 * number is a digest's. */
size_t value_each(const struct words *s, size_t i)
{
	static const char *const each[] = { "a",  "per",     "each", "every",
		                            "in", "in each", "in a", "in my" };
	static const char *const what[] = { "day", "digest", "mail", "email" };
	size_t at = i;

	at += words_match(s, at, "papers") + words_match(s, at, "articles");
	for (size_t k = 0; k < sizeof(each) / sizeof(*each); k++) {
		size_t n = words_match(s, at, each[k]);

		if (n && at + n < s->n && WORD_AMONG(s->at[at + n].key, what))
			return at + n + 1;
	}
	return at;
}

size_t value_number(struct reader *r, const struct words *s, size_t i,
                    size_t len, enum verb verb)
{
	struct command c = { .verb = verb };
	double max = verb == VERB_MAX ? 100 : 10;
	size_t n = date_number_behind(s, i + len, &c.number);
	size_t behind = i + len + n;

	/* "threshold 9 was too strict", "with threshold 9 I get nothing" */
	if (n && told(s, i, behind))
		return 0;
	/* "up to 67% faster" */
	if (verb == VERB_MAX &&
	    ((strncmp(s->at[i].key, "max", 3) != 0 &&
	      strcmp(s->at[i].key, "cap") != 0 &&
	      arguments_prose(r, s, i, behind)) ||
	     (n && behind < s->n && !s->at[behind].mark &&
	      !table_clean(s->at[behind].key) && !sentence_verb(s, behind) &&
	      !sentence_bullet(s, behind))))
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
	return verb == VERB_MAX ? value_each(s, behind) : behind;
}

/* "number three" */
static bool numbered(const struct words *s, size_t i)
{
	return i > 0 && (words_match(s, i - 1, "number") ||
	                 words_match(s, i - 1, "paper") ||
	                 words_match(s, i - 1, "papers"));
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
size_t value_why(struct reader *r, const struct words *s, size_t i, size_t len)
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
			    (!strpbrk(s->at[k].key, "0123456789") &&
			     !numbered(s, k)) ||
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
