#include "model/score.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

static const char *const names[] = { "none", "lexical", "llm" };

const char *score_by_name(enum score_by by)
{
	return names[by];
}

enum score_by score_by_of_name(const char *name)
{
	for (size_t i = 0; name && i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(names[i], name))
			return (enum score_by)i;
	return SCORE_BY_NONE;
}

/* 9.2 is stored as 9.1999998. */
int score_tenths(float grade)
{
	int tenths = (int)floorf(grade * 10 + 0.001f);

	return tenths < 0 ? 0 : tenths > 100 ? 100 : tenths;
}
