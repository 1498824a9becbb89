#pragma once
/*
 * What a subscriber may ask for by replying: the closed language of commands.
 * Made by mail/command (and, one day, proposed by a model), carried out by
 * daemon/apply. Strings live in the arena of whoever made the struct.
 */
#include <stdbool.h>
#include <stddef.h>

enum verb {
	VERB_MORE,      /* topic, phrase or paper */
	VERB_LESS,      /* topic, phrase or paper */
	VERB_ONLY,      /* topics */
	VERB_MUTE,      /* topics */
	VERB_UNMUTE,    /* topics */
	VERB_ADD,       /* topics */
	VERB_DROP,      /* topics */
	VERB_FOLLOW,    /* an author: phrase */
	VERB_UNFOLLOW,  /* an author: phrase */
	VERB_THRESHOLD, /* number 1..10 */
	VERB_NOVELTY,   /* number 1..10 */
	VERB_MAX,       /* number 1..100 */
	VERB_WHY,       /* paper, or an arXiv id: phrase */
	VERB_PAUSE,     /* until, or DATE_NONE: without end */
	VERB_RESUME,
	VERB_DAILY,
	VERB_WEEKLY, /* number: weekday 0 Sunday .. 6, or -1: unsaid */
	VERB_TEXT,
	VERB_HTML,
	VERB_TOPICS,
	VERB_STATUS,
	VERB_HELP,
	VERB_UNDO,
	VERB_SUBSCRIBE,
	VERB_CONFIRM,
	VERB_UNSUBSCRIBE,
	VERB_MY_DATA,
	VERB_FORGET,
};

enum { COMMAND_TOPICS_MAX = 64, COMMANDS_MAX = 64, PHRASE_MAX = 200 };

struct command {
	enum verb verb;
	int topics[COMMAND_TOPICS_MAX]; /* numbers in the config */
	size_t n_topics;
	const char *phrase; /* a phrase, an author, an arXiv id; or NULL */
	bool arxiv;         /* phrase is an arXiv id without version: which
	                     * paper more, less or why is about */
	int paper;          /* number in the digest replied to; 0: none */
	double number;
	int until; /* date */
};
