/*
 * translate: a reader wrote, and the grammar understood nothing. Where a model
 * scores, it is asked once to put the words into the closed language, and the
 * reader is asked whether that was meant: nothing is done without their yes.
 *
 * Words and answer are a stranger's. The words go out capped and fenced; of the
 * answer only lines count that the same grammar reads as one command and
 * writes down alike, that leave or erase nothing, and whose phrases the reader
 * wrote. Everything else, and an endpoint that is down, slow or too dear,
 * leaves the plain answer: help.
 */
#include "base/log.h"
#include "inbox_work.h"
#include "judge.h"
#include "score/llm.h"
#include "store/store_call.h"
#include "store/store_inbox.h"
#include "text/tex.h"

enum {
	DAY = 24 * 3600,
	ANSWERS_BEFORE = 5, /* whoever got so many today gets help, at most */
	SECONDS = 15,       /* a reader waits, and so do the mails behind */
	ROOM = 200,         /* tokens */
	PROPOSALS_MAX = 5,
	LINE_MAX_BYTES = 250,
	TEXT_MAX = 64 * 1024,
	PROMPT_BYTES_MAX = 1 << 20,
};

struct asking {
	struct inbox_work *w;
	const char *model;
};

/* ---- who may be translated ---- */

/* A mail of a reader's own, new to us, that says something nobody understood.
 */
static bool lost(const struct inbox_work *look)
{
	const struct command_reading *reading = &look->reading;

	return look->known && look->authority == AUTHORITY_FULL &&
	       (look->reader.state == SUBSCRIBER_ACTIVE ||
	        look->reader.state == SUBSCRIBER_PAUSED) &&
	       look->message.kind == READ_COMMAND && !look->message.absence &&
	       look->message.has_text && !reading->n_commands &&
	       !reading->n_questions && reading->n_unknown;
}

/* The help that is given once a day ends the translating, too: so an endless
 * correspondence costs no more than this. */
static int may_be_asked(struct inbox_work *look, bool *may, struct err *err)
{
	int mine, help, all;

	if (store_answers(look->store, look->reader.id, look->now - DAY, &mine,
	                  &help, &all, err))
		return -1;
	*may = mine < ANSWERS_BEFORE && !help;
	return 0;
}

/* Looks ahead at what the transaction will find, and changes nothing. */
static int look_ahead(const struct inbox_work *w,
                      const struct inbox_origin *origin, bool *may,
                      struct err *err)
{
	struct inbox_report report = *w->report;
	struct inbox_work look = *w;
	int rc;

	look.report = &report;
	*may = false;
	if (store_begin(w->store, err))
		return -1;
	rc = store_ledger(w->store, inbox_ledger_name(&look),
	                  origin->uidvalidity, origin->uid, w->now, err);
	if (!rc)
		rc = inbox_authenticate(&look, err);
	if (!rc) {
		inbox_understand(&look);
		if (lost(&look))
			rc = may_be_asked(&look, may, err);
	}
	store_rollback(w->store);
	return rc < 0 ? -1 : 0;
}

/* ---- the question ---- */

static int on_going(void *ctx, struct llm_call *call, struct err *err)
{
	struct asking *a = ctx;
	struct store_call row = judge_call_row(call, a->model, DATE_NONE);

	if (store_call_begin(a->w->store, &row, err))
		return -1;
	call->id = row.id;
	return 0;
}

static int on_ended(void *ctx, const struct llm_call *call,
                    const struct llm_gain *gain, struct err *err)
{
	struct asking *a = ctx;
	struct store_call row = judge_call_row(call, a->model, DATE_NONE);

	(void)gain;
	return store_call_end(a->w->store, &row, err);
}

/* 0: *answer; 1: no answer, why says so; < 0: the store failed. */
static int ask_model(struct inbox_work *w, struct str *answer, struct err *why,
                     struct err *err)
{
	const struct conf *conf = w->order->conf;
	struct buf system CLEANUP(buf_deinit) = BUF(PROMPT_BYTES_MAX);
	struct buf user CLEANUP(buf_deinit) = BUF(PROMPT_BYTES_MAX);
	CLEANUP(judge_endpoint_freep)
	struct judge_endpoint *e =
	        judge_endpoint_new(conf, w->order->clock, why);
	struct asking a = { .w = w };
	const struct llm_ops ops = { .going = on_going,
		                     .ended = on_ended,
		                     .ctx = &a };
	struct llm_settings settings;
	char nonce[LLM_NONCE_LEN], today[DATE_LEN];
	int64_t midnight;
	int rc;

