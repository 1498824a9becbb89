/*
 * A reader's topics. An empty list means all topics, and a step works only for
 * a topic on the list (select/select.h), so:
 *
 *	more X	X comes onto the list, unmuted, and a step up
 *	less X	a step down; nothing where X does not come anyway
 *	only	the list; what it names is unmuted
 *	add X	onto the list; with all topics there is nothing to add
 *	drop X	off the list; with all topics X is muted instead; the last one
 *		of a list stays, for an empty list would mean all
 */
#include "apply/apply_intern.h"

#include "base/cleanup.h"

static struct wish *wish_of(struct subscriber *s, int topic)
{
	for (size_t i = 0; i < s->n_wishes; i++)
		if (s->wishes[i].topic == topic)
			return &s->wishes[i];
	return NULL;
}

static struct wish *wish_make(struct subscriber *s, int topic)
{
	struct wish *w = wish_of(s, topic);

	if (w || s->n_wishes == TOPICS_MAX)
		return w;
	w = &s->wishes[s->n_wishes++];
	*w = (struct wish){ .topic = topic };
	return w;
}

/* How many topics are on the reader's own list; 0: they get all. */
static size_t own_list(const struct subscriber *s)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n_wishes; i++)
		n += s->wishes[i].chosen;
	return n;
}

static void more(struct change *c, struct wish *w, const char *name)
{
	bool added = own_list(c->after) && !w->chosen, unmuted = w->muted;

	if (w->step == STEP_MAX && !added && !unmuted) {
		apply_say(c,
		          "More %s: you are at %+d already, the most there "
		          "is.",
		          name, STEP_MAX);
		return;
	}
	w->step += w->step < STEP_MAX;
	w->chosen |= added;
	w->muted = false;
	apply_changed(c, "More %s: you are at %+d now%s.", name, w->step,
	              added     ? ", and it is on your list"
	              : unmuted ? ", and it is no longer muted"
	                        : "");
}

static void less(struct change *c, struct wish *w, const char *name)
{
	if (w->muted || (own_list(c->after) && !w->chosen)) {
		apply_say(c, "Less %s: it %s, nothing of it comes.", name,
		          w->muted ? "is muted" : "is not on your list");
	} else if (w->step == -STEP_MAX) {
		apply_say(c,
		          "Less %s: you are at %d already, the least there "
		          "is; \"mute\" takes it away.",
		          name, -STEP_MAX);
	} else {
		w->step--;
		apply_changed(c, "Less %s: you are at %+d now.", name, w->step);
	}
}

static void mute(struct change *c, struct wish *w, const char *name)
{
	if (w->muted) {
		apply_already(c, "%s is muted already.", name);
		return;
	}
	w->muted = true;
	apply_changed(c, "%s is muted.", name);
}

static void unmute(struct change *c, struct wish *w, const char *name)
{
	if (!w->muted) {
		apply_already(c, "%s is not muted.", name);
		return;
	}
	w->muted = false;
	apply_changed(c, "%s is no longer muted.", name);
}

static void add(struct change *c, struct wish *w, const char *name)
{
	bool listed = !own_list(c->after) || w->chosen;

	if (listed && !w->muted) {
		apply_already(c,
		              w->chosen
		                      ? "%s is on your list already."
		                      : "%s comes already: you get all topics. "
		                        "\"only\" makes a list of your own.",
		              name);
		return;
	}
	w->chosen |= !listed;
	w->muted = false;
	apply_changed(c,
	              listed ? "%s is no longer muted."
	                     : "%s is on your list now.",
	              name);
}

static void drop(struct change *c, struct wish *w, const char *name)
{
	size_t listed = own_list(c->after);

	if (!listed && !w->muted) {
		w->muted = true;
		apply_changed(c, "%s is muted: you get all topics but it.",
		              name);
	} else if (!listed || !w->chosen) {
		apply_already(c, "%s is not on your list.", name);
	} else if (listed == 1) {
		apply_say(
		        c,
		        "%s is the only topic on your list; without it you "
		        "would get all. \"only\" and another topic, \"pause\" "
		        "or \"unsubscribe\" may be what you want.",
		        name);
	} else {
		w->chosen = false;
		w->step = 0;
		apply_changed(c, "%s is off your list.", name);
	}
}

/* "A", "A and B", "A, B and C" */
static void add_names(struct buf *out, const struct change *c)
{
	size_t n = c->command->n_topics;

	for (size_t i = 0; i < n; i++)
		buf_addf(out, "%s%s",
		         !i           ? ""
		         : i + 1 == n ? " and "
		                      : ", ",
		         c->topics[c->command->topics[i]].name);
}

static bool asked_for(const struct command *command, int topic)
{
	for (size_t i = 0; i < command->n_topics; i++)
		if (command->topics[i] == topic)
			return true;
	return false;
}

static void only(struct change *c)
{
	struct subscriber *s = c->after;
	struct buf names CLEANUP(buf_deinit) = BUF(SAYS_MAX);
	bool changed = false;

	for (size_t i = 0; i < c->command->n_topics; i++)
		wish_make(s, c->command->topics[i]);
	for (size_t i = 0; i < s->n_wishes; i++) {
		struct wish *w = &s->wishes[i];
		bool on = asked_for(c->command, w->topic);

		changed |= w->chosen != on || (on && w->muted);
		w->chosen = on;
		w->muted &= !on;
	}
	add_names(&names, c);
	if (changed)
		apply_changed(c, "Only %s from now on.", buf_cstr(&names));
	else
		apply_already(c, "You get only %s already.", buf_cstr(&names));
}

/* Nothing would come at all: better said than found out. */
static void warn_if_silent(struct change *c)
{
	const struct subscriber *s = c->after;
	size_t listed = own_list(s), left = listed ? listed : c->n_topics;

	for (size_t i = 0; i < s->n_wishes; i++)
		if (s->wishes[i].muted && (!listed || s->wishes[i].chosen))
			left--;
	if (!left && c->result->effect == APPLY_SETTINGS)
		apply_say(c, "All your topics are muted now: only papers of "
		             "authors you follow will come.");
}

void apply_topics(struct change *c)
{
	static void (*const change[])(struct change *, struct wish *,
	                              const char *) = {
		[VERB_MORE] = more,     [VERB_LESS] = less, [VERB_MUTE] = mute,
		[VERB_UNMUTE] = unmute, [VERB_ADD] = add,   [VERB_DROP] = drop,
	};

	if (c->command->verb == VERB_ONLY) {
		only(c);
		return;
	}
	for (size_t i = 0; i < c->command->n_topics; i++) {
		int topic = c->command->topics[i];
		struct wish *w = wish_make(c->after, topic);

		if (w)
			change[c->command->verb](c, w, c->topics[topic].name);
	}
	warn_if_silent(c);
}
