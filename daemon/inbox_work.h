#pragma once
/*
 * What the verbs of the inbox hand to each other; inbox.c is their sentence.
 */
#include "apply/apply.h"
#include "inbox.h"
#include "mail/token.h"
#include "store/store_subscriber.h"

/* What the sender may do. */
enum authority {
	AUTHORITY_NONE,  /* a stranger, or nobody we can tell */
	AUTHORITY_ASK,   /* what is asked is confirmed first */
	AUTHORITY_LEAVE, /* the same, but for unsubscribe */
	AUTHORITY_FULL,
};

struct inbox_work {
	const struct inbox_order *order;
	struct store *store;
	struct arena *arena;
	struct inbox_report *report;
	struct str raw;
	int64_t now;

	struct read_message message; /* read */
	struct token_key *keys;      /* authenticate */
	size_t n_keys;
	enum authority authority;
	struct token token; /* scope 0: none came */
	bool token_old;     /* it is expired, or its key retired */
	bool known;         /* reader is filled */
	struct subscriber reader;
	struct command_reading reading; /* understand */
	struct command_reading agreed;  /* what a yes was said to */

	struct subscriber after; /* apply */
	bool changed, left, erased, undone;
	struct apply_result results[COMMANDS_MAX];
	size_t n_results;
	const char *ask;        /* canonical commands that wait for a yes */
	const char *proposal;   /* what a model takes it for, as ask; or NULL */
	const char *undo_lines; /* inbox_undo.c; NULL: none */
};

/* What the mail is called in the ledger. */
const char *inbox_ledger_name(struct inbox_work *w);

/* Before the transaction, for it may take seconds: where the grammar will not
 * understand a reader who may say what they like, a model is asked for the
 * proposal. */
int inbox_translate(struct inbox_work *w, const struct inbox_origin *origin,
                    struct err *err);

/* Reads what is asked for, with w->reader's settings in mind. */
void inbox_understand(struct inbox_work *w);

/* Finds the token, the subscriber and what they may do. */
int inbox_authenticate(struct inbox_work *w, struct err *err);

/* Bounces and complaints; everything that is not a command. */
int inbox_note(struct inbox_work *w, struct err *err);

/* Does what was understood and may be done. */
int inbox_apply(struct inbox_work *w, struct err *err);

/* Queues the one answer, where there is one to give. */
int inbox_acknowledge(struct inbox_work *w, struct err *err);

/* ---- what they share ---- */

/* For the answer: a sentence. For the report: this command is done. */
void inbox_say(struct inbox_work *w, enum apply_effect effect,
               const char *sentence);
void inbox_applied(struct inbox_work *w, const struct command *c);

/* The paper with this id, or this number in the digest that is answered; 1:
 * none. */
int inbox_paper(struct inbox_work *w, const struct command *c, int64_t *paper,
                struct err *err);

/* more and less, of a paper (APPLY_JUDGEMENT) and of a phrase (APPLY_PHRASE).
 */
int inbox_judge(struct inbox_work *w, const struct command *c,
                const struct apply_result *r, struct err *err);
int inbox_phrase(struct inbox_work *w, const struct command *c,
                 const struct apply_result *r, struct err *err);

/* What it was, before it is changed; goes into undo's text. */
void inbox_undo_note(struct inbox_work *w, const char *line);
int inbox_undo(struct inbox_work *w, const struct command *c, struct err *err);
/* Stores what differs between w->reader and w->after, and how to undo it. */
int inbox_save(struct inbox_work *w, struct err *err);

/* The token within "papers+TOKEN@..." or "<...TOKEN@...>", verified. */
enum token_verdict inbox_token(const struct inbox_work *w, struct str text,
                               struct token *token);
