#include "model/delivery.h"

#include <string.h>

static const char *const names[] = { "queued",    "sending", "sent",
	                             "deferred",  "failed",  "unknown",
	                             "superseded" };

const char *delivery_state_name(enum delivery_state state)
{
	return names[state];
}

int delivery_state_of_name(const char *name)
{
	for (int i = 0; i < DELIVERY_STATES; i++)
		if (!strcmp(names[i], name))
			return i;
	return -1;
}
