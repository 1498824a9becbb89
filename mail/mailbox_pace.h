#pragma once
/* How long to wait before the next connection. Pure. */
#include <stdint.h>

/* After so many failures in a row (1: the first): doubling from `first` (0: a
 * second), capped at 300 times that, five minutes; between half and the whole
 * of that, as random says, so that many clients of a server that comes back do
 * not come back as one. */
unsigned mailbox_pace_ms(unsigned first, unsigned failures, uint32_t random);
