/*
 * The ways of saying "unsubscribe", and of not saying it. Whoever wants to go
 * goes at once, so this understands a lot; whoever does not must not be sent
 * away, so it asks who speaks ("people unsubscribe"), whether it is meant
 * ("I almost"), and what: mails, or a topic.
 */
#include "mail/command_intern.h"

/* The first topics in [i, end), clean words aside. */
static bool topics_in(struct reader *r, const struct words *s, size_t i,
                      size_t end, struct items *items)
{
	struct words part = *s;

	part.n = end;
	while (i < end && (s->at[i].mark || table_clean(s->at[i].key)) &&
	       topics_exact(r, &part, i).topic < 0)
		i++;
	items_read(r, &part, i, items);
	return items->n_topics > 0;
}

static void unsubscribe(struct reader *r)
{
	r->unsubscribe = true;
	reader_verb(r, VERB_UNSUBSCRIBE);
}

static size_t decline(struct reader *r, const struct words *s, size_t i)
{
	r->meaning++;
	return sentence_clause_end(s, i);
}

static struct command about_topics(enum verb verb, const struct items *items)
{
	struct command c = { .verb = verb, .n_topics = items->n_topics };

	memcpy(c.topics, items->topics, sizeof(c.topics));
	return c;
}

/* "unsubscribe", "remove me" */
static size_t read_unsubscribe(struct reader *r, const struct words *s,
                               size_t i, size_t len,
                               const struct phrase *phrase)
{
	size_t end = sentence_clause_end(s, i + len);
	struct items items;

	if (!stop_meant(r, s, i, len, phrase))
		return decline(r, s, i + len);
	/* "unsubscribe me for two weeks" */
	for (size_t k = i + len; k < end; k++) {
		struct date_reading d = date_until(s, k, r->context->today);

		if (d.verdict != DATE_GOOD)
			continue;
		reader_either(r,
		              &(struct command){ .verb = VERB_PAUSE,
		                                 .until = d.date },
		              &(struct command){ .verb = VERB_UNSUBSCRIBE });
		return end;
	}
	if (topics_in(r, s, i + len, end, &items)) {
		struct command mute = about_topics(VERB_MUTE, &items);

		reader_either(r, &mute,
		              &(struct command){ .verb = VERB_UNSUBSCRIBE });
		return end;
	}
	unsubscribe(r);
	return end;
}

static size_t find_any(const struct words *s, size_t i, size_t end,
                       const char *const *list, size_t n)
{
	for (; i < end; i++)
		for (size_t k = 0; k < n; k++)
			if (words_match(s, i, list[k]))
				return i;
	return end;
}

/* "stop", "cancel": mails, a topic, or for a while. */
static size_t read_stop(struct reader *r, const struct words *s, size_t i,
                        size_t len, const struct phrase *phrase)
{
	static const char *const while_words[] = { "for now", "for a while",
		                                   "temporarily" };
	static const char *const change_words[] = { "that",    "change",
		                                    "changes", "command",
		                                    "last",    "request" };
	static const char *const many_words[] = { "so many", "so much",
		                                  "too many", "too much",
		                                  "that many" };
	size_t end = sentence_clause_end(s, i + len), at = i + len;
	struct items items;

	if (s->at[i].quoted && i > 0)
		return 0;
	for (size_t k = at; k < s->n && (k < end || s->at[k].mark == ',');
	     k++) {
		struct date_reading d = date_until(s, k, r->context->today);
		struct command c = { .verb = VERB_PAUSE, .until = d.date };

		if (d.verdict == DATE_GOOD) {
			reader_command(r, &c);
			return k + d.len;
		}
		if (d.verdict != DATE_ABSENT) {
			reader_bad(r, i, end);
			return end;
		}
		if (!s->at[k].mark && !table_clean(s->at[k].key))
			break;
	}
	if (find_any(s, at, end, while_words, 3) < end) {
		reader_either(r,
		              &(struct command){ .verb = VERB_PAUSE,
		                                 .until = DATE_NONE },
		              &(struct command){ .verb = VERB_UNSUBSCRIBE });
		return end;
	}
	if (find_any(s, at, end, many_words, 5) < end) {
		arguments_amount(r, true, false);
		return end;
	}
	if (words_match(s, i, "cancel") &&
	    find_any(s, at, end, change_words, 6) < end) {
		reader_either(r, &(struct command){ .verb = VERB_UNDO },
		              &(struct command){ .verb = VERB_UNSUBSCRIBE });
		return end;
	}
	/* "leave it as it is" */
	if (words_match(s, i, "leave") && at < end &&
	    find_any(s, at, end, (const char *const[]){ "list" }, 1) == end)
		return 0;
	if (topics_in(r, s, at, end, &items) && !items.n_phrases &&
	    !items.bad) {
		struct command c = about_topics(VERB_MUTE, &items);

		reader_command(r, &c);
		return end;
	}
	if (!table_all_clean(s, at, end))
		return 0;
	if (!stop_meant(r, s, i, len, phrase))
		return decline(r, s, at);
	unsubscribe(r);
	return end;
}

