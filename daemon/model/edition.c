#include "model/edition.h"

const char *edition_state_name(enum edition_state state)
{
	static const char *const names[] = { "open", "recorded", "scored",
		                             "queued" };

	return names[state];
}
