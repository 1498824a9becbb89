#pragma once
/* What the files of this module share. */
#include "apply/apply.h"
#include "base/buf.h"

enum { SAYS_MAX = 8192 };

/* One command on its way into *after. */
struct change {
	const struct command *command;
	const struct topic *topics;
	size_t n_topics;
	struct arena *arena;
	struct subscriber *after;
	struct apply_result *result;
	struct buf says; /* sentences, a blank between them */
};

/* Adds a sentence; apply_already, that it is as wanted; apply_changed, that
 * there is something to store as well. */
void apply_say(struct change *c, const char *fmt, ...)
        __attribute__((format(printf, 2, 3)));
void apply_already(struct change *c, const char *fmt, ...)
        __attribute__((format(printf, 2, 3)));
void apply_changed(struct change *c, const char *fmt, ...)
        __attribute__((format(printf, 2, 3)));

/* more, less, only, mute, unmute, add, drop */
void apply_topics(struct change *c);
/* follow, unfollow */
void apply_authors(struct change *c);
