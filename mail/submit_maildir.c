#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "mail/submit_transport.h"

enum {
	NAME_LEN_MAX = 200, /* of a file; NAME_MAX is 255, readers add flags */
	HEADER_MAX = 65536, /* how far the Message-ID is looked for */
	IOV_MAX_HERE = 64,
};

struct maildir {
	const char *dir;
	char host[64];
	unsigned counter; /* of the names made in this run */
};

static void join(struct buf *out, const struct maildir *m, const char *sub,
                 const char *name)
{
	buf_clear(out);
	buf_addf(out, "%s/%s/%s", m->dir, sub, name);
}

/* Host names may hold what a file name may not: as the Maildir page says, "/"
 * and ":" become octal escapes; we need no way back, so '_' does. */
static void init_host(struct maildir *m)
{
	if (gethostname(m->host, sizeof(m->host)))
		snprintf(m->host, sizeof(m->host), "localhost");
	m->host[sizeof(m->host) - 1] = '\0';
	for (char *p = m->host; *p; p++) {
		if (*p <= ' ' || *p > '~' || strchr("/:", *p))
			*p = '_';
	}
}

static int open_maildir(struct maildir *m, const char *dir, struct err *err)
{
	static const char *const subs[] = { "tmp", "new", "cur" };

	*m = (struct maildir){ .dir = dir };
	if (!dir[0])
		return err_set(err, "maildir: no directory");
	init_host(m);
	for (size_t i = 0; i < sizeof(subs) / sizeof(subs[0]); i++) {
		struct buf path CLEANUP(buf_deinit) = BUF(PATH_MAX);

		if (buf_addf(&path, "%s/%s", dir, subs[i]))
			return err_set(err, "maildir:%s: path too long", dir);
		if (file_mkdirs(buf_cstr(&path), 0700, err))
			return err_prefix(err, "maildir");
	}
	return 0;
}

/* The value of the Message-ID field without its brackets; len 0: none. The
 * first octets are looked at in a copy, as a field may lie across slices. */
static struct str message_id(const struct slices *body, struct buf *head)
{
	struct str rest, line;

	for (size_t i = 0; i < body->n && head->len < HEADER_MAX; i++) {
		struct str part = body->parts[i];
		size_t room = HEADER_MAX - head->len;

		buf_add(head, part.ptr, part.len < room ? part.len : room);
	}
	rest = buf_str(head);
	while (str_split(&rest, '\n', &line)) {
		struct str field = STR("Message-ID:");

		line = str_trim(line);
		if (!line.len)
			break;
		if (!str_starts_nocase(line, field))
			continue;
		line.ptr += field.len;
		line.len -= field.len;
		line = str_trim(line);
		if (line.len > 2 && line.ptr[0] == '<' &&
		    line.ptr[line.len - 1] == '>')
			return (struct str){ line.ptr + 1, line.len - 2 };
		break;
	}
	return (struct str){ NULL, 0 };
}

static bool is_name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || (c && strchr("@._+=-", c));
}

static bool is_name(struct str s)
{
	if (!s.len || s.len > NAME_LEN_MAX || s.ptr[0] == '.')
		return false;
	for (size_t i = 0; i < s.len; i++) {
		if (!is_name_char(s.ptr[i]))
			return false;
	}
	return true;
}

/*
 * The Message-ID itself where it makes a file name: then a retry after a crash
 * replaces the same file with the same bytes, and nobody gets two. Otherwise
 * the classic time.unique.host.
 */
static void name_file(struct maildir *m, const struct slices *body,
                      char name[NAME_LEN_MAX + 1])
{
	struct buf head CLEANUP(buf_deinit) = BUF(HEADER_MAX);
	struct str id = message_id(body, &head);

	if (is_name(id)) {
		memcpy(name, id.ptr, id.len);
		name[id.len] = '\0';
		return;
	}
	snprintf(name, NAME_LEN_MAX + 1, "%lld.P%ldQ%u.%s",
	         (long long)time(NULL), (long)getpid(), ++m->counter, m->host);
}

static int write_slices(int fd, const struct slices *body)
{
	size_t part = 0, offset = 0;

	while (part < body->n) {
		struct iovec iov[IOV_MAX_HERE];
		int count = 0;
		ssize_t n;

		for (size_t i = part; i < body->n && count < IOV_MAX_HERE;
		     i++) {
			size_t skip = i == part ? offset : 0;
			struct str s = body->parts[i];

			iov[count].iov_base = (char *)(uintptr_t)s.ptr + skip;
			iov[count++].iov_len = s.len - skip;
		}
		n = writev(fd, iov, count);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		offset += (size_t)n;
		while (part < body->n && offset >= body->parts[part].len)
			offset -= body->parts[part++].len;
	}
	return 0;
}

