/*
 * apply: what was understood and may be done, is done; what may only be asked
 * for waits for a yes from the registered address.
 */
#include "forget.h"
#include "inbox_work.h"
#include "store/store_inbox.h"

enum { NAME_MAX_BYTES = 200 }; /* as subscriber_set.c has it */

static const char *canonical(struct inbox_work *w, const struct command *c)
{
	struct buf out CLEANUP(buf_deinit) = BUF(16384);

	command_print(c, w->order->conf->topics, &out);
	return arena_str(w->arena, buf_str(&out));
}

void inbox_applied(struct inbox_work *w, const struct command *c)
{
	struct inbox_report *r = w->report;
	const char **list =
	        arena_array(w->arena, r->n_applied + 1, sizeof(*list));

	for (size_t i = 0; i < r->n_applied; i++)
		list[i] = r->applied[i];
	list[r->n_applied++] = canonical(w, c);
	r->applied = list;
}

void inbox_say(struct inbox_work *w, enum apply_effect effect,
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

static int leave(struct inbox_work *w, const struct command *c, struct err *err)
{
	/* What waits in the outbox goes at once, too. */
	if (store_subscriber_leave(w->store, w->reader.id, w->now, err))
		return -1;
	w->after.state = SUBSCRIBER_UNSUBSCRIBED;
	w->after.paused_until = 0;
	w->left = true;
	inbox_say(w, APPLY_SETTINGS,
	          "You are unsubscribed: no more digests will come. "
	          "\"subscribe\" brings them back.");
	inbox_applied(w, c);
	return 0;
}

static int erase(struct inbox_work *w, const struct command *c, struct err *err)
{
	w->erased = true;
	inbox_applied(w, c);
	/* What is rolled back must not have taken files with it. */
	if (w->order->dry_run)
		return store_subscriber_erase(w->store, w->reader.id, err);
	return forget(w->store, w->order->conf, w->reader.id, w->reader.address,
	              err);
}

/* "why 99" of a digest with twenty: the answer says so (answer_lines). */
static int answer(struct inbox_work *w, const struct command *c,
                  struct err *err)
{
	int64_t paper;
	int rc = c->verb == VERB_WHY ? inbox_paper(w, c, &paper, err) : 0;

	if (rc < 0)
		return -1;
	if (rc)
		inbox_say(w, APPLY_NOTHING, "");
	else
		inbox_applied(w, c);
	return 0;
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
		return inbox_undo(w, c, err);
	apply_command(c, &w->reader, conf->topics, conf->n_topics,
	              date_of(w->now), w->arena, &w->after, &r);
	if (r.confirm && !confirmed) {
		ask(w, c);
		return 0;
	}
	switch (r.effect) {
	case APPLY_JUDGEMENT:
		return inbox_judge(w, c, &r, err);
	case APPLY_PHRASE:
		return inbox_phrase(w, c, &r, err);
	case APPLY_ERASE:
		return erase(w, c, err);
	case APPLY_SUBSCRIBE:
	case APPLY_CONFIRM:
		w->after.state = SUBSCRIBER_ACTIVE;
		inbox_applied(w, c);
		if (forgotten_no_more(w->store, w->reader.address, err))
			return -1;
		break;
	case APPLY_ANSWER:
		return answer(w, c, err);
	case APPLY_SETTINGS:
	case APPLY_ALREADY:
	case APPLY_EXPORT:
		inbox_applied(w, c);
		break;
	default:
		break;
	}
	if (r.says && *r.says)
		inbox_say(w, r.effect, r.says);
	return 0;
}

/* The registered address says yes to what we asked. */
static int confirmed(struct inbox_work *w, struct err *err)
{
	const struct conf *conf = w->order->conf;
	struct command_context context = { .topics = conf->topics,
		                           .n_topics = conf->n_topics,
		                           .today = date_of(w->now) };
	const char *commands;
	int64_t id;
	int rc = w->token_old ? 1
	                      : store_confirmation_take(
	                                w->store, w->token.subscriber, w->now,
	                                w->arena, &id, &commands, err);

	if (rc < 0)
		return -1;
	if (rc) {
		w->report->reason = "nothing waits for this confirmation";
		inbox_say(w, APPLY_NOTHING,
		          "Nothing waits for a yes here: it was given before, "
		          "or the question is too old.");
		return 0;
	}
	command_read(&context, str_of(""), str_of(commands), w->arena,
	             &w->agreed);
	for (size_t i = 0; i < w->agreed.n_commands; i++)
		if (carry_out(w, &w->agreed.commands[i], true, err))
			return -1;
	return 0;
}

/* A stranger: only "subscribe", where that is open, after a yes. */
static int welcome(struct inbox_work *w, const struct command *c,
                   struct err *err)
{
	const struct conf *conf = w->order->conf;
	int64_t id;

	if (c->verb != VERB_SUBSCRIBE || !conf->subscribers.open ||
	    !*w->message.from) {
		w->report->reason = "a stranger";
		return 0;
	}
	if (store_subscriber_add(w->store, w->message.from,
	                         strlen(w->message.from_name) > NAME_MAX_BYTES
	                                 ? ""
	                                 : w->message.from_name,
	                         w->now, &id, err) < 0 ||
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
	if (c->verb == VERB_CONFIRM && w->token.scope == TOKEN_CONFIRM)
		return w->known ? confirmed(w, err) : 0;
	if (!w->known)
		return welcome(w, c, err);
	/* Whoever shows our mail may stop it. */
	if (c->verb == VERB_UNSUBSCRIBE && w->authority >= AUTHORITY_LEAVE)
		return leave(w, c, err);
	if (w->reader.state == SUBSCRIBER_PENDING) {
		if (c->verb == VERB_SUBSCRIBE)
			ask(w, c);
		return 0;
	}
	if (w->authority == AUTHORITY_FULL)
		return carry_out(w, c, false, err);
	ask(w, c);
	return 0;
}

int inbox_apply(struct inbox_work *w, struct err *err)
{
	/* It was read as over (load_reader): so that it is, whatever follows */
	if (w->known && store_pauses_end(w->store, w->reader.id, w->now, err))
		return -1;
	w->after = w->reader;
	for (size_t i = 0; i < w->reading.n_commands && !w->erased; i++)
		if (one(w, &w->reading.commands[i], err))
			return -1;
	return w->known && !w->erased ? inbox_save(w, err) : 0;
}
