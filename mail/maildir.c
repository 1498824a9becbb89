#include "mail/maildir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "mail/address.h"
#include "mail/read_header.h"

/* Our To is in the first kilobytes. */
enum { HEADER_MAX = 16 * 1024, NAME_BYTES = 2048, WORK_BYTES = 1 << 20 };

static void close_dir(DIR **dir)
{
	if (*dir)
		closedir(*dir);
}

/* The header's bytes; the length, or -1. */
static ssize_t read_head(int dir, const char *name, char head[HEADER_MAX])
{
	int fd CLEANUP(cleanup_close) =
	        openat(dir, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

	return fd < 0 ? -1 : pread(fd, head, HEADER_MAX, 0);
}

static bool is_to(struct str head, const char *address)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(WORK_BYTES);
	struct buf name CLEANUP(buf_deinit) = BUF(NAME_BYTES);
	struct buf to CLEANUP(buf_deinit) = BUF(ADDRESS_MAX);
	struct read_header header;
	struct str body;

	read_header(head, arena, &header, &body);
	return !address_parse(str_of(read_value(&header, "To", arena)), &name,
	                      &to, NULL) &&
	       str_eq_nocase(buf_str(&to), str_of(address));
}

static int erase_from(const char *path, const char *address, size_t *n,
                      struct err *err)
{
	DIR *dir CLEANUP(close_dir) = opendir(path);
	char head[HEADER_MAX];
	struct dirent *e;

	if (!dir)
		return errno == ENOENT
		               ? 0
		               : err_set(err, "%s: %s", path, strerror(errno));
	while ((e = readdir(dir))) {
		ssize_t len = *e->d_name == '.'
		                      ? -1
		                      : read_head(dirfd(dir), e->d_name, head);

		if (len < 0 ||
		    !is_to((struct str){ head, (size_t)len }, address))
			continue;
		if (unlinkat(dirfd(dir), e->d_name, 0))
			return err_set(err, "%s/%s: %s", path, e->d_name,
			               strerror(errno));
		++*n;
	}
	return 0;
}

int maildir_erase(const char *url, const char *address, size_t *n,
                  struct err *err)
{
	static const char *const subs[] = { "new", "cur", "tmp" };
	const struct str scheme = STR("maildir:");

	*n = 0;
	if (!str_starts(str_of(url), scheme))
		return 0;
	for (size_t i = 0; i < sizeof(subs) / sizeof(*subs); i++) {
		struct buf path CLEANUP(buf_deinit) = BUF(4096);

		file_join(&path, url + scheme.len, subs[i]);
		if (erase_from(buf_cstr(&path), address, n, err))
			return -1;
	}
	return 0;
}