/* "all my personal data", "everything you have about me" */
static bool personal_data(const struct words *s, size_t i, size_t end)
{
	static const char *const data[] = { "data",    "information",
		                            "info",    "records",
		                            "account", "everything" };
	static const char *const mine[] = { "my", "me", "mine" };
	bool held = false, own = false;

	for (; i < end; i++) {
		held |= WORD_AMONG(s->at[i].key, data);
		own |= WORD_AMONG(s->at[i].key, mine);
	}
	return held && own;
}

/* "me off the list", "my e-mail address from your database", "this address
 * from here" */
static bool off_list(const struct words *s, size_t i, size_t end)
{
	static const char *const object[] = { "me",      "my",   "email",
		                              "address", "mail", "name",
		                              "us" };
	static const char *const from[] = { "off", "from", "out" };
	static const char *const place[] = {
		"list",        "lists",        "mailing",     "mailings",
		"mails",       "database",     "newsletter",  "newsletters",
		"here",        "distribution", "subscribers", "digest",
		"mailinglist", "recipients",
	};
	bool what = false, out = false, where = false;

	for (; i < end; i++) {
		what |= WORD_AMONG(s->at[i].key, object) || s->at[i].link;
		out |= what && WORD_AMONG(s->at[i].key, from);
		where |= out && WORD_AMONG(s->at[i].key, place);
	}
	return where;
}

static bool topics_exact_in(const struct reader *r, const struct words *s,
                            size_t i, size_t end)
{
	for (; i < end; i++)
		if (topics_exact(r, s, i).topic >= 0)
			return true;
	return false;
}

static size_t read_drop(struct reader *r, const struct words *s, size_t i,
                        size_t end)
{
	struct command c;
	struct items items;

	if (!topics_in(r, s, i, end, &items) || items.bad || items.n_phrases)
		return 0;
	c = about_topics(VERB_DROP, &items);
	reader_command(r, &c);
	return end;
}

static size_t read_remove(struct reader *r, const struct words *s, size_t i,
                          size_t len, const struct phrase *phrase)
{
	size_t end = sentence_clause_end(s, i + len), at = i + len;

	if (off_list(s, at, end))
		return read_unsubscribe(r, s, i, len, phrase);
	if (topics_exact_in(r, s, at, end) && !words_match(s, i, "take"))
		return read_drop(r, s, i + len, end);
	if (personal_data(s, at, end)) {
		reader_verb(r, VERB_FORGET);
		return end;
	}
	while (at < end && table_filler(s->at[at].key))
		at++;
	if (at == end && words_match(s, i, "remove")) {
		unsubscribe(r);
		return end;
	}
	return 0;
}

/* Does the rest of a refusal speak of our mails? Nouns do; "it" does only with
 * "receive" or "any more". */
static bool of_mails(const struct words *s, size_t i, size_t end)
{
	static const char *const sure[] = {
		"mail",     "mails",       "email",      "emails",
		"message",  "messages",    "newsletter", "digest",
		"digests",  "newsletters", "these",      "anymore",
		"receive",  "receiving",   "getting",    "subscription",
		"spam",     "list",        "mailing",    "contacted",
		"bothered",
	};

	if (words_find(s, i, "any more") < end)
		return true;
	for (; i < end; i++)
		if (!s->at[i].mark && WORD_AMONG(s->at[i].key, sure))
			return true;
	return false;
}

