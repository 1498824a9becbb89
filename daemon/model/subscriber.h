#pragma once
/*
 * A reader: who they are and what they asked for. Strings live in the arena of
 * whoever loaded the struct.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/topic.h"

enum subscriber_state {
	SUBSCRIBER_ACTIVE,
	SUBSCRIBER_PAUSED, /* until paused_until, or until resumed when 0 */
	SUBSCRIBER_UNSUBSCRIBED,
	SUBSCRIBER_BOUNCED, /* too many bounces: no mail until resumed */
	SUBSCRIBER_PENDING, /* asked to subscribe, has not confirmed */
	SUBSCRIBER_STATES
};

enum format { FORMAT_HTML, FORMAT_TEXT }; /* html: multipart/alternative */
enum frequency { FREQUENCY_DAILY, FREQUENCY_WEEKLY };

/* A topic that the reader mentioned. A reader who chose none has them all. */
struct wish {
	int topic;   /* number in the config */
	int step;    /* "more" and "less": -3..3, added to the relevance */
	bool chosen; /* on the reader's own list */
	bool muted;
};

enum { STEP_MAX = 3 };

struct subscriber {
	int64_t id;
	const char *address; /* the one mailbox, validated */
	const char *name;    /* "" when unknown */
	enum subscriber_state state;
	int64_t paused_until;      /* instant; 0: no end set */
	double threshold, novelty; /* 1..10, defaults filled in */
	int max_papers;            /* 1..100 */
	enum format format;
	enum frequency frequency;
	int weekday; /* of a weekly digest: 0 Sunday ... 6 Saturday */
	struct wish wishes[TOPICS_MAX];
	size_t n_wishes;
	const char *const *follows; /* authors whose papers always come */
	size_t n_follows;
};

const char *subscriber_state_name(enum subscriber_state state);
int subscriber_state_of_name(const char *name); /* -1: no such state */
