#include "apply/apply_intern.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/clock.h"

enum { SENTENCE_MAX = 1024, DAY_SECONDS = 86400 };

static const char *const weekdays[] = { "Sundays",    "Mondays",   "Tuesdays",
	                                "Wednesdays", "Thursdays", "Fridays",
	                                "Saturdays" };

static void add_sentence(struct change *c, const char *fmt, va_list args)
{
	char sentence[SENTENCE_MAX];

	vsnprintf(sentence, sizeof(sentence), fmt, args);
	buf_addf(&c->says, "%s%s", c->says.len ? " " : "", sentence);
}

void apply_say(struct change *c, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	add_sentence(c, fmt, args);
	va_end(args);
}

void apply_already(struct change *c, const char *fmt, ...)
{
	va_list args;

	if (c->result->effect == APPLY_NOTHING)
		c->result->effect = APPLY_ALREADY;
	va_start(args, fmt);
	add_sentence(c, fmt, args);
	va_end(args);
}

void apply_changed(struct change *c, const char *fmt, ...)
{
	va_list args;

	c->result->effect = APPLY_SETTINGS;
	va_start(args, fmt);
	add_sentence(c, fmt, args);
	va_end(args);
}

/* ---- papers and phrases: stored by the caller, only said here ---- */

static void step_item(struct change *c)
{
	const char *more = c->command->verb == VERB_MORE ? "More" : "Less";

	if (c->command->paper) {
		c->result->effect = APPLY_JUDGEMENT;
		apply_say(c, "%s like paper %d: noted.", more,
		          c->command->paper);
	} else if (c->command->arxiv) {
		c->result->effect = APPLY_JUDGEMENT;
		apply_say(c, "%s like %s: noted.", more, c->command->phrase);
	} else {
		c->result->effect = APPLY_PHRASE;
		apply_say(c,
		          "%s \"%s\": noted as a phrase of your own, it is "
		          "none of the topics.",
		          more, c->command->phrase);
	}
}

/* ---- numbers ---- */

static void set_number(struct change *c)
{
	double n = c->command->number, was;
	struct subscriber *s = c->after;
	const char *name;

	switch (c->command->verb) {
	case VERB_THRESHOLD:
		name = "threshold";
		was = s->threshold;
		s->threshold = n;
		break;
	case VERB_NOVELTY:
		name = "novelty";
		was = s->novelty;
		s->novelty = n;
		break;
	default:
		name = "maximum";
		was = s->max_papers;
		s->max_papers = (int)n;
		break;
	}
	if (was >= n && was <= n)
		apply_already(c, "Your %s is %g already.", name, n);
	else if (c->command->verb == VERB_THRESHOLD)
		apply_changed(c,
		              "Threshold %g: papers come from relevance %g "
		              "on (it was %g).",
		              n, n, was);
	else if (c->command->verb == VERB_NOVELTY)
		apply_changed(c,
		              "Novelty %g: only papers at least that new "
		              "come (it was %g).",
		              n, was);
	else
		apply_changed(c,
		              "At most %g paper%s in a digest from now on (it "
		              "was %g).",
		              n, n > 1 ? "s" : "", was);
}

/* ---- when and how ---- */

static void pause_mails(struct change *c)
{
	struct subscriber *s = c->after;
	int until = c->command->until;
	int64_t end = until == DATE_NONE ? 0 : (int64_t)until * DAY_SECONDS;
	char date[DATE_LEN];

	if (s->state != SUBSCRIBER_ACTIVE && s->state != SUBSCRIBER_PAUSED) {
		apply_say(c, "There is nothing to pause: you get no digests.");
		return;
	}
	if (s->state == SUBSCRIBER_PAUSED && s->paused_until == end) {
		apply_already(c, "You are paused like that already.");
		return;
	}
	s->state = SUBSCRIBER_PAUSED;
	s->paused_until = end;
	if (end)
		apply_changed(c,
		              "Paused: digests come again from %s on. "
		              "\"resume\" ends it earlier.",
		              date_format(until, date));
	else
		apply_changed(c, "Paused until you write \"resume\".");
}

static void resume_mails(struct change *c)
{
	struct subscriber *s = c->after;

	switch (s->state) {
	case SUBSCRIBER_PAUSED:
	case SUBSCRIBER_BOUNCED:
		s->state = SUBSCRIBER_ACTIVE;
		s->paused_until = 0;
		apply_changed(c, "Welcome back: digests come again.");
		break;
	case SUBSCRIBER_ACTIVE:
		apply_already(c, "You are not paused.");
		break;
	default:
		apply_say(c, "You are not subscribed; write \"subscribe\" to "
		             "get digests.");
		break;
	}
}