/* A verb in what is refused: "don't want to unsubscribe". */
static size_t refused_verb(const struct words *s, size_t i, size_t end)
{
	for (; i < end; i++) {
		const struct phrase *rival, *p;
		size_t len;

		p = table_phrase(s, i, &len, &rival);
		if (p &&
		    (p->sense == VERB_UNSUBSCRIBE || p->sense == SENSE_STOP ||
		     p->sense == VERB_PAUSE || p->sense == VERB_FORGET ||
		     p->sense == VERB_MUTE || p->sense == VERB_DROP ||
		     p->sense == VERB_WEEKLY || p->sense == SENSE_REMOVE ||
		     p->sense == VERB_FOLLOW || p->sense == VERB_RESUME))
			return i;
	}
	return end;
}

/* "no mails until 4 January", "nothing for two weeks": the word behind the
 * date, or 0. */
static size_t reject_until(struct reader *r, const struct words *s, size_t at)
{
	for (size_t k = at; k < s->n; k++) {
		struct date_reading d = date_until(s, k, r->context->today);
		struct command c = { .verb = VERB_PAUSE, .until = d.date };

		if (d.verdict == DATE_GOOD) {
			reader_command(r, &c);
			return k + d.len;
		}
		if (s->at[k].mark != ',' && !table_clean(s->at[k].key))
			return 0;
	}
	return 0;
}

/* "don't want", "no more", "not interested in" */
static size_t read_reject(struct reader *r, const struct words *s, size_t i,
                          size_t len, const struct phrase *phrase)
{
	size_t end = sentence_clause_end(s, i + len), at = i + len, verb, more;
	bool plain_no = !strcmp(phrase->words, "no") ||
	                !strcmp(phrase->words, "without");
	bool to_us = strstr(phrase->words, "mail") ||
	             strstr(phrase->words, "contact") ||
	             (strstr(phrase->words, "interested") &&
	              (at < end || !strstr(phrase->words, "ed in")));
	struct items items;
	double number;

	more = reject_until(r, s, at);
	if (more)
		return more;
	verb = refused_verb(s, at, end);
	if (verb < end && (verb == at || words_match(s, verb - 1, "to")))
		return plain_no ? 0 : decline(r, s, verb);
	end = verb;
	more = words_find(s, at, "more than");
	if (more < end && date_number(s, more + 2, &number)) {
		reader_command(r, &(struct command){ .verb = VERB_MAX,
		                                     .number = number });
		return end;
	}
	if (topics_in(r, s, at, end, &items) && !items.bad) {
		struct command c = about_topics(VERB_MUTE, &items);

		reader_command(r, &c);
		return end;
	}
	if (table_all_clean(s, at, end) && (of_mails(s, at, end) || to_us)) {
		unsubscribe(r);
		return end;
	}
	if (strcmp(phrase->words, "no more") != 0 &&
	    strncmp(phrase->words, "nothing", 7) != 0 && !to_us)
		return 0;
	for (size_t k = 0; k < items.n_papers && !items.bad; k++)
		reader_command(r,
		               &(struct command){ .verb = VERB_LESS,
		                                  .paper = items.papers[k] });
	if (items.n_papers)
		return items.bad ? 0 : end;
	if (items.n_phrases && !items.bad && !strstr(phrase->words, "mail")) {
		for (size_t k = 0; k < items.n_phrases; k++)
			reader_command(r, &(struct command){
			                          .verb = VERB_LESS,
			                          .phrase = items.phrases[k],
			                          .arxiv = items.arxiv[k] });
		return end;
	}
	return 0;
}

size_t stop_read(struct reader *r, const struct words *s, size_t i, size_t len,
                 const struct phrase *phrase)
{
	switch (phrase->sense) {
	case SENSE_STOP:
		return read_stop(r, s, i, len, phrase);
	case SENSE_REMOVE:
		return read_remove(r, s, i, len, phrase);
	case SENSE_REJECT:
		return read_reject(r, s, i, len, phrase);
	default:
		return read_unsubscribe(r, s, i, len, phrase);
	}
}

void stop_abroad(struct reader *r, const struct words *s)
{
	struct command mute = { .verb = VERB_MUTE };

	for (size_t i = 0; i < s->n; i++) {
		struct topic_match m = topics_exact(r, s, i);

		if (m.topic >= 0 && mute.n_topics < COMMAND_TOPICS_MAX)
			mute.topics[mute.n_topics++] = m.topic;
	}
	if (mute.n_topics)
		reader_either(r, &mute,
		              &(struct command){ .verb = VERB_UNSUBSCRIBE });
	else
		unsubscribe(r);
}
