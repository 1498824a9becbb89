/*
 * acknowledge: one answer to one mail, to the registered address only, within
 * limits: ten a day to one address, one help a day, and a cap on all.
 */
#include <stdio.h>

#include "inbox_answers.h"
#include "frozen.h"
#include "inbox_work.h"
#include "settings_line.h"
#include "signing.h"
#include "store/store_inbox.h"
#include "store/store_outbox.h"

enum {
	DAY = 24 * 3600,
	ANSWERS_A_DAY = 10,
	HELPS_A_DAY = 1,
	ALL_A_DAY = 10000,
	CONFIRM_DAYS = 3,
	LETTER_MAX = 512 * 1024,
};

static bool within_limits(struct inbox_work *w, bool help, struct err *err,
                          bool *failed)
{
	int mine, helps, all, all_helps;

	*failed =
	        store_answers(w->store, w->reader.id, w->now - DAY, &mine,
	                      &helps, err) ||
	        store_answers(w->store, 0, w->now - DAY, &all, &all_helps, err);
	return !*failed && mine < ANSWERS_A_DAY && all < ALL_A_DAY &&
	       (!help || helps < HELPS_A_DAY);
}

/* The token that a yes goes to; what it says yes to waits three days. */
static int make_confirmation(struct inbox_work *w, const struct token_key *key,
                             char out[TOKEN_LEN + 1], struct err *err)
{
	struct token token = { .scope = TOKEN_CONFIRM,
		               .expires = date_of(w->now) + CONFIRM_DAYS };
	int64_t id;

	if (store_confirmation_put(w->store, w->reader.id, w->ask,
	                           w->now + CONFIRM_DAYS * DAY, &id, err))
		return -1;
	if (id > UINT32_MAX)
		return err_set(err, "no confirmation numbers left");
	token.subscriber = (uint32_t)id;
	return token_write(key, &token, out, err);
}

static const char *headline(const struct inbox_work *w)
{
	if (w->ask)
		return "Please confirm";
	if (w->left)
		return "Goodbye";
	if (w->report->n_applied)
		return "Done";
	return w->reading.n_questions ? "Which one do you mean?"
	                              : "I did not understand that";
}

static const char *const *split_lines(struct inbox_work *w, const char *text,
                                      size_t *n)
{
	const char **list = arena_array(w->arena, COMMANDS_MAX, sizeof(*list));
	struct str rest = str_of(text), line;

	for (*n = 0; *n < COMMANDS_MAX && str_split(&rest, '\n', &line);)
		list[(*n)++] = arena_str(w->arena, line);
	return list;
}

static void fill(struct inbox_work *w, struct letter *l)
{
	const char **done = arena_array(w->arena, COMMANDS_MAX, sizeof(*done));
	struct letter_question *questions = arena_array(
	        w->arena, w->reading.n_questions, sizeof(*questions));

	for (size_t i = 0; i < w->n_results; i++)
		if (w->results[i].says && *w->results[i].says)
			done[l->n_done++] = w->results[i].says;
	l->done = done;
	for (size_t i = 0; i < w->reading.n_questions; i++)
		questions[i] = (struct letter_question){
			w->reading.questions[i].line,
			{ w->reading.questions[i].readings[0],
			  w->reading.questions[i].readings[1] }
		};
	l->questions = questions;
	l->n_questions = w->reading.n_questions;
	l->unknown = w->reading.unknown;
	l->n_unknown = w->reading.n_unknown;
	if (w->ask)
		l->lines = split_lines(w, w->ask, &l->n_lines);
	else
		answer_lines(w, l);
	if (!w->left && w->after.state == SUBSCRIBER_ACTIVE)
		l->settings = settings_line(&w->after, w->order->conf->topics,
		                            w->arena);
	l->undo = w->changed || w->left;
}

static int queue(struct inbox_work *w, bool help, struct err *err)
{
	const struct read_message *m = &w->message;
	struct compose_settings settings = frozen_settings(w->order->conf);
	struct buf raw CLEANUP(buf_deinit) = BUF(LETTER_MAX);
	char confirm[TOKEN_LEN + 1];
	struct token_key key;
	bool threaded =
	        str_eq_nocase(str_of(m->from), str_of(w->reader.address));
	struct letter l = {
		.to = w->reader.address,
		.name = w->reader.name,
		.subscriber = w->reader.id,
		.edition = w->token.edition ? w->token.edition : DATE_NONE,
		.instant = w->now,
		.subject = threaded && *m->subject ? m->subject
		                                   : "Your subscription",
		.in_reply_to = threaded ? m->message_id : "",
		.references = m->references,
		.n_references = m->n_references,
		.headline = headline(w),
	};

	if (signing_key(w->store, w->now, &key, err))
		return -1;
	if (w->ask) {
		if (make_confirmation(w, &key, confirm, err))
			return -1;
		l.confirm = confirm;
	}
	fill(w, &l);
	if (letter_compose(w->order->templates, &settings, &key, &l, &raw,
	                   err) ||
	    store_queue_letter(w->store, w->reader.id, w->reader.address,
	                       buf_str(&raw), w->now, err))
		return -1;
	return store_answered(w->store, w->reader.id, help, w->now, err);
}

int inbox_acknowledge(struct inbox_work *w, struct err *err)
{
	bool help, failed;

	if (!w->known || w->erased)
		return 0;
	/* Somebody who left long ago and writes again gets no answer but to
	 * what they ask. */
	help = !w->ask && !w->report->n_applied && !w->n_results;
	if (w->reader.state == SUBSCRIBER_UNSUBSCRIBED && help)
		return 0;
	/* A forwarded digest's other readers are not answered with help. */
	if (help && w->authority != AUTHORITY_FULL)
		return 0;
	if (!within_limits(w, help, err, &failed)) {
		w->report->reason = "answered often enough today";
		return failed ? -1 : 0;
	}
	w->report->reply = w->ask ? REPLY_CONFIRM
	                   : help ? REPLY_HELP
	                          : REPLY_ACK;
	return queue(w, help, err);
}
