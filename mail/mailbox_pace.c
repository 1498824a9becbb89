#include "mail/mailbox_pace.h"

enum { FIRST_MS = 1000, MOST_MS = 300000, DOUBLINGS = 9 };

unsigned mailbox_pace_ms(unsigned failures, uint32_t random)
{
	unsigned doublings = failures ? failures - 1 : 0;
	unsigned whole;

	if (doublings > DOUBLINGS)
		doublings = DOUBLINGS;
	whole = (unsigned)FIRST_MS << doublings;
	if (whole > MOST_MS)
		whole = MOST_MS;
	return whole / 2 + (unsigned)((uint64_t)random * (whole / 2) >> 32);
}
