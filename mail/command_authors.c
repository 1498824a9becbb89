/*
 * Names of authors: "Yann LeCun and Y. Bengio", "LeCun, Yann". What is a topic
 * is asked back, who is nobody ("follow up") is no name.
 */
#include "mail/command_intern.h"

#include <ctype.h>

enum { NAME_WORDS_MAX = 6 };

static bool around_name(const char *key, bool before)
{
	static const char *const leading[] = {
		"author", "authors", "papers", "paper",     "by", "from",
		"of",     "the",     "work",   "works",     "dr", "dr.",
		"prof",   "prof.",   "all",    "professor", "is", "everything",
	};
	static const char *const trailing[] = {
		"please", "pls",    "thanks",  "thx",   "too",
		"also",   "again",  "papers",  "paper", "anymore",
		"work",   "author", "now",     "here",  "instead",
		"more",   "any",    "already", "longer"
	};

	return before ? WORD_AMONG(key, leading) : WORD_AMONG(key, trailing);
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

	return WORD_AMONG(key, list);
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

static bool capital(const struct word *w)
{
	return !w->mark && isupper((unsigned char)*w->text.ptr);
}

/* "van den", "de la": small within a name. */
static bool particle(const char *key)
{
	static const char *const list[] = {
		"van", "von", "der", "den", "de",  "la",    "le",  "du",
		"di",  "da",  "dos", "das", "del", "della", "ten", "ter",
		"y",   "e",   "el",  "al",  "bin", "ibn",   "zu",  "zur",
		"af",  "av",  "st",  "und", "jr",  "sr",
	};

	return WORD_AMONG(key, list);
}

/* A name that begins with a capital ends before a small word: "follow Ada
 * Example in every digest", or a line that was wrapped onto it. */
static size_t name_end(const struct words *s, size_t i)
{
	bool capitals = i < s->n && capital(&s->at[i]);

	while (i < s->n && (!s->at[i].mark || s->at[i].mark == '-') &&
	       !words_match(s, i, "and") && !words_match(s, i, "or") &&
	       !words_match(s, i, "but") && !words_match(s, i, "because") &&
	       !(capitals && islower((unsigned char)*s->at[i].text.ptr) &&
	         !particle(s->at[i].key) && !around_name(s->at[i].key, false) &&
	         i > 0 && capital(&s->at[i - 1])))
		i++;
	return i;
}

size_t authors_read(struct reader *r, const struct words *s, size_t i,
                    size_t len, enum verb verb)
{
	const char *names[ITEMS_MAX];
	size_t n = 0, at = i + len;
	bool bad = false;

	/* "Follow us: Twitter | Facebook" */
	if (arguments_prose(r, s, i, at) || words_match(s, at, "us"))
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
		if (n && at < s->n && !s->at[at].mark &&
		    !words_match(s, at, "and") && !words_match(s, at, "or"))
			break;
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
