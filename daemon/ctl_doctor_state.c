/* doctor: the machine: clock, directories, disk, database. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "ctl_doctor.h"
#include "disk.h"
#include "instance.h"
#include "schedule.h"

/* A machine without a clock begins its life long before this program. */
enum { BUILT_YEAR = 2025 };

static const char *wall_clock(struct doctor *d, int64_t instant, struct tm *tm)
{
	char text[64];
	time_t t = (time_t)instant;

	localtime_r(&t, tm);
	if (!strftime(text, sizeof(text), "%a %Y-%m-%d %H:%M %Z", tm))
		return "";
	return arena_strdup(d->arena, text);
}

static void look_at_clock(struct doctor *d)
{
	const struct conf_schedule *s = &d->ctl->conf->schedule;
	int64_t now = clock_now(d->ctl->clock);
	struct tm tm;
	const char *is, *next;

	schedule_zone(s);
	next = wall_clock(d, schedule_next(s, now), &tm);
	is = wall_clock(d, now, &tm);
	if (tm.tm_year + 1900 < BUILT_YEAR)
		doctor_say(d, "clock", s->timezone, is,
		           "set the clock, and have it kept right (NTP)");
	else
		doctor_say(d, "clock", s->timezone,
		           arena_printf(d->arena, "it is %s, next wake %s", is,
		                        next),
		           NULL);
}

static void look_at_dir(struct doctor *d, const char *setting, const char *dir)
{
	struct disk_room room = { 0 };
	bool known = disk_room(dir, &room);
	const char *left = arena_printf(d->arena, "%llu MB left of %llu MB",
	                                room.free_mb, room.all_mb);

	if (access(dir, F_OK) && errno == ENOENT)
		doctor_say(d, "disk", dir, "will be made", NULL);
	else if (access(dir, W_OK | X_OK))
		doctor_say(d, "disk", dir, strerror(errno),
		           arena_printf(d->arena,
		                        "give %s to the user that digestd "
		                        "runs as",
		                        setting));
	else if (known && room.nearly_full)
		doctor_warn(d, "disk", dir, left, "make room");
	else
		doctor_say(d, "disk", dir, left, NULL);
}

/* The directory's names tell little; its files tell all. */
static void look_at_mode(struct doctor *d, const char *dir)
{
	struct buf path CLEANUP(buf_deinit) = BUF(4096);
	unsigned mode;
	struct stat st;

	if (store_is_open_to_others(dir, &path, &mode))
		doctor_say(d, "state", buf_cstr(&path),
		           arena_printf(d->arena,
		                        "others may read it (mode %04o)", mode),
		           arena_printf(d->arena,
		                        "chmod 600 %s: it holds addresses and "
		                        "keys (any digestd or digestctl does "
		                        "that when it opens it)",
		                        buf_cstr(&path)));
	if (!stat(dir, &st) && st.st_mode & 077)
		doctor_warn(d, "state", dir,
		            arena_printf(d->arena,
		                         "others may look in "
		                         "(mode %04o); not into the files",
		                         (unsigned)st.st_mode & 07777),
		            arena_printf(d->arena,
		                         "chmod 700 %s, unless something in it "
		                         "is theirs to read",
		                         dir));
}

struct store *doctor_state(struct doctor *d)
{
	const struct conf *conf = d->ctl->conf;
	const char *dir = conf->state_dir;
	struct store *store = NULL;
	struct err err = { 0 };

	look_at_clock(d);
	look_at_dir(d, "state_dir", dir);
	look_at_mode(d, dir);
	if (*conf->archive_dir)
		look_at_dir(d, "archive.dir", conf->archive_dir);
	if (store_open_copy(dir, &store, &err) || store_check(store, &err)) {
		doctor_say(d, "state", dir, err.msg,
		           "check its owner, mode and disk; a damaged "
		           "database is put back from a backup");
		store_close(store);
		return NULL;
	}
	doctor_say(d, "state", dir,
	           instance_running(dir)
	                   ? "the database is sound; digestd is running"
	                   : "the database is sound; digestd is not running",
	           NULL);
	return store;
}