static void set_frequency(struct change *c)
{
	struct subscriber *s = c->after;
	int day = (int)c->command->number;

	if (c->command->verb == VERB_DAILY) {
		if (s->frequency == FREQUENCY_DAILY) {
			apply_already(c, "Your digest is daily already.");
			return;
		}
		s->frequency = FREQUENCY_DAILY;
		apply_changed(c, "Daily from now on.");
		return;
	}
	if (day < 0 || day > 6)
		day = s->weekday;
	if (s->frequency == FREQUENCY_WEEKLY && s->weekday == day) {
		apply_already(c, "Your digest is weekly already, on %s.",
		              weekdays[day]);
		return;
	}
	s->frequency = FREQUENCY_WEEKLY;
	s->weekday = day;
	apply_changed(c, "Weekly from now on, on %s.", weekdays[day]);
}

static void set_format(struct change *c)
{
	bool text = c->command->verb == VERB_TEXT;
	enum format format = text ? FORMAT_TEXT : FORMAT_HTML;

	if (c->after->format == format) {
		apply_already(c, "Your digest comes as %s already.",
		              text ? "plain text" : "HTML");
		return;
	}
	c->after->format = format;
	apply_changed(c, text ? "Plain text from now on."
	                      : "HTML from now on, with plain text beside it.");
}

/* ---- being a reader ---- */

static void subscribe(struct change *c)
{
	struct subscriber *s = c->after;

	if (s->state == SUBSCRIBER_ACTIVE) {
		apply_already(c, "You are subscribed already.");
		return;
	}
	s->state = SUBSCRIBER_ACTIVE;
	s->paused_until = 0;
	c->result->effect = APPLY_SUBSCRIBE;
	apply_say(c, "You are subscribed: welcome.");
}

static void unsubscribe(struct change *c)
{
	struct subscriber *s = c->after;

	if (s->state == SUBSCRIBER_UNSUBSCRIBED) {
		apply_already(c, "You are unsubscribed already.");
		return;
	}
	s->state = SUBSCRIBER_UNSUBSCRIBED;
	apply_changed(c, "You are unsubscribed: no more digests will come.");
}

static void confirm(struct change *c)
{
	if (c->after->state != SUBSCRIBER_PENDING) {
		apply_say(c, "Nothing waits for a \"confirm\" here; if you "
		             "answer a question of ours, answer that mail.");
		return;
	}
	c->result->effect = APPLY_CONFIRM;
	apply_say(c, "Thank you: confirmed.");
}

static void with_confirmation(struct change *c, enum apply_effect effect,
                              const char *says)
{
	c->result->effect = effect;
	c->result->confirm = true;
	apply_say(c, "%s", says);
}

static void dispatch(struct change *c)
{
	switch (c->command->verb) {
	case VERB_MORE:
	case VERB_LESS:
		if (!c->command->n_topics)
			step_item(c);
		else
			apply_topics(c);
		break;
	case VERB_ONLY:
	case VERB_MUTE:
	case VERB_UNMUTE:
	case VERB_ADD:
	case VERB_DROP:
		apply_topics(c);
		break;
	case VERB_FOLLOW:
	case VERB_UNFOLLOW:
		apply_authors(c);
		break;
	case VERB_THRESHOLD:
	case VERB_NOVELTY:
	case VERB_MAX:
		set_number(c);
		break;
	case VERB_PAUSE:
		pause_mails(c);
		break;
	case VERB_RESUME:
		resume_mails(c);
		break;
	case VERB_DAILY:
	case VERB_WEEKLY:
		set_frequency(c);
		break;
	case VERB_TEXT:
	case VERB_HTML:
		set_format(c);
		break;
	case VERB_WHY:
	case VERB_TOPICS:
	case VERB_STATUS:
	case VERB_HELP:
		c->result->effect = APPLY_ANSWER;
		break;
	case VERB_UNDO:
		c->result->effect = APPLY_UNDO;
		apply_say(c, "Your last change is taken back.");
		break;
	case VERB_SUBSCRIBE:
		subscribe(c);
		break;
	case VERB_CONFIRM:
		confirm(c);
		break;
	case VERB_UNSUBSCRIBE:
		unsubscribe(c);
		break;
	case VERB_MY_DATA:
		with_confirmation(c, APPLY_EXPORT,
		                  "Here is what we keep about you.");
		break;
	case VERB_FORGET:
		with_confirmation(c, APPLY_ERASE,
		                  "Everything about you is erased.");
		break;
	}
}

void apply_command(const struct command *command,
                   const struct subscriber *before, const struct topic *topics,
                   size_t n_topics, int today, struct arena *arena,
                   struct subscriber *after, struct apply_result *result)
{
	struct change c = { .command = command,
		            .topics = topics,
		            .n_topics = n_topics,
		            .arena = arena,
		            .after = after,
		            .result = result,
		            .says = BUF(SAYS_MAX) };

	(void)before;
	(void)today;
	*result = (struct apply_result){ .effect = APPLY_NOTHING };
	dispatch(&c);
	result->says = arena_str(arena, buf_str(&c.says));
	buf_deinit(&c.says);
}
