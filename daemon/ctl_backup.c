/* digestctl backup: a copy of the state, whatever the daemon does meanwhile. */
#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <pwd.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "ctl.h"
#include "ctl_line.h"

enum { KEEP_MAX = 100000 };

/* Names in the order of time, and no other files of a folder that may have
 * many. */
#define NAME "digestd-%.10sT%.2s%.2s%.2sZ.db"
#define PATTERN                                                         \
	"digestd-[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]" \
	"[0-9][0-9][0-9][0-9]Z.db"

static bool is_folder(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISDIR(st.st_mode);
}

/* DIR/digestd-2026-01-05T031500Z.db */
static void name_in(const char *dir, int64_t now, struct buf *path)
{
	char instant[INSTANT_LEN], name[64];

	instant_format(now, instant);
	snprintf(name, sizeof(name), NAME, instant, instant + 11, instant + 14,
	         instant + 17);
	file_join(path, dir, name);
}

static int is_backup(const struct dirent *entry)
{
	return !fnmatch(PATTERN, entry->d_name, 0);
}

/* Removes all but the newest; *removed counts. */
static int prune(const char *dir, int keep, int *removed, struct err *err)
{
	struct dirent **found;
	int n = scandir(dir, &found, is_backup, alphasort), rc = 0;

	if (n < 0)
		return err_set(err, "%s: %s", dir, strerror(errno));
	*removed = 0;
	for (int i = 0; i < n; i++) {
		struct buf path CLEANUP(buf_deinit) = BUF(4096);

		file_join(&path, dir, found[i]->d_name);
		if (i < n - keep && unlink(buf_cstr(&path)))
			rc = err_set(err, "%s: %s", buf_cstr(&path),
			             strerror(errno));
		else
			*removed += i < n - keep;
		free(found[i]);
	}
	free(found);
	return rc;
}

static void print(const struct ctl *ctl, const char *path, int removed)
{
	struct json *j;
	struct stat st = { 0 };

	stat(path, &st);
	if (!ctl->json) {
		printf("%s: %.1f MB", path, (double)st.st_size / 1e6);
		if (removed)
			printf("; removed %d older", removed);
		putchar('\n');
		return;
	}
	j = json_object();
	json_set_str(j, "file", path);
	json_set_num(j, "bytes", (double)st.st_size);
	json_set_num(j, "removed", removed);
	ctl_print(j);
}

/* Where root may write, its owner may not. */
static int say_failed(const struct ctl *ctl, const struct err *err)
{
	struct passwd *me = getpwuid(geteuid());
	bool denied = strstr(err->msg, strerror(EACCES)) != NULL;

	return ctl_say(ctl, CTL_FAILED, "%s%s%s%s", err->msg,
	               denied && me ? " (as " : "",
	               denied && me ? me->pw_name : "",
	               denied && me ? ", who owns state_dir)" : "");
}

static int backup(const struct ctl *ctl, const char *to, int keep)
{
	struct store *store CLEANUP(store_closep) = NULL;
	struct buf db CLEANUP(buf_deinit) = BUF(4096);
	struct buf path CLEANUP(buf_deinit) = BUF(4096);
	struct err err = { 0 };
	int removed = 0;

	file_join(&db, ctl->conf->state_dir, "digestd.db");
	if (access(buf_cstr(&db), F_OK) && errno == ENOENT)
		return ctl_say(ctl, CTL_FAILED, "%s: there is no state yet",
		               buf_cstr(&db));
	store = ctl_store(ctl);
	if (!store)
		return CTL_FAILED;
	if (is_folder(to))
		name_in(to, clock_now(ctl->clock), &path);
	else
		buf_adds(&path, to);
	if (store_backup(store, buf_cstr(&path), ctl_progress, NULL, &err) ||
	    (keep && prune(to, keep, &removed, &err)))
		return say_failed(ctl, &err);
	ctl_progress_end();
	print(ctl, buf_cstr(&path), removed);
	return CTL_DONE;
}

int ctl_backup(struct ctl *ctl, int argc, char **argv)
{
	const char *to = ctl->line->operands[0];
	const char *text = ctl_option(ctl, "keep");
	int64_t keep = 0;

	(void)argc;
	(void)argv;
	if (text && str_to_int(str_of(text), 1, KEEP_MAX, &keep))
		return ctl_say(ctl, CTL_USAGE,
		               "--keep: \"%s\" is no number of backups", text);
	if (keep && !is_folder(to))
		return ctl_say(ctl, CTL_USAGE,
		               "--keep is for a directory, and %s is none", to);
	return backup(ctl, to, (int)keep);
}
