#include "mail/mailbox_pace.h"

enum { FIRST_MS = 1000, MOST = 300, DOUBLINGS = 9, FIRST_MOST = 10000 };

unsigned mailbox_pace_ms(unsigned first, unsigned failures, uint32_t random)
{
	unsigned doublings = failures ? failures - 1 : 0;
	unsigned whole;

	if (!first || first > FIRST_MOST)
		first = FIRST_MS;
	if (doublings > DOUBLINGS)
		doublings = DOUBLINGS;
	whole = first << doublings;
	if (whole > first * MOST)
		whole = first * MOST;
	return whole / 2 + (unsigned)((uint64_t)random * (whole / 2) >> 32);
}
