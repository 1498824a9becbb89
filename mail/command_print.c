/* Commands in their canonical form, which reads as the same command again. */
#include "mail/command.h"

static const char *const verbs[] = {
	[VERB_MORE] = "more",         [VERB_LESS] = "less",
	[VERB_ONLY] = "only",         [VERB_MUTE] = "mute",
	[VERB_UNMUTE] = "unmute",     [VERB_ADD] = "add",
	[VERB_DROP] = "drop",         [VERB_FOLLOW] = "follow",
	[VERB_UNFOLLOW] = "unfollow", [VERB_THRESHOLD] = "threshold",
	[VERB_NOVELTY] = "novelty",   [VERB_MAX] = "max",
	[VERB_WHY] = "why",           [VERB_PAUSE] = "pause",
	[VERB_RESUME] = "resume",     [VERB_DAILY] = "daily",
	[VERB_WEEKLY] = "weekly",     [VERB_TEXT] = "text",
	[VERB_HTML] = "html",         [VERB_TOPICS] = "topics",
	[VERB_STATUS] = "status",     [VERB_HELP] = "help",
	[VERB_UNDO] = "undo",         [VERB_SUBSCRIBE] = "subscribe",
	[VERB_CONFIRM] = "confirm",   [VERB_UNSUBSCRIBE] = "unsubscribe",
	[VERB_MY_DATA] = "my data",   [VERB_FORGET] = "forget me",
};

static void print_phrase(const char *phrase, bool name, struct buf *out)
{
	struct str p = str_of(phrase);
	/* A comma or an "and" would make two of it. */
	bool quote = !name && (str_find(p, STR(",")) >= 0 ||
	                       str_find(p, STR(" and ")) >= 0 ||
	                       str_find(p, STR(" or ")) >= 0);

	buf_addf(out, quote ? " \"%s\"" : " %s", phrase);
}

void command_print(const struct command *c, const struct topic *topics,
                   struct buf *out)
{
	static const char *const days[] = { "sunday",    "monday",   "tuesday",
		                            "wednesday", "thursday", "friday",
		                            "saturday" };
	char date[DATE_LEN];

	buf_adds(out, verbs[c->verb]);
	for (size_t i = 0; i < c->n_topics; i++)
		buf_addf(out, "%s%s", i ? ", " : " ", topics[c->topics[i]].id);
	if (c->phrase)
		print_phrase(c->phrase, c->verb == VERB_FOLLOW, out);
	if (c->paper)
		buf_addf(out, " %d", c->paper);
	switch (c->verb) {
	case VERB_THRESHOLD:
	case VERB_NOVELTY:
	case VERB_MAX:
		buf_addf(out, " %g", c->number);
		break;
	case VERB_WEEKLY:
		if (c->number >= 0 && c->number < 7)
			buf_addf(out, " %s", days[(int)c->number]);
		break;
	case VERB_PAUSE:
		if (c->until != DATE_NONE)
			buf_addf(out, " until %s", date_format(c->until, date));
		break;
	default:
		break;
	}
}
