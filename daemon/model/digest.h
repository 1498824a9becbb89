#pragma once
/*
 * A digest: one edition for one subscriber, as a recipe; a weekly one is its
 * last edition's, and carries the papers of several. The recipe and the
 * edition's frozen blocks, templates and settings fix every byte of the mail,
 * so that a retry is byte-identical.
 */
#include <stdint.h>

#include "model/edition.h"
#include "model/paper.h"
#include "model/score.h"
#include "model/subscriber.h"

enum why { WHY_TOPIC, WHY_AUTHOR, WHY_OVERALL };

/* One chosen paper, with what this reader is told about the choice. */
struct choice {
	int64_t paper;   /* row in the store */
	float relevance; /* as this reader sees it: 1..10, one decimal */
	float novelty;
	enum why why;
	int topic;              /* WHY_TOPIC: number in the config */
	const char *topic_name; /* its name, for the mail; NULL otherwise */
	int step;               /* the reader's own step in that topic */
	const char *author;     /* WHY_AUTHOR: whom the reader follows */
	int held; /* the edition that chose it and could not be delivered; 0:
	           * chosen by this one */
};

enum { CHOICES_MAX = 100 };

/* What a weekly digest chose from: the editions from `first` (a date) to the
 * digest's own, and the sum of them all. */
struct week {
	int first;
	struct edition_sum sum;
};

struct digest {
	int edition; /* date */
	int64_t subscriber;
	const char *address, *name;
	enum format format;
	int reply_expires;    /* date the reply token ends (queue day + 60) */
	int64_t queued_at;    /* instant: the mail's Date */
	const char *settings; /* one line: what made this mail */
	double threshold;     /* the reader's, for what steers it; 0: unsaid */
	enum frequency frequency;
	struct week week;             /* FREQUENCY_WEEKLY */
	const struct choice *choices; /* in mail order; number = index + 1 */
	size_t n_choices;
};
