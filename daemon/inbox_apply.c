/*
 * apply: what was understood and may be done, is done; what may only be asked
 * for waits for a yes from the registered address.
 */
#include "inbox_work.h"
#include "store/store_inbox.h"
#include "store/store_outbox.h"
#include "store/store_paper.h"
#include "subscriber_save.h"

enum { SETTINGS_MAX = 65536 };

static const char *canonical(struct inbox_work *w, const struct command *c)
{
	struct buf out CLEANUP(buf_deinit) = BUF(16384);

	command_print(c, w->order->conf->topics, &out);
	return arena_str(w->arena, buf_str(&out));
}

static void note_applied(struct inbox_work *w, const struct command *c)
{
	struct inbox_report *r = w->report;
	const char **list =
	        arena_array(w->arena, r->n_applied + 1, sizeof(*list));

	for (size_t i = 0; i < r->n_applied; i++)
		list[i] = r->applied[i];
	list[r->n_applied++] = canonical(w, c);
	r->applied = list;
}

static void say(struct inbox_work *w, enum apply_effect effect,
                const char *sentence)
{
	if (w->n_results < COMMANDS_MAX)
		w->results[w->n_results++] =
		        (struct apply_result){ .effect = effect,
			                       .says = sentence };
}

static void ask(struct inbox_work *w, const struct command *c)
{
	const char *line = canonical(w, c);

	w->ask = w->ask ? arena_printf(w->arena, "%s\n%s", w->ask, line) : line;
}

/* The paper with this id, or this number in the digest that is answered; 1:
 * none. */
static int paper_of(struct inbox_work *w, const struct command *c,
                    int64_t *paper, struct err *err)
{
	int number = c->paper, edition, rc;
	struct digest d;

	if (c->arxiv)
		return store_paper_find(w->store, c->phrase, paper, &edition,
		                        err);
	if (!w->token.edition)
		return 1;
	rc = store_digest(w->store, w->token.edition, w->reader.id, w->arena,
	                  &d, err);
	if (rc)
		return rc;
	if (number < 1 || (size_t)number > d.n_choices)
		return 1;
	*paper = d.choices[number - 1].paper;
	return 0;
}

static int judge(struct inbox_work *w, const struct command *c,
                 const struct apply_result *r, struct err *err)
{
	int64_t paper;
	int rc = paper_of(w, c, &paper, err);

	if (rc > 0) {
		say(w, APPLY_NOTHING,
		    c->arxiv ? arena_printf(w->arena, "We have no paper %s.",
		                            c->phrase)
		             : arena_printf(
		                       w->arena,
		                       "There is no paper %d in that digest.",
		                       c->paper));
		return 0;
	}
	if (rc || store_judge(w->store, w->reader.id, paper,
	                      c->verb == VERB_MORE ? 1 : -1, err))
		return -1;
	say(w, APPLY_JUDGEMENT, r->says);
	note_applied(w, c);
	return 0;
}

static int phrase(struct inbox_work *w, const struct command *c,
                  const struct apply_result *r, struct err *err)
{
	int step;

	if (store_phrase_step(w->store, w->reader.id, c->phrase,
	                      c->verb == VERB_MORE ? 1 : -1, &step, err))
		return -1;
	say(w, APPLY_PHRASE, r->says);
	note_applied(w, c);
	return 0;
}

static int undo(struct inbox_work *w, const struct command *c, struct err *err)
{
	const char *settings;
	int rc = store_undo_take(w->store, w->reader.id, w->arena, &settings,
	                         err);

	if (rc < 0)
		return -1;
	if (rc) {
		say(w, APPLY_NOTHING, "There is nothing to undo.");
		return 0;
	}
	subscriber_parse(str_of(settings), w->order->conf, w->arena, &w->after);
	say(w, APPLY_UNDO, "Your last change is taken back.");
	note_applied(w, c);
	return 0;
}

static int leave(struct inbox_work *w, const struct command *c, struct err *err)
{
	if (store_subscriber_leave(w->store, w->reader.id, w->now, err))
		return -1;
	w->after.state = w->reader.state = SUBSCRIBER_UNSUBSCRIBED;
	w->left = true;
	say(w, APPLY_SETTINGS,
	    "You are unsubscribed: no more digests will come.");
	note_applied(w, c);
	return 0;
}

static int erase(struct inbox_work *w, const struct command *c, struct err *err)
{
	w->erased = true;
	note_applied(w, c);
	return store_subscriber_erase(w->store, w->reader.id, err) < 0 ? -1 : 0;
}

