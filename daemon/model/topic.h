#pragma once
/*
 * A topic as the admin wrote it in topics.conf. Immutable, owned by struct
 * conf; the index of a topic in the config's list is its number everywhere
 * within one process, its id everywhere that outlives one.
 */
#include <stddef.h>

enum { TOPICS_MAX = 64 };

struct topic {
	const char *id;   /* [a-z][a-z0-9-]*, unique */
	const char *name; /* what people read */
	const char *const *aliases;
	size_t n_aliases;
	const char *relevant, *irrelevant; /* prose; "" when absent */
	const char *const *keywords; /* terms and phrases, lexical scorer */
	size_t n_keywords;
	const char *const *avoid;
	size_t n_avoid;
};

/* The number of the topic with this id, name or alias (case ignored), or -1. */
int topic_find(const struct topic *topics, size_t n, const char *word);
