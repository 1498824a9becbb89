#include "model/subscriber.h"

#include <string.h>

static const char *const states[] = { "active", "paused", "unsubscribed",
	                              "bounced", "pending" };

const char *subscriber_state_name(enum subscriber_state state)
{
	return states[state];
}

int subscriber_state_of_name(const char *name)
{
	for (size_t i = 0; i < sizeof(states) / sizeof(*states); i++)
		if (!strcmp(states[i], name))
			return (int)i;
	return -1;
}
