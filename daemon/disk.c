#include "disk.h"

#include <sys/statvfs.h>

enum { ROOM_MB = 1024, PART = 20 };

bool disk_room(const char *dir, struct disk_room *room)
{
	struct statvfs fs;

	if (statvfs(dir, &fs))
		return false;
	room->free_mb = (unsigned long long)fs.f_bavail * fs.f_frsize >> 20;
	room->all_mb = (unsigned long long)fs.f_blocks * fs.f_frsize >> 20;
	room->nearly_full =
	        room->free_mb < ROOM_MB && room->free_mb < room->all_mb / PART;
	return true;
}