/* The whole message on the disk under its temporary name. */
static int write_tmp(const char *path, const struct slices *body,
                     struct err *err)
{
	int fd CLEANUP(cleanup_close) =
	        open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (fd < 0)
		return err_set(err, "%s: %s", path, strerror(errno));
	if ((body && write_slices(fd, body)) || fsync(fd)) {
		err_set(err, "%s: %s", path, strerror(errno));
		unlink(path);
		return -1;
	}
	return 0;
}

/* A rename is on the disk once its directory is. */
static int sync_dir(const struct maildir *m, const char *sub, struct err *err)
{
	struct buf path CLEANUP(buf_deinit) = BUF(PATH_MAX);
	int fd CLEANUP(cleanup_close) = -1;

	join(&path, m, sub, "");
	fd = open(buf_cstr(&path), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 || fsync(fd))
		return err_set(err, "%s: %s", buf_cstr(&path), strerror(errno));
	return 0;
}

static void done(const struct submit_ops *ops, const struct submit_mail *mail,
                 enum submit_outcome outcome, const char *reply)
{
	ops->done(
	        ops->ctx, mail->cookie,
	        &(struct submit_result){ .outcome = outcome, .reply = reply });
}

/* 0: settled; < 0: settled too, and the directory is of no use now. */
static int deliver(struct maildir *m, const struct submit_mail *mail,
                   const struct submit_ops *ops, struct err *err)
{
	struct buf tmp CLEANUP(buf_deinit) = BUF(PATH_MAX);
	struct buf new CLEANUP(buf_deinit) = BUF(PATH_MAX);
	char name[NAME_LEN_MAX + 1], reply[NAME_LEN_MAX + 32];
	struct err why = { "" };

	name_file(m, mail->body, name);
	join(&tmp, m, "tmp", name);
	join(&new, m, "new", name);
	if (tmp.full || new.full)
		err_set(&why, "maildir:%s: path too long", m->dir);
	else
		write_tmp(buf_cstr(&tmp), mail->body, &why);
	if (why.msg[0]) {
		done(ops, mail, SUBMIT_TEMPFAIL, why.msg);
		return err_set(err, "%s", why.msg);
	}
	if (ops->before_dot(ops->ctx, mail->cookie) < 0) {
		unlink(buf_cstr(&tmp));
		done(ops, mail, SUBMIT_TEMPFAIL, "held back before the rename");
		return 0;
	}
	if (rename(buf_cstr(&tmp), buf_cstr(&new))) {
		err_set(&why, "%s: %s", buf_cstr(&new), strerror(errno));
		unlink(buf_cstr(&tmp));
		done(ops, mail, SUBMIT_TEMPFAIL, why.msg);
		return err_set(err, "%s", why.msg);
	}
	if (sync_dir(m, "new", &why)) { /* there, but perhaps not for long */
		done(ops, mail, SUBMIT_UNKNOWN, why.msg);
		return err_set(err, "%s", why.msg);
	}
	snprintf(reply, sizeof(reply), "delivered to new/%s", name);
	done(ops, mail, SUBMIT_OK, reply);
	return 0;
}

int submit_maildir_run(const char *dir, const struct submit_settings *settings,
                       const struct submit_ops *ops, struct err *err)
{
	struct maildir m;

	if (open_maildir(&m, dir, err))
		return -1;
	while (!submit_stopped(settings)) {
		struct submit_mail mail = { 0 };

		if (ops->next(ops->ctx, &mail) != SUBMIT_TAKE)
			return 0;
		if (deliver(&m, &mail, ops, err))
			return -1;
	}
	return 0;
}

int submit_maildir_probe(const char *dir, struct err *err)
{
	struct buf path CLEANUP(buf_deinit) = BUF(PATH_MAX);
	char name[NAME_LEN_MAX + 1];
	struct maildir m;

	if (open_maildir(&m, dir, err))
		return -1;
	snprintf(name, sizeof(name), "probe.P%ld.%s", (long)getpid(), m.host);
	join(&path, &m, "tmp", name);
	if (write_tmp(buf_cstr(&path), NULL, err))
		return -1;
	unlink(buf_cstr(&path));
	join(&path, &m, "new", "");
	if (access(buf_cstr(&path), W_OK | X_OK))
		return err_set(err, "%s: %s", buf_cstr(&path), strerror(errno));
	return 0;
}
