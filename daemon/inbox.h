#pragma once
/*
 * The inbox flow: receive -> read -> authenticate -> understand -> apply ->
 * acknowledge. One message in; its effect, its ledger entry and its answer are
 * one transaction. A message that was handled before has no second effect.
 */
#include "base/arena.h"
#include "base/clock.h"
#include "base/err.h"
#include "conf/conf.h"
#include "mail/command.h"
#include "mail/letter.h"
#include "mail/read.h"
#include "store/store.h"

struct inbox_order {
	const struct conf *conf;
	const struct clock *clock;
	const struct letter_templates *templates;
	bool dry_run;       /* nothing is kept, no model is asked */
	const int *stop_fd; /* readable: ask no model any longer; NULL: none */
};

/* Where the message was found; zeros: piped in. */
struct inbox_origin {
	uint32_t uidvalidity, uid;
};

enum inbox_reply { REPLY_NONE, REPLY_ACK, REPLY_HELP, REPLY_CONFIRM };

const char *inbox_reply_name(enum inbox_reply reply);

/* Strings live in the arena given to inbox_receive. */
struct inbox_report {
	const char *sender;     /* From, "" unknown */
	const char *subscriber; /* registered address, "" nobody */
	enum read_kind kind;
	const char *const *commands; /* understood, canonical */
	size_t n_commands;
	const char *const *applied; /* of them, done */
	size_t n_applied;
	enum inbox_reply reply;
	const char *reason; /* one line: why it went as it did */
	bool again;         /* handled before */
	bool goodbye;       /* somebody is erased, their last letter waits */
	bool queued;        /* there is one more letter in the outbox */
};

/* 0: handled (whatever came of it); < 0: the store failed, the message must be
 * given again. */
int inbox_receive(const struct inbox_order *order, struct store *store,
                  struct str raw, const struct inbox_origin *origin,
                  struct arena *arena, struct inbox_report *report,
                  struct err *err);