/* With full authority. */
static int carry_out(struct inbox_work *w, const struct command *c,
                     bool confirmed, struct err *err)
{
	const struct conf *conf = w->order->conf;
	struct apply_result r = { .says = "" };

	if (c->verb == VERB_UNSUBSCRIBE)
		return leave(w, c, err);
	if (c->verb == VERB_UNDO)
		return undo(w, c, err);
	apply_command(c, &w->reader, conf->topics, conf->n_topics,
	              date_of(w->now), w->arena, &w->after, &r);
	if (r.confirm && !confirmed) {
		ask(w, c);
		return 0;
	}
	switch (r.effect) {
	case APPLY_JUDGEMENT:
		return judge(w, c, &r, err);
	case APPLY_PHRASE:
		return phrase(w, c, &r, err);
	case APPLY_ERASE:
		return erase(w, c, err);
	case APPLY_SETTINGS:
	case APPLY_SUBSCRIBE:
	case APPLY_CONFIRM:
		if (r.effect != APPLY_SETTINGS)
			w->after.state = SUBSCRIBER_ACTIVE;
		note_applied(w, c);
		break;
	case APPLY_ANSWER:
	case APPLY_EXPORT:
		note_applied(w, c);
		break;
	default:
		break;
	}
	if (r.says && *r.says)
		say(w, r.effect, r.says);
	return 0;
}

/* What the registered address said yes to. */
static int confirmed(struct inbox_work *w, struct err *err)
{
	const struct conf *conf = w->order->conf;
	struct command_context context = { .topics = conf->topics,
		                           .n_topics = conf->n_topics,
		                           .today = date_of(w->now) };
	struct store_defaults defaults = { conf->subscribers.threshold,
		                           conf->subscribers.novelty,
		                           conf->subscribers.max_papers,
		                           conf->topics, conf->n_topics };
	struct command_reading reading;
	const char *commands;
	int64_t id;
	int rc = store_confirmation_take(w->store, w->token.subscriber, w->now,
	                                 w->arena, &id, &commands, err);

	if (!rc)
		rc = store_subscriber(w->store, id, &defaults, w->arena,
		                      &w->reader, err);
	if (rc > 0)
		w->report->reason = "nothing waits for this confirmation";
	if (rc)
		return rc < 0 ? -1 : 0;
	w->known = true;
	w->report->subscriber = w->reader.address;
	w->after = w->reader;
	command_read(&context, str_of(""), str_of(commands), w->arena,
	             &reading);
	for (size_t i = 0; i < reading.n_commands; i++)
		if (carry_out(w, &reading.commands[i], true, err))
			return -1;
	return 0;
}

/* A stranger: only "subscribe", where that is open, after a yes. */
static int welcome(struct inbox_work *w, const struct command *c,
                   struct err *err)
{
	const struct conf *conf = w->order->conf;
	int64_t id;

	if (c->verb != VERB_SUBSCRIBE || !conf->subscribers.open) {
		w->report->reason = "a stranger";
		return 0;
	}
	if (store_subscriber_add(w->store, w->message.from,
	                         w->message.from_name, w->now, &id, err) < 0 ||
	    store_subscriber_set_num(w->store, id, SUBSCRIBER_STATE,
	                             SUBSCRIBER_PENDING, err))
		return -1;
	w->reader = (struct subscriber){ .id = id,
		                         .address = w->message.from,
		                         .name = "",
		                         .state = SUBSCRIBER_PENDING };
	w->after = w->reader;
	w->known = true;
	ask(w, c);
	return 0;
}

static int one(struct inbox_work *w, const struct command *c, struct err *err)
{
	if (!w->known)
		return welcome(w, c, err);
	if (w->reader.state == SUBSCRIBER_PENDING) {
		if (c->verb == VERB_SUBSCRIBE)
			ask(w, c);
		return 0;
	}
	if (w->authority == AUTHORITY_FULL ||
	    (w->authority == AUTHORITY_LEAVE && c->verb == VERB_UNSUBSCRIBE))
		return carry_out(w, c, false, err);
	ask(w, c);
	return 0;
}

static int save(struct inbox_work *w, struct err *err)
{
	struct buf was CLEANUP(buf_deinit) = BUF(SETTINGS_MAX);
	struct buf is CLEANUP(buf_deinit) = BUF(SETTINGS_MAX);
	bool undone = false;

	subscriber_print(&w->reader, w->order->conf, &was);
	subscriber_print(&w->after, w->order->conf, &is);
	if (str_eq(buf_str(&was), buf_str(&is)))
		return 0;
	for (size_t i = 0; i < w->n_results; i++)
		undone |= w->results[i].effect == APPLY_UNDO;
	w->changed = !undone;
	if (!undone &&
	    store_undo_put(w->store, w->reader.id, buf_cstr(&was), err))
		return -1;
	return subscriber_save(w->store, w->order->conf, &w->reader, &w->after,
	                       err);
}

int inbox_apply(struct inbox_work *w, struct err *err)
{
	bool yes = false;

	w->after = w->reader;
	for (size_t i = 0; i < w->reading.n_commands; i++)
		yes |= w->reading.commands[i].verb == VERB_CONFIRM;
	if (w->token.scope == TOKEN_CONFIRM) {
		if (yes && confirmed(w, err))
			return -1;
	} else {
		for (size_t i = 0; i < w->reading.n_commands && !w->erased; i++)
			if (one(w, &w->reading.commands[i], err))
				return -1;
	}
	return w->known && !w->erased ? save(w, err) : 0;
}
