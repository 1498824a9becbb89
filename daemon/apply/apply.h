#pragma once
/*
 * Subscriber + command -> change + what to say. Pure: the caller stores the
 * change. The one place that knows what a command does.
 */
#include <stdbool.h>

#include "base/arena.h"
#include "model/command.h"
#include "model/subscriber.h"

/* What a change touches; the caller stores `after` where it differs. */
enum apply_effect {
	APPLY_NOTHING,   /* not possible: said in `says` */
	APPLY_ALREADY,   /* it is as the command wants it */
	APPLY_SETTINGS,  /* *after differs from before */
	APPLY_JUDGEMENT, /* more/less like this paper */
	APPLY_PHRASE,    /* a personal phrase steps up or down */
	APPLY_ANSWER,    /* only to be answered: why, topics, status, help */
	APPLY_UNDO,      /* the last change is taken back */
	APPLY_EXPORT,    /* my data: confirmed by the registered address */
	APPLY_ERASE,     /* forget me: confirmed */
	APPLY_SUBSCRIBE,
	APPLY_CONFIRM,
};

struct apply_result {
	enum apply_effect effect;
	bool confirm; /* must be confirmed by the registered address first */
	const char *says; /* one friendly sentence for the answer: "More Model
	                   * Architecture: now +2." */
};

/* *after starts as a copy of before and is changed in place, so that the
 * commands of one mail add up in it; its lists may be replaced by ones in the
 * arena. `says` is "" for APPLY_ANSWER: the answer itself says it. Papers and
 * phrases (APPLY_JUDGEMENT, APPLY_PHRASE) are the caller's to store; of a
 * judgement command->paper is the number, or command->arxiv says that
 * command->phrase is the paper's arXiv id. */
void apply_command(const struct command *command,
                   const struct subscriber *before, const struct topic *topics,
                   size_t n_topics, int today, struct arena *arena,
                   struct subscriber *after, struct apply_result *result);
