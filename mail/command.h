#pragma once
/*
 * Understanding a reply: the language of CONTRACT.md, deterministic. Text in,
 * commands out; pure. What was not understood is kept to be quoted, what is
 * ambiguous is asked back, never guessed. Unsubscribe wins over everything else
 * in the same mail; what is negated ("don't unsubscribe me"), out of range or
 * asked as a question is no command.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "model/command.h"
#include "model/topic.h"

struct command_context {
	const struct topic *topics;
	size_t n_topics;
	int today; /* date: what "2 weeks" counts from */
	/* The reader's own, for the readings of "too many papers"; 0: not
	 * known. */
	double threshold;
	int max_papers;
	const char *address; /* "unsubscribe ada@example.org": is that the
	                      * reader? NULL: not known */
};

/* "X may be A or B": asked back with the two readings. */
struct command_question {
	const char *line;
	const char *readings[2]; /* in canonical form */
};

struct command_reading {
	struct command commands[COMMANDS_MAX]; /* in order, doubles dropped */
	size_t n_commands;
	const char *const *unknown; /* lines that mean nothing to us, each at
	                             * most 200 bytes: what began like a
	                             * command ("threshold 11"); all others
	                             * only where nothing was understood (a
	                             * command may stand among greetings and
	                             * above a signature) */
	size_t n_unknown;
	const struct command_question *questions;
	size_t n_questions;
	bool help; /* nothing to do, or asked how: send help */
};

/* subject: decoded, without "Re:"; text: the new text (mail/read.h). */
void command_read(const struct command_context *context, struct str subject,
                  struct str text, struct arena *arena,
                  struct command_reading *reading);

/* The canonical form: "more architecture", "only compression, architecture",
 * "pause until 2027-01-15", "more 3", "weekly monday". */
void command_print(const struct command *command, const struct topic *topics,
                   struct buf *out);
