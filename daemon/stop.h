#pragma once
/* The one way that long work is told to stop: a descriptor (an eventfd) that
 * becomes readable and stays so. Nobody reads from it. */
#include <poll.h>
#include <stdbool.h>

/* NULL: there is none, so never. */
static inline bool stop_asked(const int *stop_fd)
{
	struct pollfd p = { .events = POLLIN };

	if (!stop_fd)
		return false;
	p.fd = *stop_fd;
	return poll(&p, 1, 0) > 0;
}
