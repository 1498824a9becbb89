#include "model/topic.h"

#include <strings.h>

static int matches(const struct topic *t, const char *word)
{
	if (!strcasecmp(t->id, word) || !strcasecmp(t->name, word))
		return 1;
	for (size_t i = 0; i < t->n_aliases; i++)
		if (!strcasecmp(t->aliases[i], word))
			return 1;
	return 0;
}

int topic_find(const struct topic *topics, size_t n, const char *word)
{
	for (size_t i = 0; i < n; i++)
		if (matches(&topics[i], word))
			return (int)i;
	return -1;
}
