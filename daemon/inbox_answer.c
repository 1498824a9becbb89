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
#include "store/store_goodbye.h"
#include "store/store_inbox.h"
#include "store/store_outbox.h"

enum {
	DAY = 24 * 3600,
	ANSWERS_A_DAY = 10,
	HELPS_A_DAY = 1,
	QUESTIONS_A_DAY = 1,
	ALL_A_DAY = 10000,
	CONFIRM_DAYS = 3,
	LETTER_MAX = 512 * 1024,
};

static bool within_limits(struct inbox_work *w, bool help, struct err *err,
                          bool *failed)
{
	/* Whoever is asked whether they want to subscribe may never have heard
	 * of us; whoever said yes has. */
	int most = w->after.state == SUBSCRIBER_PENDING ? QUESTIONS_A_DAY
	                                                : ANSWERS_A_DAY;
	int mine, helps, all;

	*failed = store_answers(w->store, w->reader.id, w->now - DAY, &mine,
	                        &helps, &all, err) != 0;
	return !*failed && mine < most && all < ALL_A_DAY &&
	       (!help || helps < HELPS_A_DAY);
}

/* The token that a yes goes to; what it says yes to waits three days. */
static int make_confirmation(struct inbox_work *w, const struct token_key *key,
                             char out[TOKEN_LEN + 1], struct err *err)
{
	/* "why 3" means the digest that was answered then, too. */
	struct token token = { .scope = TOKEN_CONFIRM,
		               .edition = w->token.edition,
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

/* Something was done, and not only answered. */
static bool any_effect(const struct inbox_work *w)
{
	for (size_t i = 0; i < w->n_results; i++)
		if (w->results[i].effect != APPLY_NOTHING &&
		    w->results[i].effect != APPLY_ALREADY &&
		    w->results[i].effect != APPLY_EXPORT)
			return true;
	return false;
}

/* More was carried out than what was so already. */
static bool any_applied(const struct inbox_work *w)
{
	size_t already = 0;

	for (size_t i = 0; i < w->n_results; i++)
		already += w->results[i].effect == APPLY_ALREADY;
	return w->report->n_applied > already;
}

static const char *headline(const struct inbox_work *w)
{
	if (w->erased)
		return "Goodbye";
	if (w->ask && w->ask == w->proposal)
		return "Did you mean this?";
	if (w->ask)
		return "Please confirm";
	if (w->left)
		return "Goodbye";
	if (any_effect(w))
		return "Done";
	if (any_applied(w))
		return "Here you are";
	if (w->reading.n_questions)
		return "Which one do you mean?";
	return w->n_results ? "Nothing was changed"
	                    : "I did not understand that";
}

/* Why no digests come, where nothing in this mail changed that; NULL: they
 * come. */
static const char *standing(struct inbox_work *w)
{
	char date[DATE_LEN];

	if (w->after.state != w->reader.state)
		return NULL;
	switch (w->after.state) {
	case SUBSCRIBER_PAUSED:
		if (!w->after.paused_until)
			return "You are paused; \"resume\" brings the "
			       "digests back.";
		return arena_printf(
		        w->arena,
		        "You are paused; digests come again from %s on.",
		        date_format(date_of(w->after.paused_until), date));
	case SUBSCRIBER_BOUNCED:
		return "No digests come, for mails to you came back; "
		       "\"resume\" brings them again.";
	case SUBSCRIBER_UNSUBSCRIBED:
		return "You are unsubscribed, no digests come; \"subscribe\" "
		       "brings them back.";
	default:
		return NULL;
	}
}

static void fill(struct inbox_work *w, struct letter *l)
{
	const char *stands = standing(w);
	const char **done = arena_array(w->arena, COMMANDS_MAX, sizeof(*done));
	struct letter_question *questions = arena_array(
	        w->arena, w->reading.n_questions, sizeof(*questions));

	for (size_t i = 0; i < w->n_results; i++)
		if (w->results[i].says && *w->results[i].says)
			done[l->n_done++] = w->results[i].says;
	/* Where nothing was done, what was said already says why. */
	if (stands && any_applied(w) && !w->ask && !w->left &&
	    l->n_done < COMMANDS_MAX)
		done[l->n_done++] = stands;
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
	answer_lines(w, l);
	if (!w->left && w->after.state != SUBSCRIBER_PENDING)
		l->settings = settings_line(&w->after, w->order->conf->topics,
		                            w->arena);
	l->undo = w->changed;
}

/* All but what it says. */
static struct letter envelope(const struct inbox_work *w)
{
	const struct read_message *m = &w->message;
	bool threaded =
	        str_eq_nocase(str_of(m->from), str_of(w->reader.address));

	return (struct letter){
		.to = w->reader.address,
		/* Until they say yes, the name is anybody's words, and the
		 * letter perhaps to somebody who never wrote to us. */
		.name = w->reader.state == SUBSCRIBER_PENDING ? ""
		                                              : w->reader.name,
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
}

/* To an address that nobody here knows any more: not by the reader's id. */
static int queue_goodbye(struct inbox_work *w, struct err *err)
{
	static const char *const says[] = {
		"Everything about you is erased: your address, your settings, "
		"what you told us, and the mails that we sent you.",
		"This letter is the last. We keep it until it is delivered, a "
		"day at most; then nothing of you is left here.",
	};
	struct compose_settings settings = frozen_settings(w->order->conf);
	struct buf raw CLEANUP(buf_deinit) = BUF(LETTER_MAX);
	struct letter l = envelope(w);
	struct token_key key;

	l.done = says;
	l.n_done = sizeof(says) / sizeof(*says);
	w->report->reply = REPLY_ACK;
	w->report->queued = w->report->goodbye = true;
	return signing_key(w->store, w->now, &key, err) ||
	                       letter_compose(w->order->templates, &settings,
	                                      &key, &l, &raw, err) ||
	                       store_goodbye(w->store, w->reader.address,
	                                     buf_str(&raw), w->now, err)
	               ? -1
	               : 0;
}

static int queue(struct inbox_work *w, bool help, struct err *err)
{
	struct compose_settings settings = frozen_settings(w->order->conf);
	struct buf raw CLEANUP(buf_deinit) = BUF(LETTER_MAX);
	char confirm[TOKEN_LEN + 1];
	struct letter l = envelope(w);
	struct token_key key;

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

/* Nothing to answer but what may be written, asked for or not. */
static bool only_help(const struct inbox_work *w)
{
	for (size_t i = 0; i < w->report->n_applied; i++)
		if (strcmp(w->report->applied[i], "help"))
			return false;
	return true;
}

int inbox_acknowledge(struct inbox_work *w, struct err *err)
{
	bool help, once, failed;

	if (!w->known)
		return 0;
	if (w->erased)
		return queue_goodbye(w, err);
	/* Somebody who left long ago and writes again gets no answer but to
	 * what they ask. */
	help = !w->ask && !w->n_results && only_help(w);
	if (w->reader.state == SUBSCRIBER_UNSUBSCRIBED && help)
		return 0;
	/* A forwarded digest's other readers are not answered with help. */
	if (help && w->authority != AUTHORITY_FULL)
		return 0;
	/* Whoever is asked back has an answer to give, and may be asked again.
	 */
	once = help && !w->reading.n_questions;
	if (!within_limits(w, once, err, &failed)) {
		w->report->reason = "answered often enough today";
		return failed ? -1 : 0;
	}
	w->report->reply = w->ask ? REPLY_CONFIRM
	                   : help ? REPLY_HELP
	                          : REPLY_ACK;
	w->report->queued = true;
	return queue(w, once, err);
}
