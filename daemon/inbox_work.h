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
	AUTHORITY_LEAVE, /* unsubscribe only */
	AUTHORITY_ASK,   /* what is asked is confirmed first */
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
	bool forwarded;     /* a valid token, another From */
	bool known;         /* reader is filled */
	struct subscriber reader;
	struct command_reading reading; /* understand */

	struct subscriber after; /* apply */
	bool changed, left, erased;
	struct apply_result results[COMMANDS_MAX];
	size_t n_results;
	const char *ask; /* canonical commands that wait for a yes */
};

/* Finds the token, the subscriber and what they may do. */
int inbox_authenticate(struct inbox_work *w, struct err *err);

/* Bounces and complaints; everything that is not a command. */
int inbox_note(struct inbox_work *w, struct err *err);

/* Does what was understood and may be done. */
int inbox_apply(struct inbox_work *w, struct err *err);

/* Queues the one answer, where there is one to give. */
int inbox_acknowledge(struct inbox_work *w, struct err *err);

/* ---- what they share ---- */

/* The token within "papers+TOKEN@..." or "<...TOKEN@...>", verified; false:
 * none of ours. Expired ones are none, but for unsubscribing. */
bool inbox_token(const struct inbox_work *w, struct str text,
                 struct token *token);