	if (!e || llm_prompt_translate(conf->prompts_dir, conf->topics,
	                               conf->n_topics, &system, why))
		return 1;
	settings = *judge_settings(e);
	settings.retries = 0;
	settings.concurrency = 1;
	settings.stop_fd = w->order->stop_fd;
	if (settings.timeout > SECONDS)
		settings.timeout = SECONDS;
	a.model = settings.model;
	midnight = (int64_t)settings.budget.day * DAY;
	if (store_spent(w->store, midnight, midnight + DAY,
	                &settings.budget.spent, err))
		return -1;
	llm_prompt_nonce(nonce);
	buf_addf(&user, "Today is %s.\n", date_format(date_of(w->now), today));
	llm_prompt_words(str_of(w->message.text), nonce, &user);
	rc = llm_ask(&settings, &ops, buf_cstr(&system), buf_cstr(&user), ROOM,
	             w->arena, answer, why);
	if (rc < 0)
		*err = *why;
	return rc;
}

/* ---- the answer ---- */

static bool may_be_proposed(enum verb verb)
{
	switch (verb) {
	case VERB_UNSUBSCRIBE:
	case VERB_FORGET:
	case VERB_MY_DATA:
	case VERB_CONFIRM:
	case VERB_SUBSCRIBE:
	case VERB_UNDO:
	case VERB_HELP:
		return false;
	default:
		return true;
	}
}

/* What the reader did not write is nobody's phrase and nobody's name. */
static bool readers_words(const struct inbox_work *w, const char *phrase)
{
	struct buf text CLEANUP(buf_deinit) = BUF(TEXT_MAX);
	struct buf words CLEANUP(buf_deinit) = BUF(TEXT_MAX);

	tex_fold(&text, str_of(w->message.text));
	tex_fold(&words, str_of(phrase));
	return words.len && str_find(buf_str(&text), buf_str(&words)) >= 0;
}

/* The one command that the line is, written down as we would; NULL: none. */
static const char *proposal_of(const struct inbox_work *w, struct str line)
{
	const struct conf *conf = w->order->conf;
	struct command_context context = { .topics = conf->topics,
		                           .n_topics = conf->n_topics,
		                           .today = date_of(w->now) };
	struct buf out CLEANUP(buf_deinit) = BUF(16384);
	struct command_reading reading;
	const struct command *c = &reading.commands[0];

	if (!line.len || line.len > LINE_MAX_BYTES)
		return NULL;
	command_read(&context, STR(""), line, w->arena, &reading);
	if (reading.n_commands != 1 || reading.n_questions ||
	    reading.n_unknown || reading.help || !may_be_proposed(c->verb) ||
	    (c->phrase && !readers_words(w, c->phrase)))
		return NULL;
	command_print(c, conf->topics, &out);
	return str_eq_nocase(buf_str(&out), line)
	               ? arena_str(w->arena, buf_str(&out))
	               : NULL;
}

static const char *proposals(struct inbox_work *w, struct str answer)
{
	const char *all = NULL;
	struct str line;
	int n = 0;

	while (n < PROPOSALS_MAX && str_split(&answer, '\n', &line)) {
		const char *one = proposal_of(w, str_trim(line));

		if (!one)
			continue;
		all = all ? arena_printf(w->arena, "%s\n%s", all, one) : one;
		n++;
	}
	return all;
}

int inbox_translate(struct inbox_work *w, const struct inbox_origin *origin,
                    struct err *err)
{
	const struct conf_scoring *scoring = &w->order->conf->scoring;
	struct err why = { 0 };
	struct str answer;
	bool may;
	int rc;

	if (scoring->scorer != SCORE_BY_LLM || !scoring->llm.translate ||
	    w->order->dry_run || w->message.kind != READ_COMMAND)
		return 0;
	if (look_ahead(w, origin, &may, err))
		return -1;
	if (!may)
		return 0;
	rc = ask_model(w, &answer, &why, err);
	if (rc < 0)
		return -1;
	if (rc)
		log_warning("inbox: not translated: %s", why.msg);
	else
		w->proposal = proposals(w, answer);
	return 0;
}
