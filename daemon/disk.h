#pragma once
/* Is there room where we write? For the admin's letters and for doctor. */
#include <stdbool.h>

struct disk_room {
	unsigned long long free_mb, all_mb;
	bool nearly_full; /* less than a twentieth and less than 1 GB */
};

/* False: cannot be told (no such directory). */
bool disk_room(const char *dir, struct disk_room *room);
